public import Statistics

/// Why no plan can be worked out.
public enum PlanningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A standard deviation that cannot be.
  case componentOutOfDomain(RatingComponents.Part, Double)
  /// A mean outside the scale, or at its end.
  case meanOffScale(Double, lowest: Double, highest: Double)
  /// A scale without width, or with steps that do not fit it.
  case scaleOutOfDomain
  /// Nothing could make two models' ratings differ.
  case noVariation
  /// No raters, no images, or no ratings an image.
  case nothingPlanned(String)
  /// More ratings an image than raters.
  case tooFewRaters(wanted: Int, raters: Int)
  /// One rater, and a claim about raters like these.
  case oneRater
  /// A category with traffic has fewer than two images.
  case tooFewImages(category: String, images: Int)
  /// Traffic weights that cannot be.
  case traffic(AnalysisError)
  /// A true difference that would put the candidate's mean off the scale.
  case differenceOffScale(Double)
  /// A number of simulated studies that is not positive.
  case noStudies(Int)
  /// Ratings that do not tell components apart.
  case notEstimable(EstimationError)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .componentOutOfDomain(let part, let value):
      """
      components: the standard deviation '\(part.rawValue)' is \(value).
      It is a number of rubric points, not below 0 and not above the scale's width.
      Correct it, or leave it to a preset.
      """
    case .meanOffScale(let mean, let lowest, let highest):
      """
      components: the mean rating is \(mean), and the scale runs from \(shortest(lowest)) to \(shortest(highest)).
      No study could have it.
      State a mean inside the scale.
      """
    case .scaleOutOfDomain:
      """
      components: the scale has no width, or its points do not divide it.
      No rating could be drawn from it.
      Check the rubric's points.
      """
    case .noVariation:
      """
      components: image-model, rater-model and residual are all 0.
      Every rating would be the same for both models, and an interval would have no width.
      State at least one of them above 0.
      """
    case .nothingPlanned(let what):
      """
      assignment: \(what).
      There is nothing to simulate.
      Give at least one rater, one image and one rating an image.
      """
    case .tooFewRaters(let wanted, let raters):
      """
      assignment: \(wanted) ratings an image, and \(raters) \(raters == 1 ? "rater" : "raters").
      Nobody rates an image twice.
      Add raters, or plan at most \(raters) ratings an image.
      """
    case .oneRater:
      """
      assignment: one rater, and a claim about raters like these.
      One person says nothing of how people differ, so no verdict could be had.
      Add raters, or claim for these raters only.
      """
    case .tooFewImages(let category, let images):
      """
      assignment: category '\(category)' has traffic and \(images == 0 ? "no image" : "one image") that would be rated.
      Its spread would be unknown, so there would be no interval and no verdict.
      Draw at least two images of it, or take it out of "traffic" and out of the set.
      """
    case .traffic(let error): error.description
    case .differenceOffScale(let difference):
      """
      plan: with a true difference of \(difference) the candidate's mean would lie off the scale.
      No such study can be drawn.
      State a mean with more room, or check the margin against the scale.
      """
    case .noStudies(let count):
      """
      plan: \(count) simulated studies.
      A chance is a share of studies.
      Simulate 100 or more.
      """
    case .notEstimable(let error):
      """
      pilot: \(error.description).
      What images and raters contribute cannot be told apart from these ratings.
      Use a pilot in which raters share images, or a preset.
      """
    }
  }
}
