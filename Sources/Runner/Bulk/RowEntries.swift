public import StudyStore
internal import Synchronization

/// What one row's asking writes down. A request that brought an answer waits to be written together with it: one commit,
/// and never an answer without what it cost.
public final class RowEntries: Sendable {
  private struct State {
    var ending: (id: Int64, attempt: LedgerAttempt)?
    var totals = RowTotals()
  }

  private let ledger: BulkLedger
  private let row: RowKey
  private let clock: @Sendable () -> Int64
  private let spending: Spending
  private let state = Mutex(State())

  init(_ ledger: BulkLedger, row: RowKey, clock: @escaping @Sendable () -> Int64, spending: Spending) {
    self.ledger = ledger
    self.row = row
    self.clock = clock
    self.spending = spending
  }

  /// What the row's requests of this run came to, as far as they have ended.
  public var totals: RowTotals { state.withLock { $0.totals } }

  /// Writes down that a request is about to be sent.
  ///
  /// - Parameter part: the label of the model that is asked.
  /// - Returns: its number in the ledger.
  public func willSend(_ start: LedgerStart, part: String) async throws -> Int64 {
    try await flush()
    if spending.isUsedUp { throw BudgetUsedUp() }
    return try await ledger.willSend(start, row: row, part: part, at: clock())
  }

  /// Writes down how a request ended.
  public func didEnd(_ id: Int64, _ attempt: LedgerAttempt) async throws {
    spending.add(attempt.cost)
    try await flush()
    state.withLock { state in
      state.totals.add(attempt)
      state.ending = (id, attempt)
    }
    if attempt.reason != nil || attempt.isLost { try await flush() }
  }

  /// Writes down a request's end that is still waiting for an answer to be kept.
  func flush() async throws {
    guard let ending = take() else { return }
    try await uncancelled { [ledger] in try await ledger.didEnd(ending.id, ending.attempt) }
  }

  /// Keeps the row's result, and how the request ended that brought it.
  func keep(_ result: RowResult) async throws {
    let ending = take()
    try await uncancelled { [ledger, row] in try await ledger.keep(row, result, ending: ending) }
  }

  private func take() -> (id: Int64, attempt: LedgerAttempt)? {
    state.withLock { state in
      defer { state.ending = nil }
      return state.ending
    }
  }
}

/// What a row's requests of one run came to. Nil is unknown, and unknown is never zero.
public struct RowTotals: Hashable, Sendable {
  /// Requests that ended.
  public var attempts = 0
  /// US dollars; nil where any request's cost is unknown. Nothing where none was sent.
  public var cost: Double? = 0
  /// The last request.
  public var last: LedgerAttempt?

  /// None yet.
  public init() {}

  /// Counts a request that has ended.
  public mutating func add(_ attempt: LedgerAttempt) {
    attempts += 1
    cost = cost.flatMap { sum in attempt.cost.map { sum + $0 } }
    last = attempt
  }
}
