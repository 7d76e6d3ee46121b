/// What the variance of a mean is made of, each part in squared units of the mean.
///
/// A part is nil where its clusters are too few to vary. All three hold the noise within cells, so the parts do not add
/// up: see ``combined``.
public struct VarianceParts: Hashable, Sendable, Codable {
  /// From image to image: would shrink with more images.
  public var image: Double?
  /// From rater to rater: would shrink with more raters.
  public var rater: Double?
  /// From image × rater cell to cell, as if all were independent: counted by both of the others.
  public var cell: Double?

  /// What the variance of a mean is made of.
  public init(image: Double?, rater: Double?, cell: Double?) {
    self.image = image
    self.rater = rater
    self.cell = cell
  }

  /// The variance over new images and new raters: max(image + rater − cell, image, rater).
  ///
  /// Cell noise is in both parts and is taken off once; the result may come out below one of them, or below zero, by
  /// chance only, and is then replaced by the larger part. Source: Cameron, Gelbach and Miller (2011), "Robust inference
  /// with multiway clustering", Journal of Business & Economic Statistics 29.
  public var combined: Double? {
    guard let image, let rater, let cell else { return nil }
    return max(image + rater - cell, image, rater)
  }
}
