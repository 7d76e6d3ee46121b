internal import StudyModel
internal import Terminal

/// The panel under the captions: the question in focus with all its anchor texts, or what was opened by a key.
enum QuestionPanel {
  /// The panel's lines.
  ///
  /// - Parameters:
  ///   - columns: the panel's width.
  ///   - rows: the most lines there is room for.
  static func lines(_ state: ReviewState, columns: Int, rows: Int) -> [[Span]] {
    if let pending = state.pending, let problem = pending.problem {
      return Array(notSaved(pending, problem, state, columns: columns).prefix(rows))
    }
    let lines: [[Span]]
    switch state.screen {
    case .tags(let list): lines = tags(list, state, columns: columns, rows: rows)
    case .skip(let editor): lines = skip(editor, state, columns: columns)
    case .comment(let editor): lines = Self.editor(editor, "Comment on this \(state.unit)", state, columns: columns)
    case .text(let id, let editor):
      let asked = state.rubric.question(id)?.asking ?? id
      lines = Self.editor(editor, state.subject + asked, state, columns: columns)
    case .edit(let id, let editor):
      let title = state.subject + (state.rubric.question(id)?.title ?? id)
      lines = EditPanel.lines(editor, title, state, columns: columns, rows: rows)
    case .filter: lines = filter(state)
    case .guess: lines = GuessPanel.lines(state, columns: columns)
    case .rating, .briefing, .example, .help, .history, .zoom:
      lines = question(state, state.focus.question, columns: columns, rows: rows)
    }
    return Array(lines.prefix(rows))
  }

  /// What could not be stored and why, in full: nothing is more urgent.
  private static func notSaved(
    _ pending: ReviewState.Pending, _ problem: String, _ state: ReviewState, columns: Int
  ) -> [[Span]] {
    let question = state.rubric.question(pending.judgement.question)
    let name = question?.title ?? String(pending.judgement.question.drop { $0 == "@" })
    let answer = question.map { " " + CaptionPane.short(pending.judgement.answer, of: $0) } ?? ""
    let title = " NOT SAVED: \(name)\(answer) "
    return [[Span(title, state.facts.palette.alarm)]]
      + Wrapping.lines(SafeText.onOneLine(problem), columns: columns).map { [Span($0)] }
  }

  /// One anchor a line where that fits; else all of them in running text.
  static func question(_ state: ReviewState, _ index: Int, columns: Int, rows: Int) -> [[Span]] {
    guard state.rubric.questions.indices.contains(index), let slot = state.slot else { return [] }
    let question = state.rubric.questions[index]
    let palette = state.facts.palette
    let answer = state.answer(question)
    let name = state.subject + question.title
    let asked = question.ask.isEmpty ? name : "\(name): \(question.ask)"
    var lines = Wrapping.lines(SafeText.onOneLine(asked), columns: columns).map { [Span($0, palette.strong)] }
    let choices = question.choices
    if choices.isEmpty { return lines + unnumbered(question, answer, slot, state, columns: columns) }
    let single = choices.flatMap { choice in
      let style = choice.answer == answer ? palette.done : palette.text
      let mark = choice.answer == answer ? "●" : " "
      let wrapped = Wrapping.lines(SafeText.onOneLine(choice.meaning), columns: columns - 6)
      return wrapped.enumerated().map { index, text in
        [
          Span(index == 0 ? "\(mark) \(choice.key)  " : "     ", index == 0 ? palette.title : palette.text),
          Span(text, style),
        ]
      }
    }
    if lines.count + single.count <= rows { return lines + single }
    // A mark takes the place of a space: giving an answer must not change the height.
    let running = choices.map { "\($0.answer == answer ? "●" : " ")\($0.key) = \(SafeText.onOneLine($0.meaning))" }
    lines += Wrapping.lines(running.joined(separator: " "), columns: columns).map { [Span($0)] }
    if lines.count > rows { lines[rows - 1] = [Span("… the rest of the anchors: ? ", palette.warning)] }
    return lines
  }

