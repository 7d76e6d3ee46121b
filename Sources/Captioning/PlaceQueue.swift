internal import Synchronization

/// Places that are given in the order in which they are asked for; whoever is cancelled while it waits leaves the queue.
public final class PlaceQueue: Sendable {
  private struct State {
    var free: Int
    var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    var order: [Int] = []
    var lastNumber = 0
  }

  private let state: Mutex<State>

  /// - Parameter count: of places; 1 or more.
  public init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

  /// How many wait.
  var waiting: Int { state.withLock { $0.waiting.count } }

  /// Waits for a place. Whoever takes one gives it back.
  ///
  /// - Parameter willWait: told before there is a wait.
  /// - Throws: `CancellationError`, and what `willWait` throws; nothing was taken then.
  public func take(willWait: () async throws -> Void = {}) async throws {
    let number: Int? = state.withLock { state in
      if state.free > 0 {
        state.free -= 1
        return nil
      }
      state.lastNumber += 1
      return state.lastNumber
    }
    guard let number else { return }
    try await willWait()
    let isMine = await withTaskCancellationHandler {
      await withCheckedContinuation { caller in
        let now: Bool? = state.withLock { state in
          // A place may have come free, or the task been cancelled, before this one stood in the queue.
          if Task.isCancelled { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.order.append(number)
          state.waiting[number] = caller
          return nil
        }
        if let now { caller.resume(returning: now) }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: false)
    }
    if !isMine { throw CancellationError() }
  }

  /// Gives a place back: to the next who still waits.
  public func giveBack() {
    let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
      while !state.order.isEmpty {
        if let caller = state.waiting.removeValue(forKey: state.order.removeFirst()) { return caller }
      }
      state.free += 1
      return nil
    }
    next?.resume(returning: true)
  }
}
