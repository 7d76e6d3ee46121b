internal import StudyModel
internal import Terminal

/// The last question in lines.
extension PlainReview {
  /// Shows the item once more, every caption under its number.
  mutating func showGuess() {
    guard let presentation = state.presentation else { return }
    PlainText.guess(state).forEach(say)
    if let file = try? desk.file(presentation) { say("File: \(file)") }
    PlainText.captions(state).forEach(say)
    feed(.drawn(presentation.id, picture: PixelSize(width: 0, height: 0)))
  }

  mutating func takeGuess(_ line: String) {
    let word = SafeText.onOneLine(line).filter { $0 != " " }
    switch word {
    case "" where state.pending != nil: act(.undo)
    case "": break
    case "q": act(.quit)
    case "n", "]": act(.nextGuess)
    case "p", "[": act(.previousGuess)
    case "u": act(.undo)
    case "r": act(.redo)
    case "x": act(.clearGuess)
    case "o": act(.openPicture)
    case "a": showGuess()
    case "b": act(.closeGuess)
    default:
      guard word.count == 1, let key = word.first, state.guessChoices.contains(where: { $0.key == key }) else {
        return say("'\(word)' is no caption's number and no command. Nothing was stored.")
      }
      act(.guess(key))
    }
  }
}

extension PlainText {
  /// Which of how many, and what is asked.
  static func guess(_ state: ReviewState) -> [String] {
    let items = state.guessItems
    let number = (items.firstIndex(of: state.focus.item) ?? 0) + 1
    return [
      "", "Last question, \(number) of \(items.count), about \(state.unit) \(state.focus.item + 1). Optional.",
      GuessQuestion.text,
    ]
  }

  /// What is expected.
  static func guessPrompt(_ state: ReviewState) -> String {
    let choices = state.guessChoices.dropLast().enumerated().map { index, choice in
      "\(choice.key) \(state.comparesPairs ? index == 0 ? "the first" : "the second" : "caption \(CaptionPane.letter(index))")"
    }
    let now = state.guessInWords(item: state.focus.item).map { ", now \($0)" } ?? ""
    return "\(choices.joined(separator: ", ")), d don't know, n next, b back to the \(state.unit)s, q quit\(now):"
  }
}
