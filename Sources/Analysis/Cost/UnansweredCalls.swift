public import Blinding
public import StudyModel

/// Calls that brought no answer and whose cost is not known, beside all calls behind the same captions.
///
/// What a caption costs is told from calls of known cost where one of them brought it. The others may have been billed or
/// not: they are counted and named beside the cost, and are not in it.
public struct UnansweredCalls: Hashable, Sendable, Codable {
  /// Those that the run itself cut off: it was killed, or stopped while they were under way.
  public var cutOff: Int
  /// Those that failed at the service: it answered with an error, or not whole, or not at all.
  public var failed: Int
  /// All calls, these among them.
  public var calls: Int

  /// Calls that brought no answer and whose cost is not known.
  public init(cutOff: Int, failed: Int, calls: Int) {
    self.cutOff = cutOff
    self.failed = failed
    self.calls = calls
  }

  /// How many.
  public var count: Int { cutOff + failed }
  /// Their share of all calls, between 0 and 1.
  public var share: Double { calls > 0 ? Double(count) / Double(calls) : 0 }
}

extension ImageCosts {
  /// Those behind the captions of the arms that are chosen for some images; nil where there are none.
  func unanswered(_ choice: [ItemID: ArmCode]) -> UnansweredCalls? {
    var all = UnansweredCalls(cutOff: 0, failed: 0, calls: 0)
    for (item, arm) in choice {
      guard let own = unanswered[arm]?[item] else { continue }
      all.cutOff += own.cutOff
      all.failed += own.failed
      all.calls += own.calls
    }
    return all.count > 0 ? all : nil
  }

  /// Those behind an arm's captions of some images; nil where there are none.
  public func unanswered(of arm: ArmCode, _ items: some Sequence<ItemID>) -> UnansweredCalls? {
    unanswered(Dictionary(items.map { ($0, arm) }, uniquingKeysWith: { first, _ in first }))
  }
}
