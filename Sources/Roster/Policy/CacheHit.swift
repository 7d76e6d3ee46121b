/// That a caption came from a cache, and what it had cost and taken when it was asked for. Nil is unknown.
public struct CacheHit: Hashable, Sendable, Codable {
  /// In how many of 64 bits the perceptual hashes of this picture and the caption's own differ; nil where the request was the
  /// same, image and all.
  public var distance: Int?
  /// When the caption had come, in milliseconds since 1970.
  public var originAt: Int64?
  /// The model that the service said answered then.
  public var originModel: String?
  /// The service's fingerprint of its configuration then.
  public var originFingerprint: String?
  /// US dollars it cost then.
  public var originCost: Double?
  /// Seconds it took then in all.
  public var originTotal: Double?
  /// Seconds it took then to the first of its text; nil where it was not streamed.
  public var originFirstToken: Double?
  /// Seconds that finding it took now.
  public var ownTotal: Double?

  /// That a caption came from a cache.
  public init(
    distance: Int? = nil, originAt: Int64? = nil, originModel: String? = nil, originFingerprint: String? = nil,
    originCost: Double? = nil, originTotal: Double? = nil,
    originFirstToken: Double? = nil, ownTotal: Double? = nil
  ) {
    self.distance = distance
    self.originAt = originAt
    self.originModel = originModel
    self.originFingerprint = originFingerprint
    self.originCost = originCost
    self.originTotal = originTotal
    self.originFirstToken = originFirstToken
    self.ownTotal = ownTotal
  }
}