  /// What stands for anchors where the answer is no number: the tags or the text, and the key that opens them.
  private static func unnumbered(
    _ question: Question, _ answer: Answer?, _ slot: Slot, _ state: ReviewState, columns: Int
  ) -> [[Span]] {
    let palette = state.facts.palette
    let optional = question.isRequired ? "" : " Optional."
    let (key, text, style): (String, String, Style) =
      switch (question.kind, answer) {
      case (.tags, .tags(let tags)?) where !tags.isEmpty:
        ("t", "changes: " + tags.joined(separator: ", "), palette.done)
      case (.tags(let tags), _): ("t", "opens \(tags.count) tags; none is marked. Optional.", palette.text)
      case (.edit, .text(let text)?):
        ("e", text == slot.caption ? "changes: no edit needed" : "changes: " + text, palette.done)
      case (.edit, _): ("e", "edits the caption; Enter at once says that it needs no edit.\(optional)", palette.text)
      case (_, .text(let text)?): ("e", "changes: " + text, palette.done)
      default: ("e", "writes a text. Optional.", palette.text)
      }
    return Wrapping.lines(SafeText.onOneLine(text), columns: columns - 2).enumerated().map { index, line in
      [Span(index == 0 ? "\(key) " : "  ", palette.title), Span(line, style)]
    }
  }

  /// Tags in as many columns as fit, the first nine with the digit that marks them; the page of them with the cursor
  /// where not all do.
  private static func tags(_ list: TagList, _ state: ReviewState, columns: Int, rows: Int) -> [[Span]] {
    let palette = state.facts.palette
    let asked = state.rubric.question(list.question)?.asking ?? list.question
    let widest = (list.tags.map { DisplayWidth.of($0) }.max() ?? 0) + 10
    let across = max(1, min(4, columns / widest))
    let down = max(1, min((list.tags.count + across - 1) / across, rows - 1))
    let page = list.cursor / (across * down) * across * down
    let title = "\(state.subject)\(SafeText.onOneLine(asked)) (\(list.chosen.count) marked)"
    let lines = (0..<down).map { row in
      (0..<across).flatMap { column -> [Span] in
        let index = page + column * down + row
        guard list.tags.indices.contains(index) else { return [] }
        let isHere = index == list.cursor
        let isChosen = list.chosen.contains(list.tags[index])
        let digit = index < 9 ? "\(index + 1)" : " "
        let text =
          "\(isHere ? "▶" : " ") \(digit) [\(isChosen ? "x" : " ")] \(SafeText.onOneLine(list.tags[index]))"
        return [Span(text.padded(to: widest), isHere ? palette.focus : isChosen ? palette.done : palette.text)]
      }
    }
    return [[Span(title.fitted(to: columns), palette.strong)]] + lines
  }

  private static func skip(_ editor: LineEditor, _ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    let reasons = Screen.reasons.enumerated().map { index, reason in
      [Span("  \(index + 1)  ", palette.title), Span(reason)]
    }
    return Self.editor(editor, "Skip this \(state.unit): a number, or your own reason", state, columns: columns)
      + reasons
  }

  private static func filter(_ state: ReviewState) -> [[Span]] {
    let palette = state.facts.palette
    let all = state.presentations.indices
    let counts: [Filter: Int] = [
      .all: all.count, .unrated: all.count { !state.isDone($0) }, .flagged: all.count { state.isFlagged($0) },
      .skipped: all.count { state.isSkipped($0) },
    ]
    let lines = Filter.allCases.enumerated().map { index, filter in
      [
        Span("\(filter == state.filter ? "●" : " ") \(index + 1)  ", palette.title),
        Span("\(filter.rawValue): \(counts[filter] ?? 0)"),
      ]
    }
    return [[Span("Which \(state.unit)s to show", palette.strong)]] + lines
  }

  /// A title and a line being written; of a long one, the part around the cursor.
  private static func editor(_ editor: LineEditor, _ title: String, _ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    var before = String(editor.text[..<editor.cursor])
    while DisplayWidth.of(before) > columns - 6 { before.removeFirst() }
    let here = editor.cursor < editor.text.count ? String(editor.text[editor.cursor]) : " "
    let after = String(editor.text.dropFirst(editor.cursor + 1))
    let cursor = Style(reversed: true)
    return [
      [Span(SafeText.onOneLine(title).fitted(to: columns), palette.strong)],
      [Span("› ", palette.title), Span(before), Span(here, cursor), Span(after)],
    ]
  }
}
