/// How much of the spread of ratings is due to images, to raters, and to neither: the two-way random-effects analysis of
/// variance of a complete table.
///
///     MS images = R Σ (image mean − mean)² / (I − 1)           MS raters = I Σ (rater mean − mean)² / (R − 1)
///     MS rest   = Σ (x − image mean − rater mean + mean)² / ((I − 1)(R − 1))
///     images = (MS images − MS rest) / R      raters = (MS raters − MS rest) / I      rest = MS rest
///
/// A component that comes out negative is 0 and is named in ``negative``. Source: Searle, Casella and McCulloch (1992),
/// "Variance Components", chapter 4; equal to REML on a complete table where no component is negative.
///
/// By hand: rows (1, 3), (2, 6). Mean 3, image means 2 and 4, rater means 1.5 and 4.5. MS images 2 · 2 / 1 = 4, MS raters
/// 2 · 4.5 / 1 = 9, rests (½, −½, −½, ½) so MS rest 1. Components 1.5, 4 and 1.
public struct CrossedComponents: Hashable, Sendable {
  /// Which component.
  public enum Part: String, Hashable, Sendable {
    /// From image to image.
    case image
    /// From rater to rater.
    case rater
  }

  /// Of all ratings.
  public let mean: Double
  /// Rows of the table.
  public let images: Int
  /// Columns of the table.
  public let raters: Int
  /// Mean square between images, in squared units of the ratings.
  public let meanSquareImages: Double
  /// Mean square between raters.
  public let meanSquareRaters: Double
  /// Mean square of what neither explains.
  public let meanSquareRest: Double
  private let constant: Double?

  /// - Throws: `tooFewImages`, `tooFewRaters` below two.
  /// - Complexity: O(I · R).
  public init(_ table: CrossedTable) throws(EstimationError) {
    guard table.images >= 2 else { throw .tooFewImages(found: table.images) }
    guard table.raters >= 2 else { throw .tooFewRaters(found: table.raters) }
    let imageEffects = table.imageEffects
    let raterEffects = table.raterEffects
    let average = table.mean
    var rest = 0.0
    for (row, imageEffect) in zip(table.rows, imageEffects) {
      for (value, raterEffect) in zip(row, raterEffects) {
        let left = value - average - imageEffect - raterEffect
        rest += left * left
      }
    }
    mean = average
    images = table.images
    raters = table.raters
    meanSquareImages = Double(raters) * imageEffects.reduce(0) { $0 + $1 * $1 } / Double(images - 1)
    meanSquareRaters = Double(images) * raterEffects.reduce(0) { $0 + $1 * $1 } / Double(raters - 1)
    meanSquareRest = rest / Double((images - 1) * (raters - 1))
    // Values whose squares vanish differ by nothing that could be measured.
    let vanishes = meanSquareImages + meanSquareRaters + meanSquareRest == 0
    constant = table.constant ?? (vanishes ? average : nil)
  }

  /// Variance from image to image; not below 0.
  public var imageVariance: Double { max(0, rawImage) }
  /// Variance from rater to rater; not below 0.
  public var raterVariance: Double { max(0, rawRater) }
  /// Variance of what neither explains.
  public var restVariance: Double { meanSquareRest }

  /// Components that came out negative and were set to 0.
  public var negative: [Part] {
    (rawImage < 0 ? [.image] : []) + (rawRater < 0 ? [.rater] : [])
  }

  /// Standard error of the mean over new images and new raters: √(images/I + raters/R + rest/(I R)).
  ///
  /// - Throws: `constantObservations`.
  public func standardErrorOfMean() throws(EstimationError) -> Double {
    if let constant { throw .constantObservations(value: constant) }
    let cells = Double(images * raters)
    return (imageVariance / Double(images) + raterVariance / Double(raters) + restVariance / cells).squareRoot()
  }

  /// The share of images in the variance of one rating, images / (images + raters + rest): the intraclass correlation
  /// ICC(2,1) of Shrout and Fleiss (1979), "Intraclass correlations", Psychological Bulletin 86, with a negative
  /// component taken for 0.
  ///
  /// - Throws: `constantObservations`.
  public func imageShare() throws(EstimationError) -> Double {
    if let constant { throw .constantObservations(value: constant) }
    return imageVariance / (imageVariance + raterVariance + restVariance)
  }

  /// ICC(2,1) from the mean squares as they are; negative where images differ less than chance would have it.
  ///
  ///     (MS images − MS rest) / (MS images + (R − 1) MS rest + R/I (MS raters − MS rest))
  ///
  /// - Throws: `constantObservations`.
  public func agreement() throws(EstimationError) -> Double {
    if let constant { throw .constantObservations(value: constant) }
    let r = Double(raters)
    let over = meanSquareImages - meanSquareRest
    let under = meanSquareImages + (r - 1) * meanSquareRest + r / Double(images) * (meanSquareRaters - meanSquareRest)
    guard under > 0 else { throw .imagesWithoutSpread }
    return over / under
  }

  private var rawImage: Double { (meanSquareImages - meanSquareRest) / Double(raters) }
  private var rawRater: Double { (meanSquareRaters - meanSquareRest) / Double(images) }
}
