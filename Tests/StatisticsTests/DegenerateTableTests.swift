import Statistics
import Testing

/// Seeded tables; a failure names the estimator and the kind of table.
@Suite("no estimator gives a NaN, an infinity or a zero-width interval")
struct DegenerateTableTests {
  private func expectNone(_ verdicts: Verdicts) {
    let kinds = Dictionary(grouping: verdicts.broken) { $0 }.map { "\($0.key) × \($0.value.count)" }.sorted()
    #expect(kinds.isEmpty, "\(kinds.prefix(40).joined(separator: "\n"))")
    // Tables that only ever refuse, or never do, would test nothing.
    #expect(verdicts.stated > 1000 && verdicts.refused > 1000)
  }

  @Test("means, differences and tests")
  func means() {
    var random = SeededGenerator(seed: 20_261_122)
    var verdicts = Verdicts()
    for _ in 0..<1200 {
      let table = DegenerateTable(&random)
      let (first, second) = (table.models[0], table.models[1])
      for confidence in [0.95, 0.5] {
        verdicts.check("mean, these raters", table.kind) {
          try estimate(CrossedMean(first).overNewImages(confidence: confidence))
        }
        verdicts.check("mean, raters like these", table.kind) {
          try estimate(CrossedMean(first).overNewImagesAndRaters(confidence: confidence))
        }
      }
      verdicts.check("mean, unguarded", table.kind) {
        try estimate(CrossedMean(first).overNewImagesAndRatersUnguarded())
      }
      verdicts.check("mean and parts", table.kind) {
        let mean = try CrossedMean(first)
        return numbers(
          ("value", mean.value), ("image", mean.parts.image), ("rater", mean.parts.rater), ("cell", mean.parts.cell),
          ("combined", mean.parts.combined))
      }
      let weight = random.pick([0, 0.1, 0.5, 1])
      let strata = [
        Stratum(name: "a", weight: weight, observations: first.filter { $0.image == 0 }),
        Stratum(name: "b", weight: 1 - weight, observations: first.filter { $0.image != 0 }),
      ]
      verdicts.check("strata, these raters", table.kind) { try estimate(CrossedMean(strata: strata).overNewImages()) }
      verdicts.check("strata, raters like these", table.kind) {
        try estimate(CrossedMean(strata: strata).overNewImagesAndRaters())
      }
      verdicts.check("paired difference", table.kind) {
        let pairs = try PairedDifferences(of: first, minus: second)
        return try estimate(CrossedMean(pairs.observations).overNewImagesAndRaters())
      }
      verdicts.check("equivalence", table.kind) {
        let test = try EquivalenceTest(PairedDifferences(of: first, minus: second).observations, margin: 0.3)
        return estimate(test.wide) + estimate(test.narrow) + chances(("lower p", test.lowerP), ("upper p", test.upperP))
      }
      let differences = imageMeans((try? PairedDifferences(of: first, minus: second).observations) ?? []).map(\.value)
      verdicts.check("sign flips", table.kind) {
        let test = try SignFlipTest(imageDifferences: differences, seed: 1)
        return numbers(("mean", test.mean)) + chances(("greater", test.greater), ("two-sided", test.twoSided))
      }
      verdicts.check("signed ranks", table.kind) {
        let test = try SignedRankTest(imageDifferences: differences)
        return numbers(("sum", test.positiveRankSum)) + chances(("two-sided", test.twoSided))
      }
      verdicts.check("standardized", table.kind) {
        try standardized(first.map(\.value)).flatMap { numbers(("value", $0)) }
      }
      verdicts.check("additive effects", table.kind) {
        let scores = table.models.enumerated().flatMap { model, list in
          list.map { ExplainedScore(model: model, rater: $0.rater, image: $0.image, value: $0.value) }
        }
        let effects = try AdditiveEffects(scores)
        return (Array(effects.modelMeans.values) + Array(effects.leniency.values)).flatMap { numbers(("effect", $0)) }
      }
      verdicts.check("win rate", table.kind) {
        let rate = try WinRate(
          differences.enumerated().map { (image: $0.offset, outcome: $0.element > 0 ? .win : .loss) })
        return try estimate(rate.rate.overNewImages()) + chances(("sign test", rate.signTestP))
      }
      verdicts.check("prediction-powered", table.kind) {
        let (human, judge) = (first.map(\.value), first.map { $0.value + 1 })
        let powered = try predictionPoweredMean(human: human, judge: judge, unlabelled: second.map(\.value))
        return interval(powered.interval.lowerBound, powered.interval.upperBound) + numbers(("value", powered.value))
      }
    }
    expectNone(verdicts)
  }

