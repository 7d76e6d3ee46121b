internal import Glibc

/// The noncentral t distribution: (Z + δ) / √(χ²/df), what a t statistic follows when there is something to find.
///
/// Both tails are integrals over s = √(χ²/df) of normal tails, Φ(±(t s − δ)), taken by the trapezoidal rule on log s, where
/// it converges faster than any power of the step. Accurate to about 1e-12. Source: the definition; Johnson, Kotz and
/// Balakrishnan (1995), "Continuous Univariate Distributions" 2, chapter 31.
public struct NoncentralT: Hashable, Sendable {
  /// Above 0, finite.
  public let degreesOfFreedom: Double
  /// δ, finite.
  public let noncentrality: Double

  /// - Throws: `outOfDomain` for degrees of freedom not above 0, or a δ that is not finite.
  public init(degreesOfFreedom: Double, noncentrality: Double) throws(EstimationError) {
    try requireDegreesOfFreedom(degreesOfFreedom)
    guard noncentrality.isFinite else { throw .outOfDomain(parameter: "noncentrality", value: noncentrality) }
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(T ≤ t).
  public func cumulative(_ t: Double) -> Double { average { Normal.cumulative(t * $0 - noncentrality) } }

  /// P(T > t).
  public func upperTail(_ t: Double) -> Double { average { Normal.cumulative(noncentrality - t * $0) } }

  /// The mean of a function of s.
  private func average(_ function: (Double) -> Double) -> Double {
    let half = degreesOfFreedom / 2
    let width = 1 / (2 * degreesOfFreedom).squareRoot()
    let from = -(42 / degreesOfFreedom + 10 * width)
    let to = 10 * width
    let steps = 3000
    let step = (to - from) / Double(steps)
    var total = 0.0
    for number in 0...steps {
      let s = exp(from + step * Double(number))
      // The density of log s is that of log(χ²/2), twice.
      let density = 2 * half * poissonTerm(half, at: half * s * s)
      if density > 0 { total += density * function(s) }
    }
    return min(1, max(0, total * step))
  }
}
