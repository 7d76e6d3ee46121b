internal import Synchronization

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
