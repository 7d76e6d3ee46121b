internal import Testing

@testable internal import Statistics

#if canImport(Glibc)
  internal import Glibc
#endif

/// Reference values from Python 3.11:
///
///     odds = [1 + 2**j / 64 for j in range(10)]
///     def ev(k, n, r): return sum(exp(k * log(o) - n * log1p((o - 1) * r)) for o in odds) / 10
///     def R(days, r, w):
///         return sum(ev(sum(d[0] for d in days[s:]), sum(d[1] for d in days[s:]), r)
///                    for s in range(max(0, len(days) - w), len(days)))
///
/// and bisection for the bounds.
@Suite("Rates that may be looked at daily")
struct RateWatchTests {
  private static let jump =
    [RateCounts](repeating: RateCounts(successes: 20, trials: 100), count: 5)
    + [RateCounts](repeating: RateCounts(successes: 45, trials: 100), count: 5)

  @Test("evidence and the bound of a rate that does not change agree with the reference values")
  func evidence() throws {
    func evidence(_ successes: Int, _ trials: Int, _ rate: Double) -> Double {
      exp(RateEvidence.logarithm(RateCounts(successes: successes, trials: trials), above: rate))
    }
    #expect(abs(evidence(1, 1, 0.5) - 1.2723374224195019) < 1e-12)
    #expect(abs(evidence(40, 100, 0.3) - 2.6413216219831175) < 1e-11)
    #expect(evidence(0, 0, 0.3) == 1)
    let bound = try anytimeLowerBound(RateCounts(successes: 400, trials: 1000), error: 0.05)
    #expect(abs(bound - 0.3523452766652616) < 1e-8)
  }

  @Test("each factor is a fair game at the rate, and a losing one below it")
  func fairGame() {
    for rate in [0.01, 0.3, 0.9] {
      for chance in [rate, rate / 2] {
        func factor(_ successes: Int) -> Double {
          exp(RateEvidence.logarithm(RateCounts(successes: successes, trials: 1), above: rate))
        }
        let expected = chance * factor(1) + (1 - chance) * factor(0)
        #expect(chance == rate ? abs(expected - 1) < 1e-12 : expected < 1)
      }
    }
  }

  @Test("a watch agrees with the reference values, and forgets what is older than its window")
  func watch() throws {
    let watch = try RateWatch(window: 7, period: 91, error: 0.05)
    #expect(watch.bar == 97 / 0.05)
    #expect(abs(try watch.lowerBound(Self.jump) - 0.3550077822683399) < 1e-8)
    #expect(try watch.isAbove(0.355, Self.jump) && !watch.isAbove(0.3551, Self.jump))
    let older = [RateCounts](repeating: RateCounts(successes: 100, trials: 100), count: 40) + Self.jump.suffix(7)
    #expect(try watch.lowerBound(older) == watch.lowerBound(Self.jump))
    #expect(try watch.lowerBound([RateCounts]()) == 0)
    #expect(try watch.lowerBound([RateCounts(), RateCounts()]) == 0)
  }

  @Test("the longer the period and the smaller the error, the more it takes")
  func strictness() throws {
    let bound = try RateWatch(window: 7, period: 91, error: 0.05).lowerBound(Self.jump)
    #expect(try RateWatch(window: 7, period: 365, error: 0.05).lowerBound(Self.jump) < bound)
    #expect(try RateWatch(window: 7, period: 91, error: 0.001).lowerBound(Self.jump) < bound)
  }

  @Test("a million trials in a window do not overflow")
  func large() throws {
    let days = [RateCounts](repeating: RateCounts(successes: 900_000, trials: 1_000_000), count: 28)
    let bound = try RateWatch(window: 28, period: 91, error: 1e-6).lowerBound(days)
    #expect(bound > 0.88 && bound < 0.9)
  }

  @Test("refuses what cannot be")
  func refusals() {
    #expect(throws: EstimationError.outOfDomain(parameter: "the window", value: 0)) {
      try RateWatch(window: 0, period: 91, error: 0.05)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "probability", value: 1)) {
      try RateWatch(window: 7, period: 91, error: 1)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of successes", value: 3)) {
      try anytimeLowerBound(RateCounts(successes: 3, trials: 2), error: 0.05)
    }
  }
}
