public import StudyStore
internal import Synchronization

/// A row to be captioned, as the engine sees it.
public struct BulkRow: Sendable {
  /// Which row it is.
  public var key: RowKey
  /// Which row it was where it could not be used under another name; nil where it has had no other.
  public var otherKey: RowKey?
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
    key: RowKey, otherKey: RowKey? = nil, name: String, file: @escaping @Sendable () -> String?,
    ask: @escaping @Sendable (RowEntries) async throws -> RowResult
  ) {
    self.key = key
    self.otherKey = otherKey
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
  /// Rows of this run that cannot be used, and may be once they are mended.
  public var unusable = 0
  /// Rows that got no answer.
  public var unanswered = 0
  /// US dollars known to be spent for the output, over all its runs; nil where costs are unknown and none is known.
  public var cost: Double? = 0
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
  /// Whether any row of this run could be used.
  public var hasUsable = false
  /// The first row of this run that cannot be used, with why; empty where there is none.
  public var firstUnusable = ""
  /// Rows that were done before and whose image is another file now.
  public var changed = (count: 0, first: "")
  /// Whether it ended because the limit of cost was reached.
  public var budgetReached = false
  /// What counted toward the limit of cost without being known.
  public var estimated = EstimatedSpending(calls: 0, cost: 0)
}

/// Captions rows as they come: a bounded number at a time. What was paid for is durable before the next row takes its place;
/// what came without a request waits for its commit together with others, and so does a bounded number. Whatever the
/// list's length, no more rows than these are in memory.
public struct BulkRun: Sendable {
  /// Most rows without an answer that a summary names.
  public static let mostNamed = 20

  /// Most rows that are looked up in the ledger at once.
  static let mostFetched = 64

  private let next: @Sendable (Int) async throws -> [BulkRow]
  private let ledger: BulkLedger
  private let output: BulkOutput
  private let workers: Int
  private let limit: Int?
  private let maxCost: Double?
  private let unpriced: Set<String>
  private let noticesLength: Bool
  private let notice: @Sendable (String) -> Void
  private let clock: @Sendable () -> Int64

  /// - Parameters:
  ///   - next: the next rows, as far as they are there already and no more than so many; none after the last.
  ///   - workers: most rows under way at once.
  ///   - limit: most rows that are captioned in this run; nil: all.
  ///   - maxCost: US dollars after which no further row is begun, over all runs of the output.
  ///   - unpriced: labels of models that have no price: what those cost counts toward no limit.
  ///   - noticesLength: whether to tell of a caption that ran away: no declared check does.
  ///   - notice: told in a line what should not wait for the end.
  ///   - clock: milliseconds since 1970.
  public init(
    next: @escaping @Sendable (Int) async throws -> [BulkRow], ledger: BulkLedger, output: BulkOutput, workers: Int,
    limit: Int? = nil, maxCost: Double? = nil, unpriced: Set<String> = [], noticesLength: Bool = false,
    notice: @escaping @Sendable (String) -> Void = { _ in }, clock: @escaping @Sendable () -> Int64
  ) {
    self.unpriced = unpriced
    self.noticesLength = noticesLength
    self.notice = notice
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
    let before = try ledger.sums()
    let spending = Spending(
      before.cost, unknownCalls: before.unknownCosts, models: try ledger.spentByPart(), limit: maxCost,
      unpriced: unpriced, tell: notice)
    let watch = RunWatch(
      try ledger.sightings().mapValues { ["": $0] },
      lengthAdvice: noticesLength
        ? "It is kept as it came; the rows of such are flagged `\(RunawayCaption.flag)`." : nil,
      tell: notice)
    let standing = Standing(spending, limit: limit)
    let feed = RowFeed { most in try await rows(most, standing) }
    let keeper = RowKeeper(ledger) { row, result in
      standing.kept(row, result)
      standing.release(row.key)
    }
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for await _ in keeper.commits { try await output.catchUp() } }
        group.addTask {
          defer { keeper.finish() }
          try await work(feed, standing, keeper, spending, watch) { report(standing.summary.progress) }
        }
        try await group.waitForAll()
      }
    } catch {
      try? await keeper.settle()
      // What was kept is in the output too, unless that is what cannot be written.
      if !(error is BulkError) { try? await output.catchUp() }
      throw error
    }
    try await output.catchUp()
    try await output.takeOutReplaced()
    try await output.flush()
    try Task.checkCancellation()
    var summary = standing.summary
    summary.estimated = spending.estimated
    return summary
  }

  /// Does rows until there are none, or none may be begun; returns when all are durable.
  private func work(
    _ feed: RowFeed, _ standing: Standing, _ keeper: RowKeeper, _ spending: Spending, _ watch: RunWatch,
    report: @escaping @Sendable () -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<workers {
        group.addTask {
          while standing.mayBegin(), let row = try await feed.next(), standing.begin() {
            try await step(row, standing, keeper, spending, watch)
            report()
          }
        }
      }
      try await group.waitForAll()
    }
    try await keeper.settle()
    report()
  }

  /// The next rows that are to be done. What is done already is counted.
  ///
  /// - Returns: nil after the last.
  private func rows(_ most: Int, _ standing: Standing) async throws -> [OpenRow]? {
    let fetched = try await next(standing.left(of: most))
    if fetched.isEmpty { return nil }
    let taken = fetched.filter { standing.take($0.key) }
    let known = try ledger.standings(of: taken.flatMap { [$0.key] + ($0.otherKey.map { [$0] } ?? []) })
    return taken.compactMap { row in
      var open = OpenRow(row: row)
      switch known[row.key] {
      case .done(let done):
        standing.wasDone(row.name, isChanged: done.file != nil && done.file != row.file())
        standing.release(row.key)
        return nil
      case .unusable(let line, let requests):
        open.earlier = requests
        open.old.append((row.key, line))
      case .open(let requests): open.earlier = requests
      case nil: break
      }
      if let other = row.otherKey, case .unusable(let line, _) = known[other] { open.old.append((other, line)) }
      return open
    }
  }

  /// Does a row.
  private func step(
    _ open: OpenRow, _ standing: Standing, _ keeper: RowKeeper, _ spending: Spending, _ watch: RunWatch
  ) async throws {
    try Task.checkCancellation()
    let row = open.row
    let entries = RowEntries(
      ledger, row: row.key, name: row.name, before: open.earlier, clock: clock, spending: spending, watch: watch)
    defer { entries.close() }
    do {
      let result = try await row.ask(entries)
      if result.isLookedAtAgain, open.old.map(\.line) == [result.line] {
        standing.isAsBefore(row, result)
      } else if entries.totals.last == nil, !result.isLookedAtAgain, open.old.isEmpty {
        try await keeper.keep(row, result)
        return
      } else {
        try await entries.keep(result, replacing: open.old.map(\.key))
        keeper.committed()
        standing.kept(row, result)
      }
    } catch let stop as CandidateStopped {
      try await entries.flush()
      standing.stop(stop)
    } catch is BudgetUsedUp {
      try await entries.flush()
      standing.reachedBudget()
    } catch let unanswered as Unanswered {
      try await entries.flush()
      standing.unanswered("\(row.name): \(unanswered)")
    } catch {
      try await entries.flush()
      throw error
    }
    standing.release(row.key)
  }
}

