public import StudyStore
internal import Synchronization

/// A row to be captioned, as the engine sees it.
public struct BulkRow: Sendable {
  /// Which row it is.
  public var key: RowKey
  /// Its image, for messages.
  public var name: String
  /// Which file its image is now, as ``RowResult/file`` words it; nil where there is none. Asked only of rows that are done.
  public var file: @Sendable () -> String?
  /// Captions it, and gives the result as it is to be kept.
  ///
  /// Throws ``CandidateStopped`` where asking further makes no sense, ``Unanswered`` where this row got no answer within
  /// the attempts allowed.
  public var ask: @Sendable (RowEntries) async throws -> RowResult

  /// A row to be captioned.
  public init(
    key: RowKey, name: String, file: @escaping @Sendable () -> String?,
    ask: @escaping @Sendable (RowEntries) async throws -> RowResult
  ) {
    self.key = key
    self.name = name
    self.file = file
    self.ask = ask
  }
}

/// How far captioning in bulk is.
public struct BulkProgress: Hashable, Sendable {
  /// Rows done in this run.
  public var done = 0
  /// Rows that were done before, or say the same as another.
  public var doneBefore = 0
  /// Rows that got no answer.
  public var unanswered = 0
  /// US dollars known to be spent for the output, over all its runs; nil where no cost is known.
  public var cost: Double?
}

/// What captioning in bulk leaves behind.
public struct BulkSummary: Sendable {
  /// How far it came.
  public var progress = BulkProgress()
  /// Why asking further makes no sense; nil where it does.
  public var stopped: String?
  /// Whether it was stopped because its service is not there: another time it may be.
  public var isUnreachable = false
  /// The first rows that got no answer, each with the last reason.
  public var unanswered: [String] = []
  /// Rows that were done before and whose image is another file now.
  public var changed = (count: 0, first: "")
  /// Whether it ended because the limit of cost was reached.
  public var budgetReached = false
}

/// Captions rows as they come: a bounded number at a time, each durable before the next takes its place. Whatever the list's
/// length, no more than the rows under way are in memory.
public struct BulkRun: Sendable {
  /// Most rows without an answer that a summary names.
  public static let mostNamed = 20

  private let next: @Sendable () async throws -> BulkRow?
  private let ledger: BulkLedger
  private let output: BulkOutput
  private let workers: Int
  private let limit: Int?
  private let maxCost: Double?
  private let clock: @Sendable () -> Int64

  /// - Parameters:
  ///   - next: the next row; nil after the last.
  ///   - workers: most rows under way at once.
  ///   - limit: most rows that are captioned in this run; nil: all.
  ///   - maxCost: US dollars after which no further row is begun, over all runs of the output.
  ///   - clock: milliseconds since 1970.
  public init(
    next: @escaping @Sendable () async throws -> BulkRow?, ledger: BulkLedger, output: BulkOutput, workers: Int,
    limit: Int? = nil, maxCost: Double? = nil, clock: @escaping @Sendable () -> Int64
  ) {
    self.next = next
    self.ledger = ledger
    self.output = output
    self.workers = max(1, workers)
    self.limit = limit
    self.maxCost = maxCost
    self.clock = clock
  }

  /// Runs until the list is at its end, the limit is reached, nothing more can be asked, or the task is cancelled.
  ///
  /// - Throws: `CancellationError` after the requests in flight were given up and written down as lost; errors of the list,
  ///   the ledger and the output. What was done is kept.
  public func run(progress report: @escaping @Sendable (BulkProgress) -> Void) async throws -> BulkSummary {
    let spending = Spending(try ledger.knownCost(), limit: maxCost)
    let standing = Standing(spending, limit: limit)
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<workers {
          group.addTask {
            while try await step(standing, spending) { report(standing.summary.progress) }
          }
        }
        try await group.waitForAll()
      }
    } catch {
      // What was kept is in the output too, unless that is what cannot be written.
      if !(error is BulkError) { try? await output.catchUp() }
      throw error
    }
    try await output.catchUp()
    try await output.flush()
    try Task.checkCancellation()
    return standing.summary
  }

  /// Takes the next row and does it.
  ///
  /// - Returns: whether to go on.
  private func step(_ standing: Standing, _ spending: Spending) async throws -> Bool {
    try Task.checkCancellation()
    guard standing.mayBegin(), let row = try await next() else { return false }
    guard standing.take(row.key) else { return true }
    defer { standing.release(row.key) }
    if let done = try ledger.done(row.key) {
      standing.wasDone(row.name, isChanged: done.file != nil && done.file != row.file())
      return true
    }
    guard standing.begin() else { return false }
    let entries = RowEntries(ledger, row: row.key, clock: clock, spending: spending)
    do {
      let result = try await row.ask(entries)
      try await entries.keep(result)
      try await output.catchUp()
      standing.kept()
    } catch let stop as CandidateStopped {
      try await entries.flush()
      standing.stop(stop)
    } catch is BudgetUsedUp {
      try await entries.flush()
    } catch let unanswered as Unanswered {
      try await entries.flush()
      standing.unanswered("\(row.name): \(unanswered)")
    } catch {
      try await entries.flush()
      throw error
    }
    return true
  }
}

/// What all workers of a run share.
private final class Standing: Sendable {
  private struct State {
    var summary = BulkSummary()
    var underWay: Set<RowKey> = []
    var begun = 0
  }

  private let spending: Spending
  private let limit: Int?
  private let state = Mutex(State())

  init(_ spending: Spending, limit: Int?) {
    self.spending = spending
    self.limit = limit
  }

  var summary: BulkSummary {
    state.withLock { state in
      state.summary.progress.cost = spending.known
      return state.summary
    }
  }

  /// Whether another row may be begun at all.
  func mayBegin() -> Bool {
    state.withLock { state in
      state.summary.stopped == nil && !state.summary.budgetReached && limit.map { state.begun < $0 } ?? true
    }
  }

  /// Takes a row, so that no other worker does it too.
  ///
  /// - Returns: false where another row that says the same is under way.
  func take(_ row: RowKey) -> Bool {
    state.withLock { state in
      if state.underWay.insert(row).inserted { return true }
      state.summary.progress.doneBefore += 1
      return false
    }
  }

  func release(_ row: RowKey) { _ = state.withLock { $0.underWay.remove(row) } }

  /// - Returns: whether a row that is not done may be begun.
  func begin() -> Bool {
    state.withLock { state in
      if let limit, state.begun >= limit { return false }
      if spending.isUsedUp { state.summary.budgetReached = true }
      if state.summary.budgetReached { return false }
      state.begun += 1
      return true
    }
  }

  func kept() { state.withLock { $0.summary.progress.done += 1 } }

  func stop(_ stop: CandidateStopped) {
    state.withLock { state in
      guard state.summary.stopped == nil else { return }
      (state.summary.stopped, state.summary.isUnreachable) = (stop.description, stop.isUnreachable)
    }
  }

  func wasDone(_ name: String, isChanged: Bool) {
    state.withLock { state in
      state.summary.progress.doneBefore += 1
      guard isChanged else { return }
      if state.summary.changed.count == 0 { state.summary.changed.first = name }
      state.summary.changed.count += 1
    }
  }

  func unanswered(_ reason: String) {
    state.withLock { state in
      state.summary.progress.unanswered += 1
      if state.summary.unanswered.count < BulkRun.mostNamed { state.summary.unanswered.append(reason) }
    }
  }
}
