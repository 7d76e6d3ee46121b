public import Blinding
internal import Glibc
internal import Statistics
public import StudyModel

/// Every candidate's cost against its quality: who is on the frontier, how sure that is, and what a swap would save.
///
/// Quality is the paired difference from the incumbent on the claimed criterion, cost is what the run was billed for an
/// image, as far as calls are known to have been (``UnansweredCalls``); both are weighted to traffic, over the same images.
public struct CostQuality: Hashable, Sendable, Codable {
  /// Whose intervals the qualities carry: the claim's scope.
  public var scope: Scope
  /// Everybody whose cost is known for every image, the cheapest first.
  public var points: [Point]
  /// The others, with the reason: no frontier can be drawn through them.
  public var apart: [Apart]
  /// Draws behind the chances; nil where there are none, see ``withoutChances``.
  public var draws: Int?
  /// Why there are no chances.
  public var withoutChances: String?
  /// Images that the savings speak of: a month's where traffic is stated.
  public var savingsPer: Double
  /// Whether ``savingsPer`` is a month's images.
  public var isMonthly: Bool
  /// For each challenger whose cost and the incumbent's are known, in the order of ``points``.
  public var savings: [Saving]

  /// US dollars per 1,000 images, weighted like the scores; nil where it is not known.
  public func cost(of arm: ArmCode) -> Money? {
    points.first { $0.arm == arm }?.cost ?? apart.first { $0.arm == arm }?.cost
  }

  /// Calls that are in no cost of an arm's; nil where there are none, or the cost is not known.
  public func unanswered(of arm: ArmCode) -> UnansweredCalls? {
    points.first { $0.arm == arm }?.unanswered ?? apart.first { $0.arm == arm }?.unanswered
  }

  /// A candidate with a place in the picture.
  public struct Point: Hashable, Sendable, Codable {
    /// Under cover.
    public var arm: ArmCode
    /// US dollars per 1,000 images.
    public var cost: Money
    /// From the incumbent, in rubric points; nil for the incumbent, whose difference is 0 by definition.
    public var difference: TwoScopes?
    /// Where both lie together with the claim's confidence.
    public var region: JointRegion?
    /// Why there is no region.
    public var withoutRegion: String?
    /// Whether no other point beats the estimates.
    public var isOnFrontier: Bool
    /// The share of draws in which no other point beats it, between 0 and 1.
    public var chance: Double?
    /// Calls that are not in ``cost``; nil where there are none.
    public var unanswered: UnansweredCalls?
  }

  /// A candidate that has no place in the picture.
  public struct Apart: Hashable, Sendable, Codable {
    /// Under cover.
    public var arm: ArmCode
    /// From the incumbent, in rubric points; nil where there is nothing to compare.
    public var difference: TwoScopes?
    /// Why its cost is unknown; nil where it is the quality that is missing.
    public var unknown: UnknownCosts?
    /// US dollars per 1,000 images, where it is the quality that is missing.
    public var cost: Money?
    /// US dollars per 1,000 images that are known to have been paid, where others are not; nil where none are.
    public var atLeast: Double?
    /// Calls that are not in ``cost``; nil where there are none.
    public var unanswered: UnansweredCalls?
  }
}

/// An ellipse around a cost and a quality that holds both together with a stated confidence.
///
///     (x − centre)ᵀ V⁻¹ (x − centre) ≤ max(ν (α^(−2/(ν−1)) − 1), df (α^(−2/df) − 1))
///
/// The quality's variance is the one behind its interval (with raters drawn anew where the scope says so), the covariance
/// comes from images alone, since no rater moves a bill. The first term is Hotelling's 2ν/(ν−1) · F₁₋α(2, ν−1) in closed
/// form, ν being the cost's degrees of freedom, which are the images'; where few raters leave the quality fewer, df, the
/// second, 2 · F₁₋α(2, df), may be larger. Source: Hotelling (1931), "The generalization of Student's ratio", Annals of
/// Mathematical Statistics 2.
public struct JointRegion: Hashable, Sendable, Codable {
  /// US dollars per 1,000 images, and rubric points.
  public var centre: [Double]
  /// In squared US dollars; above zero.
  public var costVariance: Double
  /// In squared points; above zero.
  public var qualityVariance: Double
  /// In dollars × points.
  public var covariance: Double
  /// The right-hand side of the inequality.
  public var radiusSquared: Double

  /// Correlation of the two estimates, between −1 and 1.
  public var correlation: Double { covariance / (costVariance * qualityVariance).squareRoot() }

  /// So many points around the edge, as (cost, quality), counter-clockwise.
  public func outline(_ corners: Int) -> [(cost: Double, quality: Double)] {
    let (a, b) = (costVariance.squareRoot(), covariance / costVariance.squareRoot())
    let c = max(0, qualityVariance - b * b).squareRoot()
    let radius = radiusSquared.squareRoot()
    return (0..<corners).map { corner in
      let angle = 2 * Double.pi * Double(corner) / Double(corners)
      let (u, v) = (radius * cos(angle), radius * sin(angle))
      return (centre[0] + a * u, centre[1] + b * u + c * v)
    }
  }
}

extension JointRegion {
  /// The larger of Hotelling's bound for images and 2 · F₁₋α(2, df), from P(F > f) = (1 + 2f/df)^(−df/2); nil where the
  /// images leave one degree of freedom or fewer.
  static func radiusSquared(ofImages images: Double, ofQuality quality: Double, confidence: Double) -> Double? {
    guard images > 1, quality > 0 else { return nil }
    let alpha = 1 - confidence
    return max(images * (pow(alpha, -2 / (images - 1)) - 1), quality * (pow(alpha, -2 / quality) - 1))
  }
}
