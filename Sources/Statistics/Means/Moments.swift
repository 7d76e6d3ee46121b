/// The mean and spread of numbers that are seen once and not kept.
///
/// Source: Chan, Golub and LeVeque (1983), "Algorithms for computing the sample variance", American Statistician 37.
public struct Moments: Hashable, Sendable {
  /// How many numbers.
  public private(set) var count = 0
  /// Of the numbers; 0 without any.
  public private(set) var mean = 0.0
  /// Σ (x − mean)².
  private var squares = 0.0

  /// No number yet.
  public init() {}

  /// Adds a finite number.
  public mutating func add(_ number: Double) {
    count += 1
    let before = number - mean
    mean += before / Double(count)
    squares += before * (number - mean)
  }

  /// Adds all that another has seen.
  public mutating func add(_ other: Moments) {
    guard other.count > 0 else { return }
    let total = Double(count + other.count)
    let apart = other.mean - mean
    squares += other.squares + apart * apart * Double(count) * Double(other.count) / total
    mean += apart * Double(other.count) / total
    count += other.count
  }

  /// The mean of independent numbers with Student's interval: mean ± t · s / √n.
  ///
  /// By hand: 1 and 3 have mean 2, s² = 2 and a standard error of 1 on one degree of freedom.
  ///
  /// - Throws: `noObservations`; `constantObservations` where all are equal, one number included.
  public func estimate(confidence: Double) throws(EstimationError) -> Estimate {
    guard count > 0 else { throw .noObservations }
    try requireConfidence(confidence)
    let variance = squares / Double(max(1, count - 1))
    guard count > 1, variance.squareRoot() > roundingShare * abs(mean), variance > 0 else {
      throw .constantObservations(value: mean)
    }
    return try tInterval(
      mean, variance: variance / Double(count), degreesOfFreedom: Double(count - 1), confidence: confidence)
  }
}
