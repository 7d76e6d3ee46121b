internal import Digest
internal import Foundation
internal import GRDB
public import StudyModel

/// One rater's file: written once, filled by the rater, read back by the conductor.
///
/// The file keeps a rollback journal and `synchronous=EXTRA`, so that between two ratings it is always one whole file
/// that can be mailed, and a rating that ``append(_:)`` has returned survives `kill -9` and power loss.
public final class PacketFile: Sendable {
  /// Where the file is.
  public let path: String
  /// The packet's facts.
  public let header: PacketHeader
  /// The questions.
  public let rubric: Rubric
  /// In the order in which they are shown.
  public let presentations: [Presentation]
  /// What is shown before the first item; nothing in a packet of format 1.
  public let guide: ReviewGuide

  private let database: DatabaseQueue
  /// Device and number of the file that was opened.
  private let identity: [UInt64]?

  /// The format this program writes; it reads this one and older ones.
  public static let format = 2

  /// Opens a packet.
  ///
  /// - Parameters:
  ///   - path: the packet file.
  ///   - writable: false for the conductor's reading; true for a rater. A rater's packet that cannot be written to is
  ///     refused here, before anything is shown.
  /// - Throws: ``PacketError``.
  public init(path: String, writable: Bool) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else { throw PacketError.missing(path: path) }
    if writable && access(path, W_OK) != 0 { throw PacketError.readOnly(path: path) }
    if writable && access(Self.folder(of: path), W_OK) != 0 { throw PacketError.folderReadOnly(path: path) }
    identity = Self.identity(of: path)
    do {
      // A rater's program that was killed in mid-commit leaves a journal, which SQLite rolls back when it may write.
      if !writable, FileManager.default.fileExists(atPath: path + "-journal"), access(path, W_OK) == 0 {
        var configuration = Self.configuration(readonly: false)
        configuration.busyMode = Self.patience
        try DatabaseQueue(path: path, configuration: configuration).close()
      }
      database = try DatabaseQueue(path: path, configuration: Self.configuration(readonly: !writable))
      (header, rubric, presentations, guide) = try database.read { db in
        try Self.check(db, path: path, withImages: !writable)
        guard try Self.hasItsTables(db) else {
          throw PacketError.unreadable(path: path, detail: "its tables are not those of a packet")
        }
        return (
          try Self.value(db, "header", as: PacketHeader.self), try Self.value(db, "rubric", as: Rubric.self),
          try Self.readPresentations(db), try Self.readGuide(db)
        )
      }
      guard try database.read({ try Self.hasItsContents($0, presentations) }) else {
        throw PacketError.altered(path: path, detail: "its captions, questions or facts are others")
      }
      // Answers after a rating that does not fit would not count: better said before any is given.
      if writable, let broken = try firstBrokenLink(thorough: false) {
        throw PacketError.altered(path: path, detail: "rating \(broken) does not fit the chain")
      }
    } catch let error as PacketError {
      throw error
    } catch {
      throw PacketError.unreadable(path: path, detail: Self.reason(error))
    }
  }

  /// The bytes stored as an item's image, whatever they are; nil for an item that is not in the packet.
  func imageBytes(of item: ItemID) throws -> [UInt8]? {
    try database.read { db in
      try Data.fetchOne(db, sql: "SELECT bytes FROM image WHERE item = ?", arguments: [item.hex]).map { [UInt8]($0) }
    }
  }

  /// The bytes stored as one of the guide's pictures, whatever they are; nil for any other.
  func guideImageBytes(_ id: ItemID) throws -> [UInt8]? {
    guard guide.images.contains(id) else { return nil }
    return try database.read { db in
      try Data.fetchOne(db, sql: "SELECT bytes FROM guide_image WHERE sha256 = ?", arguments: [id.hex])
        .map { [UInt8]($0) }
    }
  }

  /// Stores one judgement. When this returns, the judgement is on disk.
  ///
  /// - Throws: ``PacketError/notSaved(path:detail:)``; then nothing of it is stored.
  @discardableResult
  public func append(_ judgement: Judgement) throws -> Rating {
    do {
      return try database.write { db in
        let last = try Row.fetchOne(db, sql: "SELECT sequence, chain FROM rating ORDER BY sequence DESC LIMIT 1")
        let sequence = (last?["sequence"] ?? 0) + 1
        var chain = last.map { HashChain(head: $0["chain"]) } ?? Self.emptyChain(header)
        let record = try Self.canonical(sequence: sequence, judgement)
        chain.append(record)
        try db.execute(
          sql: """
            INSERT INTO rating (sequence, presentation, slot, question, judgement, chain) VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            sequence, judgement.presentation?.rawValue, judgement.slot?.rawValue, judgement.question, record,
            chain.head,
          ])
        return Rating(sequence: sequence, judgement: judgement, chain: chain.head)
      }
    } catch {
      throw PacketError.notSaved(path: path, detail: Self.reason(error))
    }
  }

  /// Every stored judgement, oldest first.
  public func ratings() throws -> [Rating] {
    do {
      return try database.read { db in
        try Row.fetchAll(db, sql: "SELECT sequence, judgement, chain FROM rating ORDER BY sequence").map { row in
          let record: String = row["judgement"]
          return Rating(
            sequence: row["sequence"],
            judgement: try JSONDecoder().decode(Stored.self, from: Data(record.utf8)).judgement,
            chain: row["chain"])
        }
      }
    } catch {
      throw PacketError.unreadable(path: path, detail: Self.reason(error))
    }
  }

  /// Copies every page in one step, so that no rating comes in between.
  func copyPages(to target: DatabaseQueue) throws { try database.backup(to: target) }

  /// Recomputes the chain from the stored judgements.
  ///
  /// - Parameter thorough: whether the columns that queries use are held against the chained record too.
  /// - Returns: the sequence number of the first judgement that does not fit, or nil where all fit.
  public func firstBrokenLink(thorough: Bool = true) throws -> Int? {
    try database.read { db in
      var chain = Self.emptyChain(header)
      var expected = 1
      for row in try Row.fetchAll(db, sql: "SELECT * FROM rating ORDER BY sequence") {
        let sequence: Int = row["sequence"]
        let record: String = row["judgement"]
        let head = chain.append(record)
        guard sequence == expected, head == row["chain"] as String?, !thorough || Self.columns(row, agreeWith: record)
        else { return sequence }
        expected += 1
      }
      return nil
    }
  }

  /// How many judgements are stored and how the chain ends.
  public func receipt() throws -> Receipt {
    try database.read { db in
      let row = try Row.fetchOne(db, sql: "SELECT sequence, chain FROM rating ORDER BY sequence DESC LIMIT 1")
      return receipt(count: row?["sequence"] ?? 0, head: row?["chain"])
    }
  }

  /// The receipt for the packet with these judgements, as the rater's program shows it.
  ///
  /// - Parameter ratings: as ``ratings()`` returned them.
  public func receipt(after ratings: [Rating]) -> Receipt {
    receipt(count: ratings.last?.sequence ?? 0, head: ratings.last?.chain)
  }

  private func receipt(count: Int, head: String?) -> Receipt {
    Receipt(
      packet: header.packet, rater: header.rater, count: count, head: head ?? Self.emptyChain(header).head,
      protocolHash: header.protocolHash, commitment: header.commitment)
  }

  private struct Stored: Codable {
    var sequence: Int
    var judgement: Judgement
  }

  /// Whether the columns that queries use say what the chained record says.
  private static func columns(_ row: Row, agreeWith record: String) -> Bool {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(record.utf8)) else { return false }
    let presentation: String? = row["presentation"]
    let slot: String? = row["slot"]
    let question: String = row["question"]
    return stored.sequence == row["sequence"] as Int && stored.judgement.question == question
      && stored.judgement.slot?.rawValue == slot && stored.judgement.presentation?.rawValue == presentation
  }

  static func canonical(sequence: Int, _ judgement: Judgement) throws -> String {
    String(decoding: try encoder().encode(Stored(sequence: sequence, judgement: judgement)), as: UTF8.self)
  }

  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  static func emptyChain(_ header: PacketHeader) -> HashChain {
    HashChain(seed: "\(header.packet)\n\(header.rater)\n\(header.protocolHash)\n\(header.commitment)")
  }

  /// Up to ten seconds. Whoever only reads asks again after a few milliseconds: with SQLite's own waits, up to a tenth of
  /// a second each, a reader often missed every gap that a stand-in rater at work leaves between two ratings.
  private static let patience = Database.BusyMode.callback { tries in
    usleep(.random(in: 1_000...5_000))
    return tries < 3_000
  }

  static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    // A rater waits for no longer than this to be told that an answer is not saved.
    configuration.busyMode = readonly ? patience : .timeout(2)
    configuration.foreignKeysEnabled = true
    if !readonly {
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON")
      }
    }
    return configuration
  }

  private static func value<Value: Decodable>(_ db: Database, _ name: String, as type: Value.Type) throws -> Value {
    let text = try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = ?", arguments: [name]) ?? ""
    return try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  /// A packet without a guide has no such fact, whatever its format.
  private static func readGuide(_ db: Database) throws -> ReviewGuide {
    let isThere = try Bool.fetchOne(db, sql: "SELECT COUNT(*) > 0 FROM fact WHERE name = 'guide'") ?? false
    return isThere ? try value(db, "guide", as: ReviewGuide.self) : ReviewGuide()
  }

  static func readPresentations(_ db: Database) throws -> [Presentation] {
    var slots: [String: [Slot]] = [:]
    let sql = "SELECT presentation, id, CAST(caption AS BLOB) AS caption FROM slot ORDER BY presentation, position"
    for row in try Row.fetchAll(db, sql: sql) {
      let caption = String(decoding: row["caption"] as Data, as: UTF8.self)
      slots[row["presentation"], default: []].append(Slot(id: SlotID(rawValue: row["id"]), caption: caption))
    }
    return try Row.fetchAll(db, sql: "SELECT id, item FROM presentation ORDER BY position").compactMap { row in
      guard let item = ItemID(hex: row["item"]) else { return nil }
      let id: String = row["id"]
      return Presentation(id: PresentationID(rawValue: id), item: item, slots: slots[id] ?? [])
    }
  }

  /// Whether the file that was opened is not at its path any more, so that nobody would find what is stored in it.
  public var isGone: Bool { Self.identity(of: path) != identity }

  private static func identity(of path: String) -> [UInt64]? {
    var facts = stat()
    return stat(path, &facts) == 0 ? [UInt64(facts.st_dev), UInt64(facts.st_ino)] : nil
  }

  private static func folder(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
  }

  static func reason(_ error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "\(error)" }
    let text = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.extendedResultCode {
    case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_TRUNCATE: return text + ", or a limit on the size of files"
    case .SQLITE_READONLY_DBMOVED: return "the file is no longer where it was opened"
    case .SQLITE_CANTOPEN, .SQLITE_READONLY_DIRECTORY: return text + ", its folder is gone or cannot be written to"
    default: return text
    }
  }
}

extension PacketFile {
  /// Runs a statement as it stands; for tests of what the file itself refuses.
  func execute(_ sql: String) throws { try database.write { try $0.execute(sql: sql) } }

  /// The first column of a query; for tests of what the file gives away.
  func strings(_ sql: String) throws -> [String] { try database.read { try String.fetchAll($0, sql: sql) } }
}
