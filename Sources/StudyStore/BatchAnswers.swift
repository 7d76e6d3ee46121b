public import Blinding
internal import Foundation
internal import GRDB
public import StudyModel

/// An attempt that went out in a batch, as a ledger takes it in.
public struct BatchedAttempt: Sendable {
  /// The mark of the shard that it went out in.
  public var mark: String
  /// What was sent.
  public var start: LedgerStart
  /// When, in milliseconds since 1970: when its shard was submitted, as far as that is known.
  public var at: Int64
  /// How it ended.
  public var ending: LedgerAttempt

  /// An attempt that went out in a batch.
  public init(mark: String, start: LedgerStart, at: Int64, ending: LedgerAttempt) {
    self.mark = mark
    self.start = start
    self.at = at
    self.ending = ending
  }
}

extension StudyStore {
  /// What came by batch for one arm and item.
  public struct BatchAnswer: Sendable {
    /// Whose it is.
    public var arm: ArmCode
    /// What it is about.
    public var item: ItemID
    /// The request.
    public var attempt: BatchedAttempt
    /// The answer; nil where there is none.
    public var output: Output?
    /// Names of the declared checks it broke.
    public var breaches: [String]

    /// What came by batch for one arm and item.
    public init(arm: ArmCode, item: ItemID, attempt: BatchedAttempt, output: Output?, breaches: [String]) {
      self.arm = arm
      self.item = item
      self.attempt = attempt
      self.output = output
      self.breaches = breaches
    }
  }

  /// Takes in what came by batch: attempts and answers into the key database in one commit, then the answers where everybody
  /// may see them. The same taken in again changes nothing; an answer that is stored already stays.
  public func take(_ answers: [BatchAnswer]) throws {
    try key.write { db in
      for answer in answers {
        let id = try Self.attempt(
          answer.attempt, in: db, columns: "arm, item", key: [answer.arm.rawValue, answer.item.hex])
        try Self.end(id, answer.attempt.ending, db)
        guard let output = answer.output else { continue }
        let statement = try db.cachedStatement(
          sql: "INSERT OR IGNORE INTO answer (arm, item, outcome, text, breaches) VALUES (?, ?, ?, CAST(? AS TEXT), ?)")
        try statement.execute(arguments: Self.row(output, answer.breaches))
      }
    }
    try study.write { db in
      let statement = try db.cachedStatement(
        sql: "INSERT OR IGNORE INTO output (arm, item, outcome, text, breaches) VALUES (?, ?, ?, CAST(? AS TEXT), ?)")
      for answer in answers {
        guard let output = answer.output else { continue }
        // What an earlier run stored is what everybody sees.
        try statement.execute(arguments: Self.row(output, answer.breaches))
      }
    }
  }

  /// The entry of a batched attempt, made where it is new.
  ///
  /// - Parameters:
  ///   - columns: two columns that say what it is about, of which the second is `part` in a list's ledger.
  static func attempt(
    _ attempt: BatchedAttempt, in db: Database, columns: String, key: [any DatabaseValueConvertible]
  ) throws -> Int64 {
    let names = columns.split(separator: ",").map { $0.trimmingPrefix(" ") }
    let insert = try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO attempt (batch, \(columns), number, started, requested_model, image_sent)
          VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    let start = attempt.start
    try insert.execute(
      arguments: [attempt.mark] + StatementArguments(key)
        + [start.number, attempt.at, start.requestedModel, start.imageSent])
    if db.changesCount > 0 { return db.lastInsertedRowID }
    let find = try db.cachedStatement(
      sql: "SELECT id FROM attempt WHERE batch = ? AND " + names.map { "\($0) = ?" }.joined(separator: " AND "))
    let known = try Int64.fetchOne(find, arguments: [attempt.mark] + StatementArguments(key))
    guard let known else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an attempt is not there") }
    return known
  }
}

extension BulkLedger {
  /// What came by batch for one row.
  public struct BatchAnswer: Sendable {
    /// Which row.
    public var row: RowKey
    /// The label of the model.
    public var part: String
    /// The request.
    public var attempt: BatchedAttempt
    /// What is kept of it; nil where there is no answer.
    public var result: RowResult?

    /// What came by batch for one row.
    public init(row: RowKey, part: String, attempt: BatchedAttempt, result: RowResult?) {
      self.row = row
      self.part = part
      self.attempt = attempt
      self.result = result
    }
  }

  /// Takes in what came by batch, in one commit; the same taken in again changes nothing. Of two results for one row the
  /// first stays.
  public func take(_ answers: [BatchAnswer]) throws {
    try write { db in
      for answer in answers {
        let id = try StudyStore.attempt(
          answer.attempt, in: db, columns: "row, part", key: [Data(answer.row.bytes), answer.part])
        try StudyStore.end(id, answer.attempt.ending, db)
        guard let result = answer.result else { continue }
        try replace([answer.row], db)
        try Self.insert(answer.row, result, db)
      }
    }
  }
}
