/// The regularised incomplete gamma functions P(a, x) = γ(a, x) / Γ(a) and Q(a, x) = 1 − P(a, x).
///
/// Source: the series of DLMF 8.11.4 (https://dlmf.nist.gov/8.11.E4) below x = a + 1, the continued fraction of
/// DLMF 8.9.2 (https://dlmf.nist.gov/8.9.E2), in its even contraction, above.
///
/// - Parameters:
///   - a: above 0.
///   - x: 0 or above.
/// - Returns: both, each computed without subtraction on its own side of the mean.
func regularizedGamma(_ a: Double, at x: Double) -> (lower: Double, upper: Double) {
  if x <= 0 { return (0, 1) }
  if x == .infinity { return (1, 0) }
  let term = poissonTerm(a, at: x)
  if x < a + 1 {
    var sum = 1.0
    var next = 1.0
    var k = a
    repeat {
      k += 1
      next *= x / k
      sum += next
    } while next > sum * 1e-17
    let lower = min(1, term * sum)
    return (lower, 1 - lower)
  }
  let fraction = continuedFraction(start: x + 1 - a) { k in (k * (a - k), x + 2 * k + 1 - a) }
  let upper = min(1, term * a / fraction)
  return (1 - upper, upper)
}
