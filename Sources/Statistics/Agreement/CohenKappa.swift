/// Agreement of two raters above chance.
public struct CohenKappa: Hashable, Sendable {
  /// 1: always the same level; 0: as chance would have it; can be below 0.
  public let value: Double
  /// Of a large sample of units, not under the hypothesis of no agreement.
  public let standardError: Double
}

/// Cohen's kappa with weights, from a table of two raters' levels.
///
///     κ = (po − pe) / (1 − pe),   po = Σ w p,   pe = Σ w (row share)(column share)
///
/// Weights go by a level's position among the declared levels, whether it occurs or not. Source: Cohen (1968),
/// "Weighted kappa", Psychological Bulletin 70; standard error: Fleiss, Cohen and Everitt (1969), "Large sample standard
/// errors of kappa and weighted kappa", Psychological Bulletin 72.
///
/// By hand, table (20 5; 10 15): po = 35/50, pe = 1/2, κ = 0.4.
///
/// - Parameters:
///   - table: one row a level of the first rater, one column a level of the second; counts of units.
///   - weights: identity for plain kappa.
/// - Throws: `nothingToCompare`, `chanceIsComplete` where both raters used the same single level.
public func cohenKappa(
  _ table: [[Double]], weights: AgreementWeights = .identity
) throws(AgreementError) -> CohenKappa {
  let size = table.count
  precondition(table.allSatisfy { $0.count == size }, "a square table")
  let total = table.reduce(0) { $0 + $1.reduce(0, +) }
  guard total > 0 else { throw .nothingToCompare }
  let weight = weights.matrix((0..<size).map(Double.init))
  let shares = table.map { $0.map { $0 / total } }
  let rows = shares.map { $0.reduce(0, +) }
  let columns = (0..<size).map { column in shares.reduce(0) { $0 + $1[column] } }
  // Each level's mean weight against the other rater's levels.
  let rowMeans = (0..<size).map { i in (0..<size).reduce(0) { $0 + weight[i * size + $1] * columns[$1] } }
  let columnMeans = (0..<size).map { j in (0..<size).reduce(0) { $0 + weight[$1 * size + j] * rows[$1] } }
  var observed = 0.0
  var expected = 0.0
  for i in 0..<size {
    expected += rows[i] * rowMeans[i]
    for j in 0..<size { observed += weight[i * size + j] * shares[i][j] }
  }
  guard 1 - expected > 1e-12 else { throw .chanceIsComplete }
  let kappa = (observed - expected) / (1 - expected)
  var sum = 0.0
  for i in 0..<size {
    for j in 0..<size where shares[i][j] > 0 {
      let term = weight[i * size + j] - (rowMeans[i] + columnMeans[j]) * (1 - kappa)
      sum += shares[i][j] * term * term
    }
  }
  let centre = kappa - expected * (1 - kappa)
  let variance = max(0, sum - centre * centre) / (total * (1 - expected) * (1 - expected))
  return CohenKappa(value: kappa, standardError: variance.squareRoot())
}
