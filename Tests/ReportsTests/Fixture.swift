import Analysis
import Blinding
import Digest
import FoundationEssentials
import Reports
import Roster
import Statistics
import StudyModel

/// Dossiers made by hand: their numbers are plausible, not computed, and each stands for one kind of answer.
enum Fixture {
  static let big = ArmCode(rawValue: "arm-m4t7q")
  static let flash = ArmCode(rawValue: "arm-2xk9d")
  static let local = ArmCode(rawValue: "arm-z8c3w")
  static let tiny = ArmCode(rawValue: "arm-b6n1v")
  static let human = ArmCode(rawValue: "arm-h5r2p")
  static let pseudonyms = ["ana", "bo", "chi", "dee", "eli", "fay", "gil", "hana", "ivo", "jo", "kit", "lu"]

  /// Seconds since 1970 as a date: 1795342500 is 2026-11-22 10:15 UTC.
  static func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  static func interval(_ value: Double, _ half: Double, caution: String? = nil) -> IntervalOutcome {
    .stated(
      Estimate(
        value: value, standardError: half / 2, degreesOfFreedom: 19.4, lower: value - half, upper: value + half,
        confidence: 0.95), caution: caution)
  }

  static func scopes(_ value: Double, _ narrow: Double, _ wide: Double) -> TwoScopes {
    let (image, both) = (narrow * narrow / 4, wide * wide / 4)
    return TwoScopes(
      value: value, theseRaters: interval(value, narrow), ratersLikeThese: interval(value, wide),
      variance: VarianceParts(image: image, rater: both - image, cell: 0))
  }

  static let claim = Claim(
    criterion: "overall", scope: .ratersLikeThese, margin: 0.30,
    because: "Below 0.3 editors did not change more captions in the pilot.")

  static let rubric = Rubric(
    name: "product", version: 1, mode: .absolute, sources: ["in-house"],
    questions: [
      Question(
        id: "overall", ask: "Would you publish this under the product photo?",
        kind: .scale([
          ScalePoint(value: 1, anchor: "No: would cause a wrong order."), ScalePoint(value: 2, anchor: "No: rewrite."),
          ScalePoint(value: 3, anchor: "After a real edit."), ScalePoint(value: 4, anchor: "After a touch-up."),
          ScalePoint(value: 5, anchor: "Yes, as is."),
        ]), isPrimary: true),
      Question(
        id: "detail", ask: "Are colour, material and count right?",
        kind: .scale([ScalePoint(value: 1, anchor: "Wrong."), ScalePoint(value: 2, anchor: "Right.")])),
      Question(id: "marks", ask: "What else?", kind: .tags(["wrong-count", "too-long"])),
      Question(id: "note", ask: "Anything else?", kind: .text, isOptional: true),
    ])

  static func model(_ label: String, price: Price?, streams: Bool = false) -> Candidate {
    Candidate(
      label: label,
      source: .model(
        ModelCall(
          model: label, declared: "openrouter/\(label)", baseURL: "https://openrouter.ai/api/v1",
          revision: label == "local" ? "4f1c2d9" : nil, user: "Describe this photo.", streams: streams)),
      price: price, contextWindow: label == "flash" ? 131_072 : nil, licence: label == "local" ? "Apache-2.0" : nil,
      provider: label == "local" ? "our own machines" : nil)
  }

  static let names: [ArmCode: Candidate] = [
    big: model("big", price: Price(input: 2.5, output: 10)),
    flash: model("flash", price: Price(input: 0.27, output: 1.1), streams: true),
    local: model("local", price: nil),
    tiny: model("tiny", price: Price(input: 0.05, output: 0.2)),
    human: Candidate(
      label: "human", source: .captions(CaptionFile(path: "elsewhere/human.jsonl", sha256: SHA256.hex("captions")))),
  ]

  static let categories = ["everyday": 12, "product": 18, "screenshot-or-chart": 6]

