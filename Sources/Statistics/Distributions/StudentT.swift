internal import Glibc

/// Student's t distribution with any real number of degrees of freedom above 0.
public struct StudentT: Hashable, Sendable {
  /// Above 0, finite.
  public let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: above 0, finite; need not be whole.
  /// - Throws: `outOfDomain` for anything else.
  public init(degreesOfFreedom: Double) throws(EstimationError) {
    try requireDegreesOfFreedom(degreesOfFreedom)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Above this many degrees of freedom the normal distribution with the first correction term is exact to about
  /// 1e-12, and the incomplete beta function slow.
  private static let nearlyNormal = 1e6

  /// P(T ≤ t).
  ///
  ///     P(T > |t|) = I(x; df/2, 1/2) / 2 with x = df / (df + t²)
  ///
  /// Source: DLMF 8.17 and Abramowitz and Stegun 26.7.1; 26.7.8 above a million degrees of freedom.
  public func cumulative(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    let tail = upperTail(abs(t))
    return t < 0 ? tail : 1 - tail
  }

  /// The t with P(T ≤ t) = p.
  ///
  /// The tail is inverted on the logarithm of t, where it is close to a straight line for every df; accurate to about
  /// 1e-13.
  ///
  /// - Parameter p: above 0 and below 1.
  /// - Throws: `outOfDomain` for any other p.
  public func quantile(_ p: Double) throws(EstimationError) -> Double {
    try requireProbability(p)
    if p == 0.5 { return 0 }
    let tail = min(p, 1 - p)
    let size = try sizeOfQuantile(upperTail: tail)
    return p < 0.5 ? -size : size
  }

  private func sizeOfQuantile(upperTail tail: Double) throws(EstimationError) -> Double {
    let df = degreesOfFreedom
    if df == 1 { return 1 / tan(Double.pi * tail) }
    if df == 2 { return (1 - 2 * tail) * (1 / (2 * tail * (1 - tail))).squareRoot() }
    let z = -(try Normal.quantile(tail))
    if df > Self.nearlyNormal {
      // Abramowitz and Stegun 26.7.5, to the second term.
      let z2 = z * z
      return z + z * (z2 + 1) / (4 * df) + z * ((5 * z2 + 16) * z2 + 3) / (96 * df * df)
    }
    // In the tail its own logarithm is matched; near the middle that of the mass between −t and t.
    let inTail = tail < 0.25
    let goal = inTail ? log(tail) : log(1 - 2 * tail)
    let logarithm = rootOfIncreasing(from: log(z)) { u in
      let t = exp(u)
      let slope = t * density(t)
      if inTail {
        let mass = upperTail(t)
        return mass > 0 ? (goal - log(mass), slope / mass) : (.infinity, 1)
      }
      let mass = middle(t)
      return mass > 0 ? (log(mass) - goal, 2 * slope / mass) : (-.infinity, 1)
    }
    return exp(logarithm)
  }

  /// P(T > t) for t ≥ 0.
  private func upperTail(_ t: Double) -> Double {
    let df = degreesOfFreedom
    if df > Self.nearlyNormal {
      return Normal.cumulative(-t * (1 - 1 / (4 * df)) / (1 + t * t / (2 * df)).squareRoot())
    }
    let (x, y) = fractions(t)
    return 0.5 * regularizedBeta(df / 2, 0.5, at: x, complement: y)
  }

  /// P(−t < T < t) for t ≥ 0, and a degree of freedom up to a million.
  private func middle(_ t: Double) -> Double {
    let (x, y) = fractions(t)
    return regularizedBeta(0.5, degreesOfFreedom / 2, at: y, complement: x)
  }

  /// df / (df + t²) and t² / (df + t²), without overflow.
  private func fractions(_ t: Double) -> (Double, Double) {
    let ratio = t / degreesOfFreedom.squareRoot()
    let square = ratio * ratio
    if square == .infinity { return (0, 1) }
    return (1 / (1 + square), square / (1 + square))
  }

  private func density(_ t: Double) -> Double {
    let (x, y) = fractions(t)
    guard x > 0, y > 0 else { return 0 }
    // x^(df/2) y^(1/2) / B(df/2, 1/2) is t times the density.
    return betaTerm(degreesOfFreedom / 2, 0.5, at: x, complement: y) / t
  }
}
