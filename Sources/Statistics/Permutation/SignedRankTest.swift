/// Wilcoxon's signed-rank test: whether the positive differences are larger in rank than the negative ones, beyond
/// chance.
///
/// Differences of 0 are dropped; equal sizes share their mean rank; p is over all sign patterns of the ranks as they are,
/// P(|W − E| ≥ |found − E|). Above 200 differences the normal approximation stands in for counting. Source: Wilcoxon
/// (1945), "Individual comparisons by ranking methods", Biometrics Bulletin 1; Pratt and Gibbons (1981), "Concepts of
/// Nonparametric Theory", for the conditional form with ties.
///
/// By hand: 1, 2, −3 have ranks 1, 2, 3 and W = 3, exactly the middle of 0…6: p = 1. 1, 2, 3: W = 6, p = 2/8.
public struct SignedRankTest: Hashable, Sendable {
  /// Differences that are not 0.
  public let nonzero: Int
  /// Sum of the ranks of positive differences.
  public let positiveRankSum: Double
  /// 1 where all differences are 0.
  public let twoSided: Double
  /// Whether all sign patterns were counted.
  public let isExact: Bool

  /// Up to this many nonzero differences every sign pattern is counted.
  public static let mostForAll = 200

  /// - Parameter differences: one an image.
  /// - Throws: `noObservations`; `outOfDomain` for a difference that is not finite.
  /// - Complexity: O(n³) counted, O(n log n) above ``mostForAll``.
  public init(imageDifferences differences: [Double]) throws(EstimationError) {
    guard !differences.isEmpty else { throw .noObservations }
    for difference in differences where !(abs(difference) < 1e100) {
      throw .outOfDomain(parameter: "a difference", value: difference)
    }
    let kept = differences.filter { $0 != 0 }
    let (ranks, groups) = midranks(kept.map(abs))
    nonzero = kept.count
    positiveRankSum = zip(kept, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    isExact = kept.count <= Self.mostForAll
    if kept.isEmpty {
      twoSided = 1
    } else if isExact {
      // Midranks are whole when doubled.
      twoSided = Self.counted(doubledRanks: ranks.map { Int(2 * $0) }, found: Int(2 * positiveRankSum))
    } else {
      let n = Double(kept.count)
      let ties = groups.reduce(0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
      let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
      twoSided = 2 * Normal.cumulative(-abs(positiveRankSum - n * (n + 1) / 4) / variance.squareRoot())
    }
  }

  /// The chance of a doubled rank sum at least as far from the middle as the one found, by adding one rank at a time.
  private static func counted(doubledRanks: [Int], found: Int) -> Double {
    let total = doubledRanks.reduce(0, +)
    var chances = [Double](repeating: 0, count: total + 1)
    chances[0] = 1
    var reached = 0
    for rank in doubledRanks {
      reached += rank
      for sum in stride(from: reached, through: 0, by: -1) {
        chances[sum] = 0.5 * (chances[sum] + (sum >= rank ? chances[sum - rank] : 0))
      }
    }
    let distance = abs(2 * found - total)
    return min(1, chances.indices.reduce(0) { $0 + (abs(2 * $1 - total) >= distance ? chances[$1] : 0) })
  }
}
