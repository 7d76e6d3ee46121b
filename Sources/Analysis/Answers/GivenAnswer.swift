public import Blinding
public import StudyModel

/// One answer that is not a number: an option, tags, a note; or what a rater said of a whole item.
public struct GivenAnswer: Hashable, Sendable, Codable {
  /// The image.
  public var item: ItemID
  /// The image's stratum.
  public var category: String
  /// The rater's pseudonym.
  public var rater: String
  /// Whose caption it is about, under cover: several where they gave the same, or where it is about a pair; none where it
  /// is about the whole item.
  public var arms: [ArmCode]
  /// A question's id, or `flag`, `comment` or `skip` for what is said beside the rubric.
  public var question: String
  /// What was said.
  public var answer: Answer

  /// One answer that is not a number.
  public init(
    item: ItemID, category: String, rater: String, arms: [ArmCode], question: String, answer: Answer
  ) {
    self.item = item
    self.category = category
    self.rater = rater
    self.arms = arms
    self.question = question
    self.answer = answer
  }
}

/// Everything raters said that is not a number, still under cover.
public struct GivenAnswers: Hashable, Sendable, Codable {
  /// By rater and place in the rater's packet.
  public var answers: [GivenAnswer]
  /// Captions of each arm that were judged, by themselves or in a pair: by any rater, each counting once.
  public var judged: [ArmCode: Int]

  /// Everything raters said that is not a number.
  public init(answers: [GivenAnswer], judged: [ArmCode: Int]) {
    self.answers = answers
    self.judged = judged
  }

  /// What raters say beside the rubric, by its reserved name.
  private static let beside = [
    Judgement.Reserved.flag: "flag", Judgement.Reserved.comment: "comment", Judgement.Reserved.skip: "skip",
  ]

  /// Lists answers: of each slot (or item) and question the last one counts, and a withdrawn one is none.
  ///
  /// - Parameters:
  ///   - plan: every packet, and whose captions its slots show.
  ///   - ratings: collected ratings by packet.
  ///   - categories: item → category.
  ///   - rubric: the questions.
  public init(
    plan: PresentationPlan, ratings: [String: [Rating]], categories: [ItemID: String], rubric: Rubric
  ) {
    struct Place: Hashable {
      let presentation: PresentationID?
      let slot: SlotID?
      let question: String
    }
    answers = []
    judged = [:]
    let worded = rubric.questions.filter { $0.range == nil }.map(\.id)
    for packet in plan.packets {
      var last: [Place: Answer] = [:]
      var touched: Set<SlotID> = []
      for judgement in (ratings[packet.id] ?? []).sorted(by: { $0.sequence < $1.sequence }).map(\.judgement) {
        let presentation = judgement.slot == nil ? judgement.presentation : nil
        last[Place(presentation: presentation, slot: judgement.slot, question: judgement.question)] = judgement.answer
        if let slot = judgement.slot, judgement.answer != nil { touched.insert(slot) }
      }
      for presentation in packet.presentations {
        func add(_ place: Place, as question: String, arms: [ArmCode]) {
          guard let answer = last[place], !Self.isEmpty(answer) else { return }
          answers.append(
            GivenAnswer(
              item: presentation.item, category: categories[presentation.item] ?? "", rater: packet.rater, arms: arms,
              question: question, answer: answer))
        }
        // As in the table, of an item that a rater saw twice the first showing counts.
        for slot in presentation.slots where plan.hidden.repeats[presentation.id] == nil {
          let arms = (plan.arms[slot.id] ?? []).sorted()
          // An anchor's caption is no arm's, and what is said of it says nothing of the item.
          guard !arms.isEmpty else { continue }
          if touched.contains(slot.id) { for arm in arms { judged[arm, default: 0] += 1 } }
          for question in worded {
            add(Place(presentation: nil, slot: slot.id, question: question), as: question, arms: arms)
          }
        }
        if rubric.mode == .pairwise, plan.hidden.repeats[presentation.id] == nil,
          let pair = plan.armsShown(in: presentation)
        {
          let arms = [pair.first, pair.second].sorted()
          let preference = rubric.preference.map {
            Place(presentation: presentation.id, slot: nil, question: $0.id)
          }
          if preference.flatMap({ last[$0] }) != nil { for arm in arms { judged[arm, default: 0] += 1 } }
          for question in worded {
            add(Place(presentation: presentation.id, slot: nil, question: question), as: question, arms: arms)
          }
        }
        for (reserved, name) in Self.beside.sorted(by: { $0.key < $1.key }) {
          add(Place(presentation: presentation.id, slot: nil, question: reserved), as: name, arms: [])
        }
      }
    }
  }

  private static func isEmpty(_ answer: Answer) -> Bool {
    switch answer {
    case .number: false
    case .option(let text), .text(let text): text.allSatisfy(\.isWhitespace)
    case .tags(let tags): tags.isEmpty
    }
  }

  /// How often an arm's captions got each option or tag of a question; a text counts under "".
  public func counts(of question: String, for arm: ArmCode) -> [String: Int] {
    var counts: [String: Int] = [:]
    for given in answers where given.question == question && given.arms.contains(arm) {
      switch given.answer {
      case .option(let option): counts[option, default: 0] += 1
      case .tags(let tags): for tag in tags { counts[tag, default: 0] += 1 }
      case .text, .number: counts["", default: 0] += 1
      }
    }
    return counts
  }

  /// How many items were flagged, commented or skipped, each rater counting for itself.
  public func items(with question: String) -> Int { answers.count { $0.question == question && $0.arms.isEmpty } }
}
