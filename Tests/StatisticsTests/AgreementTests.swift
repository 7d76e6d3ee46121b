internal import Statistics
internal import Testing

@Suite("Agreement of raters")
struct AgreementTests {
  /// n = 6, observed 2, expected 6² − 2 · 3² = 18: 1 − 5 · 2/18. Two levels: interval and ordinal agree with nominal.
  @Test("alpha of three units, by hand", arguments: [AlphaMetric.nominal, .ordinal, .interval])
  func alphaByHand(metric: AlphaMetric) throws {
    let alpha = try KrippendorffAlpha(units: [[1, 1], [2, 2], [1, 2], [2]])
    #expect(abs(try alpha.value(metric) - 4.0 / 9) < 1e-12)
    #expect(alpha.pairableUnits == 3)
    #expect(alpha.pairableValues == 6)
  }

  @Test("the interval alpha ignores shift and scale, the ordinal any rising change")
  func alphaInvariance() throws {
    let units: [[Double]] = [[1, 2, 4], [3, 3], [5, 4, 5], [1, 1, 2], [2, 5]]
    let plain = try KrippendorffAlpha(units: units)
    let moved = try KrippendorffAlpha(units: units.map { $0.map { 10 * $0 - 3 } })
    let bent = try KrippendorffAlpha(units: units.map { $0.map { $0 * $0 * $0 } })
    #expect(abs(try plain.value(.interval) - moved.value(.interval)) < 1e-12)
    #expect(abs(try plain.value(.ordinal) - bent.value(.ordinal)) < 1e-12)
    #expect(abs(try plain.value(.interval) - bent.value(.interval)) > 0.01)
  }

  @Test("complete agreement is exactly 1, and its spread is unknown, not zero")
  func alphaComplete() throws {
    let alpha = try KrippendorffAlpha(units: [[1, 1], [2, 2], [3, 3], [3, 3]])
    for metric in AlphaMetric.allCases { #expect(try alpha.value(metric) == 1) }
    #expect(throws: AgreementError.noSpread(value: 1)) {
      try alpha.bootstrapInterval(.ordinal, rounds: 200, seed: 3)
    }
    #expect(throws: AgreementError.noSpread(value: 1)) { try alpha.jackknifeStandardError(.ordinal) }
  }