  @Test("components, resampling and agreement")
  func agreement() {
    var random = SeededGenerator(seed: 3)
    var verdicts = Verdicts()
    for _ in 0..<700 {
      let table = DegenerateTable(&random)
      let first = table.models[0]
      verdicts.check("pigeonhole variance", table.kind) {
        let variance = try pigeonholeVariance(CrossedTable(first))
        return numbers(("variance", variance)) + (variance > 0 ? [] : ["the variance is \(variance)"])
      }
      verdicts.check("pigeonhole bootstrap", table.kind) {
        let bootstrap = try pigeonholeBootstrap(table.models, rounds: 20, seed: 1)
        let spreads = [try bootstrap.mean(of: 0), try bootstrap.difference(of: 0, from: 1)]
        return spreads.flatMap {
          interval($0.interval.lowerBound, $0.interval.upperBound) + numbers(("error", $0.standardError))
            + ($0.standardError > 0 ? [] : ["the standard error is 0"])
        }
      }
      verdicts.check("components", table.kind) {
        let parts = try CrossedComponents(CrossedTable(first))
        let error = try parts.standardErrorOfMean()
        return try numbers(
          ("image", parts.imageVariance), ("rater", parts.raterVariance), ("rest", parts.restVariance),
          ("error", error), ("agreement", parts.agreement())) + chances(("image share", parts.imageShare()))
          + (error > 0 ? [] : ["the standard error is 0"])
      }
      verdicts.check("test and retest", table.kind) {
        let pairs = zip(first, table.models[1]).map { (first: $0.value, second: $1.value) }
        let test = try TestRetest(pairs)
        let limits = try test.limitsOfAgreement()
        return try interval(limits.lowerBound, limits.upperBound)
          + numbers(("within", test.withinDeviation), ("shift", test.meanShift), ("agreement", test.agreement()))
      }
      for metric in AlphaMetric.allCases {
        verdicts.check("alpha, \(metric)", table.kind) {
          try numbers(("alpha", KrippendorffAlpha(units: table.units).value(metric)))
        }
        verdicts.check("alpha's interval, \(metric)", table.kind) {
          let found = try KrippendorffAlpha(units: table.units).bootstrapInterval(metric, rounds: 20, seed: 1)
          return interval(found.lower, found.upper)
        }
        verdicts.check("alpha's jackknife, \(metric)", table.kind) {
          let error = try KrippendorffAlpha(units: table.units).jackknifeStandardError(metric)
          return numbers(("error", error)) + (error > 0 ? [] : ["the standard error is 0"])
        }
      }
      verdicts.check("Fleiss", table.kind) { try numbers(("kappa", fleissKappa(table.units))) }
      for weights in AgreementWeights.allCases {
        verdicts.check("Gwet, \(weights)", table.kind) {
          let found = try gwetAgreement(table.units, weights: weights)
          return numbers(("value", found.value), ("error", found.standardError), ("observed", found.observed))
        }
        verdicts.check("Cohen, \(weights)", table.kind) {
          let counts = (0..<3).map { _ in (0..<3).map { _ in random.pick([0, 0, 1, 7]) } }
          let found = try cohenKappa(counts, weights: weights)
          return numbers(("value", found.value), ("error", found.standardError))
        }
      }
      if let rows = table.rows {
        verdicts.check("intraclass", table.kind) {
          let found = try IntraclassCorrelation(rows)
          return numbers(
            ("1,1", found.oneSingle), ("2,1", found.twoSingle), ("3,1", found.threeSingle), ("1,k", found.oneMean),
            ("2,k", found.twoMean), ("3,k", found.threeMean))
        }
        verdicts.check("intraclass intervals", table.kind) {
          let found = try IntraclassCorrelation(rows)
          return try [found.twoSingleInterval(), found.threeSingleInterval()].compactMap { $0 }.flatMap {
            interval($0.lowerBound, $0.upperBound)
          }
        }
        verdicts.check("Friedman", table.kind) {
          let test = try FriedmanTest(rows: rows)
          return chances(("p", test.p), ("W", test.kendallW)) + numbers(("chi-square", test.chiSquare))
        }
      }
    }
    expectNone(verdicts)
  }

