internal import Synchronization

/// Turns at a cache's keys: whoever asks for one that another is asking for just now waits for it, and then finds the
/// answer, or is next to ask. One for a run.
public final class KeyTurns: Sendable {
  private struct Queue {
    var order: [Int] = []
    var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
  }

  private struct State {
    /// The keys whose turn somebody has.
    var queues: [CacheKey: Queue] = [:]
    var lastNumber = 0
  }

  private let state = Mutex(State())

  /// Nobody's turn yet.
  public init() {}

  /// How many wait for the turn at a key.
  func waiting(at key: CacheKey) -> Int { state.withLock { $0.queues[key]?.waiting.count ?? 0 } }

  /// Does something in one's turn.
  ///
  /// - Parameter willWait: told before there is a wait.
  /// - Throws: `CancellationError` where the task was cancelled while it waited, and what `work` throws.
  func atTurn<Value>(
    of key: CacheKey, willWait: () -> Void = {}, _ work: () async throws -> Value
  ) async throws -> Value {
    try await take(key, willWait)
    defer { pass(key) }
    return try await work()
  }

  private func take(_ key: CacheKey, _ willWait: () -> Void) async throws {
    let number: Int? = state.withLock { state in
      guard state.queues[key] != nil else {
        state.queues[key] = Queue()
        return nil
      }
      state.lastNumber += 1
      return state.lastNumber
    }
    guard let number else { return }
    willWait()
    let isMine = await withTaskCancellationHandler {
      await withCheckedContinuation { caller in
        let now: Bool? = state.withLock { state in
          // The turn may have come free, or the task been cancelled, before this one stood in the queue.
          guard state.queues[key] != nil else {
            state.queues[key] = Queue()
            return true
          }
          if Task.isCancelled { return false }
          state.queues[key]?.order.append(number)
          state.queues[key]?.waiting[number] = caller
          return nil
        }
        if let now { caller.resume(returning: now) }
      }
    } onCancel: {
      state.withLock { $0.queues[key]?.waiting.removeValue(forKey: number) }?.resume(returning: false)
    }
    if !isMine { throw CancellationError() }
  }

  /// Gives the turn to the next who still waits.
  private func pass(_ key: CacheKey) {
    let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
      while let number = state.queues[key]?.order.first {
        state.queues[key]?.order.removeFirst()
        if let caller = state.queues[key]?.waiting.removeValue(forKey: number) { return caller }
      }
      state.queues[key] = nil
      return nil
    }
    next?.resume(returning: true)
  }
}
