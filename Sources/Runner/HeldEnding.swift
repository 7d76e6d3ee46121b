internal import StudyStore
internal import Synchronization

/// How a request ended that brought an answer, held until the answer is kept: one commit for both, and never an answer
/// without what it cost.
final class HeldEnding: Sendable {
  typealias Ending = (id: Int64, attempt: LedgerAttempt)

  private let held = Mutex<Ending?>(nil)
  private let write: @Sendable (Ending) async throws -> Void

  /// - Parameter write: writes an ending down by itself.
  init(write: @escaping @Sendable (Ending) async throws -> Void) { self.write = write }

  /// Takes up how a request ended. What brought no answer has nothing to wait for, and is written down at once.
  ///
  /// - Returns: whether it is held.
  @discardableResult
  func take(_ ending: Ending) async throws -> Bool {
    try await flush()
    held.withLock { $0 = ending }
    if ending.attempt.reason == nil, !ending.attempt.isLost { return true }
    try await flush()
    return false
  }

  /// Writes down what is held, although the run may be being stopped.
  func flush() async throws {
    guard let ending = release() else { return }
    try await uncancelled { [write] in try await write(ending) }
  }

  /// Gives out what is held, for whoever writes it down together with its answer.
  func release() -> Ending? {
    held.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
