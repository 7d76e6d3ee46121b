public import Analysis
public import Blinding
public import FoundationEssentials

/// What a cache gave one arm in the run: its images in up to three parts, by where their captions came from.
///
/// What a hit took and cost now stands apart from what its caption had taken and cost when it was asked for: neither is
/// ever taken for the other.
public struct CacheFacts: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// In the order of ``Source``; a part without an image is absent.
  public var parts: [Part]
  /// Of all images, those whose captions were in the cache before the study began: other work paid for them.
  public var beforeRun: Int

  /// Where a caption came from.
  public enum Source: String, Hashable, Sendable, Codable, CaseIterable {
    /// The cache, for the same bytes.
    case exact
    /// The cache, for a picture that is nearly the same.
    case near
    /// The service.
    case asked
  }

  /// The images whose captions came from one source.
  public struct Part: Hashable, Sendable, Codable {
    /// Where from.
    public var source: Source
    /// How many.
    public var images: Int
    /// Most bits of 64 in which a picture differs from the one its caption was written for; nil but for near hits.
    public var mostBits: Int?
    /// On the claimed criterion, weighted to traffic within the part; nil where no image of it has a rating.
    public var score: TwoScopes?
    /// What the run paid for them.
    public var paid: RunCost
    /// What their captions had cost when they were asked for; nil for those asked for now.
    public var hadCost: RunCost?
    /// Seconds that finding them took; nil for those asked for.
    public var finding: Latency?
    /// Seconds that asking for them took, now or then.
    public var asking: Latency?
    /// When the oldest of them was written; nil for those asked for, or where it is not known.
    public var oldest: Date?
    /// When the youngest was.
    public var youngest: Date?

    /// The images whose captions came from one source.
    public init(
      source: Source, images: Int, mostBits: Int? = nil, score: TwoScopes? = nil, paid: RunCost,
      hadCost: RunCost? = nil, finding: Latency? = nil, asking: Latency? = nil, oldest: Date? = nil,
      youngest: Date? = nil
    ) {
      self.source = source
      self.images = images
      self.mostBits = mostBits
      self.score = score
      self.paid = paid
      self.hadCost = hadCost
      self.finding = finding
      self.asking = asking
      self.oldest = oldest
      self.youngest = youngest
    }
  }

  /// What a cache gave one arm.
  public init(arm: ArmCode, parts: [Part], beforeRun: Int = 0) {
    self.arm = arm
    self.parts = parts
    self.beforeRun = beforeRun
  }

  /// The part of one source.
  public func part(_ source: Source) -> Part? { parts.first { $0.source == source } }

  /// Images of which a caption was stored.
  public var images: Int { parts.reduce(0) { $0 + $1.images } }
}
