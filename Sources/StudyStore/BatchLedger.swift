internal import Digest
internal import Foundation
internal import GRDB

/// What a batch folder writes down: every request that was put into a shard, how far each shard is, and what came of each
/// request. Nothing of it is in memory but what is asked for, however many requests there are.
public final class BatchLedger: Sendable {
  /// The folder.
  public let folder: String
  /// What the folder is for, as canonical JSON: with another it is not gone on with.
  public let definition: String
  /// When it was begun, in milliseconds since 1970.
  public let began: Int64
  private let file: StoreFile
  private let jobID: String
  private let secret: [UInt8]

  /// Where the ledger of a folder is.
  public static func path(in folder: String) -> String { folder + "/batch.sqlite" }

  /// Whether something was exported into a folder.
  public static func exists(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: path(in: folder))
  }

  /// Opens a ledger or makes one. Only for whoever holds the folder's lock.
  ///
  /// - Parameters:
  ///   - definition: what a new ledger is for, and what one that is there was made for; nil opens what is there.
  ///   - at: milliseconds since 1970.
  /// - Throws: ``StoreError``, ``BatchLedgerError``.
  public init(folder: String, definition: String? = nil, at: Int64) throws {
    let path = Self.path(in: folder)
    self.folder = folder
    guard definition != nil || Self.exists(in: folder) else { throw BatchLedgerError.nothingExported(folder: folder) }
    try StudyStore.makePrivate(path)
    // Memory does not grow with the list: SQLite keeps pages for each connection.
    file = try StoreFile(path, BatchSchema.ledger, readers: 1)
    if let definition {
      try file.write { db in
        let secret = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        try db.execute(
          sql: "INSERT OR IGNORE INTO job (one, id, secret, definition, began) VALUES (1, ?, ?, ?, ?)",
          arguments: [
            hexadecimal((0..<8).map { _ in UInt8.random(in: .min ... .max) }), Data(secret), definition, at,
          ])
      }
    }
    guard let row = try file.read({ try Row.fetchOne($0, sql: "SELECT * FROM job") }) else {
      throw BatchLedgerError.nothingExported(folder: folder)
    }
    (jobID, self.definition, began) = (row["id"], row["definition"], row["began"])
    let secret: Data = row["secret"]
    self.secret = Array(secret)
    if let definition, definition != self.definition { throw BatchLedgerError.anotherJob(folder: folder) }
  }

  // MARK: Exporting

  /// The `custom_id` of a request: of the ledger's secret, the candidate and what is asked about.
  public func id(of subject: [UInt8], candidate: String) -> BatchRequestID {
    BatchRequestID(bytes: Array(SHA256.hash(secret + Array(candidate.utf8) + [0] + subject).prefix(16)))
  }

  /// What is known of a request; nil where it was never put into a shard.
  public func request(_ id: BatchRequestID) throws -> BatchRequest? {
    try file.read { db in
      let statement = try db.cachedStatement(sql: "SELECT * FROM request WHERE id = ?")
      return try Row.fetchOne(statement, arguments: [Data(id.bytes)]).map(Self.request)
    }
  }

  /// The number of the shard that is written next.
  public func nextShard() throws -> Int {
    try file.read { try Int.fetchOne($0, sql: "SELECT coalesce(max(number), 0) + 1 FROM shard") ?? 1 }
  }

  /// Takes in a shard whose file is on the disk, with its requests, in one commit.
  public func add(_ shard: NewBatchShard, at: Int64) throws {
    try file.write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO candidate (label, definition) VALUES (?, ?)",
        arguments: [shard.candidate, shard.definition])
      try db.execute(
        sql: """
          INSERT INTO shard (number, candidate, file, mark, lines, bytes, sha256, made, changed) VALUES (
            ?, (SELECT number FROM candidate WHERE label = ? AND definition = ?), ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          shard.number, shard.candidate, shard.definition, shard.file, "blindfold-\(jobID)-\(shard.number)",
          shard.requests.count, shard.bytes, shard.sha256, at, at,
        ])
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO request (id, shard, subject, row, name, sha256, file, image_sent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET earlier = shard, shard = excluded.shard, times = times + 1,
              row = excluded.row, name = excluded.name, sha256 = excluded.sha256, file = excluded.file, image_sent = excluded.image_sent,
              state = 'out', reason = NULL, may_pass = NULL, digest = NULL, source = NULL, line = NULL
          """)
      // Ids are spread at random: in their order each page of the table and of its index is written once.
      for request in shard.requests.sorted(by: { $0.id < $1.id }) {
        try statement.execute(
          arguments: [
            Data(request.id.bytes), shard.number, Data(request.subject), request.row, request.name,
            request.sha256.map { Data($0) }, request.file, request.imageSent,
          ])
      }
    }
  }

  // MARK: Shards

  /// Every shard, in order.
  public func shards() throws -> [BatchShard] {
    try file.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT s.*, c.label, c.definition FROM shard s JOIN candidate c ON c.number = s.candidate ORDER BY s.number
          """
      ).map(Self.shard)
    }
  }

  /// Writes down how far a shard is, and returns once that is durable.
  public func put(_ shard: BatchShard) throws {
    try file.write { db in
      try db.execute(
        sql: """
          UPDATE shard SET stage = ?, changed = ?, service = ?, input_file = ?, batch = ?, status = ?, output_file = ?,
            error_file = ?, failure = ?, total = ?, completed = ?, failed = ?, is_fetched = ? WHERE number = ?
          """,
        arguments: [
          shard.stage.rawValue, shard.changed, shard.service, shard.inputFile, shard.batch, shard.status,
          shard.outputFile, shard.errorFile, shard.failure, shard.counts[0], shard.counts[1], shard.counts[2],
          shard.isFetched, shard.number,
        ])
    }
  }

  /// How many requests of each shard came to what.
  public func counts() throws -> [Int: [BatchRequestState: Int]] {
    try file.read { db in
      var counts: [Int: [BatchRequestState: Int]] = [:]
      // By states too, SQLite would sort all requests.
      let sums = BatchRequestState.allCases.map { "sum(state = '\($0.rawValue)') AS \"\($0.rawValue)\"" }
      let rows = try Row.fetchCursor(
        db, sql: "SELECT shard, \(sums.joined(separator: ", ")) FROM request GROUP BY shard")
      while let row = try rows.next() {
        counts[row["shard"]] = Dictionary(
          uniqueKeysWithValues: BatchRequestState.allCases.map { ($0, row[$0.rawValue]) }
        ).filter { $0.value > 0 }
      }
      return counts
    }
  }

  static func request(_ row: Row) -> BatchRequest {
    let (id, subject, sha256): (Data, Data, Data?) = (row["id"], row["subject"], row["sha256"])
    let place = (row["source"] as Int?).map { BatchPlace(file: $0, line: row["line"]) }
    return BatchRequest(
      id: BatchRequestID(bytes: Array(id)), shard: row["shard"], earlier: row["earlier"], times: row["times"],
      subject: Array(subject), row: row["row"], name: row["name"], sha256: sha256.map { Array($0) }, file: row["file"],
      imageSent: row["image_sent"], state: BatchRequestState(rawValue: row["state"]) ?? .out, mayPass: row["may_pass"],
      digest: row["digest"], place: place)
  }

  private static func shard(_ row: Row) -> BatchShard {
    BatchShard(
      number: row["number"], candidate: row["label"], definition: row["definition"], file: row["file"],
      mark: row["mark"], lines: row["lines"], bytes: row["bytes"], sha256: row["sha256"],
      stage: BatchShard.Stage(rawValue: row["stage"]) ?? .written, changed: row["changed"], service: row["service"],
      inputFile: row["input_file"], batch: row["batch"], status: row["status"], outputFile: row["output_file"],
      errorFile: row["error_file"], failure: row["failure"],
      counts: [row["total"], row["completed"], row["failed"]], isFetched: row["is_fetched"])
  }

  func read<Value>(_ work: (Database) throws -> Value) throws -> Value { try file.read(work) }
  func write<Value>(_ work: (Database) throws -> Value) throws -> Value { try file.write(work) }
}

/// What can be wrong with a batch folder.
public enum BatchLedgerError: Error, Equatable, CustomStringConvertible {
  /// Nothing was exported into it.
  case nothingExported(folder: String)
  /// It was begun with something else.
  case anotherJob(folder: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .nothingExported(let folder):
      "\(folder): nothing was exported here, so there is nothing to send or to import. Run first: blindfold batch export"
    case .anotherJob(let folder):
      "\(folder): begun with another policy, other checks or another form of output. Answers of the two could not be told "
        + "apart; nothing was written. Put back what it was begun with, or give another --out."
    }
  }
}