  static func arm(_ arm: ArmCode, _ mean: Double, publishable: Double, failures: Int = 0) -> [ArmEstimate] {
    let byCategory = ["everyday": 0.11, "product": 0.02, "screenshot-or-chart": -0.24].mapValues {
      scopes(mean + $0, 0.21, 0.33)
    }
    return [
      ArmEstimate(
        arm: arm, criterion: "overall", items: 36, raters: 12, ratings: 216 - failures, failures: failures,
        mean: scopes(mean, 0.11, 0.17), byCategory: byCategory, publishable: scopes(publishable, 0.04, 0.06),
        meanWithoutFailures: failures > 0 ? scopes(mean + 0.05, 0.11, 0.17) : nil),
      ArmEstimate(
        arm: arm, criterion: "detail", items: 36, raters: 12, ratings: 216 - failures, failures: failures,
        mean: scopes(1.7, 0.05, 0.08)),
    ]
  }

  static func comparison(
    _ arm: ArmCode, _ value: Double, _ narrow: Double, _ wide: Double, these: Verdict? = nil, like: Verdict? = nil,
    withoutFailures: Double? = nil
  ) -> Comparison {
    // As the analysis reads them off the intervals, unless a test says otherwise.
    func verdict(_ half: Double) -> Verdict { Verdict(lower: value - half, upper: value + half, margin: claim.margin) }
    return Comparison(
      arm: arm, pairs: 216, unpaired: 0, items: 36, raters: 12, difference: scopes(value, narrow, wide),
      differenceWithoutFailures: withoutFailures.map { scopes($0, narrow, wide) },
      byCategory: ["everyday": scopes(value + 0.02, 0.3, 0.4), "product": scopes(value - 0.01, 0.2, 0.3)],
      itemsByCategory: ["everyday": 12, "product": 18],
      verdicts: [.theseRaters: these ?? verdict(narrow), .ratersLikeThese: like ?? verdict(wide)])
  }

  static let estimates = StudyEstimates(
    claim: claim, incumbent: big,
    arms: arm(big, 4.06, publishable: 0.83) + arm(flash, 4.02, publishable: 0.81, failures: 6)
      + arm(local, 3.93, publishable: 0.78) + arm(tiny, 3.35, publishable: 0.52, failures: 18)
      + arm(human, 4.05, publishable: 0.84),
    comparisons: [
      comparison(flash, -0.04, 0.11, 0.15, withoutFailures: 0.02),
      comparison(local, -0.13, 0.16, 0.38),
      comparison(tiny, -0.71, 0.15, 0.22, withoutFailures: -0.48),
      comparison(human, -0.01, 0.1, 0.14),
    ])

  static func facts(
    _ arm: ArmCode, cost: RunCost, latency: Latency?, firstToken: Latency? = nil, failed: Int = 0, refused: Int = 0,
    isReadyMade: Bool = false
  ) -> ArmFacts {
    var facts = ArmFacts(
      arm: arm, outcomes: [.captioned: 35 - failed - refused, .overLength: 1, .failed: failed, .refused: refused],
      checksBroken: ["banned opening": 2, "over 25 words": 1], attempts: isReadyMade ? nil : 38,
      inputTokens: isReadyMade ? nil : 30_412, outputTokens: isReadyMade ? nil : 1_116, cost: cost, latency: latency,
      firstToken: firstToken,
      servedModels: isReadyMade ? [] : ["served-\(names[arm]?.label ?? "")-2026-10"], isReadyMade: isReadyMade,
      flow: ItemFlow(planned: 36, sent: 36, rated: 36 - failed - refused, analysed: 36))
    if !isReadyMade { facts.calls = [CallFacts(calls: 38, cost: cost, inputTokens: 30_412, outputTokens: 1_116)] }
    return facts
  }

  static let runs = [
    facts(
      flash, cost: RunCost(dollars: 0.0095), latency: Latency(median: 0.84, p95: 1.92, calls: 36),
      firstToken: Latency(median: 0.31, p95: 0.66, calls: 35), refused: 1),
    facts(big, cost: RunCost(dollars: 0.0871), latency: Latency(median: 2.31, p95: 5.4, calls: 36)),
    facts(local, cost: RunCost(dollars: nil, unknownCalls: 38), latency: Latency(median: 3.7, p95: 11.27, calls: 36)),
    facts(
      tiny, cost: RunCost(dollars: 0.0018), latency: Latency(median: 0.42, p95: 0.77, calls: 36), failed: 2, refused: 1),
    facts(human, cost: RunCost(dollars: nil), latency: nil, isReadyMade: true),
  ]

