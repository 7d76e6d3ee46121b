/// A cache in front of a candidate: a caption that was asked for before is given again.
public struct CacheRule: Hashable, Sendable, Codable {
  /// The label of the candidate that is asked where the cache has nothing.
  public var of: String
  /// Seconds for which a caption is good, from when it came; nil: for ever.
  public var ttl: Double?
  /// Most bits of 64 by which the perceptual hashes of two pictures may differ for one's caption to be given for the other;
  /// nil: only for the same bytes.
  public var near: Int?

  /// A cache in front of a candidate.
  public init(of: String, ttl: Double? = nil, near: Int? = nil) {
    self.of = of
    self.ttl = ttl
    self.near = near
  }
}