/// A row that is to be done, and what is known of it.
struct OpenRow: Sendable {
  var row: BulkRow
  /// What was sent for it already, and brought nothing.
  var earlier = RowRequests()
  /// Its lines in the output that a result stands for.
  var old: [(key: RowKey, line: [UInt8])] = []
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
      let known = spending.known
      state.summary.progress.cost = known == 0 && spending.unknownCalls > 0 ? nil : known
      return state.summary
    }
  }

  /// Whether another row may be begun at all.
  func mayBegin() -> Bool {
    state.withLock { state in
      state.summary.stopped == nil && !state.summary.budgetReached && limit.map { state.begun < $0 } ?? true
    }
  }

  /// How many rows of so many may still be begun.
  func left(of most: Int) -> Int {
    state.withLock { state in limit.map { min(most, max(1, $0 - state.begun)) } ?? most }
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

  func kept(_ row: BulkRow, _ result: RowResult) {
    state.withLock { state in
      state.summary.progress.done += 1
      if result.isLookedAtAgain { unusable(row, result, &state) } else { state.summary.hasUsable = true }
    }
  }

  /// A row that cannot be used was looked at again and is as it was.
  func isAsBefore(_ row: BulkRow, _ result: RowResult) {
    state.withLock { state in
      state.summary.progress.doneBefore += 1
      unusable(row, result, &state)
    }
  }

  private func unusable(_ row: BulkRow, _ result: RowResult, _ state: inout State) {
    if state.summary.progress.unusable == 0 {
      state.summary.firstUnusable = result.reason.map { "\(row.name): \($0)" } ?? row.name
    }
    state.summary.progress.unusable += 1
    // Nothing was captioned: another row has its place under the limit.
    state.begun -= 1
  }

  func stop(_ stop: CandidateStopped) {
    state.withLock { state in
      guard state.summary.stopped == nil else { return }
      (state.summary.stopped, state.summary.isUnreachable) = (stop.description, stop.isUnreachable)
    }
  }

  /// A row was given up since nothing more may be sent.
  func reachedBudget() { state.withLock { $0.summary.budgetReached = true } }

  func wasDone(_ name: String, isChanged: Bool) {
    state.withLock { state in
      state.summary.progress.doneBefore += 1
      state.summary.hasUsable = true
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
