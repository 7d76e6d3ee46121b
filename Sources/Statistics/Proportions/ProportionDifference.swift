/// A difference of two proportions, from −1 to 1, with its interval.
public struct ProportionDifference: Hashable, Sendable {
  /// First minus second.
  public let value: Double
  /// Not below −1.
  public let lower: Double
  /// Not above 1.
  public let upper: Double

  /// Cuts the bounds at −1 and 1.
  init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = max(-1, lower)
    self.upper = min(1, upper)
  }
}

/// The difference of proportions in two groups of different images, with the interval built from both Wilson intervals.
///
///     lower = d − √((p₁ − l₁)² + (u₂ − p₂)²)        upper = d + √((u₁ − p₁)² + (p₂ − l₂)²)
///
/// Source: Newcombe (1998), "Interval estimation for the difference between independent proportions", Statistics in
/// Medicine 17:873, method 10.
///
/// By hand: 1/1 − 0/1 at z² = 4 has Wilson intervals 0.2...1 and 0...0.8: lower 1 − √(0.8² + 0.8²) = −0.131371.
///
/// - Parameters:
///   - first: successes and trials of the first group.
///   - second: likewise.
///   - confidence: above 0 and below 1.
/// - Throws: as `wilsonInterval`.
public func newcombeDifference(
  _ first: (successes: Int, trials: Int), minus second: (successes: Int, trials: Int), confidence: Double = 0.95
) throws(EstimationError) -> ProportionDifference {
  let one = try wilsonInterval(successes: first.successes, of: first.trials, confidence: confidence)
  let two = try wilsonInterval(successes: second.successes, of: second.trials, confidence: confidence)
  let p1 = Double(first.successes) / Double(first.trials)
  let p2 = Double(second.successes) / Double(second.trials)
  func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
  return ProportionDifference(
    value: p1 - p2, lower: p1 - p2 - length(p1 - one.lowerBound, two.upperBound - p2),
    upper: p1 - p2 + length(one.upperBound - p1, p2 - two.lowerBound))
}
