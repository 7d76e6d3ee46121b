internal import Foundation
internal import GRDB
internal import Synchronization

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
  /// Whether any request is in it: a row that comes out of a cache is not looked up for nothing.
  private let hasRequests: Atomic<Bool>
  /// What the output begins with.
  public let header: [UInt8]
  /// Whether a line that the output may have was replaced.
  let hasReplaced = Atomic(false)

  /// The ledger of an output.
  public static func path(beside output: String) -> String { output + ".ledger.sqlite" }

  /// Opens a ledger or makes one, and marks attempts that never ended as lost. Only for whoever holds the output's lock.
  ///
  /// - Parameters:
  ///   - job: what is done; a ledger that is there was begun with the same, or has nothing but rows that could not be used.
  ///   - at: milliseconds since 1970.
  /// - Throws: ``StoreError``, ``BulkError/anotherJob(output:)``.
  public init(beside output: String, job: BulkJob, at: Int64) throws {
    path = Self.path(beside: output)
    try StudyStore.makePrivate(path)
    // Memory does not grow with the list: SQLite keeps pages for each connection.
    file = try StoreFile(path, BulkSchema.ledger, readers: 1)
    group = GroupCommit(file, gatheringFor: .microseconds(500))
    hasRequests = Atomic(try file.read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM attempt)") } ?? false)
    header = try file.write { db in
      var began = job.header
      if let row = try Row.fetchOne(db, sql: "SELECT definition, header FROM job") {
        let header: Data = row["header"]
        began = Array(header)
        guard began == job.header || job.earlierHeaders.contains(began) else {
          throw BulkError.anotherJob(output: output)
        }
        if row["definition"] != job.definition {
          // Where no row could be used yet there is nothing that could be mixed, and the policy may be what was mended.
          let sql = "SELECT EXISTS (SELECT 1 FROM attempt) OR EXISTS (SELECT 1 FROM done WHERE again = 0)"
          guard try Bool.fetchOne(db, sql: sql) == false else { throw BulkError.anotherJob(output: output) }
          try db.execute(sql: "UPDATE job SET definition = ?", arguments: [job.definition])
        }
      } else {
        try db.execute(
          sql: "INSERT INTO job (one, definition, header, began) VALUES (1, ?, ?, ?)",
          arguments: [job.definition, Data(job.header), at])
      }
      try db.execute(sql: "UPDATE attempt SET state = 'lost' WHERE state = 'sent'")
      return began
    }
  }

  func read<Value>(_ work: (Database) throws -> Value) throws -> Value { try file.read(work) }
  func write<Value>(_ work: (Database) throws -> Value) throws -> Value { try file.write(work) }

  /// What is known of some rows.
  public func standings(of rows: [RowKey]) throws -> [RowKey: RowStanding] {
    if rows.isEmpty { return [:] }
    return try file.read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT file, CASE again WHEN 1 THEN line END AS line FROM done WHERE row = ? AND replaced = 0")
      var standings: [RowKey: RowStanding] = [:]
      for row in rows {
        guard let found = try Row.fetchOne(statement, arguments: [Data(row.bytes)]) else {
          standings[row] = .open(try requests(for: row, db))
          continue
        }
        let line: Data? = found["line"]
        standings[row] =
          if let line { .unusable(line: Array(line), try requests(for: row, db)) } else {
            .done(DoneRow(file: found["file"]))
          }
      }
      return standings
    }
  }

  private func requests(for row: RowKey, _ db: Database) throws -> RowRequests {
    guard hasRequests.load(ordering: .relaxed) else { return RowRequests() }
    let statement = try db.cachedStatement(
      sql: "SELECT count(*) AS n, sum(cost) AS cost, sum(cost IS NULL) AS unknown FROM attempt WHERE row = ?")
    guard let sums = try Row.fetchOne(statement, arguments: [Data(row.bytes)]) else { return RowRequests() }
    let (count, unknown): (Int, Int?) = (sums["n"], sums["unknown"])
    return count == 0 ? RowRequests() : RowRequests(count: count, cost: unknown == 0 ? sums["cost"] : nil)
  }

  /// Writes down that a request is about to be sent, and returns when that is durable.
  ///
  /// - Parameters:
  ///   - part: the label of the model that is asked.
  ///   - at: milliseconds since 1970.
  /// - Returns: the attempt's number in the ledger.
  public func willSend(_ start: LedgerStart, row: RowKey, part: String, at: Int64) async throws -> Int64 {
    hasRequests.store(true, ordering: .relaxed)
    return try await group.write { db in
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
  ///
  /// - Parameter replacing: rows whose results were to be looked at again, and that this one stands for now.
  public func keep(
    _ row: RowKey, _ result: RowResult, ending: (id: Int64, attempt: LedgerAttempt)?, replacing: [RowKey] = []
  ) async throws {
    try await group.write { [self] db in
      if let ending { try StudyStore.end(ending.id, ending.attempt, db) }
      try replace(replacing, db)
      try Self.insert(row, result, db)
    }
  }

  /// Keeps the result of a row that took no request; returns at once.
  ///
  /// - Parameter ended: told once it is durable, or why it cannot be.
  public func keepSoon(_ row: RowKey, _ result: RowResult, ended: @escaping @Sendable ((any Error)?) -> Void) {
    group.enqueue({ try Self.insert(row, result, $0) }, ended: ended)
  }

  /// Makes way for other results of some rows.
  func replace(_ rows: [RowKey], _ db: Database) throws {
    for row in rows {
      let statement = try db.cachedStatement(
        sql: "UPDATE done SET replaced = 1 WHERE row = ? AND replaced = 0 AND again = 1")
      try statement.execute(arguments: [Data(row.bytes)])
      if db.changesCount > 0 { hasReplaced.store(true, ordering: .relaxed) }
    }
  }

  static func insert(_ row: RowKey, _ result: RowResult, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO done (row, outcome, part, file, cache, line, again) VALUES (?, ?, ?, ?, ?, ?, ?)")
    try statement.execute(
      arguments: [
        Data(row.bytes), result.outcome, result.part, result.file, result.cache, Data(result.line),
        result.isLookedAtAgain,
      ])
  }

  /// A line that was written into the output.
  struct Line {
    var sequence: Int64
    var text: [UInt8]
    /// Whether another has taken its place since.
    var isReplaced: Bool
  }

  /// The lines of the output after a number, in its order.
  ///
  /// - Parameter replaced: whether to give those too that others have taken the place of.
  func lines(after sequence: Int64, limit: Int, replaced: Bool = false) throws -> [Line] {
    try file.read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT sequence, line, replaced FROM done WHERE sequence > ? AND replaced <= ? ORDER BY sequence LIMIT ?
          """)
      return try Row.fetchAll(statement, arguments: [sequence, replaced, limit]).map { row in
        let line: Data = row["line"]
        return Line(sequence: row["sequence"], text: Array(line), isReplaced: row["replaced"])
      }
    }
  }

  /// What all runs of this output came to.
  public func sums() throws -> BulkSums {
    try file.read { db in
      var sums = BulkSums()
      func counts(_ column: String) throws -> [String: Int] {
        let sql = """
          SELECT \(column) AS word, count(*) AS n FROM done WHERE \(column) IS NOT NULL AND replaced = 0 GROUP BY \(column)
          """
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
        sums.unknownCosts = attempts["unknown"] ?? 0
        sums.cost = attempts["cost"] ?? (sums.unknownCosts == 0 ? 0 : nil)
        sums.inputTokens = attempts["input"]
        sums.outputTokens = attempts["output"]
      }
      return sums
    }
  }
}
