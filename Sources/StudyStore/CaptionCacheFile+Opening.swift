internal import Foundation
internal import GRDB

extension CaptionCacheFile {
  /// Opens the file, or makes it. A file that is not a cache of ours is not written to.
  ///
  /// - Throws: ``CacheTrouble``, `DatabaseError`.
  static func open(_ path: String) throws -> DatabasePool {
    let patience = ContinuousClock.now + .seconds(5)
    while true {
      do {
        return try opened(path)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && .now < patience {
        // SQLite refuses at once where two could wait for each other, as when both turn a new file's journal into a WAL.
        usleep(20_000)
      }
    }
  }

  private static func opened(_ path: String) throws -> DatabasePool {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
      // Another process that makes it at the same moment is no trouble.
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    let descriptor = Glibc.open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw CacheTrouble(kind: .notWritable, detail: String(cString: strerror(errno))) }
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let isEmpty = status.st_size == 0
    close(descriptor)
    guard isFile else { throw CacheTrouble(kind: .notOurs, detail: "it is not a file") }
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    if !isEmpty { try refuseOthers(path, configuration) }
    let pool = try DatabasePool(path: path, configuration: configuration)
    if try pool.read(CacheSchema.migrator.hasBeenSuperseded) { throw CacheTrouble(kind: .newer) }
    try Durable.migrate(pool, CacheSchema.migrator)
    // Now that it is known to be a cache.
    _ = chmod(path, 0o600)
    return pool
  }

  /// Opening a file for writing turns its journal into a WAL: whose file it is must be known before.
  private static func refuseOthers(_ path: String, _ configuration: Configuration) throws {
    var configuration = configuration
    configuration.readonly = true
    let isOurs: Bool
    let isNew: Bool
    do {
      (isOurs, isNew) = try DatabaseQueue(path: path, configuration: configuration).read { db in
        (
          try Int32.fetchOne(db, sql: "PRAGMA application_id") == CacheSchema.applicationID,
          // Whoever makes a new one begins with the migrations' own table, and is not done yet.
          try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") == 0
        )
      }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB && !hasOurName(path) {
      throw CacheTrouble(kind: .notOurs, detail: error.message ?? "it is no database")
    }
    guard isOurs || isNew else { throw CacheTrouble(kind: .notOurs, detail: "it is another program's database") }
  }

  /// A damaged file cannot say whose it is; its name does, or nobody does.
  private static func hasOurName(_ path: String) -> Bool { path.hasSuffix("captions.sqlite") }

  /// What a cache's file holds.
  public struct Held: Hashable, Sendable {
    /// Entries; nil where the file can no longer be read.
    public var captions: Int?
    /// Of the file, and of what SQLite keeps beside it.
    public var bytes: Int
  }

  /// Looks into a file without changing it.
  ///
  /// - Returns: nil where there is none.
  /// - Throws: ``CacheTrouble`` for a file that is no cache.
  public static func held(_ path: String) throws -> Held? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    var held = Held(captions: nil, bytes: 0)
    for path in files(path) {
      held.bytes += (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    do {
      try refuseOthers(path, configuration)
      configuration.readonly = true
      held.captions = try DatabaseQueue(path: path, configuration: configuration).read { db in
        try db.tableExists("entry") ? Int.fetchOne(db, sql: "SELECT COUNT(*) FROM entry") : 0
      }
    } catch is DatabaseError {
      guard hasOurName(path) else {
        throw CacheTrouble(kind: .notOurs, detail: "it cannot be read, so nothing says that it is a cache")
      }
    }
    return held
  }

  /// Removes a cache's file and what SQLite keeps beside it. A run that has it open goes on with the removed one.
  ///
  /// - Throws: ``CacheTrouble`` for a file that is no cache, or cannot be removed.
  public static func remove(_ path: String) throws {
    guard try held(path) != nil else { return }
    for path in files(path) {
      guard unlink(path) == 0 || errno == ENOENT else {
        throw CacheTrouble(kind: .notWritable, detail: String(cString: strerror(errno)))
      }
    }
  }

  private static func files(_ path: String) -> [String] { ["", "-wal", "-shm"].map { path + $0 } }
}

/// What can be wrong with a cache. None of it stops the work.
public struct CacheTrouble: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, each told once.
  public enum Kind: String, Hashable, Sendable {
    /// A row is not what was written.
    case damagedRow
    /// SQLite cannot read the file.
    case damagedFile
    /// It is no cache.
    case notOurs
    /// A newer program made it.
    case newer
    /// It cannot be made or opened.
    case notWritable
    /// No room, or a limit on the size of files.
    case full
    /// Other processes hold it.
    case busy
  }

  /// What is wrong.
  public var kind: Kind
  /// SQLite's or the system's words on it.
  public var detail = ""

  static let damagedRow = CacheTrouble(kind: .damagedRow)

  init(kind: Kind, detail: String = "") {
    self.kind = kind
    self.detail = detail
  }

  init(_ error: any Error) {
    switch error {
    case let trouble as CacheTrouble: self = trouble
    case let error as DatabaseError: self.init(error)
    case StoreError.notStored(_, let detail): self.init(kind: .full, detail: detail)
    case StoreError.busy: self.init(kind: .busy)
    case StoreError.unreadable(_, let detail): self.init(kind: .damagedFile, detail: detail)
    default: self.init(kind: .damagedFile, detail: "\(error)")
    }
  }

  private init(_ error: DatabaseError) {
    let detail = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL, .SQLITE_IOERR: self.init(kind: .full, detail: detail)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: self.init(kind: .notWritable, detail: detail)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(kind: .busy, detail: detail)
    default: self.init(kind: .damagedFile, detail: detail)
    }
  }

  /// Fact, consequence, next step.
  public var description: String {
    let without = "Captions that it may hold are asked for instead"
    return switch kind {
    case .damagedRow:
      "an entry of the caption cache is not what was written. It is not used; the caption is asked for, and its answer kept "
        + "in its place. Check the disk if this goes on."
    case .damagedFile:
      "the caption cache cannot be read (\(detail)). \(without), and none is kept. Remove this very file, by its name: "
        + "blindfold purge --cache FILE"
    case .notOurs:
      "this is no caption cache (\(detail)). It was not touched. \(without), and none is kept. Name another "
        + "file; if it should be one, and was damaged, delete it yourself."
    case .newer:
      "the caption cache was made by a newer blindfold. It was not changed. \(without), and none is kept. Install that "
        + "version, or name another file."
    case .notWritable:
      "the caption cache cannot be made or written to (\(detail)). \(without), and none is kept. Name a file where you may "
        + "write."
    case .full:
      "captions could not be kept in the cache (\(detail)). Nothing else is lost: they are asked for again another time. "
        + "Free some space."
    case .busy:
      "captions could not be kept in the cache, which other runs held for too long. Nothing else is lost: they are asked "
        + "for again another time."
    }
  }
}
