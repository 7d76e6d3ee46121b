/// The interval for a proportion of independent trials that never covers less often than it says; wider than Wilson's.
///
///     lower: α/2 quantile of Beta(x, n − x + 1)        upper: 1 − α/2 quantile of Beta(x + 1, n − x)
///
/// Source: Clopper and Pearson (1934), "The use of confidence or fiducial limits", Biometrika 26.
///
/// By hand: 0 of n has the upper bound 1 − (α/2)^(1/n): for n = 2 and 95 %, 1 − √0.025 = 0.841886.
///
/// - Parameters:
///   - successes: from 0 to `trials`.
///   - trials: above 0.
///   - confidence: above 0 and below 1.
/// - Returns: within 0...1; the lower bound of 0 successes is exactly 0, the upper bound of all exactly 1.
/// - Throws: `noObservations` for no trial, `outOfDomain` for the rest.
public func clopperPearsonInterval(
  successes: Int, of trials: Int, confidence: Double = 0.95
) throws(EstimationError) -> ClosedRange<Double> {
  guard trials > 0 else { throw .noObservations }
  guard (0...trials).contains(successes) else {
    throw .outOfDomain(parameter: "the number of successes", value: Double(successes))
  }
  try requireConfidence(confidence)
  let tail = (1 - confidence) / 2
  let x = Double(successes)
  let n = Double(trials)
  let lower = successes == 0 ? 0 : try Beta(alpha: x, beta: n - x + 1).quantile(tail)
  let upper = successes == trials ? 1 : try Beta(alpha: x + 1, beta: n - x).quantile(1 - tail)
  return lower...upper
}
