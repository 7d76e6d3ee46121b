internal import Glibc

/// The beta distribution on 0...1.
public struct Beta: Hashable, Sendable {
  /// First shape, above 0.
  public let alpha: Double
  /// Second shape, above 0.
  public let beta: Double

  /// - Throws: `outOfDomain` for a shape that is not a finite number above 0.
  public init(alpha: Double, beta: Double) throws(EstimationError) {
    for shape in [alpha, beta] where !(shape > 0 && shape.isFinite) {
      throw .outOfDomain(parameter: "a shape", value: shape)
    }
    self.alpha = alpha
    self.beta = beta
  }

  /// P(X ≤ x) = Iₓ(α, β).
  public func cumulative(_ x: Double) -> Double { regularizedBeta(alpha, beta, at: x, complement: 1 - x) }

  /// The x with P(X ≤ x) = p; the smaller tail is inverted on the logit of x, accurate to about 1e-13.
  ///
  /// - Throws: `outOfDomain` for a p that is not between 0 and 1.
  public func quantile(_ p: Double) throws(EstimationError) -> Double {
    try requireProbability(p)
    let logit = rootOfIncreasing(from: log(alpha / beta)) { u in
      let x = 1 / (1 + exp(-u))
      let y = 1 / (1 + exp(u))
      guard x > 0, y > 0 else { return (x > 0 ? .infinity : -.infinity, 1) }
      // The density on the logit scale.
      let slope = betaTerm(alpha, beta, at: x, complement: y)
      if p <= 0.5 {
        let lower = regularizedBeta(alpha, beta, at: x, complement: y)
        return lower > 0 ? (log(lower) - log(p), slope / lower) : (-.infinity, 1)
      }
      let upper = regularizedBeta(beta, alpha, at: y, complement: x)
      return upper > 0 ? (log1p(-p) - log(upper), slope / upper) : (.infinity, 1)
    }
    return 1 / (1 + exp(-logit))
  }
}
