/// What is assumed of the p values whose false discoveries are limited.
public enum Dependence: Hashable, Sendable {
  /// Independent or positively dependent: Benjamini and Hochberg's procedure.
  case positive
  /// Anything: Benjamini and Yekutieli's, which multiplies by 1 + 1/2 + … + 1/m besides.
  case any
}

/// p values adjusted so that, of those kept below α, no more than the share α is expected to be false. For exploring; a
/// claim needs ``holmAdjusted(_:)``.
///
/// From the largest down, the one of rank i of m is multiplied by m/i (and c), and none comes out above a larger one.
/// Source: Benjamini and Hochberg (1995), "Controlling the false discovery rate", JRSS B 57; Benjamini and Yekutieli (2001),
/// "The control of the false discovery rate in multiple testing under dependency", Annals of Statistics 29.
///
/// By hand: 0.01, 0.04, 0.03 → 0.03, 0.04, 0.04, since 0.03 · 3/2 is lowered to 0.04; any dependence: times 11/6.
///
/// - Parameters:
///   - values: each from 0 to 1; the whole family.
///   - dependence: what is assumed of them.
/// - Returns: in the same order.
/// - Throws: `outOfDomain` for a value that is no probability.
/// - Complexity: O(m log m).
public func falseDiscoveryAdjusted(
  _ values: [Double], under dependence: Dependence = .positive
) throws(EstimationError) -> [Double] {
  for value in values where !(value >= 0 && value <= 1) { throw .outOfDomain(parameter: "a p value", value: value) }
  guard !values.isEmpty else { return [] }
  let count = Double(values.count)
  let factor = dependence == .positive ? 1 : (1...values.count).reduce(0) { $0 + 1 / Double($1) }
  let descending = values.indices.sorted { values[$0] > values[$1] }
  var adjusted = values
  var ceiling = 1.0
  for (place, index) in descending.enumerated() {
    ceiling = min(ceiling, values[index] * factor * count / (count - Double(place)))
    adjusted[index] = ceiling
  }
  return adjusted
}
