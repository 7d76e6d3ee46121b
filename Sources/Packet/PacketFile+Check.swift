internal import Digest
internal import Foundation
internal import GRDB
public import StudyModel

extension PacketFile {
  /// Whether the file is a packet of a format known here, and whole.
  ///
  /// A rater's program begins with everything but the images, which are nearly all of the file: reading 50 MB would keep
  /// a rater waiting for nothing. Each image is held against its own SHA-256 when it is shown (``image(of:)``), and the
  /// conductor's program reads the whole file.
  ///
  /// - Throws: ``PacketError``.
  static func check(_ db: Database, path: String, withImages: Bool) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == PacketFile.applicationID else {
      throw PacketError.unreadable(path: path, detail: "no packet's mark in the file")
    }
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard version <= format else { throw PacketError.newer(path: path, version: version, known: format) }
    // A list of free pages is read by a check of the whole file only; a packet has none.
    let hasFreePages = try Int.fetchOne(db, sql: "PRAGMA freelist_count") != 0
    guard try withImages || hasFreePages ? isWhole(db) : isWholeButForImages(db) else {
      throw PacketError.unreadable(path: path, detail: "the file is damaged")
    }
  }

  /// The bytes of an item's image, as they were captioned; nil for an item that is not in the packet.
  ///
  /// - Throws: ``PacketError/unreadable(path:detail:)`` where they are not the bytes that the item is named by.
  public func image(of item: ItemID) throws -> [UInt8]? { try held(to: item, imageBytes) }

  /// The bytes of one of the guide's pictures; nil for any other.
  ///
  /// - Throws: ``PacketError/unreadable(path:detail:)`` where they are not the bytes that it is named by.
  public func guideImage(_ id: ItemID) throws -> [UInt8]? { try held(to: id, guideImageBytes) }

  private func held(to id: ItemID, _ stored: (ItemID) throws -> [UInt8]?) throws -> [UInt8]? {
    do {
      guard let bytes = try stored(id) else { return nil }
      guard SHA256.hex(bytes) == id.hex else {
        throw PacketError.unreadable(path: path, detail: "this image in it is damaged")
      }
      return bytes
    } catch let error as DatabaseError {
      throw PacketError.unreadable(path: path, detail: Self.reason(error))
    }
  }

  private static func isWhole(_ db: Database) throws -> Bool {
    try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok"
  }

  private static func isWholeButForImages(_ db: Database) throws -> Bool {
    let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'image'")
    for table in ["sqlite_schema"] + tables {
      let name = table.replacingOccurrences(of: "\"", with: "\"\"")
      guard try String.fetchOne(db, sql: "PRAGMA quick_check(\"\(name)\")") == "ok" else { return false }
    }
    // Answered from the index of images, which names every one without reading it.
    let missing = "SELECT count(*) FROM presentation WHERE item NOT IN (SELECT item FROM image)"
    return try Int.fetchOne(db, sql: missing) == 0
  }
}
