public import Blinding
public import StudyModel

/// Collected judgements turned into countable cells, still under cover.
public struct Tabulation: Sendable {
  /// How far one rater got.
  public struct Progress: Hashable, Sendable, Codable {
    /// The rater's pseudonym.
    public var rater: String
    /// Items in the rater's packets.
    public var planned: Int
    /// Items with every required question answered for every caption.
    public var rated: Int
    /// Items skipped with a reason and not rated later.
    public var skipped: Int

    /// Items still open.
    public var open: Int { planned - rated - skipped }
  }

  /// At most one cell for an item, rater, arm and criterion; none where captions were compared.
  public var cells: [RatingCell]
  /// What became of every pair; none where captions were rated.
  public var preferences: [Preference]
  /// By rater, over all packets of each.
  public var progress: [Progress]
  /// Items for which no arm gave a caption: nobody could be shown anything.
  public var itemsWithoutCaption: Int
  /// What raters said of hidden repeats, of anchors and about the incumbent.
  public var hidden: HiddenRatings

  /// Tabulates judgements: of each slot and question the last one counts.
  ///
  /// What an arm failed to caption was shown to nobody. It counts as the scale's lowest point, once for each rater who
  /// answered the same question for another caption of the item; where no arm captioned an item, once for each rater
  /// whose item it was and who answered that question for any other.
  ///
  /// Of an item that a rater saw twice the first showing counts. Anchors count for no arm.
  ///
  /// - Parameters:
  ///   - plan: every packet, and whose captions its slots show.
  ///   - ratings: collected ratings by packet.
  ///   - outputs: every arm's output for every item.
  ///   - categories: item → category.
  ///   - rubric: the questions.
  public init(
    plan: PresentationPlan, ratings: [String: [Rating]], outputs: [Output], categories: [ItemID: String],
    rubric: Rubric
  ) {
    let failures = Dictionary(grouping: outputs.filter { !$0.outcome.isRated }, by: \.item)
    let required = rubric.questions.filter(\.isRequired).map(\.id)
    let ranges = Self.ranges(of: rubric)
    let captioned = Set(outputs.filter(\.outcome.isRated).map(\.item))
    itemsWithoutCaption = categories.keys.filter { !captioned.contains($0) }.count
    cells = []
    preferences = []
    progress = []
    hidden = HiddenRatings(plan: plan, ratings: ratings, rubric: rubric)
    if rubric.mode == .pairwise {
      preferences = Self.preferences(
        plan: plan, ratings: ratings, outputs: outputs, categories: categories, rubric: rubric)
      for packet in plan.packets {
        let own = PacketProgress(packet.presentations, rubric: rubric, ratings: ratings[packet.id] ?? [])
        count(packet.rater, planned: own.planned, rated: own.rated, skipped: own.skipped)
      }
      return
    }
    var shown: [String: Int] = [:]
    for packet in plan.packets {
      let last = LastAnswers(ratings[packet.id] ?? [])
      let showings = Showings(ratings[packet.id] ?? [], after: shown[packet.rater, default: 0])
      shown[packet.rater] = showings.last
      var (rated, skipped) = (0, 0)
      for presentation in packet.presentations {
        let isRated = presentation.slots.allSatisfy { slot in
          required.allSatisfy { last.answer(slot.id, $0) != nil }
        }
        if isRated {
          rated += 1
        } else if last.isSkipped(presentation.id) {
          skipped += 1
        }
        guard plan.hidden.repeats[presentation.id] == nil else { continue }
        let category = categories[presentation.item] ?? ""
        for (criterion, range) in ranges.sorted(by: { $0.key < $1.key }) {
          let values = presentation.slots.filter { plan.hidden.anchors[$0.id] == nil }.compactMap { slot in
            last.number(slot.id, criterion, rubric: rubric).map { (slot.id, $0) }
          }
          guard !values.isEmpty else { continue }
          func add(_ arm: ArmCode, _ value: Double, isFailure: Bool = false, showing: Showing? = nil) {
            cells.append(
              RatingCell(
                item: presentation.item, category: category, rater: packet.rater, arm: arm, criterion: criterion,
                value: value, isFailure: isFailure, showing: showing))
          }
          for (slot, value) in values {
            let showing = showings.showing(of: slot, in: presentation)
            for arm in plan.arms[slot] ?? [] { add(arm, value, showing: showing) }
          }
          for failure in failures[presentation.item] ?? [] { add(failure.arm, range.lowerBound, isFailure: true) }
        }
      }
      count(packet.rater, planned: packet.presentations.count, rated: rated, skipped: skipped)
    }
    // Only now is it known what a rater of several packets answered at all.
    let answered = Dictionary(grouping: cells, by: \.rater).mapValues { Set($0.map(\.criterion)) }
    for packet in plan.packets {
      for item in packet.unshown {
        for (criterion, range) in ranges where answered[packet.rater, default: []].contains(criterion) {
          for failure in failures[item] ?? [] {
            cells.append(
              RatingCell(
                item: item, category: categories[item] ?? "", rater: packet.rater, arm: failure.arm,
                criterion: criterion, value: range.lowerBound, isFailure: true))
          }
        }
      }
    }
  }

