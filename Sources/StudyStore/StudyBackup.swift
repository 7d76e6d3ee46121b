internal import Foundation
internal import GRDB

/// Copies of a study's two databases, each whole as it was at one moment, however much is written to it meanwhile.
///
/// The study database goes first. Whatever is stored is with the key before it is with the study, so a key database
/// that is copied later holds all that its study's copy speaks of, and opening the copies completes what lies between.
public enum StudyBackup {
  /// What the copies hold, as far as packets can be held against it.
  public struct Contents: Hashable, Sendable {
    /// Random name of each packet that was planned → its rater.
    public var packets: [String: String]
    /// Packet → number of a collected rating → its link in the packet's chain.
    public var chains: [String: [Int: String]]
    /// Stored outputs.
    public var outputs: Int

    /// Collected ratings, of all packets together.
    public var ratings: Int { chains.values.reduce(0) { $0 + $1.count } }
  }

  /// Copies the study database. The study is only read: no table of an older program is brought up to date.
  ///
  /// - Parameters:
  ///   - folder: the study's.
  ///   - copy: a folder that holds no study yet.
  /// - Throws: ``StoreError``; a copy that was begun may be left behind.
  public static func copyStudy(from folder: String, to copy: String) throws {
    let (study, key) = (StudyStore.studyPath(in: folder), StudyStore.keyPath(in: folder))
    guard FileManager.default.fileExists(atPath: study) else { throw StoreError.notRun(folder: folder) }
    guard FileManager.default.fileExists(atPath: key) else {
      throw StoreError.halfMissing(missing: key, present: study)
    }
    try copyDatabase(study, to: StudyStore.studyPath(in: copy))
  }

  /// Copies the key database, to a file that its owner only can read from its first byte on. After the study's.
  ///
  /// - Parameters:
  ///   - folder: the study's.
  ///   - copy: the folder that ``copyStudy(from:to:)`` was given.
  /// - Throws: ``StoreError``; a copy that was begun may be left behind.
  public static func copyKey(from folder: String, to copy: String) throws {
    try copyDatabase(StudyStore.keyPath(in: folder), to: StudyStore.keyPath(in: copy))
  }

  /// Copies the ledger of a study's batches, where there is one. Before the key's: what it says was taken in, the key has.
  ///
  /// - Parameters:
  ///   - folder: of the batches.
  ///   - copy: a folder, made where there is a ledger to copy.
  /// - Throws: ``StoreError``; a copy that was begun may be left behind.
  public static func copyBatches(from folder: String, to copy: String) throws {
    guard BatchLedger.exists(in: folder) else { return }
    guard mkdir(copy, 0o700) == 0 || errno == EEXIST else {
      throw StoreError.notWritable(path: copy, detail: String(cString: strerror(errno)))
    }
    try copyDatabase(BatchLedger.path(in: folder), to: BatchLedger.path(in: copy))
    _ = try checked(BatchLedger.path(in: copy)) { _ in }
  }

  /// Reads both copies back: whether each is whole, and what they hold.
  ///
  /// - Throws: ``StoreError/unreadable(path:detail:)``.
  public static func check(_ copy: String) throws -> Contents {
    _ = try checked(StudyStore.keyPath(in: copy)) { _ in }
    return try checked(StudyStore.studyPath(in: copy)) { db in
      Contents(
        packets: Dictionary(
          try Row.fetchAll(db, sql: "SELECT id, rater FROM packet").map { ($0["id"], $0["rater"]) },
          uniquingKeysWith: { first, _ in first }),
        chains: try StudyStore.chains(db),
        outputs: try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM output") ?? 0)
    }
  }

  private static func checked<Value>(_ path: String, _ value: (Database) throws -> Value) throws -> Value {
    try explaining(path) {
      try DatabaseQueue(path: path, configuration: reading).read { db in
        guard try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok",
          try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
        else { throw StoreError.unreadable(path: path, detail: "the file is damaged") }
        return try value(db)
      }
    }
  }

  private static var reading: Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    return configuration
  }

  /// Reads a database into another, and leaves no file beside it that was not there: SQLite makes two for a database
  /// with a write-ahead log even where it only reads, and cannot where the folder is not to be written to.
  ///
  /// Only for whoever holds the study's lock.
  static func readLeavingNothing(_ path: String, into target: DatabaseQueue) throws {
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    if log ?? 0 > 0 { return try aside(path) { try read($0, into: target) } }
    do {
      // Without anything in its log the file is all there is, and nobody writes to it now.
      try read(unchanging(path), into: target)
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR].contains(error.resultCode)
    {
      try aside(path) { try read($0, into: target) }
    }
  }

  private static func read(_ path: String, into target: DatabaseQueue) throws {
    let source = try DatabaseQueue(path: path, configuration: reading)
    try source.backup(to: target)
    try source.close()
  }

  /// The path as SQLite takes it for a file that nobody changes.
  private static func unchanging(_ path: String) -> String {
    let plain = CharacterSet(charactersIn: "/._-~").union(.alphanumerics)
    return "file:\(path.addingPercentEncoding(withAllowedCharacters: plain) ?? path)?immutable=1"
  }

  /// Copies a database's file and its write-ahead log to a folder that only this account can read, for as long as `work`
  /// takes.
  private static func aside(_ path: String, _ work: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "blindfold-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for end in ["", "-wal"] where FileManager.default.fileExists(atPath: path + end) {
      let copy = "\(folder)/copy\(end)"
      try FileManager.default.copyItem(atPath: path + end, toPath: copy)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
    }
    try work(folder + "/copy")
  }

  private static func copyDatabase(_ path: String, to copy: String) throws {
    let descriptor = open(copy, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
      throw StoreError.notWritable(path: copy, detail: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    do {
      let source = try DatabaseQueue(path: path, configuration: reading)
      let target = try DatabaseQueue(path: copy)
      try source.backup(to: target)
      // The copy says of itself that it has a write-ahead log, as its source has. One file is easier to keep; whoever
      // opens it as a study turns the log on again.
      try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode=DELETE") }
      try target.close()
      try source.close()
    } catch let error as DatabaseError {
      let problem = StoreError(path, error)
      if case .notStored(_, let detail) = problem { throw StoreError.notWritable(path: copy, detail: detail) }
      throw problem ?? error
    }
    guard fsync(descriptor) == 0 else {
      throw StoreError.notWritable(path: copy, detail: String(cString: strerror(errno)))
    }
  }

  private static func explaining<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw StoreError.unreadable(path: path, detail: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
  }
}
