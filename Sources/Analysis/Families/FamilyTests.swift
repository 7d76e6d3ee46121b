public import Blinding
public import Statistics
public import StudyModel

/// What stands beside the verdicts of a study that compares several arms with the incumbent's: p values, their adjustment
/// for looking at several arms at once, and tests that assume less.
///
/// A verdict remains what it is, read off the unadjusted interval of the declared scope. The simultaneous reading is for
/// a reader who would adopt any arm that passes: it keeps the chance of *any* false claim in the family below 1 −
/// confidence (METHODS, rows 7, 8, 11 and 12).
public struct FamilyTests: Hashable, Sendable, Codable {
  /// The declared scope that p values and simultaneous intervals speak for.
  public var scope: Scope
  /// Of the unadjusted intervals; a simultaneous one has 1 − (1 − confidence)/size.
  public var confidence: Double
  /// Arms compared with the incumbent's on the claimed criterion, whether or not each has an interval.
  public var size: Int
  /// Of the sign flips.
  public var seed: UInt64
  /// Each arm against the incumbent's on the claimed criterion, by code.
  public var claimed: [ComparisonTests]
  /// Each arm on each other criterion, by criterion, then code. For finding, not for claiming.
  public var exploratory: [ExploratoryTest]
}

/// One arm against the incumbent's on the claimed criterion.
public struct ComparisonTests: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// Two-sided p of "no difference", by the t distribution behind the interval of the declared scope.
  public var p: Double?
  /// ``p`` adjusted over the family by Holm's procedure: compare it with 1 − confidence.
  public var holmP: Double?
  /// One-sided p of "worse by the margin or more". Small: not worse. Nil without a margin.
  public var nonInferiorityP: Double?
  /// ``nonInferiorityP`` adjusted over the family by Holm's procedure: compare it with (1 − confidence)/2, the level at
  /// which the two-sided interval decides.
  public var nonInferiorityHolmP: Double?
  /// The interval that holds together with those of all other arms (Bonferroni).
  public var simultaneous: Estimate?
  /// The verdict read off ``simultaneous``. Nil without a margin or without an interval.
  public var simultaneousVerdict: Verdict?
  /// Two-sided p by turning the sign of whole images: needs no distribution, speaks for these raters only.
  public var permutationP: Double?
  /// Whether every pattern of signs was looked at (up to 16 images), else 9,999 seeded ones.
  public var permutationIsExact: Bool?
  /// Two-sided p of Wilcoxon's signed-rank test on the images' mean differences: for points that are only ordered; speaks
  /// for these raters only.
  public var wilcoxonP: Double?
  /// Yes-or-no ratings (0 and 1) or, on a scale from 1 to 5, the share with 4 or better.
  public var share: ShareComparison?
  /// Field → why it is nil: `p`, `permutation_p`, `wilcoxon_p`, `non_inferiority_p`, `share`.
  public var reasons: [String: String]
}

/// Two shares on the same images.
public struct ShareComparison: Hashable, Sendable, Codable {
  /// What is counted, in words: "1" or "4 or better".
  public var passing: String
  /// Arm minus incumbent, between −1 and 1, clustered by image and rater.
  public var difference: TwoScopes
  /// With one rater only: each image is one pair of answers, and the interval is Tango's.
  public var tango: ClosedInterval?
  /// With one rater only: McNemar's mid-p.
  public var mcNemarMidP: Double?
}

/// Two bounds.
public struct ClosedInterval: Hashable, Sendable, Codable {
  /// Lower bound.
  public var lower: Double
  /// Upper bound.
  public var upper: Double
}

/// One arm against the incumbent's on a criterion that nothing is claimed about.
public struct ExploratoryTest: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// The question id.
  public var criterion: String
  /// Arm minus incumbent, in rubric points, with both intervals; nil where there is no pair.
  public var difference: TwoScopes?
  /// Two-sided p in the declared scope.
  public var p: Double?
  /// p adjusted over all exploratory tests by Benjamini and Hochberg: of those below 0.05, no more than 5 % are expected
  /// to be false. Those without a p are not in the family.
  public var q: Double?
  /// Why there is no p.
  public var reason: String?
}
