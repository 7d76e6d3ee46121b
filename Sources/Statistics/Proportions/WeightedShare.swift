/// The share of yes among units that stand for unequal numbers of others, with an interval that keeps to Clopper and
/// Pearson's where all stand for as many.
///
///     p = Σ w y / Σ w        n* = (Σ w)² / Σ c (Σ i∈c w)²
///     lower: α/2 quantile of Beta(p n*, n* − p n* + 1)        upper: 1 − α/2 quantile of Beta(p n* + 1, n* − p n*)
///
/// The units of a cluster c count as one, as if they were fully alike: with clusters the interval is too wide rather than too
/// narrow. With equal weights and clusters of one unit n* is the number of units and the interval never covers less often
/// than it says; with unequal weights it is an approximation. Sources: Kish (1965), "Survey Sampling", 11.7, for n*; Korn and
/// Graubard (1998), "Confidence intervals for proportions with small expected number of positive counts estimated from survey
/// data", Survey Methodology 24, for the interval.
///
/// By hand: weights 3 (yes) and 1 (no): p = 3/4, n* = 16/10 = 1.6.
public struct WeightedShare: Hashable, Sendable {
  /// Between 0 and 1.
  public let value: Double
  /// So many units of equal weight would say as much; at least 1.
  public let effectiveUnits: Double
  /// Within 0...1; exactly 0 where there was no yes.
  public let lower: Double
  /// Within 0...1; exactly 1 where all were yes.
  public let upper: Double

  /// One unit.
  public struct Unit: Hashable, Sendable {
    /// How many it stands for, in any unit; above 0.
    public var weight: Double
    /// Units with the same number are alike.
    public var cluster: Int
    /// Yes or no.
    public var isYes: Bool

    /// One unit.
    public init(weight: Double, cluster: Int, isYes: Bool) {
      self.weight = weight
      self.cluster = cluster
      self.isYes = isYes
    }
  }

  /// - Parameter confidence: above 0 and below 1.
  /// - Throws: `noObservations` without a unit; `outOfDomain` for a weight that is not above 0, and for a confidence that is
  ///   not between 0 and 1.
  public init(_ units: [Unit], confidence: Double = 0.95) throws(EstimationError) {
    guard !units.isEmpty else { throw .noObservations }
    try requireConfidence(confidence)
    var clusters: [Int: Double] = [:]
    var (yes, all) = (0.0, 0.0)
    for unit in units {
      guard unit.weight > 0, unit.weight.isFinite else {
        throw .outOfDomain(parameter: "a weight", value: unit.weight)
      }
      clusters[unit.cluster, default: 0] += unit.weight
      all += unit.weight
      if unit.isYes { yes += unit.weight }
    }
    // In a fixed order, so that the same units give the same digits.
    let squares = clusters.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    let n = all * all / squares
    let isNone = !units.contains(where: \.isYes)
    let isAll = units.allSatisfy(\.isYes)
    value = isNone ? 0 : isAll ? 1 : yes / all
    // Equal weights leave a rounding error, and a share of whole units should say what whole units say.
    let whole = n.rounded()
    effectiveUnits = abs(n - whole) < 1e-9 * whole ? whole : n
    let tail = (1 - confidence) / 2
    let successes = value * effectiveUnits
    lower = isNone ? 0 : try Beta(alpha: successes, beta: effectiveUnits - successes + 1).quantile(tail)
    upper = isAll ? 1 : try Beta(alpha: successes + 1, beta: effectiveUnits - successes).quantile(1 - tail)
  }

  /// The upper bound that so many units would have without a single yes: 1 − (α/2)^(1/n).
  public static func upperWithoutYes(of units: Double, confidence: Double) throws(EstimationError) -> Double {
    guard units > 0, units.isFinite else { throw .noObservations }
    try requireConfidence(confidence)
    return try Beta(alpha: 1, beta: units).quantile(1 - (1 - confidence) / 2)
  }
}
