public import Roster
internal import StudyStore
internal import Synchronization

/// The captions that were asked for before, in a Redis that several machines share: under `blindfold:` and the key as 64
/// hexadecimal digits, in the form of ``WrittenCaption``.
///
/// As with ``CaptionCacheFile`` nothing here throws: whatever is wrong with it, the work goes on without it, and each kind of
/// trouble is said once. What is given out is what was written under the very key that is asked for.
public final class CaptionCacheServer: Sendable {
  private let line: RedisLine
  private let teller: Teller

  /// Begins to connect; returns at once.
  ///
  /// - Parameters:
  ///   - password: of the address's user, or of Redis' usual one; nil: none is sent.
  ///   - warn: told what is wrong, each kind of trouble once.
  public init(_ address: RedisAddress, password: String?, warn: @escaping @Sendable (String) -> Void) {
    let teller = Teller(address: address, warn: warn)
    self.teller = teller
    line = RedisLine(address, password: password) { teller.lost($0) }
    line.start()
  }

  deinit { line.stop() }

  /// The entry under a key.
  ///
  /// - Parameters:
  ///   - key: 32 bytes.
  ///   - since: milliseconds since 1970; what was created before is no entry. Nil: any age.
  public func find(_ key: [UInt8], since: Int64?) async -> CachedCaption? {
    let reply = await withCheckedContinuation { caller in
      line.ask([Array("GET".utf8), Self.name(key)]) { caller.resume(returning: $0) }
    }
    switch reply {
    case .bytes(let bytes):
      guard let caption = WrittenCaption.caption(in: bytes, under: key) else {
        teller.damaged()
        return nil
      }
      return caption.createdAt >= since ?? .min ? caption : nil
    case .error("WRONGTYPE"): teller.damaged()
    case .error(let word): line.lose(.refused(word))
    case .done: line.lose(.junk)
    case .nothing, nil: break
    }
    return nil
  }

  /// Keeps a caption, in place of an older one. Returns before the Redis has it; it is found from now on, unless the Redis is
  /// lost.
  ///
  /// - Parameter lifetime: seconds after which the Redis may forget it; nil: never by itself.
  public func keep(_ key: [UInt8], question: String, _ caption: CachedCaption, lifetime: Double?) {
    var command = [Array("SET".utf8), Self.name(key), WrittenCaption.bytes(key, question: question, caption)]
    if let lifetime {
      // A second is the least that Redis knows, and a hundred years are for ever.
      let seconds = Int(min(max(1, lifetime.rounded(.up)), 3_153_600_000))
      command += [Array("EX".utf8), Array(String(seconds).utf8)]
    }
    line.ask(command, isPatient: false) { [teller, line] reply in
      switch reply {
      case .done, nil: break
      case .error(let word) where Self.writing.contains(word): teller.notKept(word)
      case .error(let word): line.lose(.refused(word))
      case .bytes, .nothing: line.lose(.junk)
      }
    }
  }

  /// Returns when the Redis has all that was kept so far, or was lost.
  public func settle() async {
    _ = await withCheckedContinuation { caller in
      line.ask([Array("ECHO".utf8), Array("settled".utf8)]) { caller.resume(returning: $0) }
    }
  }

  /// What a Redis says that serves, and takes nothing just now.
  private static let writing: Set = ["OOM", "READONLY", "NOPERM", "MISCONF", "NOREPLICAS", RedisLine.tooSlow]

  private static func name(_ key: [UInt8]) -> [UInt8] { Array("blindfold:".utf8) + WrittenCaption.name(key).utf8 }
}

/// Says what is wrong with a shared cache, each kind of trouble once.
private final class Teller: Sendable {
  private enum Kind { case lost, notKept, damaged }

  private let address: RedisAddress
  private let warn: @Sendable (String) -> Void
  private let said = Mutex<Set<Kind>>([])

  init(address: RedisAddress, warn: @escaping @Sendable (String) -> Void) {
    self.address = address
    self.warn = warn
  }

  func lost(_ fault: RedisFault) {
    tell(
      .lost,
      "the shared cache \(fault.fact). Captions that it may hold are asked for instead, and none is kept, until it is tried "
        + "again now and then. \(fault.next)")
  }

  func notKept(_ word: String) {
    let next =
      switch word {
      case "OOM": "Give it more memory, or `maxmemory-policy allkeys-lru`."
      case "READONLY": "Name the primary instead of a replica."
      case "NOPERM": "Give the user the right to SET blindfold:*."
      default: "Check the Redis."
      }
    tell(
      .notKept,
      "the shared cache takes no captions (\(word)). What it has is found; what it lacks is asked for again another time. "
        + next)
  }

  func damaged() {
    tell(
      .damaged,
      "an entry of the shared cache is not what was written. It is not used; the caption is asked for, and its answer kept in "
        + "its place. Check what else writes to keys that begin with blindfold: there.")
  }

  private func tell(_ kind: Kind, _ text: String) {
    if said.withLock({ $0.insert(kind).inserted }) { warn("\(address): \(text)") }
  }
}
