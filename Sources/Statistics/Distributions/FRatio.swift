internal import Glibc

/// The f with P(F > f) = tail, for F of Fisher's variance ratio distribution.
///
///     P(F > f) = I(y; d₂/2, d₁/2) with y = d₂ / (d₂ + d₁ f)
///
/// Source: Abramowitz and Stegun 26.6.2; inverted on the logarithm of f.
///
/// - Parameters:
///   - tail: above 0 and below 1.
///   - d1: degrees of freedom of the numerator, above 0.
///   - d2: degrees of freedom of the denominator, above 0.
func fRatioQuantile(upperTail tail: Double, _ d1: Double, _ d2: Double) -> Double {
  let logarithm = rootOfIncreasing(from: 0) { u in
    let ratio = d1 * exp(u) / d2
    guard ratio > 0 else { return (-.infinity, 1) }
    guard ratio.isFinite else { return (.infinity, 1) }
    let (x, y) = (ratio / (1 + ratio), 1 / (1 + ratio))
    let mass = regularizedBeta(d2 / 2, d1 / 2, at: y, complement: x)
    guard mass > 0, x > 0, y > 0 else { return (.infinity, 1) }
    return (log(tail) - log(mass), betaTerm(d1 / 2, d2 / 2, at: x, complement: y) / mass)
  }
  return exp(logarithm)
}
