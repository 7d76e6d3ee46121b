/// Two one-sided t tests of a mean difference against a margin: is the first side not worse, and are both the same for all
/// that matters?
///
///     lower p = P(T > (d + m)/SE): against "worse by m or more"       upper p = P(T < (d − m)/SE): against "better by m or more"
///
/// Equivalent at level α means both p < α, which is the (1 − 2α) interval inside ±m. "Not significant" is never read as the
/// same. Source: Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power approach", Journal of
/// Pharmacokinetics and Biopharmaceutics 15.
///
/// By hand: differences −1, 1 have d = 0, SE = 1, df = 1; at m = 1 both t are ±1 and both p are ¼ (Cauchy).
public struct EquivalenceTest: Hashable, Sendable {
  /// The difference with its (1 − 2α) interval.
  public let narrow: Estimate
  /// The difference with its (1 − α) interval.
  public let wide: Estimate
  /// Small: not worse by the margin.
  public let lowerP: Double
  /// Small: not better by the margin.
  public let upperP: Double
  /// The level of each one-sided test.
  public let alpha: Double

  /// - Parameters:
  ///   - differences: one value an image, or several that are averaged.
  ///   - margin: above 0, in the unit of the differences; fixed before unblinding.
  ///   - alpha: above 0 and below ½.
  /// - Throws: `outOfDomain` for a margin or level that cannot be; `noObservations`, `tooFewImages`,
  ///   `constantObservations`, `imagesWithoutSpread`.
  public init(_ differences: [Observation], margin: Double, alpha: Double = 0.05) throws(EstimationError) {
    guard margin > 0, margin.isFinite else { throw .outOfDomain(parameter: "the margin", value: margin) }
    guard alpha > 0, alpha < 0.5 else { throw .outOfDomain(parameter: "alpha", value: alpha) }
    let mean = try CrossedMean(imageMeans(differences))
    narrow = try mean.overNewImages(confidence: 1 - 2 * alpha)
    wide = try mean.overNewImages(confidence: 1 - alpha)
    let t = try StudentT(degreesOfFreedom: wide.degreesOfFreedom)
    lowerP = t.cumulative(-(wide.value + margin) / wide.standardError)
    upperP = t.cumulative((wide.value - margin) / wide.standardError)
    self.alpha = alpha
  }

  /// The larger of both p: that of equivalence.
  public var p: Double { max(lowerP, upperP) }
  /// Both one-sided tests reject.
  public var isEquivalent: Bool { p < alpha }
  /// The lower test rejects.
  public var isNotWorse: Bool { lowerP < alpha }
  /// The wide interval lies above 0.
  public var isHigher: Bool { wide.lower > 0 }
}
