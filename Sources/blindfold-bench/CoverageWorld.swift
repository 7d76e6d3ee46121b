internal import Foundation
internal import Statistics

/// What scores are made of in the coverage benchmark: two models, and normal effects with known spreads, in rubric points.
struct CoverageWorld {
  /// Latent means of the incumbent and of the candidate.
  var means = [3.4, 3.6]
  /// From image to image, the same for both models.
  var image = 0.5
  /// From rater to rater: leniency.
  var rater = 0.30
  /// How differently a rater sees one image.
  var imageRater = 0.25
  /// How differently the models do on one image.
  var imageModel = 0.6
  /// How differently a rater takes to one model.
  var raterModel = 0.10
  /// What is left.
  var residual = 0.6
  /// Whole points from 1 to 5; otherwise scores stay as drawn.
  var isLikert = true

  /// A score as it would be written down.
  func written(_ latent: Double) -> Double {
    isLikert ? min(5, max(1, latent.rounded())) : latent
  }

  /// The mean of written scores whose latent ones are normal: on the Likert scale after rounding and cutting, so that the
  /// truth is that of what raters can write.
  ///
  ///     1 + Σ P(latent > k + ½) over k = 1 … 4
  func expectation(latentMean: Double, standardDeviation: Double) -> Double {
    guard isLikert else { return latentMean }
    return (1...4).reduce(1) { $0 + Normal.cumulative((latentMean - Double($1) - 0.5) / standardDeviation) }
  }

  /// Spread of a score over new images and new raters.
  var overAll: Double { root(of: [image, rater, imageRater, imageModel, raterModel, residual]) }
  /// Spread of one rater's scores over new images.
  var overImages: Double { root(of: [image, imageRater, imageModel, residual]) }

  private func root(of deviations: [Double]) -> Double { deviations.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

/// Who rates what in the coverage benchmark.
struct CoverageDesign {
  /// A category with its share of traffic.
  struct Category {
    var name: String
    var weight: Double
    var images: Int
    /// How much lower the incumbent and the candidate score here, latent points.
    var shift: [Double]
  }

  var raters: Int
  /// Raters an image; all where nil.
  var ratingsPerImage: Int?
  /// Chance that a rating is missing, each on its own.
  var missing = 0.0
  var categories: [Category]
  /// Whether the categories count by their weight.
  var isWeighted: Bool { categories.count > 1 }
  var images: Int { categories.reduce(0) { $0 + $1.images } }

  /// One category.
  init(raters: Int, images: Int, ratingsPerImage: Int? = nil, missing: Double = 0) {
    self.raters = raters
    self.ratingsPerImage = ratingsPerImage
    self.missing = missing
    categories = [Category(name: "all", weight: 1, images: images, shift: [0, 0])]
  }

  /// Three categories with 60, 30 and 10 % of the traffic; models are worse in the rarer ones, and not equally so.
  init(raters: Int, images: [Int], ratingsPerImage: Int? = nil) {
    self.raters = raters
    self.ratingsPerImage = ratingsPerImage
    let shares: [(name: String, weight: Double, shift: [Double])] = [
      ("a", 0.6, [0, 0]), ("b", 0.3, [-0.2, -0.4]), ("c", 0.1, [-0.5, -0.3]),
    ]
    categories = zip(shares, images).map { share, images in
      Category(name: share.name, weight: share.weight, images: images, shift: share.shift)
    }
  }
}

/// Normal draws from a seed, by the polar method. Source: Marsaglia and Bray (1964), "A convenient method for generating
/// normal variables", SIAM Review 6.
struct NormalDraws {
  var generator: SeededGenerator
  private var spare: Double?

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next(_ deviation: Double) -> Double {
    if let kept = spare {
      spare = nil
      return deviation * kept
    }
    while true {
      let x = Double.random(in: -1..<1, using: &generator)
      let y = Double.random(in: -1..<1, using: &generator)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = y * factor
      return deviation * x * factor
    }
  }

  /// As many draws.
  mutating func many(_ count: Int, _ deviation: Double) -> [Double] { (0..<count).map { _ in next(deviation) } }
}
