import Blinding
import Digest
import Statistics
import StudyModel
import Testing

@testable import Analysis

/// One rater, four presentations: an item, the same again, one with an anchor, and another.
private struct CheckedPacket {
  let arms = ["arm-aaaaa", "arm-bbbbb"].map { ArmCode(rawValue: $0) }
  let plan: PresentationPlan
  let rubric: Rubric
  let categories: [ItemID: String]
  let outputs: [Output]

  init() throws {
    let items = try ["one", "two", "three"].map { try #require(ItemID(hex: SHA256.hex($0))) }
    func presentation(_ id: String, _ item: ItemID, _ captions: [String]) -> Presentation {
      Presentation(
        id: PresentationID(rawValue: id), item: item,
        slots: captions.map { Slot(id: SlotID(rawValue: "\(id)-\($0)"), caption: $0) })
    }
    let shown = [
      presentation("p1", items[0], ["x", "y"]), presentation("p2", items[1], ["x", "wrong", "y"]),
      presentation("p3", items[0], ["y", "x"]), presentation("p4", items[2], ["x", "y"]),
    ]
    let (a, b) = (arms[0], arms[1])
    var plan = PresentationPlan(
      packets: [.init(id: "k1", rater: "ana", presentations: shown)],
      arms: Dictionary(
        uniqueKeysWithValues: shown.flatMap(\.slots).filter { $0.caption != "wrong" }
          .map { ($0.id, [$0.caption == "x" ? a : b]) }))
    plan.hidden.repeats = [PresentationID(rawValue: "p3"): PresentationID(rawValue: "p1")]
    plan.hidden.anchors = [SlotID(rawValue: "p2-wrong"): .init(item: items[2], arm: a)]
    self.plan = plan
    categories = Dictionary(uniqueKeysWithValues: items.map { ($0, "all") })
    outputs = items.flatMap { item in
      [a, b].map { Output(arm: $0, item: item, text: "t", outcome: .captioned) }
    }
    rubric = Rubric(
      name: "r", version: 1, mode: .absolute, sources: [],
      questions: [
        Question(
          id: "overall", ask: "?", kind: .scale((1...5).map { ScalePoint(value: $0, anchor: "a\($0)") }),
          isPrimary: true)
      ])
  }

  /// Scores by slot, then guesses by presentation.
  func tabulate(_ scores: KeyValuePairs<String, Double>, guesses: KeyValuePairs<String, Answer?> = [:]) -> Tabulation {
    func judgement(_ presentation: String, _ slot: String?, _ question: String, _ answer: Answer?) -> Judgement {
      Judgement(
        presentation: PresentationID(rawValue: presentation), slot: slot.map { SlotID(rawValue: $0) },
        question: question, answer: answer, madeAt: 0, onTask: 0,
        display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0))
    }
    let said =
      scores.map { judgement(String($0.key.prefix(2)), $0.key, "overall", .number($0.value)) }
      + guesses.map { judgement($0.key, nil, Judgement.Reserved.guess, $0.value) }
    return Tabulation(
      plan: plan,
      ratings: ["k1": said.enumerated().map { Rating(sequence: $0.offset + 1, judgement: $0.element, chain: "") }],
      outputs: outputs, categories: categories, rubric: rubric)
  }
}

@Suite("hidden ratings")
struct HiddenRatingTests {
  @Test("of an item shown twice the first showing counts, and both make a pair for each caption by its words")
  func repeats() throws {
    let table = try CheckedPacket().tabulate(["p1-x": 4, "p1-y": 2, "p3-y": 3, "p3-x": 5])
    #expect(table.cells.map(\.value).sorted() == [2, 4])
    #expect(table.hidden.repeats.map { [$0.first, $0.second] } == [[2, 3], [4, 5]])
    #expect(try CheckedPacket().tabulate(["p3-x": 5]).cells.isEmpty)
    #expect(try CheckedPacket().tabulate(["p3-x": 5, "p1-y": 1]).hidden.repeats.isEmpty)
  }

