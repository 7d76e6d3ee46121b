public import Blinding
public import StudyModel

/// What a near-duplicate cache would do to captions, threshold by threshold, as raters judged it.
///
/// The unit is the image, whatever number of raters judged it. Images that would be served from one family of pictures count
/// as one, since the same slip shows in all of them.
public struct HitAudit: Hashable, Sendable, Codable {
  /// The arm that holds what the cache would have given.
  public var arm: ArmCode
  /// The arm of the fresh captions.
  public var fresh: ArmCode
  /// What was declared.
  public var terms: AuditTerms
  /// Every hit that was judged, by bits and then by image.
  public var judged: [JudgedHit]
  /// Hits that were put before raters and that nobody judged.
  public var unjudged: Int
  /// The thresholds at which something changes, the smallest first; none where no image would be a hit. A threshold between
  /// two of them does as the smaller.
  public var thresholds: [Threshold]
  /// Which threshold the limit allows.
  public var choice: Choice

  /// What was declared of a cache, and where it was looked at what it would do.
  public init(
    arm: ArmCode, fresh: ArmCode, terms: AuditTerms, judged: [JudgedHit] = [], unjudged: Int = 0,
    thresholds: [Threshold] = [], choice: Choice = .noLimit
  ) {
    self.arm = arm
    self.fresh = fresh
    self.terms = terms
    self.judged = judged
    self.unjudged = unjudged
    self.thresholds = thresholds
    self.choice = choice
  }

  /// Where the set was drawn for its hits: the share of hits with which the cache's cost is counted, that of the images which
  /// it was drawn from. Nil where the set stands for production, and its own hits count.
  public var shareInCost: Double? { terms.population?.share(within: terms.near) }

  /// One hit that was judged.
  public struct JudgedHit: Hashable, Sendable, Codable {
    /// The image.
    public var item: ItemID
    /// The smallest threshold at which it is a hit.
    public var bits: Int
    /// How many raters judged it.
    public var raters: Int
    /// The cache's caption minus the fresh one in rubric points, in the mean over those raters; nil where answers decide.
    public var difference: Double?
    /// The share of those raters who gave an answer by which it is wrong; nil where points decide.
    public var share: Double?
    /// Whether it is a wrong hit.
    public var isWrong: Bool
  }

  /// A cache with one threshold.
  public struct Threshold: Hashable, Sendable, Codable {
    /// In bits of 64.
    public var bits: Int
    /// Images of the set that would be hits.
    public var hits: Int
    /// Of those, how many were judged.
    public var judged: Int
    /// Of those, how many are wrong.
    public var wrong: Int
    /// Families of pictures that the judged ones belong to.
    public var families: Int
    /// As many judged images of equal weight, each of a family of its own, would say as much.
    public var effective: Double
    /// The share of production's images that would be hits, between 0 and 1.
    public var share: Double
    /// The share of wrong hits among hits, between 0 and 1, with its interval for new images.
    public var rate: StatedNumber
    /// Bits at which production has hits and no judged image stands for them: the rate says nothing of those.
    public var uncovered: [Int]
  }

  /// Which threshold a declared limit allows.
  ///
  /// Thresholds are gone through upwards, beginning with the first of which enough hits were judged that without one wrong
  /// hit the limit would be kept. That depends on no rating. The first whose upper bound is not below the limit ends it; what
  /// was passed before is shown at the interval's own confidence, however many thresholds there are (a fixed sequence of
  /// tests, Maurer, Hothorn and Lehmacher 1995).
  public enum Choice: Hashable, Sendable, Codable {
    /// No limit was declared.
    case noLimit
    /// The largest threshold that keeps to the limit.
    case shown(bits: Int)
    /// None was shown to. `first`: the first that was looked at; nil where too few hits were judged for any. `needed`: judged
    /// hits without one wrong that would do.
    case none(first: Int?, needed: Int)
  }
}