  /// Two images, two raters, every candidate.
  static let ratings: [RatingCell] = {
    var cells: [RatingCell] = []
    for (image, category) in [("teapot", "product"), ("chart", "screenshot-or-chart")] {
      guard let item = ItemID(hex: SHA256.hex(image)) else { continue }
      for rater in ["bo", "ana"] {
        for (index, arm) in names.keys.sorted().enumerated() {
          let isFailure = image == "chart" && arm == tiny
          cells.append(
            RatingCell(
              item: item, category: category, rater: rater, arm: arm, criterion: "overall",
              value: isFailure ? 1 : Double(index % 3 + 3), isFailure: isFailure))
        }
      }
    }
    return cells
  }()

  static func rater(_ name: String) -> RaterFacts {
    RaterFacts(
      pseudonym: name, itemsRated: 18, itemsPlanned: 18, sessions: 1, canReadKey: name == "ana",
      displayModes: ["kitty"],
      receipt: Receipt(
        packet: SHA256.hex("packet \(name)"), rater: name, count: 55, head: SHA256.hex("head \(name)"),
        protocolHash: SHA256.hex("protocol"), commitment: SHA256.hex("commitment")),
      isChainChecked: true)
  }

  /// Not worse, undecided at an unknown cost, worse, equivalent and ready-made.
  static let decided: Dossier = {
    var dossier = withItems(bare)
    dossier.trust.profiles = FixtureScrutiny.table(raters: 4, arms: FixtureScrutiny.arms).raterProfiles
    dossier.places = FixturePlan.places
    return dossier
  }()

  private static let bare = Dossier(
    study: "2026-11-alt-text", question: "May a cheaper model replace the incumbent for product alt text?",
    subject: "product alt text", runFinished: date(1_795_342_500), reportMade: date(1_795_602_600),
    estimates: estimates,
    unblinding: Unblinding(
      names: names, at: date(1_795_602_000), by: "maria", because: "all packets are back", ratingsIn: 216,
      ratingsPlanned: 216),
    arms: runs, robustness: FixtureScrutiny.robustness, answers: FixtureScrutiny.answers, ratings: ratings,
    images: ImageFacts(
      byCategory: categories, traffic: ["everyday": 0.3, "product": 0.6, "screenshot-or-chart": 0.1]),
    raters: pseudonyms.map(rater), rubric: rubric,
    provenance: Provenance(
      studyFile: SHA256.hex("study file"), rubric: SHA256.hex("rubric"), imageSet: SHA256.hex("images"),
      protocolHash: SHA256.hex("protocol"), commitments: [SHA256.hex("commitment")],
      files: ["study.sqlite": SHA256.hex("study database")], seeds: ["study": 20_261_122],
      versions: ["blindfold": "0.1.0"]),
    imagesPerMonth: 8_000_000,
    amendments: [
      Amendment(
        at: date(1_795_300_000), what: "rater 'max' was replaced by 'lu' before any packet was opened",
        because: "on leave")
    ],
    recheck: ["blindfold verify results/2026-11-alt-text"],
    nextSteps: (try? nextStep).map { [local: $0] } ?? [:])

  /// What would settle `local`.
  static var nextStep: NextStep {
    get throws {
      NextStep(
        step: NextStep.Step(
          raters: 9, imagesEach: 36, newImages: 0, hours: 3.6, halfWidth: 0.15, chanceAsEstimated: 0.82,
          chanceIfEqual: 0.94),
        stepIfEqual: nil, estimatedDifference: -0.13,
        components: try RatingComponents([.imageModel: 0.5, .residual: 0.5], mean: 4, scale: nil), mostRaters: 60,
        mostPresentations: 2160, studies: 300)
    }
  }

