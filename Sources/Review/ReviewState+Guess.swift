public import StudyModel

/// The last question, asked once everything is done: which captions are those used today?
extension ReviewState {
  /// Items it is asked about, by index; none where the study does not ask. What was skipped is left alone.
  public var guessItems: [Int] {
    facts.asksForGuess ? GuessQuestion.items(among: presentations).filter(rated.contains) : []
  }

  /// Whether there is a last question, and everything before it is done.
  public var isReadyToGuess: Bool { doneCount == presentations.count && !guessItems.isEmpty }

  /// What was answered about an item; nil for nothing.
  public func guess(item index: Int) -> Answer? { answer(Judgement.Reserved.guess, item: index) }

  /// Items about which nothing was answered.
  public var openGuesses: Int { isReadyToGuess ? guessItems.count { guess(item: $0) == nil } : 0 }

  /// Whether the last question has the screen.
  var isGuessing: Bool { screen == .guess }

  /// "Caption B", "don't know", or nil for nothing.
  func guessInWords(item index: Int) -> String? {
    guard let answer = guess(item: index) else { return nil }
    let slot = presentations[index].slots.firstIndex { GuessQuestion.answer($0.id) == answer }
    return slot.map { captionName($0) } ?? "don't know"
  }

  /// The answers that a key gives about the item in focus, captions in shown order.
  var guessChoices: [(key: Character, answer: Answer)] {
    zip(Question.numbered, presentation?.slots ?? []).map { ($0, GuessQuestion.answer($1.id)) }
      + [(Self.unknownKey, GuessQuestion.unknown)]
  }

  /// The key of "don't know".
  static let unknownKey: Character = "d"
}
