internal import Synchronization

/// Turns at a cache's keys: whoever asks for one that another is asking for just now waits for it, and then finds the
/// answer, or is next to ask. One for a run.
public final class KeyTurns: Sendable {
  private struct Turn {
    let place = PlaceQueue(1)
    /// Who has it, and who wants it.
    var users = 0
  }

  private let turns = Mutex<[CacheKey: Turn]>([:])
  /// The same for pictures that look alike.
  let near = NearTurns()

  /// Nobody's turn yet.
  public init() {}

  /// How many wait for the turn at a key.
  func waiting(at key: CacheKey) -> Int { turns.withLock { $0[key]?.place.waiting ?? 0 } }

  /// Does something in one's turn.
  ///
  /// - Parameter willWait: told before there is a wait.
  /// - Throws: `CancellationError` where the task was cancelled while it waited, and what `willWait` and `work` throw.
  func atTurn<Value>(
    of key: CacheKey, willWait: () async throws -> Void = {}, _ work: () async throws -> Value
  ) async throws -> Value {
    let place = turns.withLock { turns in
      turns[key, default: Turn()].users += 1
      return turns[key, default: Turn()].place
    }
    defer {
      turns.withLock { turns in
        turns[key]?.users -= 1
        if turns[key]?.users == 0 { turns[key] = nil }
      }
    }
    try await place.take(willWait: willWait)
    defer { place.giveBack() }
    return try await work()
  }
}
