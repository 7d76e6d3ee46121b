internal import Statistics

extension JudgedPairs {
  /// The difference where raters and images are taken out by an additive model, so that ratings without a partner count
  /// too: needed where raters did not all judge both.
  ///
  ///     value = arm + rater + image + e      by least squares, every rating counting the same
  ///
  /// With v the values and s = 1 for the arm and 0 for the incumbent, both with raters and images taken out, the
  /// difference is Σ s v / Σ s² and a rating's pull on it s e / Σ s² (Frisch and Waugh 1933; Lovell 1963). Intervals are
  /// cluster-robust, as the plain one's are.
  ///
  /// - Parameters:
  ///   - cells: the arm's, on the claimed criterion.
  ///   - base: the incumbent's.
  static func leniencyAdjusted(
    _ cells: [NumberedTable.Cell], against base: [NumberedTable.Cell], by estimator: ScopeEstimator
  ) -> Finding<TwoScopes> {
    let places = cells.map(\.observation) + base.map(\.observation)
    let sides = cells.map { _ in 1.0 } + base.map { _ in 0.0 }
    do {
      let values = try residuals(of: places.map(\.value), at: places)
      let free = try residuals(of: sides, at: places)
      let weight = free.reduce(0) { $0 + $1 * $1 }
      guard weight > 1e-9 else { throw EstimationError.inseparable }
      let difference = zip(free, values).reduce(0) { $0 + $1.0 * $1.1 } / weight
      let everywhere = ScopeEstimator(
        traffic: TrafficWeights(), categories: estimator.categories, confidence: estimator.confidence)
      let number = try everywhere.linearized(
        difference, pulls: zip(free, values).map { $0 * ($1 - difference * $0) / weight }, places: places,
        weights: places.map { _ in 1 / Double(places.count) })
      return number.map { .stated($0) } ?? .unavailable(reason: EstimationError.noObservations.description)
    } catch let error as EstimationError {
      return .unavailable(reason: error.description)
    } catch {
      return .unavailable(reason: "\(error)")
    }
  }
}

/// What is left of values once raters and images are taken out.
///
/// - Throws: `inseparable` where who rated what does not tell raters and images apart.
func residuals(of values: [Double], at places: [Observation]) throws(EstimationError) -> [Double] {
  let effects = try AdditiveEffects(
    zip(places, values).map { ExplainedScore(model: 0, rater: $0.rater, image: $0.image, value: $1) })
  let lenient = zip(places, values).map { $1 - (effects.leniency[$0.rater] ?? 0) }
  var sums: [Int: (total: Double, count: Double)] = [:]
  for (place, value) in zip(places, lenient) {
    sums[place.image, default: (0, 0)].total += value
    sums[place.image, default: (0, 0)].count += 1
  }
  return zip(places, lenient).map { place, value in
    let sum = sums[place.image] ?? (value, 1)
    return value - sum.total / sum.count
  }
}
