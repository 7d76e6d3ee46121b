/// The mean of the weighted kappas of all pairs of raters, on ordered levels.
///
/// Light's kappa with weights: each pair is compared on the units that both rated; pairs that share fewer than two, or
/// whose chance agreement is complete, are counted in ``undefinedPairs`` and left out. The standard error is the
/// linearized one over units: a unit that several pairs share moves all of them. With one pair it is that of Fleiss, Cohen
/// and Everitt (1969). Source: Light (1971), "Measures of response agreement for qualitative data", Psychological Bulletin
/// 76; ``cohenKappa(_:weights:)`` for one pair.
public struct MeanKappa: Hashable, Sendable {
  /// One rater's level for one unit.
  public struct Rated: Hashable, Sendable {
    /// Which unit.
    public var unit: Int32
    /// A place among the declared levels.
    public var level: Int32

    /// One rater's level for one unit.
    public init(unit: Int32, level: Int32) {
      self.unit = unit
      self.level = level
    }
  }

  /// The mean over the pairs that have one.
  public let value: Double
  /// Over new units, the same raters; nil where nothing varies.
  public let standardError: Double?
  /// Pairs that have a kappa.
  public let pairs: Int
  /// Pairs without.
  public let undefinedPairs: Int
  /// Units that the pair with the fewest shares, of those counted.
  public let fewestShared: Int

  /// - Parameters:
  ///   - raters: each rater's levels, ascending by unit, a unit at most once.
  ///   - units: one more than the largest unit number.
  ///   - levels: how many are declared.
  ///   - weights: by a level's place.
  /// - Throws: `tooFewRaters`; `nothingToCompare` where no pair shares two units; `chanceIsComplete` where no other pair
  ///   has a kappa.
  /// - Complexity: O(raters × ratings + pairs × levels²).
  public init(
    raters: [[Rated]], units: Int, levels: Int, weights: AgreementWeights = .quadratic
  ) throws(AgreementError) {
    guard raters.count >= 2 else { throw .tooFewRaters(found: raters.count) }
    let weight = weights.matrix((0..<levels).map(Double.init))
    var pull = [Double](repeating: 0, count: units)
    var (sum, pairs, undefined, fewest, isShared) = (0.0, 0, 0, Int.max, false)
    for first in raters.indices {
      for second in (first + 1)..<max(first + 1, raters.count) {
        let shared = Self.shared(raters[first], raters[second])
        var table = [[Double]](repeating: [Double](repeating: 0, count: levels), count: levels)
        for unit in shared { table[unit.row][unit.column] += 1 }
        isShared = isShared || shared.count >= 2
        guard shared.count >= 2, let kappa = try? cohenKappa(table, weights: weights) else {
          undefined += 1
          continue
        }
        sum += kappa.value
        pairs += 1
        fewest = min(fewest, shared.count)
        Self.addPulls(of: shared, table, weight, kappa.value, to: &pull)
      }
    }
    guard isShared else { throw .nothingToCompare }
    guard pairs > 0 else { throw .chanceIsComplete }
    value = sum / Double(pairs)
    self.pairs = pairs
    undefinedPairs = undefined
    fewestShared = fewest
    let variance = pull.reduce(0) { $0 + $1 * $1 } / Double(pairs * pairs)
    standardError = variance.squareRoot() > 1e-12 ? variance.squareRoot() : nil
  }

  private typealias Shared = (unit: Int, row: Int, column: Int)

  private static func shared(_ first: [Rated], _ second: [Rated]) -> [Shared] {
    var shared: [Shared] = []
    var (a, b) = (0, 0)
    while a < first.count, b < second.count {
      if first[a].unit == second[b].unit {
        shared.append((Int(first[a].unit), Int(first[a].level), Int(second[b].level)))
        a += 1
        b += 1
      } else if first[a].unit < second[b].unit {
        a += 1
      } else {
        b += 1
      }
    }
    return shared
  }

  /// What each unit adds to a pair's kappa: its term in Fleiss, Cohen and Everitt's variance.
  private static func addPulls(
    of shared: [Shared], _ table: [[Double]], _ weight: [Double], _ kappa: Double, to pull: inout [Double]
  ) {
    let size = table.count
    let total = Double(shared.count)
    let rows = table.map { $0.reduce(0, +) / total }
    let columns = (0..<size).map { column in table.reduce(0) { $0 + $1[column] } / total }
    let rowMeans = (0..<size).map { i in (0..<size).reduce(0) { $0 + weight[i * size + $1] * columns[$1] } }
    let columnMeans = (0..<size).map { j in (0..<size).reduce(0) { $0 + weight[$1 * size + j] * rows[$1] } }
    let expected = zip(rows, rowMeans).reduce(0) { $0 + $1.0 * $1.1 }
    let centre = kappa - expected * (1 - kappa)
    for unit in shared {
      let means = rowMeans[unit.row] + columnMeans[unit.column]
      let term = weight[unit.row * size + unit.column] - means * (1 - kappa)
      pull[unit.unit] += (term - centre) / (total * (1 - expected))
    }
  }
}
