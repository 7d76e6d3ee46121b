internal import GRDB

/// One of a study's two database files: what goes wrong with it is told with its path and with what follows.
struct StoreFile: Sendable {
  /// Where it is.
  let path: String
  private let pool: any DatabaseWriter

  /// Opens the file and brings it up to the current schema.
  ///
  /// - Parameter readers: most connections that read at once, each with a cache of 1 MB of its own.
  /// - Throws: ``StoreError``.
  init(_ path: String, _ migrator: DatabaseMigrator, readers: Int = 5) throws {
    self.path = path
    pool = try Durable.open(path, migrator, readers: readers)
  }

  /// Reads the file into memory and brings the copy up to the current schema: the file stays as it is.
  ///
  /// - Throws: ``StoreError``.
  init(copying path: String, _ migrator: DatabaseMigrator) throws {
    self.path = path
    pool = try Durable.copy(path, migrator)
  }

  /// A file that is open already.
  init(_ path: String, opened pool: any DatabaseWriter) {
    self.path = path
    self.pool = pool
  }

  func read<Value>(_ work: (Database) throws -> Value) throws -> Value {
    try StoreError.explaining(path) { try pool.read(work) }
  }

  @discardableResult
  func write<Value>(_ work: (Database) throws -> Value) throws -> Value {
    try StoreError.explaining(path) { try pool.write(work) }
  }

  /// Waits without holding a thread.
  @discardableResult
  func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    do {
      return try await pool.write(work)
    } catch let error as DatabaseError {
      throw StoreError(path, error) ?? error
    }
  }

  func writeWithoutTransaction<Value>(_ work: (Database) throws -> Value) throws -> Value {
    try StoreError.explaining(path) { try pool.writeWithoutTransaction(work) }
  }
}

extension StoreError {
  /// What an error of SQLite means for a study; nil for one that is not about the file, such as a broken constraint.
  init?(_ path: String, _ error: DatabaseError) {
    let detail = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_MISMATCH:
      self = .unreadable(path: path, detail: detail)
    case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_PERM: self = .notStored(path: path, detail: detail)
    case .SQLITE_IOERR: self = .notStored(path: path, detail: detail + ", or a limit on the size of files")
    case .SQLITE_CANTOPEN:
      self = .notStored(path: path, detail: detail + ": no room or no right to make its -wal and -shm beside it")
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(folder: path)
    case .SQLITE_NOMEM: self = .noMemory(path: path)
    default: return nil
    }
  }

  static func explaining<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw StoreError(path, error) ?? error
    } catch is DecodingError {
      // A page that passes SQLite's checks can hold a text that is no longer what was written.
      throw StoreError.unreadable(path: path, detail: "an entry in it is not what was written")
    }
  }
}
