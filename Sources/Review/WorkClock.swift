internal import StudyModel

/// Counts the time a rater works: the clock stops a minute after the last key and goes on with the next.
public struct WorkClock: Hashable, Sendable {
  /// Milliseconds without a key after which a rater counts as away.
  public static let patience: Int64 = 60_000
  /// Milliseconds of work after which a break is suggested.
  public static let breakAfter: Int64 = 45 * 60_000

  /// Milliseconds of work in earlier sittings.
  public let earlier: Int64
  /// Milliseconds of work in this sitting.
  public private(set) var sitting: Int64 = 0
  private var unspent: [PresentationID: Int64] = [:]
  private var countedTo: Int64
  private var lastKey: Int64

  /// - Parameters:
  ///   - now: milliseconds since 1970.
  ///   - earlier: milliseconds of work in earlier sittings.
  init(now: Int64, earlier: Int64) {
    self.earlier = earlier
    countedTo = now
    lastKey = now
  }

  /// Milliseconds of work in all sittings.
  public var total: Int64 { earlier + sitting }

  /// Whether the clock stands still.
  public var isAway: Bool { countedTo >= lastKey + Self.patience }

  /// Counts the time up to `now` as work on an item; nil: as no item's.
  mutating func advance(to now: Int64, on item: PresentationID?) {
    let counted = min(now, lastKey + Self.patience) - countedTo
    if let item, counted > 0 {
      sitting += counted
      unspent[item, default: 0] += counted
    }
    // A clock set back must not count the same minutes twice, nor stand still for hours.
    countedTo = now
    if now < lastKey { lastKey = now }
  }

  /// Notes that the rater went away: nothing counts until the next key.
  mutating func pause(at now: Int64) { lastKey = now - Self.patience }

  /// Notes that a key was pressed.
  mutating func touch(at now: Int64) { lastKey = now }

  /// Takes the milliseconds worked on an item since they were last taken.
  mutating func spend(on item: PresentationID) -> Int {
    Int(clamping: unspent.removeValue(forKey: item) ?? 0)
  }
}