  @Test("an anchor counts for no arm, and an item with its anchor unrated is not done")
  func anchors() throws {
    let table = try CheckedPacket().tabulate(["p2-x": 4, "p2-y": 3])
    #expect(table.progress.map(\.rated) == [0])
    let rated = try CheckedPacket().tabulate(["p2-x": 4, "p2-y": 3, "p2-wrong": 1])
    #expect(rated.progress.map(\.rated) == [1])
    #expect(rated.cells == table.cells && rated.cells.count == 2)
    #expect(rated.hidden.anchors.map(\.value) == [1])
  }

  @Test("an arm without a caption counts as failed beside rated captions, not beside a rated anchor alone")
  func failureBesideAnchor() throws {
    let packet = try CheckedPacket()
    let failing = ArmCode(rawValue: "arm-ccccc")
    let failures = packet.categories.keys.map { Output(arm: failing, item: $0, text: nil, outcome: .failed) }
    let outputs = packet.outputs + failures
    func cells(_ slots: [String]) -> [RatingCell] {
      let ratings = slots.enumerated().map { number, slot in
        Rating(
          sequence: number + 1,
          judgement: Judgement(
            presentation: PresentationID(rawValue: "p2"), slot: SlotID(rawValue: slot), question: "overall",
            answer: .number(2), madeAt: 0, onTask: 0,
            display: Display(mode: "plain", columns: 0, rows: 0, pixelWidth: 0, pixelHeight: 0)), chain: "")
      }
      return Tabulation(
        plan: packet.plan, ratings: ["k1": ratings], outputs: outputs, categories: packet.categories,
        rubric: packet.rubric
      ).cells
    }
    #expect(cells(["p2-wrong"]).isEmpty)
    #expect(cells(["p2-x"]).filter(\.isFailure).count == 1)
  }

  @Test("the last answer about the incumbent counts, don't know is one, and a withdrawn one is none")
  func guesses() throws {
    let packet = try CheckedPacket()
    let table = packet.tabulate(
      [:],
      guesses: [
        "p1": GuessQuestion.answer(SlotID(rawValue: "p1-x")), "p1": GuessQuestion.answer(SlotID(rawValue: "p1-y")),
        "p2": GuessQuestion.answer(SlotID(rawValue: "p2-wrong")), "p4": GuessQuestion.unknown,
        "p3": GuessQuestion.unknown,
        "p3": nil,
      ])
    #expect(table.cells.isEmpty)
    #expect(table.hidden.guesses.map(\.named) == [1, 1, nil])
    #expect(table.hidden.guesses[1].choices == [[packet.arms[0]], [], [packet.arms[1]]])
  }
}

@Suite("self-agreement")
struct SelfAgreementTests {
  private func scores(_ pairs: [(Double, Double)], rater: String = "ana") throws -> [RepeatedScore] {
    try pairs.map {
      RepeatedScore(rater: rater, item: try item(1), criterion: "overall", first: $0.0, second: $0.1)
    }
  }

  /// Twenty pairs, ten of them one point apart: Σ d² / 2n = 10/40, within SD ½, repeatability 1.96 √2 / 2.
  @Test("twenty repeats by hand; nineteen are too few, and the reason says so")
  func byHand() throws {
    let tenth: [(Double, Double)] = [(1, 2), (2, 3), (3, 4), (4, 5), (1, 1), (2, 2), (3, 3), (4, 4), (1, 2), (3, 3)]
    let pairs = tenth + tenth
    let found = SelfAgreement(try scores(pairs), criterion: "overall")
    let numbers = try #require(found.numbers.value)
    #expect(abs(numbers.withinDeviation - 0.5) < 1e-12)
    #expect(abs(numbers.repeatability - 1.96 * 2.0.squareRoot() / 2) < 1e-12)
    #expect(numbers.meanShift == 0.5 && numbers.exactAgreement == 0.5 && numbers.withinOne == 1)
    #expect(numbers.limits.value != nil && numbers.intraclass.value != nil)
    let few = SelfAgreement(try scores(Array(pairs.dropLast())), criterion: "overall")
    #expect(few.numbers.reason == "needs 20 captions scored twice, found 19")
  }

  @Test("raters too few for themselves count together; other criteria do not")
  func together() throws {
    let pairs: [(Double, Double)] = [(1, 2), (2, 3), (3, 4), (4, 5), (5, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 1)]
    var all = try scores(pairs) + scores(pairs, rater: "bo")
    all.append(RepeatedScore(rater: "bo", item: try item(1), criterion: "other", first: 1, second: 1))
    let found = SelfAgreement(all, criterion: "overall")
    #expect(found.repeats == 20 && found.numbers.value != nil)
    #expect(found.raters.map(\.rater) == ["ana", "bo"])
    #expect(found.raters.allSatisfy { $0.numbers.reason == "needs 20 captions scored twice, found 10" })
  }

