internal import CaptionClient
public import Roster
internal import StudyModel

/// Captions that were asked for before, as closures: where they are kept is another module's business. None of them throws:
/// a cache that fails has nothing, and says so itself, once.
public struct CaptionCache: Sendable {
  /// The entry under a key.
  ///
  /// - Parameter since: milliseconds since 1970; what was created before is no entry. Nil: any age.
  public var find: @Sendable (_ key: CacheKey, _ since: Int64?) async -> CachedCaption?
  /// Of the entries that answer the same question for another picture, the one whose picture is nearest, if it is near
  /// enough; of several as near, the oldest.
  ///
  /// - Parameters:
  ///   - picture: the perceptual hash of the picture at hand.
  ///   - bits: most bits of the 64 that may differ.
  public var near:
    @Sendable (_ picture: UInt64, _ question: CacheQuestion, _ bits: Int, _ since: Int64?) async -> NearCaption?
  /// Keeps an entry, in place of an older one. Returns before it is on the disk; `find` knows it from now on.
  ///
  /// - Parameter lifetime: seconds after which it may be forgotten; nil: never. It may be kept for longer: `find` is told
  ///   how old an entry may be.
  public var keep: @Sendable (_ key: CacheKey, _ caption: CachedCaption, _ lifetime: Double?) async -> Void
  /// Returns when everything kept so far is on the disk, or cannot be.
  public var settle: @Sendable () async -> Void

  /// Captions that were asked for before.
  public init(
    find: @escaping @Sendable (CacheKey, Int64?) async -> CachedCaption?,
    near: @escaping @Sendable (UInt64, CacheQuestion, Int, Int64?) async -> NearCaption?,
    keep: @escaping @Sendable (CacheKey, CachedCaption, Double?) async -> Void,
    settle: @escaping @Sendable () async -> Void = {}
  ) {
    self.find = find
    self.near = near
    self.keep = keep
    self.settle = settle
  }

  /// An entry for another picture.
  public struct NearCaption: Hashable, Sendable {
    /// The entry.
    public var caption: CachedCaption
    /// In how many of the 64 bits the two pictures' perceptual hashes differ.
    public var distance: Int

    /// An entry for another picture.
    public init(caption: CachedCaption, distance: Int) {
      self.caption = caption
      self.distance = distance
    }
  }
}

extension CachedCaption {
  /// Whether a caption may be kept whose attempt was odd in such ways: not a stream that may have been cut unseen.
  public static func isKept(_ flags: [String]) -> Bool { !flags.contains(ChatReading.Flag.streamedByProxy.rawValue) }

  /// An answer as the cache may keep it.
  ///
  /// - Parameters:
  ///   - cost: US dollars that all its tries cost together; nil where that of any is unknown.
  ///   - answered: which of a policy's questions it answers; nil where only one could be asked.
  /// - Returns: nil for everything but a whole caption: an error, a truncated, refused, filtered or empty answer, and a
  ///   stream of which nobody can know that it is whole.
  public init?(_ result: CaptionResult, cost: Double?, answered: CacheQuestion? = nil) {
    guard result.outcome.isRated, let text = result.text, let last = result.attempts.last else { return nil }
    guard Self.isKept(last.flags) else { return nil }
    self.init(
      text: text, createdAt: last.endedAt, model: last.requestedModel, servedModel: last.servedModel,
      fingerprint: last.fingerprint, inputTokens: last.inputTokens, outputTokens: last.outputTokens,
      cachedTokens: last.cachedTokens, reasoningTokens: last.reasoningTokens, cost: cost,
      totalSeconds: last.totalSeconds, firstTokenSeconds: last.firstTokenSeconds, answeredQuestion: answered?.hex)
  }
}
