public import Blinding
internal import GRDB
public import Roster
public import StudyModel

/// A candidate's stored answer about one image, as a router of the same study takes it.
public struct StoredAnswer: Hashable, Sendable {
  /// Whose it is.
  public var arm: ArmCode
  /// As it came; nil where no text did.
  public var text: String?
  /// How asking ended.
  public var outcome: Outcome
  /// What gave it, where that candidate is a policy.
  public var served: ServedRow?
}

extension StudyStore {
  /// The stored answer of an arm about an item; nil where there is none yet.
  public func answer(of arm: ArmCode, about item: ItemID) throws -> StoredAnswer? {
    try key.read { db in
      let arguments: StatementArguments = [arm.rawValue, item.hex]
      let answer = try db.cachedStatement(
        sql: "SELECT outcome, CAST(text AS BLOB) AS text FROM answer WHERE arm = ? AND item = ?")
      guard let row = try Row.fetchOne(answer, arguments: arguments) else { return nil }
      guard let outcome = Outcome(rawValue: row["outcome"]) else {
        throw StoreError.unreadable(path: key.path, detail: "an answer in it is not what was written")
      }
      let served = try db.cachedStatement(sql: "SELECT * FROM served WHERE arm = ? AND item = ?")
      return StoredAnswer(
        arm: arm, text: Self.caption(row), outcome: outcome,
        served: try Row.fetchOne(served, arguments: arguments).map(ServedRow.init))
    }
  }

  /// What asking for an arm's stored answer had come to: as a cache would have kept it. Where a cache gave that answer
  /// itself, what it had kept; of a router's, what the arm has whose answer it took.
  public func origin(of arm: ArmCode, about item: ItemID) throws -> CacheHit {
    let asked = try asked(arm, about: item)
    if let hit = asked.hit { return hit }
    return try key.read { db in
      let rows = try Self.attempts(db, asked.arm, item)
      let costs = rows.map { $0["cost"] as Double? }
      var hit = CacheHit(
        originCost: rows.isEmpty ? nil : costs.reduce(0) { sum, cost in sum.flatMap { sum in cost.map { sum + $0 } } })
      guard let last = Self.answered(rows) else { return hit }
      hit.originAt = last["ended"]
      hit.originModel = last["served_model"]
      hit.originFingerprint = last["fingerprint"]
      hit.originTotal = last["total"]
      hit.originFirstToken = last["first_token"]
      return hit
    }
  }

  /// What was odd about the attempt that brought an arm's stored answer, in the ledger's words; nothing where a cache gave it.
  public func oddities(of arm: ArmCode, about item: ItemID) throws -> [String] {
    let asked = try asked(arm, about: item)
    guard asked.hit == nil else { return [] }
    return try key.read { db in
      let flags: String? = Self.answered(try Self.attempts(db, asked.arm, item))?["flags"]
      return try flags.map { try Self.value($0, as: [String].self) } ?? []
    }
  }

  /// Whose request brought an arm's stored answer, and what a cache had kept where one gave it.
  private func asked(_ arm: ArmCode, about item: ItemID) throws -> (arm: ArmCode, hit: CacheHit?) {
    var arm = arm
    var seen: Set<ArmCode> = []
    // No longer than there are arms, whatever a damaged file says.
    while seen.insert(arm).inserted, let served = try answer(of: arm, about: item)?.served {
      if var hit = served.hit {
        (hit.distance, hit.ownTotal) = (nil, nil)
        return (arm, hit)
      }
      arm = served.fromArm ?? arm
    }
    return (arm, nil)
  }

  private static func attempts(_ db: Database, _ arm: ArmCode, _ item: ItemID) throws -> [Row] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT *, \(BatchedAttempts.isNoSecond) AS counts FROM attempt WHERE arm = ? AND item = ? ORDER BY id
        """, arguments: [arm.rawValue, item.hex])
  }

  private static func answered(_ attempts: [Row]) -> Row? {
    attempts.last { $0["reason"] as String? == nil && $0["state"] as String == "ended" && $0["counts"] as Bool }
  }
}
