internal import Blinding
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// What one caption's asking writes down. An attempt that brought an answer waits to be written together with it: one
/// commit, and never an answer without what it cost.
final class JobEntries: Sendable {
  private typealias Ending = (id: Int64, attempt: LedgerAttempt)

  private let store: StudyStore
  private let arms: [String: ArmCode]
  private let arm: ArmCode
  private let item: ItemID
  private let clock: @Sendable () -> Int64
  private let spending: Spending
  private let waiting = Mutex<Ending?>(nil)
  private let started = Mutex(LedgerStart(number: 0))
  private let saw: @Sendable (LedgerAttempt, LedgerStart) -> Void

  /// - Parameter saw: told of each request that brought an answer.
  init(
    store: StudyStore, arms: [String: ArmCode], arm: ArmCode, item: ItemID, clock: @escaping @Sendable () -> Int64,
    spending: Spending, saw: @escaping @Sendable (LedgerAttempt, LedgerStart) -> Void
  ) {
    self.saw = saw
    self.store = store
    self.arms = arms
    self.arm = arm
    self.item = item
    self.clock = clock
    self.spending = spending
  }

  /// The ledger, as a source writes into it.
  var ledger: ItemLedger {
    ItemLedger(
      willSend: { [self] start in
        try await flush()
        // However long the request has waited for its turn.
        if spending.isUsedUp { throw BudgetUsedUp() }
        started.withLock { $0 = start }
        return try await store.willSend(start, arm: arm, item: item, at: clock())
      },
      didEnd: { [self] id, attempt in
        spending.add(attempt.cost)
        try await flush()
        let brought = attempt.reason == nil && !attempt.isLost
        waiting.withLock { $0 = (id, attempt) }
        if brought { saw(attempt, started.withLock { $0 }) } else { try await flush() }
      },
      answer: { [store, arms, item] label in try arms[label].flatMap { try store.answer(of: $0, about: item) } },
      lent: { [store, arms] label, item in
        guard let arm = arms[label], let answer = try store.answer(of: arm, about: item) else { return nil }
        return (answer, try store.origin(of: arm, about: item))
      })
  }

  /// Writes down an attempt's end that is still waiting for an answer to be kept.
  func flush() async throws {
    guard let ending = take() else { return }
    try await uncancelled { [store] in try await store.didEnd(ending.id, ending.attempt) }
  }

  /// Keeps an answer, what gave it, and how the attempt ended that brought it. Returns at once.
  ///
  /// - Parameter ended: told when that is durable, or why it cannot be.
  func keep(_ output: Output, _ caption: Caption, ended: @escaping @Sendable ((any Error)?) -> Void) throws {
    try store.keep(output, breaches: caption.breaches, served: caption.served, ending: take(), ended: ended)
  }

  private func take() -> Ending? {
    waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
  }
}

/// A request that was not sent, because the budget is used up.
struct BudgetUsedUp: Error {}

/// US dollars known to be spent, over all runs of a study.
final class Spending: Sendable {
  private let sum: Mutex<(known: Double?, unknownCalls: Int)>
  private let limit: Double?

  /// - Parameters:
  ///   - before: what earlier runs are known to have spent; nil where no cost is known.
  ///   - unknownCalls: how many of their calls had an unknown cost.
  ///   - limit: what may be spent; nil sets no limit.
  init(_ before: Double?, unknownCalls: Int = 0, limit: Double?) {
    sum = Mutex((before, unknownCalls))
    self.limit = limit
  }

  /// Whether nothing more may be sent.
  var isUsedUp: Bool {
    guard let limit, let known else { return false }
    return known >= limit
  }

  /// The sum; nil where no cost is known.
  var known: Double? { sum.withLock { $0.known } }

  /// Calls whose cost is not in the sum.
  var unknownCalls: Int { sum.withLock { $0.unknownCalls } }

  /// Adds an attempt's cost; nil is unknown.
  func add(_ cost: Double?) {
    sum.withLock { sum in
      if let cost { sum.known = (sum.known ?? 0) + cost } else { sum.unknownCalls += 1 }
    }
  }
}

/// Finishes what was begun although the run is being stopped: an answer that arrived whole is kept.
func uncancelled<Value: Sendable>(_ work: @Sendable @escaping () async throws -> Value) async throws -> Value {
  try await Task { try await work() }.value
}
