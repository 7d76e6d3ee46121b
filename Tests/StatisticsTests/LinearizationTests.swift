internal import Statistics
internal import Testing

@Suite("Standard errors by linearization")
struct LinearizationTests {
  /// 40 units with one to four values from 1 to 5, by a fixed rule.
  private let units: [[Double]] = (0..<40).map { unit in
    (0..<(1 + unit % 4)).map { Double(1 + (unit * 7 + $0 * ($0 + unit) * 3) % 5) }
  }

  @Test("alpha's is near the jackknife's, for every distance", arguments: AlphaMetric.allCases)
  func alpha(metric: AlphaMetric) throws {
    let alpha = try KrippendorffAlpha(units: units)
    let linear = try alpha.linearizedStandardError(metric)
    let jackknife = try alpha.jackknifeStandardError(metric)
    #expect(abs(linear / jackknife - 1) < 0.1, "\(linear) \(jackknife)")
  }

  @Test("of many copies of the same units it is the jackknife's, nearly to the digit", arguments: AlphaMetric.allCases)
  func many(metric: AlphaMetric) throws {
    let alpha = try KrippendorffAlpha(units: Array(repeating: units, count: 50).flatMap(\.self))
    let linear = try alpha.linearizedStandardError(metric)
    #expect(abs(linear / (try alpha.jackknifeStandardError(metric)) - 1) < 0.002)
  }

  @Test("one unit has none")
  func one() throws {
    let alpha = try KrippendorffAlpha(units: [[1, 2]])
    #expect(throws: AgreementError.tooFewUnits(found: 1)) { try alpha.linearizedStandardError(.interval) }
  }

  @Test("with two raters, the mean kappa is Cohen's with Fleiss, Cohen and Everitt's standard error")
  func twoRaters() throws {
    let first: [Int32] = [0, 0, 1, 2, 2, 3, 4, 4, 1, 3]
    let second: [Int32] = [0, 1, 1, 2, 3, 3, 4, 2, 0, 3]
    var counts = [[Double]](repeating: [Double](repeating: 0, count: 5), count: 5)
    for (a, b) in zip(first, second) { counts[Int(a)][Int(b)] += 1 }
    let single = try cohenKappa(counts, weights: .quadratic)
    let mean = try MeanKappa(
      raters: [first, second].map { levels in
        levels.enumerated().map { MeanKappa.Rated(unit: Int32($0), level: $1) }
      }, units: 10, levels: 5)
    #expect(abs(mean.value - single.value) < 1e-12)
    #expect(abs((mean.standardError ?? 0) - single.standardError) < 1e-12)
    #expect(mean.pairs == 1 && mean.fewestShared == 10)
  }

  @Test("between and within units of one-way tables, by hand")
  func oneWay() throws {
    let byHand = try oneWayComponents(
      [1, 3, 2, 6].enumerated().map {
        Observation(image: $0.offset / 2, rater: $0.offset, value: $0.element)
      })
    #expect(byHand.between == -0.5 && byHand.within == 5)
  }
}
