public import StudyStore
internal import Synchronization

/// What one row's asking writes down.
public final class RowEntries: Sendable {
  private let ledger: BulkLedger
  private let row: RowKey
  private let name: String
  private let clock: @Sendable () -> Int64
  private let spending: Spending
  private let call = HeldCall()
  private let watch: RunWatch
  private let started = Mutex<(start: LedgerStart, part: String)?>(nil)
  private let ending: HeldEnding
  private let sum: Mutex<RowTotals>

  /// - Parameters:
  ///   - name: of the row's image, for messages.
  ///   - before: what was sent for this row already, and brought nothing.
  init(
    _ ledger: BulkLedger, row: RowKey, name: String, before: RowRequests, clock: @escaping @Sendable () -> Int64,
    spending: Spending, watch: RunWatch
  ) {
    self.name = name
    self.watch = watch
    self.ledger = ledger
    self.row = row
    self.clock = clock
    self.spending = spending
    ending = HeldEnding { [ledger] in try await ledger.didEnd($0.id, $0.attempt) }
    sum = Mutex(RowTotals(before: before))
  }

  /// What the row's requests came to, over all runs and as far as they have ended.
  public var totals: RowTotals { sum.withLock { $0 } }

  /// Writes down that a request is about to be sent.
  ///
  /// - Parameter part: the label of the model that is asked.
  /// - Returns: its number in the ledger.
  public func willSend(_ start: LedgerStart, part: String) async throws -> Int64 {
    try await ending.flush()
    call.hold(try await spending.begin(part))
    started.withLock { $0 = (start, part) }
    return try await ledger.willSend(start, row: row, part: part, at: clock())
  }

  /// Before a wait: writes down what an answer had cost that is not kept yet.
  public func willWait() async throws { try await ending.flush() }

  /// Writes down how a request ended.
  public func didEnd(_ id: Int64, _ attempt: LedgerAttempt) async throws {
    let started = started.withLock(\.self)
    call.end(attempt, in: spending, name: "\(started.map { "'\($0.part)', " } ?? "")\(name)")
    sum.withLock { $0.add(attempt) }
    if try await ending.take((id, attempt)), let started {
      watch.saw(attempt, started.start, label: started.part, fileName: name)
    }
  }

  /// Gives back what is held for a request that was not sent after all.
  func close() { call.cancel(in: spending) }

  /// Writes down a request's end that is still waiting for an answer to be kept.
  func flush() async throws { try await ending.flush() }

  /// Keeps the row's result, and how the request ended that brought it.
  ///
  /// - Parameter replacing: rows that were to be looked at again.
  func keep(_ result: RowResult, replacing: [RowKey]) async throws {
    let ended = ending.release()
    try await uncancelled { [ledger, row] in
      try await ledger.keep(row, result, ending: ended, replacing: replacing)
    }
  }
}

/// What a row's requests came to. Nil is unknown, and unknown is never zero.
public struct RowTotals: Hashable, Sendable {
  /// Requests that ended or were lost.
  public var attempts = 0
  /// US dollars; nil where any request's cost is unknown. Nothing where none was sent.
  public var cost: Double? = 0
  /// The last request of this run.
  public var last: LedgerAttempt?

  /// None yet, but for those of earlier runs.
  public init(before: RowRequests = RowRequests()) { (attempts, cost) = (before.count, before.cost) }

  /// Counts a request that has ended.
  public mutating func add(_ attempt: LedgerAttempt) {
    attempts += 1
    cost = cost.flatMap { sum in attempt.cost.map { sum + $0 } }
    last = attempt
  }
}
