internal import Foundation
internal import GRDB

/// What captioning in bulk writes down beside its output: every request before it is sent, and every row once it is done,
/// with the line that stands for it in the output.
///
/// The ledger is the truth and the output is made from it: a line is appended once its commit is durable, so a crash can
/// only leave an output that is behind, and that is mended when the ledger is opened again.
public final class BulkLedger: Sendable {
  /// Where it is.
  public let path: String
  private let file: StoreFile
  private let group: GroupCommit

  /// The ledger of an output.
  public static func path(beside output: String) -> String { output + ".ledger.sqlite" }

  /// Opens a ledger or makes one, and marks attempts that never ended as lost. Only for whoever holds the output's lock.
  ///
  /// - Parameters:
  ///   - job: what is done; a ledger that is there was begun with the same.
  ///   - at: milliseconds since 1970.
  /// - Throws: ``StoreError``, ``BulkError/anotherJob(output:)``.
  public init(beside output: String, job: BulkJob, at: Int64) throws {
    path = Self.path(beside: output)
    try StudyStore.makePrivate(path)
    // Memory does not grow with the list: SQLite keeps pages for each connection.
    file = try StoreFile(path, BulkSchema.ledger, readers: 1)
    group = GroupCommit(file, gatheringFor: .microseconds(500))
    try file.write { db in
      if let row = try Row.fetchOne(db, sql: "SELECT definition, header FROM job") {
        let header: Data = row["header"]
        guard row["definition"] == job.definition, Array(header) == job.header else {
          throw BulkError.anotherJob(output: output)
        }
      } else {
        try db.execute(
          sql: "INSERT INTO job (one, definition, header, began) VALUES (1, ?, ?, ?)",
          arguments: [job.definition, Data(job.header), at])
      }
      try db.execute(sql: "UPDATE attempt SET state = 'lost' WHERE state = 'sent'")
    }
  }

  func write<Value>(_ work: (Database) throws -> Value) throws -> Value { try file.write(work) }

  /// Those of some rows that are done, and which file their image was then.
  public func done(_ rows: [RowKey]) throws -> [RowKey: DoneRow] {
    if rows.isEmpty { return [:] }
    return try file.read { db in
      let statement = try db.cachedStatement(sql: "SELECT file FROM done WHERE row = ?")
      var done: [RowKey: DoneRow] = [:]
      for row in rows {
        done[row] = try Row.fetchOne(statement, arguments: [Data(row.bytes)]).map { DoneRow(file: $0["file"]) }
      }
      return done
    }
  }

  /// Writes down that a request is about to be sent, and returns when that is durable.
  ///
  /// - Parameters:
  ///   - part: the label of the model that is asked.
  ///   - at: milliseconds since 1970.
  /// - Returns: the attempt's number in the ledger.
  public func willSend(_ start: LedgerStart, row: RowKey, part: String, at: Int64) async throws -> Int64 {
    try await group.write { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO attempt (row, part, number, started, requested_model, image_sent) VALUES (?, ?, ?, ?, ?, ?)
          """)
      try statement.execute(
        arguments: [Data(row.bytes), part, start.number, at, start.requestedModel, start.imageSent])
      return db.lastInsertedRowID
    }
  }

  /// Writes down how a request ended.
  public func didEnd(_ id: Int64, _ attempt: LedgerAttempt) async throws {
    try await group.write { db in try StudyStore.end(id, attempt, db) }
  }

  /// Keeps a row's result for good, and how the request ended that brought it, in one commit. Of two results for one row
  /// the first stays.
  public func keep(_ row: RowKey, _ result: RowResult, ending: (id: Int64, attempt: LedgerAttempt)?) async throws {
    try await group.write { db in
      if let ending { try StudyStore.end(ending.id, ending.attempt, db) }
      try Self.insert(row, result, db)
    }
  }

  /// Keeps the result of a row that took no request; returns at once.
  ///
  /// - Parameter ended: told once it is durable, or why it cannot be.
  public func keepSoon(_ row: RowKey, _ result: RowResult, ended: @escaping @Sendable ((any Error)?) -> Void) {
    group.enqueue({ try Self.insert(row, result, $0) }, ended: ended)
  }

  private static func insert(_ row: RowKey, _ result: RowResult, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO done (row, outcome, part, file, cache, line) VALUES (?, ?, ?, ?, ?, ?)")
    try statement.execute(
      arguments: [Data(row.bytes), result.outcome, result.part, result.file, result.cache, Data(result.line)])
  }

  /// The lines of the output after a number, in its order.
  func lines(after sequence: Int64, limit: Int) throws -> [(sequence: Int64, line: [UInt8])] {
    try file.read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT sequence, line FROM done WHERE sequence > ? ORDER BY sequence LIMIT ?")
      return try Row.fetchAll(statement, arguments: [sequence, limit]).map { row in
        let line: Data = row["line"]
        return (row["sequence"], Array(line))
      }
    }
  }

  /// US dollars known to have been spent for this output; nil where no attempt's cost is known.
  public func knownCost() throws -> Double? {
    try file.read { try Double.fetchOne($0, sql: "SELECT SUM(cost) FROM attempt WHERE cost IS NOT NULL") }
  }

  /// What all runs of this output came to.
  public func sums() throws -> BulkSums {
    try file.read { db in
      var sums = BulkSums()
      func counts(_ column: String) throws -> [String: Int] {
        let sql = "SELECT \(column) AS word, count(*) AS n FROM done WHERE \(column) IS NOT NULL GROUP BY \(column)"
        let rows = try Row.fetchAll(db, sql: sql)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["word"], $0["n"]) })
      }
      (sums.outcomes, sums.parts, sums.hits) = (try counts("outcome"), try counts("part"), try counts("cache"))
      let attempts = try Row.fetchOne(
        db,
        sql: """
          SELECT count(*) AS n, sum(state = 'lost') AS lost, sum(cost) AS cost, sum(cost IS NULL) AS unknown,
            sum(input_tokens) AS input, sum(output_tokens) AS output FROM attempt
          """)
      if let attempts {
        sums.attempts = attempts["n"]
        sums.lost = attempts["lost"] ?? 0
        sums.cost = attempts["cost"]
        sums.unknownCosts = attempts["unknown"] ?? 0
        sums.inputTokens = attempts["input"]
        sums.outputTokens = attempts["output"]
      }
      return sums
    }
  }
}
