internal import Glibc

/// The chi-square distribution with any real number of degrees of freedom above 0.
public struct ChiSquare: Hashable, Sendable {
  /// Above 0, finite.
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: above 0, finite; need not be whole.
  /// - Throws: `outOfDomain` for anything else.
  public init(degreesOfFreedom: Double) throws(EstimationError) {
    try requireDegreesOfFreedom(degreesOfFreedom)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(X ≤ x) = P(df/2, x/2); 0 for x below 0.
  public func cumulative(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    return regularizedGamma(degreesOfFreedom / 2, at: x / 2).lower
  }

  /// P(X > x), without the loss of 1 − P(X ≤ x) in the far tail; 1 for x below 0.
  public func upperTail(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    return regularizedGamma(degreesOfFreedom / 2, at: x / 2).upper
  }

  /// The x with P(X ≤ x) = p; accurate to about 1e-13.
  ///
  /// The smaller tail is inverted on the logarithm of x, starting from Wilson and Hilferty's cube (1931).
  ///
  /// - Parameter p: above 0 and below 1.
  /// - Throws: `outOfDomain` for any other p.
  public func quantile(_ p: Double) throws(EstimationError) -> Double {
    try requireProbability(p)
    let df = degreesOfFreedom
    let cube = 1 - 2 / (9 * df) + (try Normal.quantile(p)) * (2 / (9 * df)).squareRoot()
    // Far below the mean P is close to its first term, (x/2)^(df/2) / Γ(df/2 + 1).
    var sign: Int32 = 0
    let start =
      cube > 0.3 ? log(df * cube * cube * cube) : (log(p) + lgamma_r(df / 2 + 1, &sign)) * 2 / df + log(2)
    let logarithm = rootOfIncreasing(from: start) { u in
      let half = exp(u) / 2
      guard half > 0 else { return (-.infinity, 1) }
      let (lower, upper) = regularizedGamma(df / 2, at: half)
      // x times the density.
      let slope = poissonTerm(df / 2, at: half) * df / 2
      if p <= 0.5 {
        return lower > 0 ? (log(lower) - log(p), slope / lower) : (-.infinity, 1)
      }
      return upper > 0 ? (log1p(-p) - log(upper), slope / upper) : (.infinity, 1)
    }
    return exp(logarithm)
  }
}
