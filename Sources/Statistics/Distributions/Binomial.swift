internal import Glibc

/// The number of successes in independent trials.
public struct Binomial: Hashable, Sendable {
  /// 0 or above.
  public let trials: Int
  /// Of one success, from 0 to 1.
  public let probability: Double

  /// - Throws: `outOfDomain` for negative trials, or a probability outside 0...1.
  public init(trials: Int, probability: Double) throws(EstimationError) {
    guard trials >= 0 else { throw .outOfDomain(parameter: "the number of trials", value: Double(trials)) }
    guard probability >= 0, probability <= 1 else { throw .outOfDomain(parameter: "probability", value: probability) }
    self.trials = trials
    self.probability = probability
  }

  /// P(X = k); 0 for a k that cannot be.
  ///
  /// Source: Loader (2000), "Fast and accurate computation of binomial probabilities".
  public func mass(_ k: Int) -> Double {
    guard (0...trials).contains(k) else { return 0 }
    if probability == 0 || probability == 1 { return k == (probability == 0 ? 0 : trials) ? 1 : 0 }
    let n = Double(trials)
    let x = Double(k)
    if k == 0 { return exp(n * log1p(-probability)) }
    if k == trials { return exp(n * log(probability)) }
    let exponent =
      stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, mean: n * probability)
      - deviance(n - x, mean: n * (1 - probability))
    return exp(exponent) * (n / (2 * Double.pi * x * (n - x))).squareRoot()
  }

  /// P(X ≤ k) = I(1 − p; n − k, k + 1). Source: DLMF 8.17.5.
  public func cumulative(_ k: Int) -> Double {
    if k < 0 { return 0 }
    if k >= trials { return 1 }
    return regularizedBeta(
      Double(trials - k), Double(k + 1), at: 1 - probability, complement: probability)
  }

  /// P(X ≥ k) = I(p; k, n − k + 1).
  public func atLeast(_ k: Int) -> Double {
    if k <= 0 { return 1 }
    if k > trials { return 0 }
    return regularizedBeta(
      Double(k), Double(trials - k + 1), at: probability, complement: 1 - probability)
  }
}
