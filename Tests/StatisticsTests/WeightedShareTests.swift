import Statistics
import Testing

/// Shares among units of unequal weight.
@Suite("A weighted share") struct WeightedShareTests {
  private func units(_ weights: [Double], yes: Set<Int>, cluster: (Int) -> Int = { $0 }) -> [WeightedShare.Unit] {
    weights.enumerated().map { WeightedShare.Unit(weight: $1, cluster: cluster($0), isYes: yes.contains($0)) }
  }

  @Test("by hand: weights 3 (yes) and 1 (no) are a share of 3/4, worth 16/10 units")
  func byHand() throws {
    let share = try WeightedShare(units([3, 1], yes: [0]))
    #expect(share.value == 0.75 && abs(share.effectiveUnits - 1.6) < 1e-12)
    // R: qbeta(.025, 1.2, 1.4); qbeta(.975, 2.2, .4)
    #expect(abs(share.lower - 0.0338922749118) < 1e-10 && abs(share.upper - 0.9999617879314) < 1e-10)
  }

  @Test("with equal weights it is Clopper and Pearson's, whatever the weight", arguments: [1.0, 1.0 / 3, 250])
  func equalWeights(weight: Double) throws {
    let share = try WeightedShare(units(Array(repeating: weight, count: 20), yes: [3, 4, 19]))
    let exact = try clopperPearsonInterval(successes: 3, of: 20)
    #expect(share.effectiveUnits == 20)
    // R: binom.test(3, 20)
    #expect(abs(exact.lowerBound - 0.0320709371855) < 1e-10 && abs(exact.upperBound - 0.3789268265453) < 1e-10)
    #expect(abs(share.lower - exact.lowerBound) < 1e-12 && abs(share.upper - exact.upperBound) < 1e-12)
  }

  @Test("of strata: R's qbeta at the effective number")
  func strata() throws {
    // w <- c(rep(2,5), rep(5,4), rep(20,6)); y <- c(0,0,0,1,0, 0,1,0,0, 0,0,1,0,0,1)
    // p <- sum(w*y)/sum(w); n <- sum(w)^2/sum(w^2); qbeta(.025, p*n, n-p*n+1); qbeta(.975, p*n+1, n-p*n)
    let weights = Array(repeating: 2.0, count: 5) + Array(repeating: 5, count: 4) + Array(repeating: 20, count: 6)
    let share = try WeightedShare(units(weights, yes: [3, 6, 11, 14]))
    #expect(abs(share.value - 0.3133333333333) < 1e-12 && abs(share.effectiveUnits - 8.9285714285714) < 1e-12)
    #expect(abs(share.lower - 0.0645819599823) < 1e-10 && abs(share.upper - 0.6851194852131) < 1e-10)
  }

  @Test("units of one cluster count as one")
  func clusters() throws {
    let share = try WeightedShare(units(Array(repeating: 1, count: 12), yes: [0]) { $0 / 3 })
    #expect(share.effectiveUnits == 4 && abs(share.value - 1.0 / 12) < 1e-15)
    #expect(share.upper > (try clopperPearsonInterval(successes: 1, of: 12)).upperBound)
  }

  @Test("without a yes the lower bound is exactly 0, and the upper what was said beforehand")
  func none() throws {
    let share = try WeightedShare(units(Array(repeating: 1, count: 72), yes: []))
    // R: qbeta(.975, 1, 72)
    #expect(share.value == 0 && share.lower == 0 && abs(share.upper - 0.0499440837059) < 1e-11)
    #expect(share.upper == (try WeightedShare.upperWithoutYes(of: 72, confidence: 0.95)))
    let all = try WeightedShare(units([2, 5, 7], yes: [0, 1, 2]))
    #expect(all.value == 1 && all.upper == 1 && all.lower > 0)
  }

  @Test("the order of the units does not matter")
  func order() throws {
    let some = units([0.1, 0.7, 1.3, 2.9, 0.4], yes: [1, 4]) { $0 % 3 }
    let first = try WeightedShare(some)
    let second = try WeightedShare(some.sorted { $0.weight < $1.weight })
    #expect(abs(first.value - second.value) < 1e-15 && abs(first.upper - second.upper) < 1e-13)
  }

  @Test("is refused without a unit, and with a weight that is none")
  func refused() {
    #expect(throws: EstimationError.noObservations) { try WeightedShare([]) }
    #expect(throws: EstimationError.outOfDomain(parameter: "a weight", value: 0)) {
      try WeightedShare(units([1, 0], yes: []))
    }
    #expect(throws: EstimationError.self) { try WeightedShare(units([1], yes: []), confidence: 1) }
    #expect(throws: EstimationError.noObservations) { try WeightedShare.upperWithoutYes(of: 0, confidence: 0.95) }
  }

  @Test(
    "in draws that are even over strata, 95 % intervals hold the truth in 93.5 % or more",
    arguments: [
      ([120, 290, 390, 1800], [50, 50, 50, 50], [0.01, 0.03, 0.08, 0.2]),
      ([20, 90, 390, 5000], [20, 60, 60, 60], [0, 0.02, 0.1, 0.3]),
      ([30, 60, 120, 240, 480, 960], [16, 16, 16, 16, 16, 16], [0, 0.01, 0.02, 0.05, 0.1, 0.2]),
    ] as [([Double], [Int], [Double])])
  func coverage(sizes: [Double], drawn: [Int], rates: [Double]) throws {
    let all = sizes.reduce(0, +)
    let truth = zip(sizes, rates).reduce(0) { $0 + $1.0 * $1.1 } / all
    var generator = SeededGenerator(seed: 20_261_128)
    let studies = 4000
    var held = 0
    for _ in 0..<studies {
      var units: [WeightedShare.Unit] = []
      for (stratum, count) in drawn.enumerated() {
        for _ in 0..<count {
          units.append(
            .init(
              weight: sizes[stratum] / Double(count), cluster: units.count,
              isYes: Double.random(in: 0..<1, using: &generator) < rates[stratum]))
        }
      }
      let share = try WeightedShare(units)
      if share.lower <= truth, truth <= share.upper { held += 1 }
    }
    // Monte Carlo error: 0.4 points.
    #expect(Double(held) / Double(studies) > 0.935, "\(held) of \(studies)")
  }
}
