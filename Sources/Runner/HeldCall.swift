internal import StudyStore
internal import Synchronization

/// One caption's request that counts as under way toward the limit of cost; or none.
final class HeldCall: Sendable {
  private let held = Mutex<Spending.Call?>(nil)

  /// Takes up a request that is about to be sent.
  func hold(_ call: Spending.Call) { held.withLock { $0 = call } }

  /// The request has ended.
  ///
  /// - Parameter name: of the candidate and the image, for messages.
  func end(_ attempt: LedgerAttempt, in spending: Spending, name: String) {
    guard let call = release() else { return }
    spending.end(call, cost: attempt.cost, isAnswer: attempt.reason == nil && !attempt.isLost, name: name)
  }

  /// Nothing is under way any more; a request that is held was not sent after all.
  func cancel(in spending: Spending) {
    if let call = release() { spending.cancel(call) }
  }

  private func release() -> Spending.Call? {
    held.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
