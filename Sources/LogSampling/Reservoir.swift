/// The images of a stratum whose turn comes first, of all that went by.
///
/// Every event has a random number of its own, and events are drawn in the order of these; an image that was drawn already is
/// passed over. So an image's turn is that of its first event in that order, and the first `capacity` images are known after
/// one pass however long the log is: an image that is among the first at the end was so from that event on.
public struct Reservoir: Sendable {
  /// An image with the event that has its turn.
  public struct Entry: Hashable, Sendable {
    /// Its random number.
    public var turn: UInt64
    /// The event.
    public var event: LogEvent
  }

  /// Most images that are held.
  public let capacity: Int
  /// In order of their turns.
  public private(set) var entries: [Entry] = []
  /// Image → turn, of those that are held.
  private var turns: [String: UInt64] = [:]

  /// Nothing went by yet.
  public init(capacity: Int) { self.capacity = capacity }

  /// An event goes by.
  ///
  /// - Complexity: O(1) for nearly all events of a long log; O(capacity) where an image is taken in.
  public mutating func add(_ event: LogEvent, turn: UInt64) {
    if let last = entries.last, entries.count >= capacity, (last.turn, last.event.image) < (turn, event.image) {
      return
    }
    if let known = turns[event.image] {
      guard turn < known else { return }
      entries.remove(at: place(known, event.image))
    }
    turns[event.image] = turn
    entries.insert(Entry(turn: turn, event: event), at: place(turn, event.image))
    if entries.count > capacity { turns[entries.removeLast().event.image] = nil }
  }

  /// The first place whose entry does not come before this one.
  private func place(_ turn: UInt64, _ image: String) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if (entries[middle].turn, entries[middle].event.image) < (turn, image) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
