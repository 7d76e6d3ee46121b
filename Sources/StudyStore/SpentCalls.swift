public import Blinding
internal import GRDB

/// What calls to one model have cost, as far as it is known.
public struct SpentCalls: Hashable, Sendable {
  /// US dollars of those that cost something.
  public var cost: Double
  /// How many those are.
  public var paid: Int
  /// How many have an unknown cost.
  public var unknown: Int

  /// What calls have cost.
  public init(cost: Double = 0, paid: Int = 0, unknown: Int = 0) {
    (self.cost, self.paid, self.unknown) = (cost, paid, unknown)
  }

  /// Those of both.
  public static func + (left: SpentCalls, right: SpentCalls) -> SpentCalls {
    SpentCalls(cost: left.cost + right.cost, paid: left.paid + right.paid, unknown: left.unknown + right.unknown)
  }

  /// US dollars of one that cost something, on average; nil where none is known to have.
  public var mean: Double? { paid > 0 ? cost / Double(paid) : nil }

  /// Sums of a table of attempts. Calls by batch have another price and another way of being held back.
  fileprivate static let sums = """
    sum(cost) AS cost, sum(cost > 0) AS paid, sum(cost IS NULL) AS unknown FROM attempt WHERE batch IS NULL
    """

  fileprivate init(_ row: Row) {
    self.init(cost: row["cost"] ?? 0, paid: row["paid"] ?? 0, unknown: row["unknown"] ?? 0)
  }
}

extension StudyStore {
  /// What all runs' calls have cost, by arm and by the label of a policy's part; under the empty label the candidate itself.
  public func spentByPart() throws -> [ArmCode: [String: SpentCalls]] {
    try key.read { db in
      var spent: [ArmCode: [String: SpentCalls]] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT arm, part, \(SpentCalls.sums) GROUP BY arm, part") {
        spent[ArmCode(rawValue: row["arm"]), default: [:]][row["part"] ?? ""] = SpentCalls(row)
      }
      return spent
    }
  }
}

extension BulkLedger {
  /// What all runs' calls have cost, by the label of the model that was asked.
  public func spentByPart() throws -> [String: SpentCalls] {
    try read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT part, \(SpentCalls.sums) GROUP BY part")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["part"], SpentCalls($0)) })
    }
  }
}
