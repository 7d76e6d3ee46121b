/// p values times their number, at most 1: the plainest guard against looking at several hypotheses, and the one that
/// simultaneous intervals rest on. ``holmAdjusted(_:)`` is never worse.
///
/// Source: Dunn (1961), "Multiple comparisons among means", JASA 56.
///
/// - Parameter values: each from 0 to 1; the whole family declared in advance.
/// - Returns: in the same order.
/// - Throws: `outOfDomain` for a value that is no probability.
public func bonferroniAdjusted(_ values: [Double]) throws(EstimationError) -> [Double] {
  for value in values where !(value >= 0 && value <= 1) { throw .outOfDomain(parameter: "a p value", value: value) }
  return values.map { min(1, $0 * Double(values.count)) }
}
