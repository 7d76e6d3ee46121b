internal import Imaging
public import Roster

/// A cache in front of whatever answers: an entry for the same bytes, else one for a near picture where that is allowed,
/// else the question is asked, once however many want the same answer at once, and a whole caption is kept. Where near
/// pictures count, those who ask at once about pictures that look alike ask one after the other, too.
///
/// An entry that is too old is none: where the service fails, a caption that has expired does not come back.
public struct CachedStep: Sendable {
  private let cache: CaptionCache
  private let turns: KeyTurns
  private let lifetime: Double?
  private let near: Int?
  private let now: @Sendable () -> Int64

  /// A cache in front of something.
  ///
  /// - Parameters:
  ///   - lifetime: seconds for which an entry is good, from when its answer came; nil: for ever.
  ///   - near: most bits of 64 that the perceptual hashes of two pictures may differ in for one's caption to be given for the
  ///     other; nil: only the same bytes count.
  ///   - turns: shared by all that may ask for the same answer.
  ///   - now: milliseconds since 1970.
  public init(
    _ cache: CaptionCache, turns: KeyTurns, lifetime: Double?, near: Int?,
    now: @escaping @Sendable () -> Int64 = Pacer.millisecondsSince1970
  ) {
    self.cache = cache
    self.turns = turns
    self.lifetime = lifetime
    self.near = near
    self.now = now
  }

  /// What a cached step comes to.
  public enum Answer<Asked> {
    /// It was there.
    case found(CachedCaption, CacheHit)
    /// It was asked for.
    case asked(Asked)
  }

  /// Gives an answer.
  ///
  /// - Parameters:
  ///   - key: of the answer wanted.
  ///   - willWait: told before there is a wait for another who asks for the same, or about a near picture.
  ///   - picture: the image file's bytes; read only where a near picture's caption would do. Nil where it has none.
  ///   - ask: asks; gives what came and, where it is a whole caption, what to keep of it.
  /// - Throws: `CancellationError`, and what `willWait`, `picture` and `ask` throw.
  public func answer<Asked>(
    _ key: CacheKey, willWait: () async throws -> Void = {}, picture: () throws -> [UInt8]?,
    ask: () async throws -> (Asked, CachedCaption?)
  ) async throws -> Answer<Asked> {
    let began = ContinuousClock.now
    return try await turns.atTurn(of: key, willWait: willWait) {
      if let found = await cache.find(key, oldest) { return .found(found, hit(found, nil, began)) }
      guard let near else { return try await asked(key, nil, ask) }
      return try await turns.near.afterNear(within: near, of: key.question, willWait: willWait) {
        // A picture that cannot be decoded here is near none.
        if let bytes = try picture() { await Self.perceptualBits(bytes) } else { nil }
      } _: { bits in
        if let bits, let found = await cache.near(bits, key.question, near, oldest) {
          return .found(found.caption, hit(found.caption, found.distance, began))
        }
        return try await asked(key, bits, ask)
      }
    }
  }

  private func asked<Asked>(
    _ key: CacheKey, _ bits: UInt64?, _ ask: () async throws -> (Asked, CachedCaption?)
  ) async throws -> Answer<Asked> {
    var (answer, kept) = try await ask()
    kept?.pictureBits = bits
    if let kept { await cache.keep(key, kept, lifetime) }
    return .asked(answer)
  }

  /// When the oldest entry that is still good was created; nil: any is.
  private var oldest: Int64? {
    // An entry is good for less than its lifetime: one that is exactly as old is not.
    lifetime.map { now() - Int64(min($0 * 1000, 1e15)) + 1 }
  }

  private func hit(_ caption: CachedCaption, _ distance: Int?, _ began: ContinuousClock.Instant) -> CacheHit {
    CacheHit(
      distance: distance, originAt: caption.createdAt, originModel: caption.servedModel,
      originFingerprint: caption.fingerprint, originCost: caption.cost, originTotal: caption.totalSeconds,
      originFirstToken: caption.firstTokenSeconds, ownTotal: (ContinuousClock.now - began) / .seconds(1))
  }

  /// Decoding takes milliseconds: never on the caller's thread.
  @concurrent private static func perceptualBits(_ bytes: [UInt8]) async -> UInt64? {
    (try? PerceptualHash(of: bytes))?.bits
  }
}
