internal import Statistics
public import StudyModel

/// What kept a comparison undecided, as far as its interval shows.
public enum UndecidedCause: String, Hashable, Sendable, Codable {
  /// The interval is narrower than the margin: had the difference come out at zero, it would have decided. It came out
  /// too near the margin.
  case straddlesMargin = "the difference straddles the margin"
  /// Even for these raters alone the interval is wider than the margin.
  case tooFewImages = "too few images"
  /// For these raters alone the interval would be narrow enough, or raters vary more than images do: raters see the
  /// difference differently.
  case ratersDisagree = "raters disagree"
  /// For these raters alone the interval would be narrow enough, and raters do not vary more than images do: they are
  /// too few to show that others would agree.
  case tooFewRaters = "too few raters"
}

extension Comparison {
  /// Why a verdict is undecided, the heavier cause first; empty where it is not undecided.
  ///
  /// Half a width below the margin: the difference straddles the margin. Otherwise the interval is too wide, and that is
  /// laid to images where the interval for *these raters*, which knows of images only, is too wide as well; to raters
  /// where it is not, or where the rater part of the variance is above the image part.
  ///
  /// - Parameters:
  ///   - scope: whose verdict.
  ///   - margin: the claim's margin, in rubric points.
  public func causesOfUndecided(in scope: Scope, margin: Double) -> [UndecidedCause] {
    guard verdicts[scope]?.margin == .undecided, let difference, let estimate = difference[scope].estimate else {
      return []
    }
    if estimate.halfWidth < margin { return [.straddlesMargin] }
    if scope == .theseRaters { return [.tooFewImages] }
    let ratersVaryMore = (difference.variance?.rater ?? 0) > (difference.variance?.image ?? 0)
    // No interval for these raters means that images do not vary at all.
    let imagesAlone = difference.theseRaters.estimate?.halfWidth ?? 0
    if imagesAlone < margin { return [ratersVaryMore ? .ratersDisagree : .tooFewRaters] }
    return ratersVaryMore ? [.ratersDisagree, .tooFewImages] : [.tooFewImages]
  }
}
