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
  /// Pairs that an image makes; nil where captions were rated.
  let pairs: Int?

  /// Of differences.
  var unit: String { Self.unit(arePairs: pairs != nil) }
  static func unit(arePairs: Bool) -> String { arePairs ? "net preference" : "points" }

  /// Explains one comparison.
  ///
  /// - Returns: nil where the declared scope's verdict is anything but undecided.
  init?(_ comparison: Comparison, claim: Claim, pairs: Int? = nil) {
    self.pairs = pairs
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

  /// What the declared interval does rule out; nil where there is none.
  var excluded: String? {
    guard let estimate = comparison.difference?[claim.scope].estimate else { return nil }
    // Of a bound that lies closer to 0 than its digits tell, the next hundredth is excluded just as well.
    func size(_ bound: Double) -> String {
      abs(bound) < 0.00005 ? Numbers.points(0.01) : IntervalText.bound(abs(bound), margin: claim.margin)
    }
    let below = estimate.lower < 0 ? "a loss of more than \(size(estimate.lower)) \(unit)" : "any loss"
    let above = estimate.upper > 0 ? "a gain of more than \(size(estimate.upper)) \(unit)" : "any gain"
    return "\(below) and \(above) (\(level(estimate)))"
  }

  /// What the interval does not exclude, in captions: how many more of a thousand might be unusable; nil where it
  /// excludes that any more would be, where the criterion has no share of usable captions, and without an interval.
  var unusable: String? {
    guard let estimate = comparison.publishableDifference?[claim.scope].estimate else { return nil }
    let most = Int((-1000 * estimate.lower).rounded())
    guard most > 0 else { return nil }
    return "that up to \(Numbers.count(min(1000, most))) more of 1,000 captions would be unusable (below 4) than now "
      + "(\(level(estimate)))"
  }

  private func level(_ estimate: Estimate) -> String {
    "\(Numbers.confidence(estimate.confidence)) interval, \(claim.scope.rawValue)"
  }

  /// What would most cheaply settle it, with what that comes to, an entry a case; a plain statement where nothing within
  /// reason does.
  ///
  /// - Parameter step: as the analysis worked it out; nil where these ratings do not tell.
  func nextStep(_ step: NextStep?) -> [Prose] {
    guard let step else {
      return [
        claim.scope == .ratersLikeThese && comparison.raters < 2
          ? "at least two raters must judge both; twelve with short packets say far more than three with long ones."
          : "what would settle it cannot be told from these ratings: raters share too few images."
      ]
    }
    let goal = Numbers.percent(NextStep.goal)
    if let enough = step.step {
      return [
        "\(words(enough)) Of studies drawn by computer, \(Numbers.percent(enough.chanceAsEstimated)) come to a verdict if "
          + "the difference stays as it is estimated, and \(Numbers.percent(enough.chanceIfEqual)) if the models are equal. "
          + "Nothing cheaper reaches \(goal) in both cases. \(way(enough))"
      ]
    }
    let estimated = Numbers.points(step.estimatedDifference)
    let tried: Prose =
      "Up to \(Numbers.counted(step.mostRaters, "more rater")) and \(Numbers.count(step.mostPresentations)) more "
      + "presentations were tried on studies drawn by computer; none of these comes to a verdict in \(goal) of them."
    guard let equal = step.stepIfEqual else {
      return ["nothing within reason, be the true difference the estimated \(estimated) or none. \(tried)"]
    }
    return [
      "nothing within reason, if the true difference is the estimated \(estimated). \(tried)",
      "if the models are in truth equal, \(words(equal)) Of studies drawn by computer, "
        + "\(Numbers.percent(equal.chanceIfEqual)) then come to a verdict. \(way(equal))",
    ]
  }

  /// "9 more raters × 36 images each. That takes 5.4 hours in all, and the interval is then about ±0.15."
  private func words(_ step: NextStep.Step) -> Prose {
    let new = step.newImages > 0 ? " on \(Numbers.counted(step.newImages, "new image")), to be captioned first" : ""
    let each = pairs == nil ? "image" : "judgement of this pair"
    let many = pairs == nil ? "images" : "judgements of this pair"
    return
      "\(Numbers.counted(step.raters, "more rater")) × \(Numbers.counted(step.imagesEach, each, plural: many)) each\(new). "
      + "That takes \(Numbers.fixed(step.hours, decimals: 1)) hours in all, and the interval is then about "
      + "±\(Numbers.points(step.halfWidth))."
  }

  /// How it is done, which depends on whether anyone has seen the result.
  private func way(_ step: NextStep.Step) -> Prose {
    let lead: Prose = "This study is unblinded, so it takes a new one with so many more raters."
    guard step.newImages == 0 else { return lead }
    if let pairs, pairs > 1 {
      return
        "\(lead) Before unblinding, \(code: "blindfold extend STUDY --raters NAME…") would have added raters, each of whose "
        + "images brings one of its \(Numbers.count(pairs)) pairs."
    }
    let command = "blindfold extend STUDY --raters NAME… --images-each \(step.imagesEach)"
    return "\(lead) Before unblinding it would have been \(code: command)."
  }
}
