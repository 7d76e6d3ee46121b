public import Blinding
internal import Digest
internal import GRDB

/// What is kept of one purge: who removed what, when, and what vouches for what stayed.
public struct PurgeRecord: Hashable, Sendable, Codable {
  /// How much went.
  public struct Removed: Hashable, Sendable, Codable {
    /// Captions, each candidate's of each image.
    public var captions: Int
    /// Captions as raters would have them, earlier versions among them.
    public var edits: Int
    /// Raters' notes, comments and reasons for skipping.
    public var notes: Int
    /// Packet files of the study's folder.
    public var packets: Int

    /// How much went.
    public init(captions: Int, edits: Int, notes: Int, packets: Int) {
      self.captions = captions
      self.edits = edits
      self.notes = notes
      self.packets = packets
    }

    /// For example `96 captions, 12 edited captions, 4 packets`.
    public var summary: String {
      [
        (captions, "caption"), (edits, "edited caption"), (notes, "note"), (packets, "packet"),
      ].filter { $0.0 > 0 }.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }
  }

  /// 1 for the study's first purge.
  public var number: Int
  /// Milliseconds since 1970.
  public var at: Int64
  /// The account that did it.
  public var who: String
  /// Why; nil where nobody said.
  public var because: String?
  /// What went.
  public var removed: Removed
  /// Files that the study was made from and that go too, by their paths below the study's folder.
  public var files: [String]
  /// What the leak scan found while captions were there, without an example.
  public var leaks: LeakScan
  /// Digests of what is kept in the place of what went, and of every rating as it stands since.
  public var kept: [String: StudyContents.Part]
  /// SHA-256 over these digests and over the leak scan's findings, 64 hexadecimal digits: whoever holds it can tell whether
  /// the facts that numbers rest on since are those of the purge.
  public var receipt: String

  /// What happened, in a phrase for logs and documents.
  public var summary: String {
    "removed after unblinding: \(removed.summary); what is kept in their place has the SHA-256 \(receipt)"
  }
}

extension StudyStore {
  /// Every purge that was begun, oldest first.
  public func purges() throws -> [PurgeRecord] {
    try study.read { db in
      try String.fetchAll(db, sql: "SELECT record FROM purge ORDER BY number")
        .map { try Self.value($0, as: PurgeRecord.self) }
    }
  }

  /// The purge that was begun and not finished; nil where there is none.
  public func unfinishedPurge() throws -> PurgeRecord? {
    try study.read { db in
      try String.fetchOne(db, sql: "SELECT record FROM purge WHERE finished = 0 ORDER BY number DESC LIMIT 1")
        .map { try Self.value($0, as: PurgeRecord.self) }
    }
  }

  static func lastPurge(_ db: Database) throws -> PurgeRecord? {
    try String.fetchOne(db, sql: "SELECT record FROM purge ORDER BY number DESC LIMIT 1")
      .map { try value($0, as: PurgeRecord.self) }
  }

  /// Parts of what the last purge kept that are not as it left them, by name; none where no text was removed.
  public func changedSincePurge() throws -> [String] {
    try study.read { db in
      guard let purge = try Self.lastPurge(db) else { return [] }
      let now = try Self.keptParts(db)
      let changed = Set(purge.kept.keys).union(now.keys).filter { purge.kept[$0] != now[$0] }.sorted()
      return try changed + (purge.receipt == Self.receipt(purge.kept, purge.leaks) ? [] : ["purge"])
    }
  }

  static func receipt(_ kept: [String: StudyContents.Part], _ leaks: LeakScan) throws -> String {
    let parts = kept.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rows) \($0.value.sha256)\n" }
    return SHA256.hex("blindfold purge 1\n\(parts.joined())leaks \(SHA256.hex(try text(leaks)))\n")
  }

  static func keptParts(_ db: Database) throws -> [String: StudyContents.Part] {
    Dictionary(
      try ContentTable.afterPurge.map {
        ($0.name, ContentRow.digest(try $0.rows(db), of: "study.sqlite/\($0.name)"))
      }, uniquingKeysWith: { first, _ in first })
  }
}
