/// p values adjusted for looking at several hypotheses at once: comparing them with α keeps the chance of any false
/// rejection in the family below α, whatever their dependence.
///
/// The smallest of m is multiplied by m, the next by m − 1 and so on; none comes out below a smaller one, none above 1.
/// Source: Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6.
///
/// By hand: 0.01, 0.04, 0.03 → 0.03, 0.06, 0.06, since 0.04 · 1 is raised to 0.03 · 2.
///
/// - Parameter values: each from 0 to 1; the whole family declared in advance.
/// - Returns: in the same order.
/// - Throws: `outOfDomain` for a value that is no probability.
/// - Complexity: O(m log m).
public func holmAdjusted(_ values: [Double]) throws(EstimationError) -> [Double] {
  for value in values where !(value >= 0 && value <= 1) { throw .outOfDomain(parameter: "a p value", value: value) }
  let ascending = values.indices.sorted { values[$0] < values[$1] }
  var adjusted = values
  var floor = 0.0
  for (rank, index) in ascending.enumerated() {
    floor = max(floor, min(1, values[index] * Double(values.count - rank)))
    adjusted[index] = floor
  }
  return adjusted
}