  @Test("proportions and plans")
  func plans() {
    var random = SeededGenerator(seed: 4)
    var verdicts = Verdicts()
    let odd: [Double] = [0, -1, 1e-300, 1e-9, 0.05, 0.3, 0.5, 0.999, 1, 2, 1e9, 1e99, 1e300, .infinity, .nan]
    for _ in 0..<500 {
      func count() -> Int { [-1, 0, 0, 1, 2, 3, 40, 100_000].randomElement(using: &random) ?? 0 }
      func any() -> Double { random.pick(odd) }
      func confidence() -> Double { random.pick([0.5, 0.95, 0.95, 0.999, any()]) }
      let (x, n, y, m) = (count(), count(), count(), count())
      let level = confidence()
      let kind = "\(x) of \(n), \(y) of \(m), \(level)"
      verdicts.check("Wilson", kind) {
        let found = try wilsonInterval(successes: x, of: n, confidence: level)
        return interval(found.lowerBound, found.upperBound)
      }
      verdicts.check("Clopper-Pearson", kind) {
        let found = try clopperPearsonInterval(successes: x, of: n, confidence: level)
        return interval(found.lowerBound, found.upperBound)
      }
      verdicts.check("Newcombe, two groups", kind) {
        let found = try newcombeDifference((x, n), minus: (y, m), confidence: level)
        return interval(found.lower, found.upper)
      }
      let chance = any()
      verdicts.check("binomial", "\(kind), \(chance)") {
        try chances(
          ("p", binomialTest(successes: x, of: n, chance: chance)),
          ("greater", binomialTest(successes: x, of: n, chance: chance, alternative: .greater)))
      }
      verdicts.check("paired table, Newcombe", kind) {
        let found = try PairedTable(both: x, onlyFirst: n, onlySecond: y, neither: m).newcombeInterval(
          confidence: level)
        return interval(found.lower, found.upper)
      }
      verdicts.check("paired table, Tango", kind) {
        let table = try PairedTable(both: x, onlyFirst: n, onlySecond: y, neither: m)
        let found = try table.tangoInterval(confidence: level)
        return interval(found.lower, found.upper) + chances(("exact", table.exactP), ("mid", table.midP))
      }
      let (shift, deviation, alpha) = (any(), any(), any())
      let plan = "shift \(shift), SD \(deviation), alpha \(alpha), \(n)"
      verdicts.check("paired test plan", plan) {
        let plan = try PairedTestPlan(shift: shift, standardDeviation: deviation, alpha: alpha)
        return try chances(("power", plan.power(images: n)))
      }
      verdicts.check("images for a power", plan) {
        let plan = try PairedTestPlan(shift: shift, standardDeviation: deviation, alpha: alpha, isOneSided: true)
        return try plan.images(forPower: 0.8) >= 2 ? [] : ["fewer than two"]
      }
      verdicts.check("sign test plan", "\(n), \(chance), \(alpha)") {
        try chances(("power", SignTestPlan(judgements: n, winProbability: chance, alpha: alpha).power))
      }
      verdicts.check("crossed design", "\(n) × \(m), \(shift), \(deviation), \(alpha)") {
        try numbers(
          (
            "error",
            CrossedDesign(images: n, raters: m).standardErrorOfDifference(
              imageModel: shift, raterModel: deviation, rest: alpha)
          ))
      }
      let values = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        random.pick([0, 0, 0.5, 1, any()])
      }
      for sequence in ConfidenceSequence.allCases {
        verdicts.check("sequence, \(sequence)", "\(values), \(level)") {
          let found = try sequence.interval(after: values, confidence: level)
          return interval(found.lowerBound, found.upperBound)
        }
      }
      verdicts.check("adjusted p", "\(values)") {
        try (holmAdjusted(values) + bonferroniAdjusted(values) + falseDiscoveryAdjusted(values)).flatMap {
          chances(("p", $0))
        }
      }
    }
    expectNone(verdicts)
  }
}
