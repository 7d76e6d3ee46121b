/// Values as standard deviations from their mean: (x − mean) / s, with s over n − 1.
///
/// Taken rater by rater this removes each rater's level and stretch, and is wrong where raters did not see the same items:
/// use ``AdditiveEffects`` there.
///
/// - Throws: `noObservations`; `outOfDomain` for a value that is not finite; `constantObservations` where there is one value only or all are equal.
public func standardized(_ values: [Double]) throws(EstimationError) -> [Double] {
  guard let first = values.first else { throw .noObservations }
  for value in values where !(abs(value) < 1e100) { throw .outOfDomain(parameter: "a value", value: value) }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let scale = values.reduce(0) { max($0, abs($1)) }
  guard values.count > 1, squares.squareRoot() > roundingShare * scale else {
    throw .constantObservations(value: first)
  }
  let deviation = (squares / Double(values.count - 1)).squareRoot()
  return values.map { ($0 - mean) / deviation }
}
