internal import StudyModel
internal import Terminal

/// The last question. It is never forced on a rater, and "don't know" is a full answer.
extension Update {
  /// Opens the question at the first item without an answer, or at the first.
  ///
  /// - Returns: false where there is none, or items are still open.
  mutating func openGuess() -> Bool {
    guard state.isReadyToGuess, !state.isGuessing else { return false }
    let items = state.guessItems
    state.screen = .guess
    goToGuess(items.first { state.guess(item: $0) == nil } ?? items[0])
    return true
  }

  mutating func takeGuess(_ key: Key) {
    switch key {
    case .character(let character) where state.guessChoices.contains { $0.key == character }: guess(character)
    case .character("j"), .down: moveCaption(1)
    case .character("k"), .up: moveCaption(-1)
    case .character("n"), .character("]"), .enter: stepGuess(1)
    case .character("p"), .character("["): stepGuess(-1)
    case .backspace, .delete: clearGuess()
    case .character("u"): undo()
    case .control("r"): redo()
    case .character("o"): perform(.openPicture)
    case .character(" "), .pageDown: perform(.scroll(by: 5))
    case .pageUp: perform(.scroll(by: -5))
    case .escape: state.screen = .rating
    case .character("q"), .control("c"), .control("d"): effects.append(.quit)
    default: break
    }
  }

  mutating func guess(_ key: Character) {
    guard let presentation = state.presentation, let choice = state.guessChoices.first(where: { $0.key == key }),
      isSeen()
    else { return }
    let place = AnswerKey(presentation: presentation.id, slot: nil, question: Judgement.Reserved.guess)
    if state.answers[place] == choice.answer { return afterGuess() }
    change(place, to: choice.answer)
  }

  mutating func clearGuess() {
    guard let presentation = state.presentation else { return }
    let place = AnswerKey(presentation: presentation.id, slot: nil, question: Judgement.Reserved.guess)
    if state.answers[place] != nil { change(place, to: nil) }
  }

  /// After an answer the next item without one is shown; after the last, thanks.
  mutating func afterGuess() {
    let items = state.guessItems
    let after = items.filter { $0 > state.focus.item } + items
    guard let next = after.first(where: { state.guess(item: $0) == nil }) else {
      return say("Thank you: that was all. q saves and quits.")
    }
    goToGuess(next)
  }

  mutating func stepGuess(_ step: Int) {
    let items = state.guessItems
    guard let here = items.firstIndex(of: state.focus.item), items.indices.contains(here + step) else {
      return say(
        step > 0 ? "That was the last one. q saves and quits; Esc goes back to the \(state.unit)s." : "The first one.")
    }
    goToGuess(items[here + step])
  }

  private mutating func goToGuess(_ index: Int) {
    goTo(ReviewState.Focus(item: index, slot: 0, question: 0))
    // Keys typed for the screen before name nothing here.
    state.isSeen = false
  }
}
