/// What two groups have in one stratum, and how much the stratum counts.
public struct RateStratum: Hashable, Sendable {
  /// Above 0; weights need not add up to 1.
  public var weight: Double
  /// With at least one trial.
  public var first: RateCounts
  /// Likewise.
  public var second: RateCounts

  /// What two groups have in one stratum, and how much the stratum counts.
  public init(weight: Double, first: RateCounts, second: RateCounts) {
    self.weight = weight
    self.first = first
    self.second = second
  }
}

/// The difference of two groups' proportions over strata that count the same in both, so that another mix of strata is no
/// difference.
///
///     d = Σ w_s (p₁ₛ − p₂ₛ)        lower = d − √Σ w_s² (d_s − l_s)²        upper = d + √Σ w_s² (u_s − d_s)²
///
/// with l_s and u_s from ``newcombeDifference(_:minus:confidence:)`` and weights that add up to 1. One stratum gives its
/// very interval back. Source: Zou, Huang and Zhang (2009), "A note on confidence interval estimation for a linear function
/// of binomial proportions", Computational Statistics & Data Analysis 53.
///
/// By hand: two strata of weight 1 with 1/1 − 0/1 at z² = 4: d = 1, lower 1 − √(2 · 1/4 · 1.28) = 0.2.
///
/// - Parameters:
///   - strata: at least one.
///   - confidence: above 0 and below 1.
/// - Throws: `noObservations`; `outOfDomain` for a weight, and as `wilsonInterval`.
public func standardizedDifference(
  _ strata: [RateStratum], confidence: Double = 0.95
) throws(EstimationError) -> ProportionDifference {
  guard !strata.isEmpty else { throw .noObservations }
  for stratum in strata where !(stratum.weight > 0 && stratum.weight.isFinite) {
    throw .outOfDomain(parameter: "a weight", value: stratum.weight)
  }
  let total = strata.reduce(0) { $0 + $1.weight }
  var (value, below, above) = (0.0, 0.0, 0.0)
  for stratum in strata {
    let weight = stratum.weight / total
    let difference = try newcombeDifference(
      (stratum.first.successes, stratum.first.trials), minus: (stratum.second.successes, stratum.second.trials),
      confidence: confidence)
    value += weight * difference.value
    below += (weight * (difference.value - difference.lower)) * (weight * (difference.value - difference.lower))
    above += (weight * (difference.upper - difference.value)) * (weight * (difference.upper - difference.value))
  }
  return ProportionDifference(value: value, lower: value - below.squareRoot(), upper: value + above.squareRoot())
}
