internal import Blinding
internal import StudyModel

@testable internal import Analysis

/// A study of pairs written by hand: who was shown what beside what, and what each said.
struct PairStand {
  static let old = ArmCode(rawValue: "arm-old00")
  static let new = ArmCode(rawValue: "arm-new00")
  static let third = ArmCode(rawValue: "arm-thd00")

  /// One showing: image, arms in shown order, answer (`A`, `B`, `tie`, `both_bad`; nil: none), and what was said beside.
  struct Shown {
    var image: Int
    var first: ArmCode
    var second: ArmCode
    var answer: String?
    var tags: [String] = []
    /// Place in the rater's list of the showing that this one repeats.
    var repeats: Int?

    init(
      _ image: Int, _ first: ArmCode, _ second: ArmCode, _ answer: String?, tags: [String] = [], repeats: Int? = nil
    ) {
      (self.image, self.first, self.second, self.answer) = (image, first, second, answer)
      (self.tags, self.repeats) = (tags, repeats)
    }
  }

  static let rubric = Rubric(
    name: "pairwise", version: 1, mode: .pairwise, sources: [],
    questions: [
      Question(
        id: "preference", ask: "Which?",
        kind: .preference(["A", "B", "tie", "both_bad"].map { AnswerOption(id: $0, label: $0) }), isPrimary: true),
      Question(id: "why", ask: "Why?", kind: .tags(["accurate", "shorter"]), isOptional: true),
    ])

  var plan = PresentationPlan(packets: [], arms: [:])
  var ratings: [String: [Rating]] = [:]
  var outputs: [Output] = []
  var categories: [ItemID: String] = [:]

  /// - Parameters:
  ///   - shown: rater → what was shown, in order.
  ///   - unasked: rater → pairs that nobody was asked about.
  ///   - missing: arm and image without a caption.
  ///   - category: of an image.
  init(
    _ shown: [String: [Shown]], unasked: [String: [(Int, ArmCode, ArmCode)]] = [:], missing: [(ArmCode, Int)] = [],
    category: (Int) -> String = { _ in "photo" }
  ) throws {
    let showings = shown.values.flatMap { $0 }
    let pairs = unasked.values.flatMap { $0 }
    let images = Set(showings.map(\.image)).union(pairs.map(\.0)).sorted()
    let arms = Set(showings.flatMap { [$0.first, $0.second] }).union(pairs.flatMap { [$0.1, $0.2] })
    for image in images {
      categories[try item(image)] = category(image)
      for arm in arms.sorted() {
        let isMissing = missing.contains { $0.0 == arm && $0.1 == image }
        outputs.append(
          Output(
            arm: arm, item: try item(image), text: isMissing ? nil : Self.caption(arm, image),
            outcome: isMissing ? .refused : .captioned))
      }
    }
    for rater in Set(shown.keys).union(unasked.keys).sorted() {
      var presentations: [Presentation] = []
      for (number, showing) in (shown[rater] ?? []).enumerated() {
        let slots = [(showing.first, "a"), (showing.second, "b")].map { arm, side in
          let slot = Slot(
            id: SlotID(rawValue: "\(rater) \(number) \(side)"), caption: Self.caption(arm, showing.image))
          plan.arms[slot.id] = [arm]
          return slot
        }
        let presentation = Presentation(
          id: PresentationID(rawValue: "\(rater) \(number)"), item: try item(showing.image), slots: slots)
        presentations.append(presentation)
        if let first = showing.repeats {
          plan.hidden.repeats[presentation.id] = PresentationID(rawValue: "\(rater) \(first)")
        }
        if let answer = showing.answer { say(rater, number, "preference", .option(answer)) }
        if !showing.tags.isEmpty { say(rater, number, "why", .tags(showing.tags)) }
      }
      plan.packets.append(
        .init(
          id: rater, rater: rater, presentations: presentations,
          unasked: try (unasked[rater] ?? []).map { UnaskedPair(item: try item($0.0), first: $0.1, second: $0.2) }))
    }
  }

  private static func caption(_ arm: ArmCode, _ image: Int) -> String { "what \(arm) says of \(image)" }

  /// A further answer of a rater about the showing of that number.
  mutating func say(_ rater: String, _ number: Int, _ question: String, _ answer: Answer?) {
    let sequence = (ratings[rater]?.count ?? 0) + 1
    ratings[rater, default: []].append(
      Rating(
        sequence: sequence,
        judgement: Judgement(
          presentation: PresentationID(rawValue: "\(rater) \(number)"), slot: nil, question: question, answer: answer,
          madeAt: Int64(sequence), onTask: 10_000,
          display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)), chain: ""))
  }

  var tabulation: Tabulation {
    Tabulation(plan: plan, ratings: ratings, outputs: outputs, categories: categories, rubric: Self.rubric)
  }

  func table(
    margin: Double = 0.2, traffic: [String: Double] = [:], scope: Scope = .ratersLikeThese,
    incumbent: ArmCode = old
  ) -> RatingTable {
    tabulation.table(
      incumbent: incumbent,
      claim: Claim(criterion: "preference", scope: scope, margin: margin, because: "noticed"), traffic: traffic,
      rubric: Self.rubric)
  }

  /// Outcomes for `new` against `old` as a grid: a word for each image, in it a sign for each rater: `+`, `-`, `=` for a tie,
  /// `0` for neither usable, `.` for nothing. Sides alternate.
  static func grid(_ text: String, category: (Int) -> String = { _ in "photo" }) throws -> PairStand {
    var shown: [String: [Shown]] = [:]
    for (image, word) in text.split(separator: " ").enumerated() {
      for (rater, sign) in word.enumerated() where sign != "." {
        let isNewFirst = (image + rater).isMultiple(of: 2)
        let answer =
          switch sign {
          case "+": isNewFirst ? "A" : "B"
          case "-": isNewFirst ? "B" : "A"
          case "=": "tie"
          default: "both_bad"
          }
        shown["r\(rater)", default: []].append(
          Shown(image, isNewFirst ? new : old, isNewFirst ? old : new, answer))
      }
    }
    return try PairStand(shown, category: category)
  }
}
