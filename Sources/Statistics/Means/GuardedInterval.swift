/// value ± quantile of t × √variance.
func tInterval(
  _ value: Double, variance: Double, degreesOfFreedom: Double, confidence: Double
) throws(EstimationError) -> Estimate {
  let standardError = variance.squareRoot()
  let half = try StudentT(degreesOfFreedom: degreesOfFreedom).quantile(0.5 + confidence / 2) * standardError
  return Estimate(
    value: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom, lower: value - half,
    upper: value + half, confidence: confidence)
}

/// Satterthwaite's degrees of freedom of image part + rater part, the rater part taken as large as it may well be.
///
///     df = (image + U)² / (image²/dfᵢ + U²/(R−1)),   U = rater · (R−1) / χ²₀.₁₅(R−1)
///
/// With few raters the rater part is itself nearly unknown; when it happens to come out small, the formula without the
/// guard would take the many images' degrees of freedom for it.
///
/// - Parameters:
///   - image: the image part, 0 or above.
///   - imageFreedom: dfᵢ; not used where the image part is 0.
///   - rater: the rater part; one of the two parts is above 0.
///   - raters: two or more.
func guardedDegreesOfFreedom(
  image: Double, imageFreedom: Double, rater: Double, raters: Int
) throws(EstimationError) -> Double {
  let raterFreedom = Double(raters - 1)
  let guarded = rater * raterFreedom / (try ChiSquare(degreesOfFreedom: raterFreedom).quantile(0.15))
  // Shares instead of squares of variances, which could underflow.
  let imageShare = image / (image + guarded)
  let raterShare = guarded / (image + guarded)
  // With no spread between images their degrees of freedom do not enter.
  let fromImages = image > 0 ? imageShare * imageShare / imageFreedom : 0
  return 1 / (fromImages + raterShare * raterShare / raterFreedom)
}
