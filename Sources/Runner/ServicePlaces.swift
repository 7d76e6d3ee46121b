internal import Synchronization

/// The places at one service: the most captions for which something is sent there and not yet durable, whatever models they
/// ask. They are given in the order in which they are asked for.
final class ServicePlaces: Sendable {
  private struct State {
    var free: Int
    var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
    var order: [Int] = []
    var lastNumber = 0
  }

  private let state: Mutex<State>

  /// - Parameter count: 1 or more.
  init(_ count: Int) { state = Mutex(State(free: max(1, count))) }

  /// Waits for a place. Whoever takes one gives it back.
  ///
  /// - Throws: `CancellationError`.
  func take() async throws {
    let number: Int? = state.withLock { state in
      if state.free > 0 {
        state.free -= 1
        return nil
      }
      state.lastNumber += 1
      return state.lastNumber
    }
    guard let number else { return }
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
  func giveBack() {
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

/// One caption's place at its service, which it has or has not.
final class HeldPlace: Sendable {
  private let places: ServicePlaces
  private let isHeld = Mutex(false)

  init(_ places: ServicePlaces) { self.places = places }

  /// Takes a place, unless it has one.
  ///
  /// - Throws: `CancellationError`.
  func take() async throws {
    if isHeld.withLock({ $0 }) { return }
    try await places.take()
    isHeld.withLock { $0 = true }
  }

  /// Gives the place back, if it has one.
  func giveBack() {
    let had = isHeld.withLock { isHeld in
      defer { isHeld = false }
      return isHeld
    }
    if had { places.giveBack() }
  }
}
