/// An estimate of any statistic with an interval from leaving out one group at a time.
///
///     SE² = (G − 1)/G · Σ (θ₍₋g₎ − mean θ₍₋·₎)²      interval: θ ± t(G − 1) SE
///
/// Groups are what was sampled, for example raters, whose answers belong together. For a mean of group values this is
/// the usual standard error. Source: Tukey (1958), "Bias and confidence in not quite large samples", Annals of
/// Mathematical Statistics 29; Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapter 11.
///
/// By hand, values 1, 2, 6, mean 3: without each 4, 3.5, 1.5, mean 3; SE² = ⅔ · (1 + ¼ + 2¼) = 7/3, which is s²/n.
///
/// - Parameters:
///   - value: the statistic of all groups.
///   - withoutEach: the statistic without each group.
///   - confidence: above 0, below 1.
/// - Throws: `tooFewRaters` below two groups; `constantObservations` where leaving out makes no difference;
///   `outOfDomain` for a confidence or a value that cannot be.
public func jackknife(
  _ value: Double, withoutEach: [Double], confidence: Double = 0.95
) throws(EstimationError) -> Estimate {
  try requireConfidence(confidence)
  for number in withoutEach + [value] where !number.isFinite {
    throw .outOfDomain(parameter: "a statistic", value: number)
  }
  guard withoutEach.count >= 2 else { throw .tooFewRaters(found: withoutEach.count) }
  let groups = Double(withoutEach.count)
  let mean = withoutEach.reduce(0, +) / groups
  let squares = withoutEach.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let error = ((groups - 1) / groups * squares).squareRoot()
  guard error > 1e-12 * max(1, abs(value)) else { throw .constantObservations(value: value) }
  let half = try StudentT(degreesOfFreedom: groups - 1).quantile(0.5 + confidence / 2) * error
  return Estimate(
    value: value, standardError: error, degreesOfFreedom: groups - 1, lower: value - half, upper: value + half,
    confidence: confidence)
}
