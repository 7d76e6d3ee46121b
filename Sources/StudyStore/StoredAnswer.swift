public import Blinding
internal import GRDB
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
}
