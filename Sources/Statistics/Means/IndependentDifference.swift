extension Estimate {
  /// This estimate less another one of independent data: another study, other images, other raters.
  ///
  ///     SE² = SE₁² + SE₂²,   df = (SE₁² + SE₂²)² / (SE₁⁴/df₁ + SE₂⁴/df₂)
  ///
  /// Where the two share images or raters they rise and fall together, and the true standard error is smaller: the
  /// interval is then too wide rather than too narrow.
  ///
  /// By hand: 3 ± SE 3 on 4 degrees of freedom less 1 ± SE 4 on 4: value 2, SE 5, df = 625 / (81/4 + 256/4) = 7.418.
  ///
  /// Source: Welch (1947), "The generalization of 'Student's' problem when several different population variances are
  /// involved", Biometrika 34; Satterthwaite (1946).
  ///
  /// - Parameters:
  ///   - other: in the same unit.
  ///   - confidence: above 0 and below 1.
  /// - Returns: in the unit of both.
  /// - Throws: `outOfDomain` for a standard error that is not above 0, and for degrees of freedom or a confidence that
  ///   cannot be.
  public func minus(independent other: Estimate, confidence: Double) throws(EstimationError) -> Estimate {
    for part in [self, other] {
      guard part.standardError > 0, part.standardError.isFinite else {
        throw .outOfDomain(parameter: "standard error", value: part.standardError)
      }
      try requireDegreesOfFreedom(part.degreesOfFreedom)
    }
    try requireConfidence(confidence)
    let variance = standardError * standardError + other.standardError * other.standardError
    // Shares instead of fourth powers, which could underflow.
    let (own, others) = (standardError * standardError / variance, other.standardError * other.standardError / variance)
    return try tInterval(
      value - other.value, variance: variance,
      degreesOfFreedom: 1 / (own * own / degreesOfFreedom + others * others / other.degreesOfFreedom),
      confidence: confidence)
  }
}