  /// Stand-ins for models and raters, unblinded before the ratings were in.
  static var rehearsal: Dossier {
    var dossier = decided
    for index in dossier.arms.indices where !dossier.arms[index].isReadyMade { dossier.arms[index].isSimulated = true }
    for index in dossier.raters.indices {
      dossier.raters[index].isSimulated = true
      dossier.raters[index].displayModes = ["simulated"]
    }
    dossier.unblinding.ratingsIn = 144
    dossier.unblinding.earlyReason = "the contract ends on Friday"
    return dossier
  }

  /// One rater: no interval for raters like these, which is what was declared.
  static var oneRater: Dossier {
    var dossier = decided
    let reason = EstimationError.tooFewRaters(found: 1).description
    func alone(_ number: TwoScopes?) -> TwoScopes? {
      number.map {
        TwoScopes(value: $0.value, theseRaters: $0.theseRaters, ratersLikeThese: .unavailable(reason: reason))
      }
    }
    dossier.raters = [rater("ana")]
    dossier.subject = nil
    dossier.unblinding.ratingsIn = 18
    dossier.unblinding.ratingsPlanned = 18
    dossier.estimates.arms = [big, flash].compactMap { dossier.estimates.estimate(of: $0) }.map { estimate in
      var estimate = estimate
      (estimate.raters, estimate.ratings, estimate.failures) = (1, 36, 0)
      estimate.mean = alone(estimate.mean)
      estimate.publishable = alone(estimate.publishable)
      estimate.meanWithoutFailures = nil
      estimate.byCategory = [:]
      return estimate
    }
    dossier.estimates.comparisons = dossier.estimates.comparisons.prefix(1).map { comparison in
      var comparison = comparison
      (comparison.raters, comparison.pairs) = (1, 36)
      comparison.difference = alone(comparison.difference)
      comparison.differenceWithoutFailures = nil
      comparison.byCategory = [:]
      comparison.verdicts[.ratersLikeThese] = nil
      comparison.withoutVerdict[.ratersLikeThese] = reason
      return comparison
    }
    dossier.arms.removeAll { ![big, flash].contains($0.arm) }
    dossier.ratings.removeAll { ![big, flash].contains($0.arm) || $0.rater != "ana" }
    dossier.robustness = FixtureScrutiny.alone
    dossier.trust.profiles = FixtureScrutiny.table(raters: 1, arms: [big, flash]).raterProfiles
    dossier.places = nil
    dossier.answers = nil
    dossier.amendments = []
    dossier.imagesPerMonth = nil
    return dossier
  }

  /// Every text that comes from outside tries to break out of where it stands.
  static var hostile: Dossier {
    var dossier = rehearsal
    let attack = "a|b <script>alert(1)</script>\n# owned `x` ](javascript:1) **b** $m$ &lt; \u{202E}\u{1B}[31m"
    let formula = "=HYPERLINK(\"http://x\",\"y\")"
    dossier.question = attack
    dossier.subject = attack
    dossier.estimates.claim.because = attack
    dossier.unblinding.because = attack
    dossier.unblinding.earlyReason = attack
    dossier.unblinding.names[flash]?.label = attack
    dossier.unblinding.names[tiny]?.label = formula
    dossier.amendments = [Amendment(at: nil, what: attack, because: attack)]
    dossier.rubric.questions[0].ask = attack
    dossier.raters[0].pseudonym = formula
    dossier.ratings[0].rater = formula
    dossier.ratings[1].category = "@SUM(A1)"
    dossier.images.byCategory[attack] = 1
    dossier.recheck = [attack]
    for index in dossier.arms.indices { dossier.arms[index].checksBroken[attack] = 1 }
    dossier.answers?.answers[0].answer = .text(attack)
    dossier.answers?.answers[1].answer = .text(formula)
    for item in dossier.items.indices {
      dossier.items[item].category += attack
      for output in dossier.items[item].outputs.indices { dossier.items[item].outputs[output].text = attack }
    }
    return dossier
  }
}
