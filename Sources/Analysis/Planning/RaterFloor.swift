public import Statistics

/// What no number of images can better: with so many raters the interval for *raters like these* stays this wide, because
/// raters differ in their liking for a model.
///
///     SE² → 2 · rater×model² / R        half-width → t(R − 1) · SE
///
/// The guarded degrees of freedom of ``Statistics/CrossedMean`` come to R − 1 when images no longer matter. Source:
/// Brennan (2001), "Generalizability Theory", chapter 4.
///
/// By hand: rater×model .10 and 12 raters: SE = .0408, t(11) = 2.201, half-width .090.
public struct RaterFloor: Hashable, Sendable, Codable {
  /// Of the study.
  public let raters: Int
  /// In rubric points; above 0. A margin below it stays undecided more often than not, however many images there are.
  public let halfWidth: Double
  private let deviation: Double
  private let confidence: Double

  /// - Returns: nil where raters do not differ, or there is one only: then there is no floor, or no interval.
  /// - Throws: `outOfDomain` for a confidence that cannot be.
  public init?(_ components: RatingComponents, raters: Int, confidence: Double) throws(EstimationError) {
    guard raters >= 2, components[.raterModel] > 0 else { return nil }
    let standardError = (components.differenceRaterVariance / Double(raters)).squareRoot()
    self.raters = raters
    self.confidence = confidence
    deviation = components.differenceRaterVariance.squareRoot()
    halfWidth = try StudentT(degreesOfFreedom: Double(raters - 1)).quantile(0.5 + confidence / 2) * standardError
  }

  /// The chance of *not worse* for equal models with endless images: the most that images can buy.
  ///
  /// - Parameter margin: in rubric points, above 0.
  /// - Throws: `outOfDomain`.
  public func chanceOfNotWorse(margin: Double) throws(EstimationError) -> Double {
    try PairedTestPlan.notWorse(
      trueDifference: 0, margin: margin, standardDeviation: deviation, alpha: (1 - confidence) / 2
    ).power(images: raters)
  }
}
