internal import Testing

@testable internal import Statistics

@Suite("Differences of rates over strata, and moments")
struct StandardizedDifferenceTests {
  private static let strata = [
    RateStratum(
      weight: 3, first: RateCounts(successes: 56, trials: 70), second: RateCounts(successes: 48, trials: 80)),
    RateStratum(weight: 1, first: RateCounts(successes: 9, trials: 30), second: RateCounts(successes: 10, trials: 20)),
  ]

  /// Python 3.11, from Wilson's and Newcombe's formulas: d = Σ w v, lower = d − sqrt(Σ (w (v − l))²).
  @Test("agrees with the reference values")
  func reference() throws {
    let difference = try standardizedDifference(Self.strata)
    #expect(abs(difference.value - 0.1) < 1e-12)
    #expect(abs(difference.lower + 0.02600903152754104) < 1e-9)
    #expect(abs(difference.upper - 0.2208130411860838) < 1e-9)
  }

  @Test("one stratum is Newcombe's interval, and a common factor of the weights does not matter")
  func invariances() throws {
    let one = try standardizedDifference([Self.strata[0]])
    let newcombe = try newcombeDifference((56, 70), minus: (48, 80))
    #expect(abs(one.value - newcombe.value) < 1e-12 && abs(one.lower - newcombe.lower) < 1e-12)
    #expect(abs(one.upper - newcombe.upper) < 1e-12)
    let scaled = Self.strata.map { RateStratum(weight: 7 * $0.weight, first: $0.first, second: $0.second) }
    #expect(abs(try standardizedDifference(scaled).lower - standardizedDifference(Self.strata).lower) < 1e-12)
  }

  @Test("a change of the mix alone is no difference")
  func mix() throws {
    func stratum(_ rate: Int, _ first: Int, _ second: Int) -> RateStratum {
      RateStratum(
        weight: Double(first), first: RateCounts(successes: first * rate / 100, trials: first),
        second: RateCounts(successes: second * rate / 100, trials: second))
    }
    let difference = try standardizedDifference([stratum(10, 100, 900), stratum(50, 900, 100)])
    #expect(abs(difference.value) < 1e-12 && difference.lower < 0 && difference.upper > 0)
  }

  @Test("refuses no stratum, a weight of nought and a side without trials")
  func refusals() {
    #expect(throws: EstimationError.noObservations) { try standardizedDifference([]) }
    var stratum = Self.strata[0]
    stratum.weight = 0
    #expect(throws: EstimationError.outOfDomain(parameter: "a weight", value: 0)) {
      try standardizedDifference([stratum])
    }
    stratum = Self.strata[0]
    stratum.second = RateCounts()
    #expect(throws: EstimationError.noObservations) { try standardizedDifference([stratum]) }
  }

  /// Python: mean 5, variance 4.571428571428571, standard error 0.7559289460184544.
  @Test("moments are the mean and the spread, whole or in parts; equal numbers have no interval")
  func moments() throws {
    let numbers: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    var whole = Moments()
    for number in numbers { whole.add(number) }
    var (first, second) = (Moments(), Moments())
    for number in numbers.prefix(3) { first.add(number) }
    for number in numbers.dropFirst(3) { second.add(number) }
    first.add(second)
    for moments in [whole, first] {
      let estimate = try moments.estimate(confidence: 0.95)
      #expect(estimate.value == 5 && abs(estimate.standardError - 0.7559289460184544) < 1e-12)
      #expect(estimate.degreesOfFreedom == 7)
    }
    var constant = Moments()
    for _ in 1...5 { constant.add(0.1) }
    #expect(throws: EstimationError.self) { try constant.estimate(confidence: 0.95) }
    #expect(throws: EstimationError.noObservations) { try Moments().estimate(confidence: 0.95) }
  }
}
