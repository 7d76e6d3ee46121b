internal import StudyModel
internal import Terminal

/// What the last question looks like beside the picture and the captions.
enum GuessPanel {
  /// The question, its keys, and what was answered.
  static func lines(_ state: ReviewState, columns: Int) -> [[Span]] {
    let palette = state.facts.palette
    let keys = state.guessChoices.dropLast().map(\.key)
    let range = keys.count > 1 ? "\(keys[0])–\(keys[keys.count - 1])" : keys.map { String($0) }.joined()
    let answer = state.guessInWords(item: state.focus.item)
    let lines: [[Span]] = Wrapping.lines(GuessQuestion.text, columns: columns).map { [Span($0, palette.strong)] }
    return lines + [
      [
        Span(range, palette.title), Span(" names a caption   "), Span("\(ReviewState.unknownKey)", palette.title),
        Span(" don't know, which is an answer too"),
      ],
      [Span("Your answer: "), answer.map { Span($0, palette.done) } ?? Span("none yet", palette.quiet)],
      [Span("Optional, and it changes none of your ratings.", palette.quiet)],
    ]
  }

  /// "Last question 2/5 · optional"
  static func header(_ state: ReviewState) -> [Span] {
    let items = state.guessItems
    let number = (items.firstIndex(of: state.focus.item) ?? 0) + 1
    return [
      Span("Last question \(number)/\(items.count)", state.facts.palette.strong), Span(" · optional"),
      Span(" · \(state.unit) \(state.focus.item + 1)", state.facts.palette.quiet),
    ]
  }

  /// "▶ 2 Caption B ●"
  static func title(_ state: ReviewState, _ slot: Slot, _ index: Int) -> [Span] {
    let palette = state.facts.palette
    let isNamed = state.guess(item: state.focus.item) == GuessQuestion.answer(slot.id)
    let key = index < Question.numbered.count ? "\(Question.numbered[index]) " : "  "
    return [
      Span(index == state.focus.slot && !state.comparesPairs ? "▶ " : "  ", palette.focus), Span(key, palette.title),
      Span(state.captionName(index), palette.strong), Span(isNamed ? " ●" : "", palette.done),
    ]
  }
}
