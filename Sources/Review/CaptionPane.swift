internal import StudyModel
internal import Terminal

/// The captions of an item with their answers, as lines of a pane.
struct CaptionPane {
  /// All lines, whether or not they fit.
  let lines: [[Span]]
  /// The lines of the caption in focus.
  let focused: Range<Int>
  /// The lines that captions begin at.
  let titles: [Int]

  /// - Parameters:
  ///   - state: what is shown.
  ///   - columns: the pane's width.
  init(_ state: ReviewState, columns: Int) {
    var lines: [[Span]] = []
    var focused = 0..<0
    var titles: [Int] = []
    let palette = state.facts.palette
    for (index, slot) in (state.presentation?.slots ?? []).enumerated()
    where !state.showsOneCaption || index == state.focus.slot {
      let start = lines.count
      titles.append(start)
      let isFocused = index == state.focus.slot
      lines.append(
        state.isGuessing ? GuessPanel.title(state, slot, index) : Self.title(state, slot, index, columns: columns))
      let indent = "  "
      let text = CaptionText.shown(slot.caption)
      if text.isEmpty { lines.append([Span(indent + "(an empty caption)", palette.quiet)]) }
      for line in Wrapping.labelled(text, columns: columns - 2) where !text.isEmpty {
        lines.append([Span(indent), Span(line.text, line.isLabel ? palette.quiet : palette.text)])
      }
      // What was answered before must not suggest what is answered now.
      if !state.isGuessing && !state.comparesPairs {
        lines += Self.answers(state, slot, isFocused: isFocused, columns: columns)
      }
      if isFocused { focused = start..<lines.count }
      lines.append([])
    }
    if !lines.isEmpty { lines.removeLast() }
    if state.comparesPairs, !state.isGuessing, let slot = state.slot {
      lines += [[]] + Self.answers(state, slot, isFocused: true, columns: columns)
    }
    self.lines = lines
    self.focused = focused
    self.titles = titles
  }

  /// The first line shown in a pane of so many rows: the focused caption in full where it fits, from its beginning
  /// where it does not, and then as far on as the rater scrolled.
  func top(rows: Int, scroll: Int) -> Int {
    let wanted = focused.upperBound <= rows ? 0 : min(focused.lowerBound, max(0, focused.upperBound - rows))
    let natural = focused.count > rows ? focused.lowerBound : wanted
    return max(0, min(natural + scroll, max(natural, lines.count - rows)))
  }

  /// A scroll that stays inside the text.
  static func clamped(scroll: Int, of state: ReviewState) -> Int {
    let layout = RatingLayout(state)
    let pane = CaptionPane(state, columns: layout.captions.width)
    return pane.top(rows: layout.captions.height, scroll: scroll) - pane.top(rows: layout.captions.height, scroll: 0)
  }

  private static func title(_ state: ReviewState, _ slot: Slot, _ index: Int, columns: Int) -> [Span] {
    let palette = state.facts.palette
    let isFocused = index == state.focus.slot
    if state.comparesPairs { return pairTitle(state, index) }
    let required = state.rubric.questions.filter(\.isRequired)
    let missing = required.count { state.answer($0, slot) == nil }
    let name = [
      Span(isFocused ? "▶ " : "  ", palette.focus),
      Span(state.captionName(index), state.isPractice ? palette.warning : palette.strong),
    ]
    return missing == 0 && !required.isEmpty ? name + [Span(" ✓", palette.done)] : name
  }

  /// "Second ● preferred". What scrolls has no mark: it would favour one of the two.
  private static func pairTitle(_ state: ReviewState, _ index: Int) -> [Span] {
    let palette = state.facts.palette
    let name = [Span("  \(state.captionName(index))", palette.strong)]
    return index == state.preferred ? name + [Span(" ● preferred", palette.done)] : name
  }

  /// Caption A, B … Z, AA.
  static func letter(_ index: Int) -> String {
    let letter = Unicode.Scalar(UInt8(65 + index % 26))
    return (index >= 26 ? self.letter(index / 26 - 1) : "") + String(letter)
  }

  /// "Accuracy 5  [Coverage ·]  Flags 2", over as many lines as it takes.
  private static func answers(_ state: ReviewState, _ slot: Slot, isFocused: Bool, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    var lines: [[Span]] = []
    var line: [Span] = [Span("  ")]
    var width = 2
    for (index, question) in state.rubric.questions.enumerated() {
      let answer = state.comparesPairs ? state.answer(question) : state.answer(question, slot)
      let isHere = isFocused && index == state.focus.question
      let text = "\(question.title) \(short(answer, of: question, caption: slot.caption))"
      let piece = isHere ? "[\(text)]" : " \(text) "
      let own = DisplayWidth.of(piece)
      if width + own > columns && width > 2 {
        lines.append(line)
        line = [Span("  ")]
        width = 2
      }
      let style = isHere ? palette.focus : answer == nil ? palette.quiet : palette.done
      line.append(Span(piece.fitted(to: columns - width), style))
      width += own
    }
    return width > 2 ? lines + [line] : lines
  }

  /// An answer in a word; "·" for none.
  ///
  /// - Parameter caption: the caption that it is about: "=" where an edit left it as it is.
  static func short(_ answer: Answer?, of question: Question, caption: String? = nil) -> String {
    switch answer {
    case nil: "·"
    case .number, .option: question.choices.first { $0.answer == answer }?.short ?? "?"
    case .tags(let tags): "\(tags.count)"
    case .text(let text): question.kind == .edit && text == caption ? "=" : "✎"
    }
  }
}
