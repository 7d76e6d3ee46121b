/// How exact a comparison of two models will be when every rater judges every image for both.
///
///     SE² = 2 (image × model variance / I + rater × model variance / R + rest / (I R))
///
/// What images and raters do to both models alike cancels out. However many images, SE² stays above 2 · rater × model
/// variance / R. Source: Brennan (2001), "Generalizability Theory", chapter 4.
///
/// By hand: deviations 3, 2 and 6 with 9 images and 4 raters: 2 (9/9 + 4/4 + 36/36) = 6.
public struct CrossedDesign: Hashable, Sendable {
  /// 1 or more.
  public let images: Int
  /// 1 or more.
  public let raters: Int

  /// - Throws: `tooFewImages`, `tooFewRaters` below one.
  public init(images: Int, raters: Int) throws(EstimationError) {
    guard images >= 1 else { throw .tooFewImages(found: images) }
    guard raters >= 1 else { throw .tooFewRaters(found: raters) }
    self.images = images
    self.raters = raters
  }

  /// The standard error of a paired difference over new images and new raters, in the unit of the deviations.
  ///
  /// - Parameters:
  ///   - imageModel: by how much a model's level varies from image to image, beyond what all models share.
  ///   - raterModel: by how much raters differ in their liking for a model.
  ///   - rest: of one rating.
  /// - Throws: `outOfDomain` for a deviation below 0.
  public func standardErrorOfDifference(
    imageModel: Double, raterModel: Double, rest: Double
  ) throws(EstimationError) -> Double {
    for deviation in [imageModel, raterModel, rest] where !(deviation >= 0 && deviation < 1e100) {
      throw .outOfDomain(parameter: "a standard deviation", value: deviation)
    }
    let i = Double(images)
    let r = Double(raters)
    return (2 * (imageModel * imageModel / i + raterModel * raterModel / r + rest * rest / (i * r))).squareRoot()
  }
}