  @Test("scores that are all the same have no limits and no ICC, but a reason")
  func constant() throws {
    let found = SelfAgreement(try scores([(Double, Double)](repeating: (3, 3), count: 20)), criterion: "overall")
    #expect(found.numbers.value?.withinDeviation == 0)
    #expect(found.numbers.value?.limits.reason != nil && found.numbers.value?.intraclass.reason != nil)
  }
}

@Suite("screening")
struct ScreeningTests {
  private func anchors(_ rater: String, _ values: [Double]) throws -> [AnchorScore] {
    try values.map { AnchorScore(rater: rater, item: try item(1), criterion: "accuracy", value: $0) }
  }

  private func ratings() throws -> RatingTable {
    // The last rater likes the challenger as much as the incumbent; the others do not.
    table(try cells(incumbent, "4444 3434 5555 4344") + cells(challenger, "3214 2334 4345 3234"))
  }

  /// 3 of 20 is 15 %.
  @Test("exactly 15 % above the point passes, more is screened, and a score on the point is not above it")
  func limit() throws {
    let low = [Double](repeating: 2, count: 17)
    let found = try ScreeningResult(
      ratings(), anchors: anchors("r0", low + [3, 4, 5]) + anchors("r1", Array(low.dropLast()) + [3, 3, 4, 5]),
      rule: ScreeningRule(maxAnchor: 2))
    #expect(found.raters.map(\.outcome) == [.passed, .screened, .tooFewAnchors, .tooFewAnchors])
    #expect(found.raters.map(\.above) == [3, 4, 0, 0])
    #expect(found.screened == ["r1"])
  }

  @Test("fewer anchors than the rule asks for screen nobody")
  func tooFew() throws {
    let found = try ScreeningResult(
      ratings(), anchors: anchors("r3", [5, 5]), rule: ScreeningRule(maxAnchor: 2, minAnchors: 3))
    #expect(found.screened.isEmpty)
    #expect(found.withoutScreened.reason == "nobody was screened")
  }

  @Test("with and without are the comparisons of all cells and of the others' cells")
  func withAndWithout() throws {
    let table = try ratings()
    let found = try ScreeningResult(
      table, anchors: anchors("r3", [5, 5, 1]), rule: ScreeningRule(maxAnchor: 2))
    #expect(found.screened == ["r3"])
    #expect(found.withAll == (try table.estimates().comparisons))
    var rest = table
    rest.cells.removeAll { $0.rater == "r3" }
    #expect(found.withoutScreened.value == (try rest.estimates().comparisons))
  }

  @Test("nobody left gives a reason, not numbers")
  func nobodyLeft() throws {
    let all = try ["r0", "r1", "r2", "r3"].flatMap { try anchors($0, [5, 5, 5]) }
    let found = try ScreeningResult(ratings(), anchors: all, rule: ScreeningRule(maxAnchor: 2))
    #expect(found.withoutScreened.reason == "every rater was screened")
  }

  @Test("the claim is by all raters, unless the study declared that it leaves the screened out")
  func claim() throws {
    let table = try ratings()
    var hidden = HiddenRatings()
    hidden.anchors = try anchors("r3", [5, 5, 5])
    for excludes in [false, true] {
      let rule = ScreeningRule(maxAnchor: 2, excludes: excludes)
      let (claimed, trust) = try table.claimed(RaterChecks(lowAnchors: 0.05, screening: rule), hidden)
      let estimates = try claimed.estimates()
      #expect(trust.screening?.screened == ["r3"])
      #expect(estimates.comparison?.raters == (excludes ? 3 : 4))
      #expect(trust.anchors?.mean == 5)
    }
    let (claimed, trust) = try table.claimed(RaterChecks(), hidden)
    let estimates = try claimed.estimates()
    var nothing = TrustResults()
    nothing.profiles = table.raterProfiles
    #expect(estimates == (try table.estimates()) && trust == nothing)
  }
}

