internal import Glibc
internal import Statistics

extension RatingComponents {
  /// The smallest difference that raters are taken to notice, in points of a scale from 1 to 5: closer captions are a tie.
  public static let noticed = 0.5

  /// A preset for judgements of pairs, in net preference: what *typical* or *noisy* raters would prefer.
  ///
  /// Each rater is taken to see both captions as they would rate them, before any rounding, and to prefer the better one
  /// where the difference d is ``noticed`` or more:
  ///
  ///     s = +1 where d > τ, −1 where d < −τ, else 0      d normal, its variance 2 (image×model² + rater×model² + residual²)
  ///
  /// Of equal models s has the mean 0 and the variance 2 Φ(−τ/σ). Two judgements of one image by two raters share the part
  /// ρ = 2 image×model²/σ² of d, so that their covariance is
  ///
  ///     c(ρ) = ∫ φ(z) m(z)² dz,      m(z) = Φ((√ρ z − t)/√(1 − ρ)) − Φ((−√ρ z − t)/√(1 − ρ)),   t = τ/σ
  ///
  /// and likewise two of one rater on two images. These covariances are the image and the rater part of a difference's
  /// variance; the rest is the residual's. What an image or a rater does to both captions alike is 0 here by definition.
  /// Source: the threshold model of paired comparisons (Thurstone 1927; Glenn and David 1960, "Ties in paired-comparison
  /// experiments using a modified Thurstone–Mosteller model", Biometrics 16).
  ///
  /// *Typical*: σ = 1.208, 32 % ties between equal models, and .369, .061 and .447 for image×model, rater×model and
  /// residual.
  ///
  /// - Throws: never for these presets.
  public init(preferences preset: Preset) throws(PlanningError) {
    let latent = try RatingComponents(preset, scale: RatingScale(lowest: 1, highest: 5, step: nil))
    let parts = (
      image: latent.differenceImageVariance, rater: latent.differenceRaterVariance, rest: latent.differenceRestVariance
    )
    let variance = parts.image + parts.rater + parts.rest
    let threshold = Self.noticed / variance.squareRoot()
    let image = Self.sharedVariance(parts.image / variance, threshold)
    let rater = Self.sharedVariance(parts.rater / variance, threshold)
    let rest = 2 * Normal.cumulative(-threshold) - image - rater
    try self.init(
      [
        .imageModel: (image / 2).squareRoot(), .raterModel: (rater / 2).squareRoot(),
        .residual: (rest / 2).squareRoot(),
      ], mean: 0, scale: nil)
  }

  /// c(ρ), by Simpson's rule on −8 to 8.
  private static func sharedVariance(_ shared: Double, _ threshold: Double) -> Double {
    let steps = 800
    let width = 16 / Double(steps)
    let (common, own) = (shared.squareRoot(), (1 - shared).squareRoot())
    func value(_ z: Double) -> Double {
      let mean =
        Normal.cumulative((common * z - threshold) / own) - Normal.cumulative((-common * z - threshold) / own)
      return mean * mean * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    }
    let sum = (0...steps).reduce(0.0) { sum, step in
      let weight: Double = step == 0 || step == steps ? 1 : step.isMultiple(of: 2) ? 2 : 4
      return sum + weight * value(-8 + width * Double(step))
    }
    return sum * width / 3
  }
}
