internal import Foundation
internal import GRDB

/// What can be wrong with a study's databases.
public enum StoreError: Error, Equatable, CustomStringConvertible {
  /// The database is damaged or not one of ours.
  case unreadable(path: String, detail: String)
  /// The database cannot be made or opened for want of rights or room.
  case notWritable(path: String, detail: String)
  /// The database could not be written to for want of room or rights, or not be read from its disk.
  case notStored(path: String, detail: String)
  /// No memory was left to read or write it.
  case noMemory(path: String)
  /// The database was written by a newer program.
  case newer(path: String)
  /// One of the two databases is there and the other is not.
  case halfMissing(missing: String, present: String)
  /// There is no run to speak of yet.
  case notRun(folder: String)
  /// Another process works on this study, or on one of its files.
  case busy(folder: String)
  /// A packet holds another entry than was collected from a copy of it before; nothing of it was collected.
  ///
  /// `earlier` is the file which that entry came from; nil where an older program collected it and did not note it.
  case contradicts(path: String, sequence: Int, earlier: String?)
  /// The study file differs from the one the run began with.
  case protocolChanged(folder: String, detail: String)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .unreadable(let path, let detail):
      "\(path): not readable (\(detail)). Nothing was changed and no number is printed from it. Restore it from a backup."
    case .notWritable(let path, let detail):
      "\(path): cannot be opened for writing (\(detail)). Nothing was changed. Work from the account that owns the study, "
        + "or in a folder of your own."
    case .notStored(let path, let detail):
      "\(path): not stored (\(detail)). What was stored before is as it was. Free some space, or check the disk and your "
        + "rights; then give the same command again."
    case .noMemory(let path):
      "\(path): no memory was left to work with it. What was stored before is as it was. Close other programs or raise the "
        + "limit (ulimit -v), then give the same command again."
    case .newer(let path):
      "\(path): written by a newer blindfold. Nothing was changed. Install that version."
    case .halfMissing(let missing, let present):
      "\(missing): missing, while \(present) is there. Without it outputs cannot be told apart or unblinded. "
        + "Restore it from a backup, or start a new study in another folder."
    case .notRun(let folder):
      "\(folder): nothing has been captioned yet. Run: blindfold run '\(folder)'"
    case .busy(let folder):
      "\(folder): another blindfold is working on this study. Nothing was changed. Wait for it, or stop it first."
    case .contradicts(let path, let sequence, let earlier):
      "\(path): entry \(sequence) differs from the one collected before\(earlier.map { ", from \($0)" } ?? ""). The two are "
        + "copies of one packet that went on apart. Nothing of this file was taken in, and nothing collected was changed. "
        + "Ask the rater which copy counts, by its receipt. If it is this one, restore the study from a backup made before "
        + "and collect this file alone; otherwise leave it out."
    case .protocolChanged(let folder, let detail):
      "\(folder)/study.yaml: changed since the run began (\(detail)). Mixing two protocols would spoil the comparison; "
        + "nothing was sent. Put the file back, or start a new study in another folder."
    }
  }
}

/// Settings that both databases share: nothing that was stored may be lost to a crash or a power cut.
enum Durable {
  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size=-1000") }
    return configuration
  }

  /// Opens a database in WAL mode and brings it up to the current schema.
  static func open(_ path: String, _ migrator: DatabaseMigrator, readers: Int = 5) throws -> DatabasePool {
    do {
      var configuration = configuration()
      configuration.maximumReaderCount = readers
      let pool = try DatabasePool(path: path, configuration: configuration)
      // Of a file in which nothing is yet, nothing can be lost: it waits for the disk once, and not after every step.
      let isNew = try pool.read(migrator.appliedIdentifiers).isEmpty
      // GRDB sets NORMAL when it turns WAL on, after any hook of ours; the pool keeps this one writing connection.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous=\(isNew ? "OFF" : "FULL")") }
      try bringUpToDate(pool, path, migrator, isNew: isNew)
      if isNew {
        try pool.writeWithoutTransaction { db in
          try db.execute(sql: "PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(TRUNCATE)")
        }
      }
      return pool
    } catch let error as DatabaseError {
      throw StoreError(path, error)
        ?? .unreadable(path: path, detail: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
  }

  /// Reads a database into memory, where it is brought up to the current schema.
  static func copy(_ path: String, _ migrator: DatabaseMigrator) throws -> DatabaseQueue {
    do {
      let copy = try DatabaseQueue(configuration: configuration())
      try StudyBackup.readLeavingNothing(path, into: copy)
      try bringUpToDate(copy, path, migrator)
      return copy
    } catch let error as DatabaseError {
      throw StoreError(path, error)
        ?? .unreadable(path: path, detail: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
  }

  /// - Parameter isNew: whether nothing was in it: what was made just now is not looked through.
  private static func bringUpToDate(
    _ database: some DatabaseWriter, _ path: String, _ migrator: DatabaseMigrator, isNew: Bool = false
  ) throws {
    if try database.read(migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
    try migrate(database, migrator)
    if isNew { return }
    guard try database.read({ try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }) == "ok" else {
      throw StoreError.unreadable(path: path, detail: "the file is damaged")
    }
    guard try database.read({ try hasTables(of: migrator, $0) }) else {
      throw StoreError.unreadable(path: path, detail: "its tables are not those that were made")
    }
  }

  /// Makes what is missing, step by step. Of two programs that open a new or older database at once, one finds a step
  /// done by the other that was not when it looked: it looks anew as long as steps are being done.
  static func migrate(_ database: some DatabaseWriter, _ migrator: DatabaseMigrator) throws {
    while true {
      let before = try database.read(migrator.appliedIdentifiers)
      do {
        return try migrator.migrate(database)
      } catch {
        guard try database.read(migrator.appliedIdentifiers) != before else { throw error }
      }
    }
  }

  /// Whether every table, index and trigger is there as the migrations make it. A letter changed in the text that SQLite
  /// keeps of them leaves a file that it takes for whole.
  private static func hasTables(of migrator: DatabaseMigrator, _ db: Database) throws -> Bool {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    let fresh = try DatabaseQueue()
    try migrator.migrate(fresh)
    let made = try fresh.read { try Row.fetchAll($0, sql: sql) }
    let found = Set(try Row.fetchAll(db, sql: sql))
    return made.allSatisfy(found.contains)
  }
}