@Suite("blind guesses")
struct BlindGuessTests {
  private let third = ArmCode(rawValue: "arm-third")

  /// The incumbent's caption first, the challenger's second, the third arm's last; -1: don't know.
  private func guesses(_ named: [String: [Int]]) throws -> [BlindGuess] {
    try named.sorted { $0.key < $1.key }.flatMap { rater, named in
      try named.enumerated().map {
        BlindGuess(
          rater: rater, item: try item($0.offset), choices: [[incumbent], [challenger], [third]],
          named: $0.element < 0 ? nil : $0.element)
      }
    }
  }

  private func found(_ named: [String: [Int]]) throws -> BlindGuesses {
    BlindGuesses(try guesses(named), incumbent: incumbent, confidence: 0.95)
  }

  /// Two of six right, two wrong on either side: 2 − 4/2 = 0. Against the challenger 2 right, 1 wrong, 3 neither: 1/6.
  @Test("guesses as by chance give 0, by hand")
  func chance() throws {
    let found = try found(["ana": [0, 1, 2], "bo": [0, 2, 2]])
    #expect(found.right == 2 && abs(found.rightByChance - 2) < 1e-12 && found.unknown == 0 && found.raters == 2)
    #expect(abs((found.incumbent.value?.value ?? 1) - 0) < 1e-12)
    let one = try #require(found.challengers.first { $0.arm == challenger })
    #expect([one.right, one.wrong, one.unknown] == [2, 1, 3])
    #expect(abs((one.bang.value?.value ?? 0) - 1.0 / 6) < 1e-12)
    #expect(abs((found.james.value?.value ?? 0) - 0.5) < 1e-12)
  }

  @Test("all right: Bang 1, James 0, and no interval of no width")
  func allRight() throws {
    let found = try found(["ana": [0, 0], "bo": [0, 0]])
    #expect(found.incumbent.value?.value == 1 && abs(found.james.value?.value ?? 1) < 1e-12)
    #expect(found.incumbent.value?.interval.estimate == nil)
  }

  @Test("nobody knows: Bang 0, James 1")
  func nobody() throws {
    let found = try found(["ana": [-1, -1], "bo": [-1]])
    #expect(found.unknown == 3 && found.rightByChance == 0)
    #expect(found.incumbent.value?.value == 0 && found.james.value?.value == 1)
  }

  @Test("one rater has indices without intervals; nobody has none at all")
  func few() throws {
    let one = try found(["ana": [0, 1, -1]])
    #expect(one.incumbent.value?.interval == .unavailable(reason: "one rater only"))
    let none = try found([:])
    #expect(none.answers == 0 && none.incumbent.reason == "no answers" && none.james.reason == "no answers")
  }

  @Test("answers of one rater more often over do not narrow the interval: raters are what was sampled")
  func clustered() throws {
    let once = try found(["ana": [0, -1], "bo": [1, -1], "chi": [0, 2]])
    let twice = try found(["ana": [0, -1, 0, -1], "bo": [1, -1, 1, -1], "chi": [0, 2, 0, 2]])
    let (a, b) = (once.incumbent.value?.interval.estimate, twice.incumbent.value?.interval.estimate)
    #expect(abs((a?.standardError ?? 0) - (b?.standardError ?? 1)) < 1e-12)
  }

  @Test("answers where the incumbent's caption is missing, or is every caption, are left out and counted")
  func unusable() throws {
    let item = try item(9)
    let odd = [
      BlindGuess(rater: "ana", item: item, choices: [[challenger], [third]], named: 0),
      BlindGuess(rater: "ana", item: item, choices: [[incumbent, challenger]], named: 0),
    ]
    let found = BlindGuesses(odd + (try guesses(["ana": [0]])), incumbent: incumbent, confidence: 0.95)
    #expect(found.answers == 1 && found.unusable == 2)
  }

  @Test("a caption that both gave tells nothing of the two")
  func sharedCaption() throws {
    let shared = BlindGuess(
      rater: "ana", item: try item(1), choices: [[incumbent, challenger], [third]], named: 0)
    let found = BlindGuesses([shared], incumbent: incumbent, confidence: 0.95)
    #expect(found.challengers.first { $0.arm == challenger }?.bang.reason == "no answers")
    #expect(found.challengers.first { $0.arm == third }?.right == 1)
  }
}
