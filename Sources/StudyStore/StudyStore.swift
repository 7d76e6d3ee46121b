internal import Blinding
internal import Dispatch
internal import Foundation
internal import GRDB
internal import Roster
internal import StudyModel
internal import Synchronization

/// A study's two databases: what may be known while people rate, and what names candidates.
///
/// A commit across two files is not atomic. So the key database is always written first, with the answer itself, and
/// opening the store copies what a crash left uncopied; a stored answer is never asked for again.
public final class StudyStore: Sendable {
  /// The study's folder.
  public let folder: String

  let study: StoreFile
  let key: StoreFile
  /// The run's small writes. A request waits for its entry with the key, so that a moment there is short.
  let keyGroup: GroupCommit
  /// Nothing waits for the copy in the study: what a crash leaves uncopied is copied when the store is opened.
  let studyGroup: GroupCommit
  /// Why an answer could not be kept, the first time; from then on nothing more is sent.
  let keepFault = Mutex<(any Error)?>(nil)

  /// Where the study database of a folder is.
  public static func studyPath(in folder: String) -> String { folder + "/study.sqlite" }
  /// Where the key database of a folder is.
  public static func keyPath(in folder: String) -> String { folder + "/key.sqlite" }

  /// Whether a run has begun in a folder.
  public static func exists(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: studyPath(in: folder))
  }

  /// Opens a study's databases, making them where there are none.
  ///
  /// - Parameters:
  ///   - create: false refuses a folder in which no run has begun.
  ///   - recover: whether to mend what a crash left behind. Only for whoever holds the study's lock: to another process
  ///     that is at work, its own requests in flight would look like a crash's.
  /// - Throws: ``StoreError``.
  public init(folder: String, create: Bool, recover: Bool = true) throws {
    self.folder = folder
    let (studyPath, keyPath) = (Self.studyPath(in: folder), Self.keyPath(in: folder))
    let present = [studyPath, keyPath].filter(FileManager.default.fileExists)
    if present.isEmpty && !create { throw StoreError.notRun(folder: folder) }
    // The key is made first: a crash between the two leaves a key without a study, which a run completes.
    if present == [studyPath] { throw StoreError.halfMissing(missing: keyPath, present: studyPath) }
    if !create && present == [keyPath] { throw StoreError.notRun(folder: folder) }
    // Outputs under arm codes tell which captions share an arm: neither file is for raters' eyes.
    for path in [keyPath, studyPath] { try Self.makePrivate(path) }
    (key, study) = try Self.opened(key: keyPath, study: studyPath)
    (keyGroup, studyGroup) = Self.groups(key: key, study: study)
    if recover { try self.recover() }
  }

  /// Opens both at once: a new one waits for the disk a dozen times, and a full one is looked through.
  private static func opened(key: String, study: String) throws -> (key: StoreFile, study: StoreFile) {
    let files = Mutex<[Int: Result<StoreFile, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      let file = Result { try index == 0 ? StoreFile(key, Schema.key) : StoreFile(study, Schema.study) }
      files.withLock { $0[index] = file }
    }
    let (key, study) = files.withLock { ($0[0], $0[1]) }
    guard let key, let study else { preconditionFailure("a database that was neither opened nor refused") }
    return (try key.get(), try study.get())
  }

  /// Reads a study's databases into memory. Whatever is done with this store, the files stay as they are, and a folder
  /// that may not be written to is no hindrance.
  ///
  /// - Parameter recover: whether to complete in memory what a crash left; false until ``recover()`` for whoever looks at
  ///   what is in the files.
  /// - Throws: ``StoreError``.
  public init(reading folder: String, recover: Bool = true) throws {
    self.folder = folder
    let (studyPath, keyPath) = (Self.studyPath(in: folder), Self.keyPath(in: folder))
    switch [studyPath, keyPath].map(FileManager.default.fileExists) {
    case [false, false]: throw StoreError.notRun(folder: folder)
    case [true, false]: throw StoreError.halfMissing(missing: keyPath, present: studyPath)
    case [false, true]: throw StoreError.halfMissing(missing: studyPath, present: keyPath)
    default: break
    }
    // The study first: what is stored is with the key before it is with the study.
    study = try StoreFile(copying: studyPath, Schema.study)
    key = try StoreFile(copying: keyPath, Schema.key)
    (keyGroup, studyGroup) = Self.groups(key: key, study: study)
    if recover { try self.recover() }
  }

  private static func groups(key: StoreFile, study: StoreFile) -> (GroupCommit, GroupCommit) {
    (GroupCommit(key, gatheringFor: .microseconds(500)), GroupCommit(study, gatheringFor: .milliseconds(200)))
  }

  /// Makes the file readable by its owner only before anything is in it; SQLite gives `-wal` and `-shm` the same mode.
  static func makePrivate(_ path: String) throws {
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
      throw StoreError.notWritable(path: path, detail: String(cString: strerror(errno)))
    }
    close(descriptor)
  }

  /// Marks attempts that never ended, and copies answers that a crash left in the key database only.
  public func recover() throws {
    try key.write { db in try db.execute(sql: "UPDATE attempt SET state = 'lost' WHERE state = 'sent'") }
    try copyAnswers()
    try copyExtensions()
  }

  /// Copies answers from the key database for items that the study database knows.
  func copyAnswers() throws {
    let stored = try storedItems()
    // Of all answers only those that are missing are held: a study's texts may be many.
    let answers = try key.read { db in
      var missing: [Row] = []
      let rows = try Row.fetchCursor(
        db, sql: "SELECT arm, item, outcome, CAST(text AS BLOB) AS text, breaches FROM answer")
      while let row = try rows.next() {
        let item = ItemID(hex: row["item"])
        if item.map({ stored[ArmCode(rawValue: row["arm"])]?.contains($0) == true }) != true {
          missing.append(row.copy())
        }
      }
      return missing
    }
    if answers.isEmpty { return }
    try study.write { db in
      let known = Set(try String.fetchAll(db, sql: "SELECT id FROM item"))
      for row in answers where known.contains(row["item"]) { try Self.copy(row, to: db) }
    }
  }

  private static func copy(_ row: Row, to db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO output (arm, item, outcome, text, breaches) VALUES (?, ?, ?, CAST(? AS TEXT), ?)",
      arguments: [
        row["arm"] as String, row["item"] as String, row["outcome"] as String, row["text"] as Data?,
        row["breaches"] as String,
      ])
  }

  /// A caption as it goes into a statement, under `CAST(? AS TEXT)`: bound as text it would end at its first NUL.
  static func exact(_ caption: String?) -> Data? { caption.map { Data($0.utf8) } }

  /// A caption of a row that was asked for as `CAST(text AS BLOB) AS text`.
  static func caption(_ row: Row) -> String? { (row["text"] as Data?).map { String(decoding: $0, as: UTF8.self) } }

  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder().encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ text: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

/// A lock on a study's folder, held until it is let go; it leaves no file behind.
public final class StudyLock: Sendable {
  private let descriptor: Int32

  /// - Parameter isShared: whether others who only read may hold it too.
  /// - Throws: ``StoreError/busy(folder:)`` where another process holds it.
  public init(folder: String, isShared: Bool = false) throws {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      throw StoreError.busy(folder: folder)
    }
  }

  deinit { close(descriptor) }
}
