internal import Foundation
internal import GRDB
internal import StudyModel

extension PacketFile {
  /// "BFpk", so that a stray database is not taken for a packet.
  static let applicationID = 0x4246_706B

  /// Writes a packet. The finished file appears at `path` in one step or not at all.
  ///
  /// Rows go in by chance and the result is copied by `VACUUM INTO`, so that neither row numbers nor free pages tell
  /// the order in which they were made.
  ///
  /// - Throws: ``PacketError`` or a file error; then there is no file at `path` that was not there before.
  public static func create(_ contents: PacketContents, at path: String) throws {
    let draft = path + ".draft"
    let clean = path + ".clean"
    for leftover in [draft, draft + "-journal", clean] { try? FileManager.default.removeItem(atPath: leftover) }
    defer { try? FileManager.default.removeItem(atPath: draft) }
    do {
      try fill(draft, with: contents)
      let database = try DatabaseQueue(path: draft, configuration: configuration(readonly: false))
      try database.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [clean]) }
      try database.close()
    } catch let error as DatabaseError {
      try? FileManager.default.removeItem(atPath: clean)
      throw PacketError(making: path, error)
    }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: clean))
    try file.synchronize()
    try file.close()
    guard rename(clean, path) == 0 else {
      throw PacketError.unreadable(path: path, detail: String(cString: strerror(errno)))
    }
  }

  private static func fill(_ draft: String, with contents: PacketContents) throws {
    let database = try DatabaseQueue(path: draft, configuration: configuration(readonly: false))
    try database.write { db in
      try db.execute(sql: schema)
      try db.execute(sql: schemaAddedByFormat2)
      try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(format)")
      let encoder = encoder()
      var facts = ["header": try encoder.encode(contents.header), "rubric": try encoder.encode(contents.rubric)]
      if !contents.guide.isEmpty { facts["guide"] = try encoder.encode(contents.guide) }
      for (name, value) in facts.shuffled() {
        try db.execute(
          sql: "INSERT INTO fact VALUES (?, ?)", arguments: [name, String(decoding: value, as: UTF8.self)])
      }
      for (item, bytes) in contents.images.shuffled() {
        try db.execute(sql: "INSERT INTO image VALUES (?, ?)", arguments: [item.hex, Data(bytes)])
      }
      for (id, bytes) in contents.guideImages.shuffled() {
        try db.execute(sql: "INSERT INTO guide_image VALUES (?, ?)", arguments: [id.hex, Data(bytes)])
      }
      for (position, presentation) in contents.presentations.enumerated().shuffled() {
        try db.execute(
          sql: "INSERT INTO presentation VALUES (?, ?, ?)",
          arguments: [presentation.id.rawValue, position, presentation.item.hex])
      }
      let slots = contents.presentations.flatMap { presentation in
        presentation.slots.enumerated().map { (presentation.id, $0.offset, $0.element) }
      }
      for (presentation, position, slot) in slots.shuffled() {
        try db.execute(
          // Bound as text a caption would end at its first NUL.
          sql: "INSERT INTO slot VALUES (?, ?, ?, CAST(? AS TEXT))",
          arguments: [slot.id.rawValue, presentation.rawValue, position, Data(slot.caption.utf8)])
      }
      try storeContentsHash(db)
    }
    try database.close()
  }

  /// The tables of format 1. A further format is a further text; this one never changes once shipped.
  static let schema = """
    CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE image (item TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
    CREATE TABLE presentation (
      id TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, item TEXT NOT NULL REFERENCES image (item)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE slot (
      id TEXT PRIMARY KEY, presentation TEXT NOT NULL REFERENCES presentation (id), position INTEGER NOT NULL,
      caption TEXT NOT NULL, UNIQUE (presentation, position)
    ) WITHOUT ROWID, STRICT;
    CREATE TABLE rating (
      sequence INTEGER PRIMARY KEY, presentation TEXT REFERENCES presentation (id), slot TEXT REFERENCES slot (id),
      question TEXT NOT NULL, judgement TEXT NOT NULL, chain TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER rating_stays_unchanged BEFORE UPDATE ON rating
      BEGIN SELECT RAISE (ABORT, 'a rating is never changed: add one'); END;
    CREATE TRIGGER rating_stays BEFORE DELETE ON rating
      BEGIN SELECT RAISE (ABORT, 'a rating is never deleted: add one'); END;
    """

  /// What format 2 adds: pictures that are shown before the first item and are no items themselves.
  static let schemaAddedByFormat2 = """
    CREATE TABLE guide_image (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID, STRICT;
    """
}

extension PacketError {
  /// What a database error comes to while a packet is made: memory that is short is short for the moment.
  init(making path: String, _ error: DatabaseError) {
    self =
      error.resultCode == .SQLITE_NOMEM
      ? .noMemory(path: path)
      : .notMade(path: path, detail: error.message ?? "SQLite error \(error.resultCode.rawValue)")
  }
}