  @Test("a seed repeats an interval; constant ratings and single ratings have no alpha")
  func alphaRefusals() throws {
    let alpha = try KrippendorffAlpha(units: [[1, 2, 4], [3, 3], [5, 4, 5], [1, 1, 2], [2, 5]])
    let interval = try alpha.bootstrapInterval(.nominal, rounds: 300, seed: 11)
    #expect(interval == (try alpha.bootstrapInterval(.nominal, rounds: 300, seed: 11)))
    #expect(interval.lower < interval.upper)
    let constant = try KrippendorffAlpha(units: [[3, 3], [3, 3, 3]])
    #expect(throws: AgreementError.noVariation) { try constant.value(.ordinal) }
    #expect(throws: AgreementError.noVariation) { try constant.bootstrapInterval(.ordinal, seed: 1) }
    #expect(throws: AgreementError.noVariation) { try constant.jackknifeStandardError(.ordinal) }
    #expect(throws: AgreementError.nothingToCompare) { try KrippendorffAlpha(units: [[3], [4]]) }
    #expect(throws: AgreementError.outOfDomain(parameter: "a rating on a ratio scale", value: -1)) {
      try KrippendorffAlpha(units: [[-1, 2]]).value(.ratio)
    }
  }

  /// po = 35/50, pe = (25 · 30 + 25 · 20) / 2500 = 1/2.
  @Test("Cohen's kappa by hand; two levels need no weights; raters exchanged change nothing")
  func cohen() throws {
    let table: [[Double]] = [[20, 5], [10, 15]]
    let plain = try cohenKappa(table)
    #expect(abs(plain.value - 0.4) < 1e-12)
    let weighted = try cohenKappa(table, weights: .quadratic)
    #expect(abs(weighted.standardError - plain.standardError) < 1e-12)
    let turned = try cohenKappa([[20, 10], [5, 15]])
    #expect(abs(turned.standardError - plain.standardError) < 1e-12)
  }

  @Test("refuses kappa where both raters used one level, or none")
  func cohenRefusals() {
    #expect(throws: AgreementError.chanceIsComplete) { try cohenKappa([[9, 0], [0, 0]]) }
    #expect(throws: AgreementError.nothingToCompare) { try cohenKappa([[0, 0], [0, 0]]) }
  }

  /// P = 2/3, Pe = 1/2.
  @Test("Fleiss' kappa by hand; refuses unequal numbers of ratings and a single level")
  func fleiss() throws {
    #expect(abs(try fleissKappa([[1, 1], [2, 2], [1, 2]]) - 1.0 / 3) < 1e-12)
    #expect(throws: AgreementError.unequalRatings) { try fleissKappa([[1, 1], [2]]) }
    #expect(throws: AgreementError.unequalRatings) { try fleissKappa([[1], [1, 1], [2, 3]]) }
    #expect(throws: AgreementError.nothingToCompare) { try fleissKappa([[1], [2]]) }
    #expect(throws: AgreementError.noVariation) { try fleissKappa([[1, 1], [1, 1]]) }
    #expect(throws: AgreementError.nothingToCompare) { try fleissKappa([]) }
  }

  /// pa = 3/4, π = 7/8 and 1/8, pe = 2/2 · 2 · 7/64 = 7/32: (24 − 7) / (32 − 7).
  @Test("AC1 by hand; two levels need no weights; levels that never occur lower chance agreement")
  func gwet() throws {
    let units: [[Double]] = [[1, 1], [1, 1], [1, 1], [1, 2]]
    let plain = try gwetAgreement(units)
    #expect(abs(plain.value - 17.0 / 25) < 1e-12)
    #expect(plain.observed == 0.75)
    #expect(try gwetAgreement(units, weights: .quadratic) == plain)
    #expect(try gwetAgreement(units, levels: [1, 2, 3]).value > plain.value)
    #expect(throws: AgreementError.noVariation) { try gwetAgreement([[1, 1], [1, 1]]) }
    #expect(throws: AgreementError.nothingToCompare) { try gwetAgreement([[1], [2]]) }
    #expect(throws: AgreementError.undeclaredLevel(value: 2)) { try gwetAgreement(units, levels: [1, 3]) }
  }

  /// Rows (1, 2), (3, 4): between units 2 · (1 + 1) / 1 = 4, between raters 2 · (1/4 + 1/4) / 1 = 1, residual 0.
  @Test("intraclass correlations of a table without residual, by hand")
  func intraclassByHand() throws {
    let icc = try IntraclassCorrelation([[1, 2], [3, 4]])
    #expect(icc.meanSquareUnits == 4 && icc.meanSquareRaters == 1 && icc.meanSquareResidual == 0)
    #expect(icc.threeSingle == 1)
    #expect(abs(icc.twoSingle - 0.8) < 1e-12)
    #expect(try icc.threeSingleInterval() == nil)
  }

  @Test("a stricter rater moves agreement but not consistency; refuses holes and constants")
  func intraclassRules() throws {
    let table: [[Double]] = [[1, 2, 2], [3, 3, 5], [4, 6, 5], [2, 2, 3]]
    let plain = try IntraclassCorrelation(table)
    let strict = try IntraclassCorrelation(table.map { [$0[0] - 2, $0[1], $0[2]] })
    let (first, second) = (try #require(plain.threeSingle), try #require(strict.threeSingle))
    #expect(abs(first - second) < 1e-12)
    #expect(strict.twoSingle < plain.twoSingle)
    let interval = try #require(try plain.threeSingleInterval())
    #expect(interval.contains(first))
    #expect(throws: AgreementError.unequalRatings) { try IntraclassCorrelation([[1, 2], [3]]) }
    #expect(throws: AgreementError.noVariation) { try IntraclassCorrelation([[3, 3], [3, 3]]) }
    #expect(throws: AgreementError.tooFewUnits(found: 1)) { try IntraclassCorrelation([[1, 2]]) }
  }
}
