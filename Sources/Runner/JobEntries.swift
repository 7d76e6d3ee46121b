internal import Blinding
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// What one caption's asking writes down, and its place at its service: held from before a request is sent until the answer
/// is durable or there is none.
final class JobEntries: Sendable {
  private let store: StudyStore
  private let arms: [String: ArmCode]
  private let label: String
  private let arm: ArmCode
  private let item: ItemID
  private let clock: @Sendable () -> Int64
  private let spending: Spending
  private let call = HeldCall()
  private let name: String
  private let place: HeldPlace?
  private let ending: HeldEnding
  private let started = Mutex(LedgerStart(number: 0))
  private let saw: @Sendable (LedgerAttempt, LedgerStart) -> Void

  /// - Parameters:
  ///   - label: of the candidate.
  ///   - fileName: of the image.
  ///   - place: at its service; nil where none is asked.
  ///   - saw: told of each request that brought an answer.
  init(
    store: StudyStore, arms: [String: ArmCode], label: String, arm: ArmCode, item: ItemID, fileName: String,
    clock: @escaping @Sendable () -> Int64, spending: Spending, place: HeldPlace?,
    saw: @escaping @Sendable (LedgerAttempt, LedgerStart) -> Void
  ) {
    self.saw = saw
    (self.label, name) = (label, "candidate '\(label)', \(fileName)")
    self.store = store
    self.arms = arms
    self.arm = arm
    self.item = item
    self.clock = clock
    self.spending = spending
    self.place = place
    ending = HeldEnding { [store] in try await store.didEnd($0.id, $0.attempt) }
  }

  /// The ledger, as a source writes into it.
  var ledger: ItemLedger {
    ItemLedger(
      willWait: { [place, ending] in
        // What an answer had cost that is not kept yet: nobody else is to be sent for in its place before it is written.
        try await ending.flush()
        place?.giveBack()
      },
      willSend: { [self] start in
        try await ending.flush()
        try await place?.take()
        // However long the request has waited for its turn.
        call.hold(try await spending.begin(start.part ?? label))
        started.withLock { $0 = start }
        return try await store.willSend(start, arm: arm, item: item, at: clock())
      },
      didEnd: { [self] id, attempt in
        call.end(attempt, in: spending, name: name)
        if try await ending.take((id, attempt)) {
          saw(attempt, started.withLock { $0 })
        } else {
          place?.giveBack()
        }
      },
      answer: { [store, arms, item] label in try arms[label].flatMap { try store.answer(of: $0, about: item) } },
      lent: { [store, arms] label, item in
        guard let arm = arms[label], let answer = try store.answer(of: arm, about: item) else { return nil }
        return (answer, try store.origin(of: arm, about: item), try store.oddities(of: arm, about: item))
      })
  }

  /// Gives back what is held for a request that was not sent after all.
  func close() { call.cancel(in: spending) }

  /// Writes down an attempt's end that is still waiting for an answer to be kept.
  func flush() async throws { try await ending.flush() }

  /// Keeps an answer, what gave it, and how the attempt ended that brought it. Returns at once.
  ///
  /// - Parameter ended: told when that is durable, or why it cannot be.
  func keep(_ output: Output, _ caption: Caption, ended: @escaping @Sendable ((any Error)?) -> Void) throws {
    try store.keep(
      output, breaches: caption.breaches, served: caption.served, ending: ending.release(), ended: ended)
  }
}

/// Finishes what was begun although the run is being stopped: an answer that arrived whole is kept.
func uncancelled<Value: Sendable>(_ work: @Sendable @escaping () async throws -> Value) async throws -> Value {
  try await Task { try await work() }.value
}
