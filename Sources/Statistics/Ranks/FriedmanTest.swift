/// Whether raters of the same images, ranking the models on each, place them differently more than chance would.
///
///     χ² = 12 Σ (rank sum − n(k + 1)/2)² / (n k (k + 1) − Σ over ties (t³ − t)/(k − 1))     with k − 1 degrees of freedom
///     Kendall's W = χ² / (n (k − 1))     0: no agreement between images; 1: the same ranking on every one
///
/// Source: Friedman (1937), "The use of ranks to avoid the assumption of normality", JASA 32; Kendall and Babington Smith
/// (1939) for W; Conover (1999), "Practical Nonparametric Statistics", §5.8, for ties.
///
/// By hand: rows (1, 2, 3), (1, 2, 3): rank sums 2, 4, 6 around 4; 12 · 8 / (2 · 3 · 4) = 4, W = 4/4 = 1.
public struct FriedmanTest: Hashable, Sendable {
  /// Corrected for ties.
  public let chiSquare: Double
  /// Models less one.
  public let degreesOfFreedom: Int
  /// P(χ² ≥ found) if models were placed by chance.
  public let p: Double
  /// From 0 to 1.
  public let kendallW: Double

  /// - Parameter rows: one an image, with a value for each model, higher or lower better alike.
  /// - Throws: `noObservations`; `tooFewImages` below two; `outOfDomain` for fewer than two models and for values that are
  ///   not finite; `incompleteTable` for rows of unequal length; `everyRankTied`.
  /// - Complexity: O(n k log k).
  public init(rows: [[Double]]) throws(EstimationError) {
    guard let models = rows.first?.count else { throw .noObservations }
    guard models >= 2 else { throw .outOfDomain(parameter: "the number of models", value: Double(models)) }
    guard rows.count >= 2 else { throw .tooFewImages(found: rows.count) }
    let n = Double(rows.count)
    let k = Double(models)
    var sums = [Double](repeating: 0, count: models)
    var ties = 0.0
    for row in rows {
      guard row.count == models else { throw .incompleteTable(missing: abs(models - row.count)) }
      for value in row where !(abs(value) < 1e100) { throw .outOfDomain(parameter: "an observation", value: value) }
      let (ranks, groups) = midranks(row)
      for (model, rank) in ranks.enumerated() { sums[model] += rank }
      for group in groups { ties += Double(group * group * group - group) }
    }
    let expected = n * (k + 1) / 2
    let spread = n * k * (k + 1) - ties / (k - 1)
    guard spread > 0 else { throw .everyRankTied }
    chiSquare = 12 * sums.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / spread
    degreesOfFreedom = models - 1
    p = try ChiSquare(degreesOfFreedom: k - 1).upperTail(chiSquare)
    kendallW = chiSquare / (n * (k - 1))
  }
}
