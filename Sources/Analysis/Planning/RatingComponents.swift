internal import Glibc
internal import Statistics

/// What ratings are made of: how much images, raters and what is between them make a rating differ from the mean, each as
/// a standard deviation in rubric points.
///
///     rating = mean + image + rater + image×rater + model + image×model + rater×model + residual
///
/// Planning rests on these: a comparison of two models is as exact as *image×model*, *rater×model* and *residual* let it
/// be; what an image or a rater does to both models alike cancels out.
public struct RatingComponents: Hashable, Sendable, Codable {
  /// One component, under the name by which it is stated on the command line.
  public enum Part: String, Hashable, Sendable, Codable, CaseIterable {
    /// From image to image, for all models and raters alike.
    case image
    /// From rater to rater: some give more to everything.
    case rater
    /// A rater's view of an image, whatever the model.
    case imageRater = "image-rater"
    /// How much better one model does on some images than on others, beyond what all models share.
    case imageModel = "image-model"
    /// How much raters differ in their liking for a model.
    case raterModel = "rater-model"
    /// Of one rating.
    case residual
  }

  /// Where planning starts when nothing is known of one's own raters.
  public enum Preset: String, Hashable, Sendable, Codable, CaseIterable {
    /// Raters who worked from anchored points: on a scale of 1 to 5 the deviations .5, .30, .25, .60, .10, .60.
    case typical
    /// Raters who differ more, in leniency and in what they like: rater .40 and rater×model .25, the others the same.
    case noisy
  }

  /// Standard deviation by part, in rubric points; 0 or above.
  public private(set) var deviations: [Part: Double]
  /// The mean rating of the incumbent, in rubric points.
  public private(set) var mean: Double
  /// The points that ratings are rounded and cut to. Nil where the deviations are of ratings as they were given, rounding
  /// and cutting included: then nothing is rounded again.
  public private(set) var scale: RatingScale?
  /// Parts that came out negative when they were estimated, and were set to 0.
  public private(set) var negative: [Part]

  /// Components as stated; a part that is not named is 0.
  ///
  /// - Throws: `componentOutOfDomain` for a deviation that is negative, not finite, or wider than the scale;
  ///   `meanOffScale`; `noVariation` where nothing could make two models' ratings differ.
  public init(
    _ deviations: [Part: Double], mean: Double, scale: RatingScale?, negative: [Part] = []
  ) throws(PlanningError) {
    let widest = scale.map { $0.highest - $0.lowest } ?? 1e6
    for part in Part.allCases {
      let deviation = deviations[part] ?? 0
      guard deviation >= 0, deviation <= widest else { throw .componentOutOfDomain(part, deviation) }
    }
    guard mean.isFinite else { throw .meanOffScale(mean, lowest: scale?.lowest ?? 0, highest: scale?.highest ?? 0) }
    if let scale, !(mean > scale.lowest && mean < scale.highest) {
      throw .meanOffScale(mean, lowest: scale.lowest, highest: scale.highest)
    }
    self.deviations = Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, deviations[$0] ?? 0) })
    self.mean = mean
    self.scale = scale
    self.negative = negative
    guard [.imageModel, .raterModel, .residual].contains(where: { self[$0] > 0 }) else { throw .noVariation }
  }

  /// A preset, stretched to the scale: its deviations are those of a scale from 1 to 5 times a quarter of the scale's
  /// width, its mean lies at 3.5 of 1 to 5.
  ///
  /// - Throws: never for a scale that is one.
  public init(_ preset: Preset, scale: RatingScale) throws(PlanningError) {
    let (rater, raterModel) = preset == .typical ? (0.30, 0.10) : (0.40, 0.25)
    let stretch = (scale.highest - scale.lowest) / 4
    let deviations: [Part: Double] = [
      .image: 0.5, .rater: rater, .imageRater: 0.25, .imageModel: 0.6, .raterModel: raterModel, .residual: 0.6,
    ]
    try self.init(deviations.mapValues { $0 * stretch }, mean: scale.lowest + 2.5 * stretch, scale: scale)
  }

  /// One part's standard deviation, in rubric points.
  public subscript(part: Part) -> Double { deviations[part] ?? 0 }

  /// The variance of one paired difference from image to image, 2 image×model², in squared points.
  public var differenceImageVariance: Double { 2 * self[.imageModel] * self[.imageModel] }
  /// The variance of one paired difference from rater to rater, 2 rater×model², in squared points.
  public var differenceRaterVariance: Double { 2 * self[.raterModel] * self[.raterModel] }
  /// The variance of one paired difference that neither explains, rounding to whole points included: 2 (residual² +
  /// step²/12), in squared points. Source: Sheppard's correction.
  public var differenceRestVariance: Double {
    let step = scale?.step ?? 0
    return 2 * (self[.residual] * self[.residual] + step * step / 12)
  }

  /// The standard deviation of one rating before rounding, in rubric points.
  var total: Double { deviations.values.map { $0 * $0 }.sorted().reduce(0, +).squareRoot() }
}

/// The points a rating can have.
public struct RatingScale: Hashable, Sendable, Codable {
  /// Lowest rating, in rubric points.
  public let lowest: Double
  /// Highest rating.
  public let highest: Double
  /// From one point to the next; nil where a rating may lie anywhere between, as a computed score does.
  public let step: Double?

  /// - Throws: `scaleOutOfDomain` unless lowest < highest and a whole number of steps, at most 10,000, lies between.
  public init(lowest: Double, highest: Double, step: Double?) throws(PlanningError) {
    guard lowest.isFinite, highest.isFinite, lowest < highest else { throw .scaleOutOfDomain }
    if let step {
      let steps = (highest - lowest) / step
      guard step > 0, steps < 10_000.5, abs(steps - steps.rounded()) < 1e-6 else { throw .scaleOutOfDomain }
    }
    self.lowest = lowest
    self.highest = highest
    self.step = step
  }

  /// The point that a rating lands on.
  func rounded(_ rating: Double) -> Double {
    let cut = min(max(rating, lowest), highest)
    guard let step else { return cut }
    return lowest + ((cut - lowest) / step).rounded() * step
  }

  /// The mean of ratings whose unrounded values are normal.
  func mean(of center: Double, deviation: Double) -> Double {
    guard let step else {
      // E = highest − ∫ P(rating ≤ x) dx over the scale, by the antiderivative z Φ(z) + φ(z).
      func area(_ x: Double) -> Double {
        let z = (x - center) / deviation
        return deviation * (z * Normal.cumulative(z) + exp(-z * z / 2) / (2 * Double.pi).squareRoot())
      }
      return highest - (area(highest) - area(lowest))
    }
    // highest − Σ step · P(rating ≤ point), over the points but the highest.
    let steps = Int(((highest - lowest) / step).rounded())
    return (0..<steps).reduce(highest) { mean, point in
      mean - step * Normal.cumulative((lowest + (Double(point) + 0.5) * step - center) / deviation)
    }
  }

  /// The unrounded mean whose ratings have the mean that is wanted.
  ///
  /// - Parameter wanted: strictly inside the scale.
  func center(for wanted: Double, deviation: Double) -> Double {
    var low = lowest - 40 * deviation
    var high = highest + 40 * deviation
    for _ in 0..<200 where high - low > 1e-12 * (highest - lowest) {
      let middle = (low + high) / 2
      if mean(of: middle, deviation: deviation) < wanted { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
