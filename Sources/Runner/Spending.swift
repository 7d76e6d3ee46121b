internal import StudyStore
internal import Synchronization

/// A request that was not sent, because the budget is used up.
struct BudgetUsedUp: Error {}

/// What a limit of cost is held against that is not known: calls of unknown cost, each at the mean of those whose cost is
/// known. The ledger and the report leave them unknown.
public struct EstimatedSpending: Hashable, Sendable {
  /// Calls of unknown cost to models that have a price.
  public var calls: Int
  /// US dollars that they are taken for; 0 where no cost is known to take a mean of.
  public var cost: Double
}

/// US dollars spent over all runs, and the limit that they are held against.
///
/// Toward the limit count what is known; each call of unknown cost to a model that has a price, at the mean of that model's
/// known costs, or else of all known costs; and each call under way, at the same mean. A call waits while the three come to
/// the limit, so that no more is under way than the limit leaves room for. Of a model of which no cost is known yet one call
/// is under way at a time, until an answer has come. Whatever is counted for calls under way, one may be sent when none is:
/// nobody waits for ever, and where calls cost alike the limit is passed by less than one of them.
final class Spending: Sendable {
  private struct Model {
    var calls = SpentCalls()
    var underWay = 0
    /// Whether an answer has come in this run: its cost is known, or never will be.
    var isHeard = false
  }
  private struct State {
    var known: Double?
    var unknownCalls: Int
    var models: [String: Model] = [:]
    var isTold = false
    var lastNumber = 0
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state: Mutex<State>
  private let limit: Double?
  private let unpriced: Set<String>
  private let tell: @Sendable (String) -> Void

  /// - Parameters:
  ///   - before: what earlier runs are known to have spent; nil where no cost is known.
  ///   - unknownCalls: how many of their calls had an unknown cost.
  ///   - models: what their calls to each model came to, by its label.
  ///   - limit: what may be spent; nil sets no limit.
  ///   - unpriced: labels of models that have no price. Their calls count nothing.
  ///   - tell: told in a line, once, that a call's cost is unknown although there are a price and a limit.
  init(
    _ before: Double?, unknownCalls: Int = 0, models: [String: SpentCalls] = [:], limit: Double?,
    unpriced: Set<String> = [], tell: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    state = Mutex(
      State(known: before, unknownCalls: unknownCalls, models: models.mapValues { Model(calls: $0) }))
    self.limit = limit
    self.unpriced = unpriced
    self.tell = tell
  }

  /// Whether nothing more may be sent.
  var isUsedUp: Bool {
    guard let limit else { return false }
    return state.withLock { counted($0) >= limit }
  }

  /// The sum; nil where no cost is known.
  var known: Double? { state.withLock { $0.known } }

  /// Calls whose cost is not in the sum.
  var unknownCalls: Int { state.withLock { $0.unknownCalls } }

  /// What counts toward the limit beside the sum.
  var estimated: EstimatedSpending { state.withLock { estimated($0) } }

  /// Waits until a call may be sent, and takes it for under way.
  ///
  /// - Parameter label: of the model that it is for.
  /// - Returns: a call that is to be ended, once.
  /// - Throws: ``BudgetUsedUp`` where the limit is reached, `CancellationError`.
  func begin(_ label: String) async throws -> Call {
    while true {
      let number: Int? = try state.withLock { state in
        guard hasToWait(label, state) else {
          if let limit, counted(state) >= limit { throw BudgetUsedUp() }
          state.models[label, default: Model()].underWay += 1
          return nil
        }
        state.lastNumber += 1
        return state.lastNumber
      }
      guard let number else { return Call(label: label) }
      try await wait(number, label)
    }
  }

  /// A call that is under way.
  struct Call: Sendable { fileprivate var label: String }

  /// Ends a call that was sent.
  ///
  /// - Parameters:
  ///   - cost: US dollars; nil is unknown.
  ///   - isAnswer: whether it brought an answer.
  ///   - name: of the candidate and the image, for messages.
  func end(_ call: Call, cost: Double?, isAnswer: Bool, name: String) {
    let (callers, isFirst) = state.withLock { state -> ([CheckedContinuation<Void, Never>], Bool) in
      if let cost { state.known = (state.known ?? 0) + cost } else { state.unknownCalls += 1 }
      var model = state.models[call.label, default: Model()]
      model.underWay -= 1
      if isAnswer { model.isHeard = true }
      if let cost, cost > 0 {
        model.calls.cost += cost
        model.calls.paid += 1
      }
      if cost == nil { model.calls.unknown += 1 }
      state.models[call.label] = model
      let isFirst = cost == nil && isAnswer && limit != nil && !state.isTold && !unpriced.contains(call.label)
      if isFirst { state.isTold = true }
      return (Self.wake(&state), isFirst)
    }
    for caller in callers { caller.resume() }
    guard isFirst, let limit else { return }
    tell(
      "\(name): the answer does not say how many tokens it took, so what it cost is unknown. Toward the limit of \(limit) USD "
        + "such calls count at the mean of those whose cost is known, and while none is known they count nothing. "
        + "Have the service report `usage`, or watch what it bills.")
  }

  /// Ends a call that was not sent after all.
  func cancel(_ call: Call) {
    let callers = state.withLock { state in
      state.models[call.label, default: Model()].underWay -= 1
      return Self.wake(&state)
    }
    for caller in callers { caller.resume() }
  }

  private func hasToWait(_ label: String, _ state: State) -> Bool {
    guard let limit, !unpriced.contains(label), counted(state) < limit else { return false }
    let priced = state.models.filter { !unpriced.contains($0.key) }
    guard priced.values.contains(where: { $0.underWay > 0 }) else { return false }
    let own = state.models[label, default: Model()]
    if own.underWay > 0, !own.isHeard, own.calls.paid == 0 { return true }
    let reserved = priced.reduce(0.0) { $0 + Double($1.value.underWay) * mean($1.value, state) }
    return counted(state) + reserved >= limit
  }

  private func counted(_ state: State) -> Double { (state.known ?? 0) + estimated(state).cost }

  private func estimated(_ state: State) -> EstimatedSpending {
    state.models.reduce(into: EstimatedSpending(calls: 0, cost: 0)) { sum, model in
      guard model.value.calls.unknown > 0, !unpriced.contains(model.key) else { return }
      sum.calls += model.value.calls.unknown
      sum.cost += Double(model.value.calls.unknown) * mean(model.value, state)
    }
  }

  /// Of what a model's calls are known to have cost, else of what any did; 0 where none is known.
  private func mean(_ model: Model, _ state: State) -> Double {
    model.calls.mean ?? state.models.values.map(\.calls).reduce(SpentCalls(), +).mean ?? 0
  }

  private static func wake(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    defer { state.waiting = [:] }
    return Array(state.waiting.values)
  }

  private func wait(_ number: Int, _ label: String) async throws {
    await withTaskCancellationHandler {
      await withCheckedContinuation { caller in
        let isNow = state.withLock { state in
          // A call may have ended, or the task been cancelled, meanwhile.
          if Task.isCancelled || !hasToWait(label, state) { return true }
          state.waiting[number] = caller
          return false
        }
        if isNow { caller.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
    try Task.checkCancellation()
  }
}
