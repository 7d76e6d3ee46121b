internal import Analysis
internal import Statistics
internal import StudyModel

/// Why a comparison is undecided, in plain words, and what would help. An undecided report is as useful as a decided one.
struct Undecided: Sendable {
  enum Cause: Hashable, Sendable {
    /// There is no interval for the declared scope.
    case noInterval(reason: String)
    /// What the interval shows, the heavier cause first.
    case wide([UndecidedCause])
  }

  let cause: Cause
  let comparison: Comparison
  let claim: Claim

  /// Explains one comparison.
  ///
  /// - Returns: nil where the declared scope's verdict is anything but undecided.
  init?(_ comparison: Comparison, claim: Claim) {
    self.comparison = comparison
    self.claim = claim
    let outcome = comparison.difference?[claim.scope]
    if let verdict = comparison.verdicts[claim.scope], outcome?.estimate != nil {
      guard verdict.margin == .undecided else { return nil }
      cause = .wide(comparison.causesOfUndecided(in: claim.scope, margin: claim.margin))
    } else if case .unavailable(let reason)? = outcome {
      cause = .noInterval(reason: comparison.withoutVerdict[claim.scope] ?? reason)
    } else {
      cause = .noInterval(reason: comparison.withoutVerdict[claim.scope] ?? "nothing to compare")
    }
  }

  /// The cause in plain words, to follow "because".
  var because: String {
    switch cause {
    case .noInterval(let reason): "there is no interval for \(claim.scope.rawValue): \(reason)"
    case .wide(let causes): causes.map(words).joined(separator: ", and ")
    }
  }

  private func words(_ cause: UndecidedCause) -> String {
    let raters = Numbers.counted(comparison.raters, "rater")
    return switch cause {
    case .straddlesMargin: "the difference lies too near the margin to tell on which side"
    case .tooFewImages: "\(Numbers.counted(comparison.items, "image")) are too few for so small a margin"
    case .ratersDisagree: "\(raters) disagree too much on the difference to speak for others"
    case .tooFewRaters: "\(raters) are too few to speak for others"
    }
  }

  /// Whether more raters would help more than more images: what the causes say, or, near the margin, whether the
  /// interval for these raters is less than 0.7 of the one for raters like these, so that more than half of the variance
  /// (1 − 0.7² ≈ ½) comes from the choice of raters.
  private var needsRaters: Bool {
    guard claim.scope == .ratersLikeThese, case .wide(let causes) = cause, let first = causes.first else {
      return false
    }
    switch first {
    case .ratersDisagree, .tooFewRaters: return true
    case .tooFewImages: return false
    case .straddlesMargin:
      guard let wide = comparison.difference?.ratersLikeThese.estimate,
        let narrow = comparison.difference?.theseRaters.estimate
      else { return false }
      return narrow.halfWidth < 0.7 * wide.halfWidth
    }
  }

  /// What the declared interval does rule out; nil where there is none.
  var excluded: String? {
    guard let estimate = comparison.difference?[claim.scope].estimate else { return nil }
    func size(_ bound: Double) -> String { IntervalText.bound(abs(bound), margin: claim.margin) }
    let below = estimate.lower < 0 ? "a loss of more than \(size(estimate.lower)) points" : "any loss"
    let above = estimate.upper > 0 ? "a gain of more than \(size(estimate.upper)) points" : "any gain"
    return "The data exclude \(below) and \(above)."
  }

  /// What would most likely settle it, if the difference stays as it is estimated now.
  ///
  /// The half-width shrinks as one over the root of the number of raters (or images), so N grows by
  /// (half-width ÷ distance from the estimate to the margin)².
  var nextStep: String {
    guard let difference = comparison.difference, let estimate = difference[claim.scope].estimate else {
      return claim.scope == .ratersLikeThese && comparison.raters < 2
        ? "At least two raters must judge both; twelve with short packets say far more than three with long ones."
        : "More images must be judged for both."
    }
    let distance = difference.value + claim.margin
    guard distance > 0 else {
      return "The estimate itself lies at or beyond the margin: more ratings are more likely to show a loss than to "
        + "rule one out."
    }
    let raters = needsRaters
    let have = raters ? comparison.raters : comparison.items
    let factor = (estimate.halfWidth / distance) * (estimate.halfWidth / distance)
    guard factor < 10 else { return "It would take more than ten times the data to tell." }
    let need = max(have + 1, Int((Double(have) * factor).rounded(.up)))
    let now = "in all (now \(Numbers.count(have)))"
    return "Roughly \(Numbers.count(need)) \(raters ? "raters \(now), with as many images each," : "images \(now)") "
      + "would settle it, "
      + "if the difference stays as it is estimated."
  }
}
