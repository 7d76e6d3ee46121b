internal import Glibc

/// The models' worths on a logarithmic scale without a zero of its own: only differences say anything.
public struct WorthScale: Hashable, Sendable {
  /// One a model, with sum 0. A difference of 1 is odds of e to 1.
  public let logWorths: [Double]
  /// Of ``logWorths``, models × models row by row; every row sums to 0.
  public let covariance: [Double]

  /// Log-worths with sum 0 and their covariance.
  init(logWorths: [Double], covariance: [Double]) {
    self.logWorths = logWorths
    self.covariance = covariance
  }

  /// A log-worth or a difference of two.
  public struct Value: Hashable, Sendable {
    /// Log-odds.
    public var value: Double
    /// Same unit.
    public var standardError: Double
  }

  /// Worths with sum 1.
  public var worths: [Double] {
    let top = logWorths.max() ?? 0
    let powers = logWorths.map { exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// A model's distance from the average model.
  public func centred(_ model: Int) -> Value {
    let variance = covariance[model * logWorths.count + model]
    return Value(value: logWorths[model], standardError: max(0, variance).squareRoot())
  }

  /// A model's distance from another.
  public func difference(of model: Int, from reference: Int) -> Value {
    let count = logWorths.count
    let variance =
      covariance[model * count + model] + covariance[reference * count + reference]
      - 2 * covariance[model * count + reference]
    return Value(
      value: logWorths[model] - logWorths[reference], standardError: max(0, variance).squareRoot())
  }
}

/// Maximises a likelihood of worths, and possibly of parameters after them, that only knows the worths' differences.
///
/// - Parameters:
///   - models: the number of worths, first in the list of parameters.
///   - start: worths with sum 0, then the others.
///   - likelihood: the log-likelihood; its information may be short of full rank by the worths' common shift.
/// - Returns: the scale, the other parameters, and the log-likelihood.
func fitWorths(
  models: Int, from start: [Double], _ likelihood: ([Double]) -> NewtonPoint
) throws(PairwiseError) -> (scale: WorthScale, others: [Double], logLikelihood: Double) {
  let size = start.count
  var gauge = 0.0
  // A constant on the block of worths fixes their sum at 0 without naming a reference.
  let found = concaveMaximum(from: start) { place in
    var point = likelihood(place)
    gauge = max(1e-300, (0..<models).reduce(0) { $0 + point.information[$1 * size + $1] } / Double(models * models))
    for i in 0..<models {
      for j in 0..<models { point.information[i * size + j] += gauge }
    }
    return point
  }
  guard let (place, point) = found, let factor = CholeskyFactor(point.information, size: size) else {
    throw .notConverged
  }
  let inverse = factor.inverse
  let shift = 1 / (gauge * Double(models * models))
  var covariance = [Double](repeating: 0, count: models * models)
  for i in 0..<models {
    for j in 0..<models { covariance[i * models + j] = inverse[i * size + j] - shift }
  }
  let mean = place[..<models].reduce(0, +) / Double(models)
  return (
    WorthScale(logWorths: place[..<models].map { $0 - mean }, covariance: covariance), Array(place[models...]),
    point.value
  )
}
