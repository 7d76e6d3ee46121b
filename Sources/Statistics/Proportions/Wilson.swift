/// The interval for a proportion of independent yes-or-no trials.
///
///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
///
/// For one yes-or-no answer an image. Several raters' answers on the same image are not independent: use
/// ``CrossedMean`` for those. Source: Wilson (1927), "Probable inference, the law of succession, and statistical
/// inference", JASA 22.
///
/// By hand: none of 4 at z = 2: upper bound (0 + 1/2 + 2 √(1/16)) / (1 + 1) = 1/2.
///
/// - Parameters:
///   - successes: from 0 to `trials`.
///   - trials: above 0.
///   - confidence: above 0 and below 1.
/// - Returns: within 0...1; the lower bound of 0 successes is exactly 0, the upper bound of all exactly 1.
/// - Throws: `noObservations` for no trial, `outOfDomain` for the rest.
public func wilsonInterval(
  successes: Int, of trials: Int, confidence: Double = 0.95
) throws(EstimationError) -> ClosedRange<Double> {
  guard trials > 0 else { throw .noObservations }
  guard (0...trials).contains(successes) else {
    throw .outOfDomain(parameter: "the number of successes", value: Double(successes))
  }
  try requireConfidence(confidence)
  let n = Double(trials)
  let p = Double(successes) / n
  let z = try Normal.quantile(0.5 + confidence / 2)
  let square = z * z
  let middle = p + square / (2 * n)
  let half = z * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
  let scale = 1 + square / n
  let lower = successes == 0 ? 0 : max(0, (middle - half) / scale)
  let upper = successes == trials ? 1 : min(1, (middle + half) / scale)
  return lower...upper
}
