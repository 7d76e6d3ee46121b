public import Blinding
public import StudyModel

/// One image × rater × arm on one criterion, ready to be counted.
public struct RatingCell: Hashable, Sendable, Codable {
  /// The image.
  public var item: ItemID
  /// The image's stratum.
  public var category: String
  /// The rater's pseudonym.
  public var rater: String
  /// Under cover.
  public var arm: ArmCode
  /// The question id, or `score`.
  public var criterion: String
  /// Rubric points. For a failure, the scale's lowest point.
  public var value: Double
  /// Whether there was no caption to judge, so that ``value`` was set by rule and not by a rater.
  public var isFailure: Bool
  /// How the caption was put before its rater; nil for a failure, and where it is not known.
  public var showing: Showing?

  /// One image × rater × arm on one criterion.
  public init(
    item: ItemID, category: String, rater: String, arm: ArmCode, criterion: String, value: Double,
    isFailure: Bool = false, showing: Showing? = nil
  ) {
    self.item = item
    self.category = category
    self.rater = rater
    self.arm = arm
    self.criterion = criterion
    self.value = value
    self.isFailure = isFailure
    self.showing = showing
  }
}

/// Every cell of a study, and what is needed to weigh and compare them.
public struct RatingTable: Sendable {
  /// At most one cell for an item, rater, arm and criterion; in any order.
  public var cells: [RatingCell]
  /// Category → weight, adding up to 1, for every category in the cells. Empty: every rating counts the same.
  public var traffic: [String: Double]
  /// The incumbent's arm.
  public var incumbent: ArmCode
  /// What is claimed.
  public var claim: Claim
  /// Criterion → lowest and highest possible value, in rubric points.
  public var ranges: [String: ClosedRange<Double>]
  /// Where captions were compared in pairs, every pair: ``cells`` then hold +1, 0 or −1 for each arm that was judged against
  /// the incumbent, and 0 for the incumbent, so that a paired difference is a net preference. Nil where captions were
  /// rated.
  public var preferences: [Preference]?

  /// Every cell of a study.
  public init(
    cells: [RatingCell], traffic: [String: Double], incumbent: ArmCode, claim: Claim,
    ranges: [String: ClosedRange<Double>]
  ) {
    self.cells = cells
    self.traffic = traffic
    self.incumbent = incumbent
    self.claim = claim
    self.ranges = ranges
  }
}
