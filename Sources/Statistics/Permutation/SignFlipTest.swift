/// How often chance alone, if it were a toss-up for every image which side is the better one, would give a mean
/// difference at least as large as the one found.
///
/// Signs are flipped per image, all raters of an image together. It needs no distribution, and speaks for these raters
/// only. Source: Fisher (1935), "The Design of Experiments", §21; Phipson and Smyth (2010), "Permutation p-values should
/// never be zero", Statistical Applications in Genetics and Molecular Biology 9, for the sampled form.
///
/// By hand: differences 1, 2, 3 have 8 sign patterns and a sum of 6; only + + + reaches 6 and only − − − reaches −6, so
/// one-sided p = 1/8 and two-sided p = 2/8.
public struct SignFlipTest: Hashable, Sendable {
  /// The mean of the differences.
  public let mean: Double
  /// P(mean ≥ found): evidence that the first side is higher.
  public let greater: Double
  /// P(|mean| ≥ |found|).
  public let twoSided: Double
  /// Sign patterns looked at: all 2ⁿ, or the number drawn.
  public let patterns: Int
  /// Whether all patterns were looked at.
  public let isExact: Bool

  /// Up to this many images every pattern is looked at.
  public static let mostImagesForAll = 16

  /// - Parameters:
  ///   - differences: one for each image, in any unit.
  ///   - draws: patterns drawn where there are more than 16 images; at least 9,999. p is (1 + hits) / (1 + draws).
  ///   - seed: repeats the draws. The order of the differences matters to them.
  /// - Throws: `noObservations`; `outOfDomain` for a difference that is not finite and for too few draws.
  /// - Complexity: O(n · 2ⁿ) up to 16 images, O(n · draws / 8) above.
  public init(imageDifferences differences: [Double], draws: Int = 9999, seed: UInt64) throws(EstimationError) {
    guard !differences.isEmpty else { throw .noObservations }
    for difference in differences where !(abs(difference) < 1e100) {
      throw .outOfDomain(parameter: "a difference", value: difference)
    }
    guard draws >= 9999 else { throw .outOfDomain(parameter: "the number of draws", value: Double(draws)) }
    let found = differences.reduce(0, +)
    // Sums that are equal but for rounding are ties, and ties count.
    let slack = 1e-9 * differences.reduce(0) { $0 + abs($1) }
    var atLeast = 0
    var atLeastInSize = 0
    func count(_ sum: Double) {
      if sum >= found - slack { atLeast += 1 }
      if abs(sum) >= abs(found) - slack { atLeastInSize += 1 }
    }
    mean = found / Double(differences.count)
    isExact = differences.count <= Self.mostImagesForAll
    if isExact {
      patterns = 1 << differences.count
      for pattern in 0..<UInt64(patterns) { count(Self.sum(of: differences[...], signs: pattern)) }
      greater = Double(atLeast) / Double(patterns)
      twoSided = Double(atLeastInSize) / Double(patterns)
    } else {
      patterns = draws
      for sum in Self.drawnSums(of: differences, draws: draws, seed: seed) { count(sum) }
      greater = Double(atLeast + 1) / Double(draws + 1)
      twoSided = Double(atLeastInSize + 1) / Double(draws + 1)
    }
  }

  /// The sum where a set bit turns the sign of its difference; at most 64 differences.
  private static func sum(of differences: ArraySlice<Double>, signs: UInt64) -> Double {
    var signs = signs
    var sum = 0.0
    for difference in differences {
      sum += signs & 1 == 0 ? difference : -difference
      signs >>= 1
    }
    return sum
  }

  /// The sum for each drawn pattern. Images are taken 64 at a time, one random word a draw, and eight at a time within:
  /// the sums of all their 256 patterns are worked out once and then looked up.
  private static func drawnSums(of differences: [Double], draws: Int, seed: UInt64) -> [Double] {
    var random = SeededGenerator(seed: seed)
    var sums = [Double](repeating: 0, count: draws)
    for start in stride(from: 0, to: differences.count, by: 64) {
      let block = differences[start..<min(start + 64, differences.count)]
      let groups = stride(from: block.startIndex, to: block.endIndex, by: 8).map {
        block[$0..<min($0 + 8, block.endIndex)]
      }
      let known = groups.flatMap { group in (0..<256).map { sum(of: group, signs: UInt64($0)) } }
      for draw in sums.indices {
        var signs = random.next()
        var sum = 0.0
        for first in stride(from: 0, to: known.count, by: 256) {
          sum += known[first + Int(signs & 255)]
          signs >>= 8
        }
        sums[draw] += sum
      }
    }
    return sums
  }
}
