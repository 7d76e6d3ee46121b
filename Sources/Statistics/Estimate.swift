/// An estimate with its standard error and a two-sided interval.
public struct Estimate: Hashable, Sendable, Codable {
  /// The estimate, in the unit of the observations.
  public var value: Double
  /// Same unit; above zero.
  public var standardError: Double
  /// Of the t distribution behind the interval; need not be whole.
  public var degreesOfFreedom: Double
  /// Lower bound, same unit.
  public var lower: Double
  /// Upper bound, same unit.
  public var upper: Double
  /// For example 0.95.
  public var confidence: Double

  /// An estimate whose interval is value ± quantile × standard error.
  public init(
    value: Double, standardError: Double, degreesOfFreedom: Double, lower: Double, upper: Double, confidence: Double
  ) {
    self.value = value
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  /// Half the interval's width.
  public var halfWidth: Double { (upper - lower) / 2 }
}

/// Why a number cannot be had from these data. Never a NaN, never a zero-width interval.
public enum EstimationError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// There is nothing to average.
  case noObservations
  /// An interval over new images needs at least two images.
  case tooFewImages(found: Int)
  /// An interval over new raters needs at least two raters.
  case tooFewRaters(found: Int)
  /// Every observation is the same: the data cannot show how much they would vary.
  case constantObservations(value: Double)
  /// The observations differ, but the images' means do not: their spread cannot be read off.
  case imagesWithoutSpread
  /// No image was rated for both by the same rater.
  case nothingShared
  /// Two observations where one image × rater cell may have one.
  case repeatedCell(image: Int, rater: Int)
  /// A stratum with a weight has no observation.
  case emptyStratum(name: String)
  /// A stratum has one image only, so its spread is unknown.
  case singleImageStratum(name: String)
  /// Cells without a value where a formula needs every image × rater cell.
  case incompleteTable(missing: Int)
  /// What two of model, rater and image do cannot be told apart: who rated what does not connect them.
  case inseparable
  /// Every image ties all models.
  case everyRankTied
  /// Even if all judgements went one way, a sign test would not reject.
  case tooFewForSignTest(found: Int)
  /// No number of images leads to a power that high.
  case unreachablePower(Double)
  /// A parameter outside its domain.
  case outOfDomain(parameter: String, value: Double)

  /// The reason in a sentence without a full stop, as documents quote it.
  public var description: String {
    switch self {
    case .noObservations: "no ratings"
    case .tooFewImages(let found): "needs at least two images, found \(found)"
    case .tooFewRaters(let found): found == 1 ? "this rater only" : "needs at least two raters, found \(found)"
    case .constantObservations(let value): "every value is \(short(value)), so their spread is unknown"
    case .imagesWithoutSpread: "the images’ means do not differ, so the spread between images is unknown"
    case .nothingShared: "no image was rated for both by the same rater"
    case .repeatedCell(let image, let rater): "image \(image) has two values from rater \(rater)"
    case .emptyStratum(let name): "category “\(name)” has no ratings"
    case .singleImageStratum(let name): "category “\(name)” has one image only; judge a second one"
    case .incompleteTable(let missing): "needs every cell of the table, \(missing) missing"
    case .inseparable: "models, raters and images are not connected well enough to tell their effects apart"
    case .everyRankTied: "every image ties all models, so there is no ranking"
    case .tooFewForSignTest(let found): "\(found) judgements cannot show a preference, whichever way they go"
    case .unreachablePower(let power): "no number of images up to ten million reaches power \(short(power))"
    case .outOfDomain(let parameter, let value): "\(parameter) cannot be \(short(value))"
    }
  }

  /// 4 rather than 4.0, and with a real minus sign.
  private func short(_ value: Double) -> String {
    let text = "\(value)".replacing("-", with: "−")
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