  /// Adds a packet to its rater's progress.
  private mutating func count(_ rater: String, planned: Int, rated: Int, skipped: Int) {
    guard let known = progress.firstIndex(where: { $0.rater == rater }) else {
      progress.append(Progress(rater: rater, planned: planned, rated: rated, skipped: skipped))
      return
    }
    progress[known].planned += planned
    progress[known].rated += rated
    progress[known].skipped += skipped
  }

  /// Lowest and highest possible value of every criterion that has numbers, in rubric points; the rubric's declared
  /// total is the criterion `score`.
  public static func ranges(of rubric: Rubric) -> [String: ClosedRange<Double>] {
    var ranges: [String: ClosedRange<Double>] = [:]
    for question in rubric.questions { ranges[question.id] = question.range }
    if let composite = rubric.composite { ranges["score"] = composite.range(over: ranges) }
    return ranges
  }

  /// The last answer to every question of every slot; a withdrawn one is none.
  struct LastAnswers {
    private var answers: [SlotID: [String: Answer]] = [:]
    private var keptDistances: [SlotID: [String: Double]] = [:]
    private var skipped: Set<PresentationID> = []

    init(_ ratings: [Rating]) {
      for rating in ratings.sorted(by: { $0.sequence < $1.sequence }) {
        let judgement = rating.judgement
        if let slot = judgement.slot {
          answers[slot, default: [:]][judgement.question] = judgement.answer
          if let distance = rating.removed?.distance {
            keptDistances[slot, default: [:]][judgement.question] = distance
          } else {
            keptDistances[slot]?[judgement.question] = nil
          }
        } else if let presentation = judgement.presentation, judgement.question == Judgement.Reserved.skip {
          if judgement.answer == nil { skipped.remove(presentation) } else { skipped.insert(presentation) }
        }
      }
    }

    func answer(_ slot: SlotID, _ question: String) -> Answer? { answers[slot]?[question] }

    /// How far the last answer, an edited caption that was removed since, was from the caption; nil where it is there.
    func keptDistance(_ slot: SlotID, _ question: String) -> Double? { keptDistances[slot]?[question] }

    func isSkipped(_ presentation: PresentationID) -> Bool { skipped.contains(presentation) }

    func number(_ slot: SlotID, _ criterion: String, rubric: Rubric) -> Double? {
      if criterion == "score", rubric.question("score") == nil {
        return rubric.composite?.total(of: answers[slot, default: [:]].compactMapValues(Self.number))
      }
      return answer(slot, criterion).flatMap(Self.number)
    }

    private static func number(_ answer: Answer) -> Double? {
      if case .number(let value) = answer { value } else { nil }
    }
  }
}
