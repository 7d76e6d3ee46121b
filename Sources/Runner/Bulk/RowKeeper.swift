internal import StudyStore
internal import Synchronization

/// Keeps results that took no request without holding up who found them: some hundred share a commit, and so cost what one
/// does. A crash loses at most ``most`` of them, and finding them again costs nothing.
final class RowKeeper: Sendable {
  /// Most results that wait for their commit.
  static let most = 256

  private struct State {
    var underWay = 0
    var failure: (any Error)?
    /// Who waits until no more than so many are under way.
    var waiting: [(most: Int, caller: CheckedContinuation<Void, Never>)] = []
  }

  /// Tells that something more is durable, once for however much that is; ends with ``finish()``.
  let commits: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation
  private let ledger: BulkLedger
  private let whenKept: @Sendable (BulkRow, RowResult) -> Void
  private let state = Mutex(State())

  /// - Parameter whenKept: told of each row once it is durable.
  init(_ ledger: BulkLedger, whenKept: @escaping @Sendable (BulkRow, RowResult) -> Void) {
    self.ledger = ledger
    self.whenKept = whenKept
    (commits, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Keeps a result; waits only while too many others wait for their commit.
  ///
  /// - Throws: why an earlier one could not be kept.
  func keep(_ row: BulkRow, _ result: RowResult) async throws {
    while try !begin() { await wait(forAtMost: Self.most / 2) }
    ledger.keepSoon(row.key, result) { [self] error in ended(row, result, error) }
  }

  /// Returns when everything is durable.
  ///
  /// - Throws: why something could not be kept.
  func settle() async throws {
    await wait(forAtMost: 0)
    if let failure = state.withLock(\.failure) { throw failure }
  }

  /// Tells of a commit that was made elsewhere.
  func committed() { signal.yield() }

  /// Ends ``commits``.
  func finish() { signal.finish() }

  private func begin() throws -> Bool {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      guard state.underWay < Self.most else { return false }
      state.underWay += 1
      return true
    }
  }

  private func ended(_ row: BulkRow, _ result: RowResult, _ error: (any Error)?) {
    if error == nil {
      whenKept(row, result)
      signal.yield()
    }
    let callers = state.withLock { state in
      state.underWay -= 1
      state.failure = state.failure ?? error
      let underWay = state.underWay
      let callers = state.waiting.filter { underWay <= $0.most }.map(\.caller)
      if !callers.isEmpty { state.waiting.removeAll { underWay <= $0.most } }
      return callers
    }
    for caller in callers { caller.resume() }
  }

  private func wait(forAtMost most: Int) async {
    await withCheckedContinuation { caller in
      let isNow = state.withLock { state in
        if state.underWay <= most { return true }
        state.waiting.append((most, caller))
        return false
      }
      if isNow { caller.resume() }
    }
  }
}
