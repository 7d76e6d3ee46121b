internal import StudyModel
internal import Terminal

/// Practice, history and the edited caption in lines.
extension PlainReview {
  /// Asks whether the practice item is wanted, where it was neither done nor skipped.
  mutating func offerPractice() {
    guard state.offersPractice else { return }
    guard let line = ask("A practice item comes first; it does not count. Enter begins it, s goes on without it:")
    else { return }
    switch line.filter({ $0 != " " }) {
    case "q": act(.quit)
    case "s": act(.notePractice("skipped"))
    default: practise()
    }
  }

  /// Goes through the practice items with a desk that stores nothing.
  mutating func practise() {
    guard !state.facts.guide.practice.isEmpty else { return say("This study has no practice item.") }
    var isDone = false
    for (index, item) in state.facts.guide.practice.enumerated() {
      var desk = desk
      desk.store = { _ in }
      var inner = PlainReview(
        state: state.rehearsal(index, now: desk.now()), desk: desk, read: read, print: print, beginItem: beginItem)
      say("PRACTICE. Nothing you answer until it is over is stored or counted. q leaves the practice.")
      _ = inner.run()
      guard inner.state.doneCount == 1 else {
        if inner.hasEnded { isOver = true }
        break
      }
      PlainText.told(inner.state, item).forEach(say)
      isDone = true
    }
    say("Practice is over. From here on everything counts.")
    if !isOver { act(.notePractice(isDone ? "done" : "skipped")) }
  }

  /// Says what was said of the item so far, newest first.
  func sayHistory() {
    let entries = state.history(item: state.focus.item)
    say(
      "History of \(state.unit) \(state.focus.item + 1), newest first. \(Amount.text(entries.count, "entry", many: "entries"))."
    )
    for entry in entries {
      let (when, about, said) = state.words(entry)
      say("\(when), \(about): \(said)")
    }
  }

  /// The caption as the rater would have it: words typed after `e`, or asked for.
  mutating func edit(_ question: Question, _ words: String) {
    guard let slot = state.slot else { return }
    var text = SafeText.onOneLine(words)
    if text.isEmpty {
      PlainText.caption(state, state.focus.slot).forEach(say)
      say("\(SafeText.onOneLine(question.asking))")
      guard let line = ask("Your version in full, = for no edit needed (empty leaves it as it is):") else { return }
      text = line
    }
    if text.allSatisfy(\.isWhitespace) { return }
    act(.text(question: question.id, text == "=" ? slot.caption : text))
  }

  /// Shows some items only.
  mutating func filter(_ word: String) {
    var word = word
    if word.isEmpty {
      let names = Filter.allCases.enumerated().map { "\($0 + 1) \($1.rawValue)" }.joined(separator: ", ")
      guard let line = ask("Which items: \(names) (empty leaves it as it is):") else { return }
      word = line.filter { $0 != " " }
    }
    if word.isEmpty { return }
    let number = Int(word).flatMap { Filter.allCases.indices.contains($0 - 1) ? Filter.allCases[$0 - 1] : nil }
    guard let filter = number ?? Filter.allCases.first(where: { $0.rawValue.hasPrefix(word) }) else {
      return say("Type / and one of \(Filter.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    act(.filter(filter))
  }
}

extension PlainText {
  /// The study's worked examples, one fact a line.
  static func examples(_ state: ReviewState) -> [String] {
    state.facts.guide.examples.enumerated().flatMap { index, example in
      [
        "Example \(index + 1), not one of your items. Caption: \(SafeText.onOneLine(CaptionText.trimmed(example.caption)))"
      ]
        + TextPage.answers(example, state, withMeaning: true).map { "The conductor answers: \($0)" }
        + ["Because: \(SafeText.onOneLine(example.because))"]
    }
  }

  /// What the conductor would have said of the practice item, one fact a line.
  static func told(_ review: ReviewState, _ item: PracticeItem) -> [String] {
    PracticeAnswers.lines(review, item).enumerated().flatMap { index, pair in
      pair.lines.map { line in
        "\(review.captionName(index)), \(line.question.title). The conductor would have said: "
          + PracticeAnswers.sentence(line, caption: pair.caption)
      }
    } + ["PRACTICE. Why: \(SafeText.onOneLine(item.because))"]
  }
}
