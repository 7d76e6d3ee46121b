public import Blinding
public import Statistics
public import StudyModel

/// An interval, or the reason why there is none.
public enum IntervalOutcome: Hashable, Sendable, Codable {
  /// An estimate; the caution says what a reader must know of it ("two raters: low information").
  case stated(Estimate, caution: String?)
  /// No interval, and why.
  case unavailable(reason: String)

  /// The estimate, where there is one.
  public var estimate: Estimate? {
    if case .stated(let estimate, _) = self { estimate } else { nil }
  }
}

/// One number with both of its labelled intervals.
public struct TwoScopes: Hashable, Sendable, Codable {
  /// The number itself, in rubric points (or a share between 0 and 1), weighted to traffic where weights are declared.
  public var value: Double
  /// New images, the same people.
  public var theseRaters: IntervalOutcome
  /// New images and new people.
  public var ratersLikeThese: IntervalOutcome
  /// How much of its variance comes from images, raters and cells, in squared units; nil where there is no variance.
  public var variance: VarianceParts?

  /// One number with both of its labelled intervals.
  public init(
    value: Double, theseRaters: IntervalOutcome, ratersLikeThese: IntervalOutcome, variance: VarianceParts? = nil
  ) {
    self.value = value
    self.theseRaters = theseRaters
    self.ratersLikeThese = ratersLikeThese
    self.variance = variance
  }

  /// The interval for a scope.
  public subscript(scope: Scope) -> IntervalOutcome { scope == .theseRaters ? theseRaters : ratersLikeThese }
}

/// How one arm did on one criterion.
public struct ArmEstimate: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// The question id, or `score`.
  public var criterion: String
  /// Images with at least one cell.
  public var items: Int
  /// Raters with at least one cell.
  public var raters: Int
  /// Image × rater cells that a rater judged.
  public var ratings: Int
  /// Image × rater cells that count as the scale's lowest point because there was no caption to judge.
  public var failures: Int
  /// Mean in rubric points; nil where there is no cell.
  public var mean: TwoScopes?
  /// Category → its own unweighted mean.
  public var byCategory: [String: TwoScopes]
  /// Share of cells with 4 or better, between 0 and 1, its bounds cut at 0 and 1; nil where the criterion's range is
  /// not 1 to 5.
  public var publishable: TwoScopes?
  /// The mean when cells without a caption are left out instead of counted at the lowest point; nil where that is the
  /// same, or nothing is left.
  public var meanWithoutFailures: TwoScopes?

  /// How one arm did on one criterion.
  public init(
    arm: ArmCode, criterion: String, items: Int, raters: Int, ratings: Int, failures: Int, mean: TwoScopes?,
    byCategory: [String: TwoScopes] = [:], publishable: TwoScopes? = nil, meanWithoutFailures: TwoScopes? = nil
  ) {
    self.arm = arm
    self.criterion = criterion
    self.items = items
    self.raters = raters
    self.ratings = ratings
    self.failures = failures
    self.mean = mean
    self.byCategory = byCategory
    self.publishable = publishable
    self.meanWithoutFailures = meanWithoutFailures
  }
}

/// The first of a verdict's two facts: where the interval lies against the margin.
public enum MarginFact: String, Hashable, Sendable, Codable {
  /// Lower bound above −margin.
  case notWorse = "not worse"
  /// Both bounds inside ±margin. Equivalent is also not worse.
  case equivalent
  /// Upper bound below −margin.
  case worseBeyondMargin = "worse beyond the margin"
  /// None of these. Touching the margin is undecided.
  case undecided
}

/// The second of a verdict's two facts: where the interval lies against zero.
public enum DirectionFact: String, Hashable, Sendable, Codable {
  /// The whole interval lies above zero.
  case measurablyHigher = "measurably higher"
  /// The whole interval lies below zero.
  case measurablyLower = "measurably lower"
  /// Zero lies inside the interval. Not a proof that there is none.
  case noDifferenceShown = "no difference shown"
}

/// What the interval of a paired difference shows.
public struct Verdict: Hashable, Sendable, Codable {
  /// Against the margin: named first.
  public var margin: MarginFact
  /// Against zero.
  public var direction: DirectionFact

  /// What the interval of a paired difference shows.
  public init(margin: MarginFact, direction: DirectionFact) {
    self.margin = margin
    self.direction = direction
  }
}

/// One arm against the incumbent's arm on the claimed criterion: the quantity a decision rests on.
public struct Comparison: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// Image × rater cells in which both were judged (or counted as failures).
  public var pairs: Int
  /// Cells of either that have no partner and were left out.
  public var unpaired: Int
  /// Images with at least one pair.
  public var items: Int
  /// Raters with at least one pair.
  public var raters: Int
  /// Arm minus incumbent, in rubric points; nil where there is no pair.
  public var difference: TwoScopes?
  /// The same where cells without a caption are left out; nil where that is the same, or nothing is left.
  public var differenceWithoutFailures: TwoScopes?
  /// Arm minus incumbent in the share of cells with 4 or better, between −1 and 1; nil where the criterion's range is not
  /// 1 to 5, or there is no pair.
  public var publishableDifference: TwoScopes?
  /// Category → its own unweighted difference.
  public var byCategory: [String: TwoScopes]
  /// Category → images with at least one pair.
  public var itemsByCategory: [String: Int]
  /// For each scope a verdict, or nil where there is no interval.
  public var verdicts: [Scope: Verdict]
  /// Why there is no verdict for a scope.
  public var withoutVerdict: [Scope: String]

  /// One arm against the incumbent's arm.
  public init(
    arm: ArmCode, pairs: Int, unpaired: Int, items: Int, raters: Int, difference: TwoScopes?,
    differenceWithoutFailures: TwoScopes? = nil, publishableDifference: TwoScopes? = nil,
    byCategory: [String: TwoScopes] = [:], itemsByCategory: [String: Int] = [:], verdicts: [Scope: Verdict],
    withoutVerdict: [Scope: String] = [:]
  ) {
    self.arm = arm
    self.pairs = pairs
    self.unpaired = unpaired
    self.items = items
    self.raters = raters
    self.difference = difference
    self.differenceWithoutFailures = differenceWithoutFailures
    self.publishableDifference = publishableDifference
    self.byCategory = byCategory
    self.itemsByCategory = itemsByCategory
    self.verdicts = verdicts
    self.withoutVerdict = withoutVerdict
  }
}

/// Everything estimated from one study's ratings, still under cover.
public struct StudyEstimates: Hashable, Sendable, Codable {
  /// What was claimed.
  public var claim: Claim
  /// The incumbent's arm.
  public var incumbent: ArmCode
  /// Each arm on each criterion that has numbers, the claimed one first, arms by code.
  public var arms: [ArmEstimate]
  /// Each arm but the incumbent's on the claimed criterion, by code.
  public var comparisons: [Comparison]

  /// Everything estimated from one study's ratings.
  public init(claim: Claim, incumbent: ArmCode, arms: [ArmEstimate], comparisons: [Comparison]) {
    self.claim = claim
    self.incumbent = incumbent
    self.arms = arms
    self.comparisons = comparisons
  }

  /// One arm's estimate on the claimed criterion.
  public func estimate(of arm: ArmCode) -> ArmEstimate? {
    arms.first { $0.arm == arm && $0.criterion == claim.criterion }
  }
}
