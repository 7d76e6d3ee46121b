internal import Statistics
internal import Testing

@Suite("Planning, and the distributions behind it")
struct PlanningTests {
  /// scipy 1.17.1: nct.cdf(2, 5, 1.5), nct.sf(40, 200, 35).
  @Test("the noncentral t agrees with scipy, and without a shift with Student's t")
  func noncentralT() throws {
    #expect(abs(try NoncentralT(degreesOfFreedom: 5, noncentrality: 1.5).cumulative(2) - 0.6314492472556718) < 1e-12)
    #expect(
      abs(try NoncentralT(degreesOfFreedom: 200, noncentrality: 35).upperTail(40) - 0.012569951653536266) < 1e-12)
    for df in [1.0, 2.5, 30, 1e5] {
      let central = try NoncentralT(degreesOfFreedom: df, noncentrality: 0)
      #expect(abs(central.cumulative(1.3) - (try StudentT(degreesOfFreedom: df).cumulative(1.3))) < 1e-12)
      #expect(abs(central.cumulative(1.3) + central.upperTail(1.3) - 1) < 1e-12)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "degrees of freedom", value: 0)) {
      try NoncentralT(degreesOfFreedom: 0, noncentrality: 1)
    }
  }

  /// scipy 1.17.1: binom.cdf(3, 10, 0.3), beta.ppf(0.025, 2, 5).
  @Test("binomial and beta agree with scipy and with each other")
  func binomialAndBeta() throws {
    let ten = try Binomial(trials: 10, probability: 0.3)
    #expect(abs(ten.cumulative(3) - 0.6496107184) < 1e-14)
    #expect(abs((0...10).reduce(0) { $0 + ten.mass($1) } - 1) < 1e-14)
    #expect(abs(ten.cumulative(3) + ten.atLeast(4) - 1) < 1e-14)
    #expect(ten.mass(11) == 0 && ten.cumulative(-1) == 0 && ten.atLeast(11) == 0)
    #expect(abs(try Beta(alpha: 2, beta: 5).quantile(0.025) - 0.043271868292741676) < 1e-14)
    for p in [1e-12, 0.2, 0.5, 0.9, 1 - 1e-9] {
      let beta = try Beta(alpha: 0.5, beta: 40)
      #expect(abs(beta.cumulative(try beta.quantile(p)) - p) < 1e-12)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "probability", value: 1.5)) {
      try Binomial(trials: 3, probability: 1.5)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "a shape", value: 0)) { try Beta(alpha: 0, beta: 1) }
  }

  @Test("without a difference the power is the level; the wrong way it is below")
  func level() throws {
    #expect(abs(try PairedTestPlan(shift: 0, standardDeviation: 1).power(images: 17) - 0.05) < 1e-12)
    let wrong = try PairedTestPlan(shift: -0.2, standardDeviation: 1, isOneSided: true)
    #expect(try wrong.power(images: 17) < 0.05)
  }

  @Test("the number of images is the first that reaches the power", arguments: [0.05, 0.3, 0.8, 3])
  func images(shift: Double) throws {
    let plan = try PairedTestPlan(shift: shift, standardDeviation: 0.8)
    let images = try plan.images(forPower: 0.8)
    #expect(try plan.power(images: images) >= 0.8)
    if images > 2 { #expect(try plan.power(images: images - 1) < 0.8) }
  }

  @Test("refuses one image, no spread, and a power that nothing reaches")
  func refusals() throws {
    let plan = try PairedTestPlan(shift: 0, standardDeviation: 1)
    #expect(throws: EstimationError.tooFewImages(found: 1)) { try plan.power(images: 1) }
    #expect(throws: EstimationError.unreachablePower(0.8)) { try plan.images(forPower: 0.8) }
    #expect(throws: EstimationError.outOfDomain(parameter: "the standard deviation", value: 0)) {
      try PairedTestPlan(shift: 1, standardDeviation: 0)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "the margin", value: 0)) {
      try PairedTestPlan.notWorse(trueDifference: 0, margin: 0, standardDeviation: 1)
    }
  }

  /// 6 of 6 has 1/64 ≤ 0.025, 5 of 6 has 7/64; at 0.9 the power is 0.9⁶ + 0.1⁶.
  @Test("a sign test of six, worked by hand; of five it can show nothing")
  func sign() throws {
    let plan = try SignTestPlan(judgements: 6, winProbability: 0.9)
    #expect(plan.criticalWins == 6 && abs(plan.power - 0.531442) < 1e-12)
    #expect(throws: EstimationError.tooFewForSignTest(found: 5)) {
      try SignTestPlan(judgements: 5, winProbability: 0.9)
    }
  }

  /// 2 (9/9 + 4/4 + 36/36) = 6.
  @Test("a crossed design by hand; more images never get below the raters' share")
  func crossed() throws {
    let design = try CrossedDesign(images: 9, raters: 4)
    let error = try design.standardErrorOfDifference(imageModel: 3, raterModel: 2, rest: 6)
    #expect(abs(error - 6.0.squareRoot()) < 1e-15)
    let endless = try CrossedDesign(images: 1_000_000, raters: 4)
    #expect(try endless.standardErrorOfDifference(imageModel: 3, raterModel: 2, rest: 6) > 2.0.squareRoot())
    #expect(throws: EstimationError.tooFewRaters(found: 0)) { try CrossedDesign(images: 1, raters: 0) }
    #expect(throws: EstimationError.outOfDomain(parameter: "a standard deviation", value: -1)) {
      try design.standardErrorOfDifference(imageModel: -1, raterModel: 0, rest: 0)
    }
  }

  @Test("exactly 15 % stays, one more item goes; a score of exactly 90 counts neither way")
  func screening() throws {
    let rule = PostScreening()
    let three = try rule.missedReferences(Array(repeating: 80, count: 3) + Array(repeating: 90, count: 17))
    let four = try rule.missedReferences(Array(repeating: 80, count: 4) + Array(repeating: 95, count: 16))
    #expect(three.value == 0.15 && !rule.isOverLimit(three))
    #expect(rule.isOverLimit(four))
    #expect(try rule.overratedAnchors([90, 91]).against == 1)
    #expect(throws: EstimationError.noObservations) { try rule.missedReferences([]) }
  }
}
