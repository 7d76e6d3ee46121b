internal import StudyModel
internal import Terminal

/// A screen of text that scrolls: the briefing and the help.
enum TextPage {
  /// The most lines that the page on the screen can be scrolled by.
  static func largestScroll(of state: ReviewState) -> Int {
    let columns = width(state)
    let lines =
      if let practice = state.practice {
        told(state, practice, columns: columns)
      } else {
        switch state.screen {
        case .briefing: briefing(state, columns: columns)
        case .history: history(state, columns: columns)
        default: help(state, columns: columns)
        }
      }
    return max(0, lines.count - (state.size.rows - 2))
  }

  /// The page, from a line on, with the keys that matter below it.
  static func frame(_ state: ReviewState, _ lines: [[Span]], scroll: Int, keys: [Span]) -> Frame {
    var frame = Frame(width: state.size.columns, height: state.size.rows)
    let rows = state.size.rows - 2
    let margin = (state.size.columns - width(state)) / 2
    for (row, line) in lines.dropFirst(scroll).prefix(rows).enumerated() {
      frame.put(line, column: margin, row: row, columns: width(state))
    }
    let palette = state.facts.palette
    let isMore = lines.count - scroll > rows
    let more = [
      Span(isMore ? "▼ more: j or Space" : "", palette.warning), Span(scroll > 0 ? "  ▲ k" : "", palette.quiet),
    ]
    frame.put(more, column: margin, row: state.size.rows - 2, columns: width(state))
    frame.put(keys, column: margin, row: state.size.rows - 1, columns: width(state))
    return frame
  }

  /// Text is hard to read in long lines: 100 columns at most.
  static func width(_ state: ReviewState) -> Int { min(100, state.size.columns - 4) }

  /// What a rater should know before the first item.
  static func briefing(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    let count = state.presentations.count
    let minutes = max(1, (count * state.facts.secondsPerItem + 30) / 60)
    let rubric = "\(state.rubric.name), version \(state.rubric.version)"
    // With examples there is a line more to say, and 24 rows are to hold it all.
    var lines: [[Span]] = state.facts.guide.examples.isEmpty ? [[]] : []
    lines.append([
      Span(SafeText.onOneLine(state.facts.study), palette.title),
      Span("  for "), Span(SafeText.onOneLine(state.facts.rater), palette.strong),
    ])
    let done = state.doneCount
    let pace = "about \(Amount.text(minutes, "minute")) at \(state.facts.secondsPerItem) s each."
    let amount = "\(Amount.text(count, state.unit)), \(pace)"
    let left = done == 0 ? "" : " Done so far: \(done); \(Clock.about(state.millisecondsLeft)) to go."
    lines += paragraph(amount + left, columns)
    lines += paragraph(whatToDo(state), columns)
    if state.facts.canReadKey {
      lines.append([])
      lines += paragraph(
        "! This account can read the key that says who wrote what. Please do not open it. It is noted with your "
          + "ratings, and the report will count it. Cleaner: an account of your own, or a mailed packet.", columns,
        palette.warning)
    }
    if let note = state.facts.displayNote { lines += [[]] + paragraph("! " + note, columns, palette.warning) }
    let further = "  (\(rubric); every point in full: ?)"
    lines += [[], [Span("What you are asked", palette.title), Span(further.fitted(to: columns - 18), palette.quiet)]]
    lines += shortQuestions(state, columns: columns)
    if !state.facts.guide.examples.isEmpty {
      lines += [[], [Span("Examples", palette.title), Span("  (the conductor's own words)", palette.quiet)]]
      lines += examples(state, columns: columns)
    }
    lines += [[]] + shortKeys(state, columns: columns)
    return lines
  }

  /// The keys, then the rubric.
  static func help(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    return [[], [Span("Keys", palette.title)]] + keys(state, columns: columns) + [
      [], [Span("Questions", palette.title)],
    ] + questions(state, columns: columns)
  }

  static func paragraph(_ text: String, _ columns: Int, _ style: Style = .plain) -> [[Span]] {
    Wrapping.lines(text, columns: columns).map { [Span($0, style)] }
  }

  private static func questions(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    var lines: [[Span]] = []
    for question in state.rubric.questions {
      let asked = question.ask.isEmpty ? question.title : "\(question.title): \(question.ask)"
      lines += paragraph(
        SafeText.onOneLine(asked) + (question.isRequired ? "" : " (optional)"), columns, palette.strong)
      for choice in question.choices {
        for (index, text) in Wrapping.lines(SafeText.onOneLine(choice.meaning), columns: columns - 5).enumerated() {
          lines.append([Span(index == 0 ? "  \(choice.key)  " : "     ", palette.title), Span(text)])
        }
      }
      if case .tags(let tags) = question.kind {
        let text = SafeText.onOneLine(tags.joined(separator: ", "))
        lines += Wrapping.lines(text, columns: columns - 5).enumerated().map { index, text in
          [Span(index == 0 ? "  t  " : "     ", palette.title), Span(text)]
        }
      }
    }
    if let note = state.rubric.note { lines += paragraph(SafeText.onOneLine(note), columns, palette.quiet) }
    return lines
  }

  /// Two columns of keys where the window is wide enough.
  private static func keys(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    let table = state.comparesPairs ? Keymap.pairTable : Keymap.table
    func entry(_ index: Int, _ width: Int) -> [Span] {
      guard table.indices.contains(index) else { return [] }
      let (keys, does) = table[index]
      let keysWidth = 16
      return [Span("  " + keys.padded(to: keysWidth), palette.title), Span(does.padded(to: width - keysWidth - 2))]
    }
    let across = columns >= 96 ? 2 : 1
    let down = (table.count + across - 1) / across
    return (0..<down).map { row in (0..<across).flatMap { entry($0 * down + row, columns / across) } }
  }
}
