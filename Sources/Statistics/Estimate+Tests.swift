extension Estimate {
  /// The two-sided p of "the true value is 0", by the t distribution behind the interval: below 1 − confidence exactly
  /// where the interval leaves 0 out.
  ///
  /// By hand: value 1, standard error 1, one degree of freedom: P(|T| ≥ 1) = ½ (Cauchy).
  ///
  /// - Throws: `outOfDomain` for degrees of freedom that cannot be.
  public func twoSidedP() throws(EstimationError) -> Double {
    min(1, 2 * (try StudentT(degreesOfFreedom: degreesOfFreedom).cumulative(-abs(value) / standardError)))
  }

  /// The one-sided p of "the true value is `bound` or less": small where the value is shown to lie above it. Source:
  /// Schuirmann (1987), the first of the two one-sided tests.
  ///
  /// - Parameter bound: in the unit of the estimate.
  /// - Throws: `outOfDomain` for degrees of freedom that cannot be.
  public func oneSidedP(above bound: Double) throws(EstimationError) -> Double {
    try StudentT(degreesOfFreedom: degreesOfFreedom).cumulative((bound - value) / standardError)
  }

  /// The same estimate with the interval of another confidence level.
  ///
  /// - Parameter level: above 0 and below 1.
  /// - Throws: `outOfDomain`.
  public func atConfidence(_ level: Double) throws(EstimationError) -> Estimate {
    guard level > 0, level < 1 else { throw .outOfDomain(parameter: "confidence", value: level) }
    let half = try StudentT(degreesOfFreedom: degreesOfFreedom).quantile(0.5 + level / 2) * standardError
    return Estimate(
      value: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom, lower: value - half,
      upper: value + half, confidence: level)
  }
}
