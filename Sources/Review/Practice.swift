public import StudyModel
internal import Terminal

/// A practice item under way: a review of its own, on the same screen and by the same keys, whose answers go nowhere.
public struct Practice: Sendable {
  /// Which of the study's practice items.
  var index: Int
  /// Whether the conductor's answers are on the screen; lines scrolled.
  var told: Int?
  private var box: Box

  private indirect enum Box: Sendable { case review(ReviewState) }

  init(_ index: Int, _ review: ReviewState) {
    self.index = index
    box = .review(review)
  }

  /// The review being practised.
  var review: ReviewState {
    get {
      switch box {
      case .review(let state): state
      }
    }
    set { box = .review(newValue) }
  }
}

extension ReviewState {
  /// What the screen shows of items: the practice item while there is one, else the packet's.
  public var stage: ReviewState { practice.map(\.review) ?? self }

  /// The picture that the screen asks for, with the name it asks by.
  public var shownImage: (name: String, item: ItemID)? {
    if case .example(let index) = screen, practice == nil {
      let item = facts.guide.examples.indices.contains(index) ? facts.guide.examples[index].image : nil
      return item.map { ("example-\(index + 1)", $0) }
    }
    return stage.presentation.map { ($0.id.rawValue, $0.item) }
  }

  /// Whether a practice item comes before the first item: one that was neither done nor skipped.
  public var offersPractice: Bool { !facts.guide.practice.isEmpty && !knowsPractice }

  /// Whether it was done or skipped, now or in an earlier sitting.
  var knowsPractice: Bool {
    answers[AnswerKey(presentation: nil, slot: nil, question: Judgement.Reserved.practice)] != nil
  }

  /// A review of one practice item, begun.
  func rehearsal(_ index: Int, now: Int64) -> ReviewState {
    let item = facts.guide.practice[index]
    let id = PresentationID(rawValue: "practice-\(index + 1)")
    let slots = item.captions.enumerated().map { number, caption in
      Slot(id: SlotID(rawValue: "\(id.rawValue)-\(number + 1)"), caption: caption.caption)
    }
    var facts = facts
    facts.guide = ReviewGuide()
    facts.asksForGuess = false
    var review = ReviewState(
      facts: facts, rubric: rubric, presentations: [Presentation(id: id, item: item.image, slots: slots)], ratings: [],
      size: size, now: now)
    review.isPractice = true
    review.screen = .rating
    return review
  }
}

/// What the conductor would have said of a practice item.
enum PracticeAnswers {
  /// One answer beside the rater's own.
  struct Line: Hashable {
    var question: Question
    var own: Answer?
    var conductor: Answer
  }

  /// By caption, in the rubric's order; questions that the conductor did not answer are left out.
  static func lines(_ review: ReviewState, _ item: PracticeItem) -> [(caption: String, lines: [Line])] {
    let slots = review.presentations.first?.slots ?? []
    return zip(item.captions, slots).map { caption, slot in
      let lines = review.rubric.questions.compactMap { question in
        caption.answers[question.id].map { Line(question: question, own: review.answer(question, slot), conductor: $0) }
      }
      return (caption.caption, lines)
    }
  }

  /// "3 = The main thing comes across. You said 4."
  static func sentence(_ line: Line, caption: String) -> String {
    let theirs = words(line.conductor, line, caption: caption, withMeaning: true)
    let own = words(line.own, line, caption: caption, withMeaning: false)
    let ending = theirs.last.map { ".!?".contains($0) } == true ? "" : "."
    return "\(theirs)\(ending) " + (line.own == line.conductor ? "So did you." : "You said \(own).")
  }

  /// "4 = Does the job; small wording or detail changes only."
  static func words(_ answer: Answer?, _ line: Line, caption: String, withMeaning: Bool) -> String {
    guard let answer else { return "nothing" }
    let text = AnswerWords.text(answer, of: line.question, caption: caption)
    guard withMeaning, let choice = line.question.choices.first(where: { $0.answer == answer }) else { return text }
    let meaning = SafeText.onOneLine(choice.meaning)
    return meaning.hasPrefix(text) ? meaning : "\(text) = \(meaning)"
  }
}
