public import Blinding
public import StudyModel

/// One caption that one rater scored twice without being told.
public struct RepeatedScore: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// The image.
  public var item: ItemID
  /// The question id, or `score`.
  public var criterion: String
  /// At the first showing, in rubric points: this one counts for the arm.
  public var first: Double
  /// At the second.
  public var second: Double
}

/// What one rater gave to a caption of another image.
public struct AnchorScore: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// The image that was shown.
  public var item: ItemID
  /// The question id, or `score`.
  public var criterion: String
  /// In rubric points.
  public var value: Double
}

/// Which of an item's captions one rater took for the incumbent's.
public struct BlindGuess: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// The image.
  public var item: ItemID
  /// The captions that were offered, each with its arms under cover; none for an anchor.
  public var choices: [[ArmCode]]
  /// Which of them was named; nil: the rater did not know.
  public var named: Int?

  /// A guess, or that there was none to make.
  public init(rater: String, item: ItemID, choices: [[ArmCode]], named: Int?) {
    self.rater = rater
    self.item = item
    self.choices = choices
    self.named = named
  }
}

/// What raters said of hidden repeats, of anchors and about the incumbent: none of it counts for any arm.
public struct HiddenRatings: Sendable {
  /// Captions scored at both showings of their item, every criterion.
  public var repeats: [RepeatedScore] = []
  /// Pairs judged at both showings.
  public var repeatedPreferences: [RepeatedPreference] = []
  /// Anchors that were scored, every criterion.
  public var anchors: [AnchorScore] = []
  /// Answers to the last question, "don't know" among them.
  public var guesses: [BlindGuess] = []

  /// Nothing said.
  public init() {}

  /// Gathers what was said: of each slot and question the last judgement.
  ///
  /// - Parameters:
  ///   - plan: every packet, with what is hidden in it.
  ///   - ratings: collected ratings by packet.
  ///   - rubric: the questions.
  public init(plan: PresentationPlan, ratings: [String: [Rating]], rubric: Rubric) {
    let criteria = Tabulation.ranges(of: rubric).keys.sorted()
    repeatedPreferences = Self.repeatedPreferences(plan: plan, ratings: ratings, rubric: rubric)
    for packet in plan.packets {
      let rated = ratings[packet.id] ?? []
      guard !rated.isEmpty else { continue }
      let last = Tabulation.LastAnswers(rated)
      let named = Self.named(in: rated)
      let byID = Dictionary(packet.presentations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      for presentation in packet.presentations {
        for criterion in criteria {
          for slot in presentation.slots where plan.hidden.anchors[slot.id] != nil {
            guard let value = last.number(slot.id, criterion, rubric: rubric) else { continue }
            anchors.append(
              AnchorScore(rater: packet.rater, item: presentation.item, criterion: criterion, value: value))
          }
          guard let first = plan.hidden.repeats[presentation.id].flatMap({ byID[$0] }) else { continue }
          for slot in presentation.slots {
            // Captions of one presentation differ from each other, so the words tell which slot was which.
            guard let before = first.slots.first(where: { $0.shows(slot) }),
              let earlier = last.number(before.id, criterion, rubric: rubric),
              let later = last.number(slot.id, criterion, rubric: rubric)
            else { continue }
            repeats.append(
              RepeatedScore(
                rater: packet.rater, item: presentation.item, criterion: criterion, first: earlier, second: later))
          }
        }
        if let answer = named[presentation.id] {
          guesses.append(
            BlindGuess(
              rater: packet.rater, item: presentation.item,
              choices: presentation.slots.map { plan.arms[$0.id] ?? [] },
              named: presentation.slots.firstIndex { GuessQuestion.answer($0.id) == answer }))
        }
      }
    }
  }

  /// The last answer about the incumbent for each presentation that has one.
  private static func named(in ratings: [Rating]) -> [PresentationID: Answer] {
    var last: [PresentationID: Answer] = [:]
    for judgement in ratings.sorted(by: { $0.sequence < $1.sequence }).map(\.judgement) {
      guard judgement.question == Judgement.Reserved.guess, let presentation = judgement.presentation else { continue }
      last[presentation] = judgement.answer
    }
    return last
  }
}
