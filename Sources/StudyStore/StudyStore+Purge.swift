public import Blinding
internal import Digest
internal import Foundation
internal import GRDB
public import StudyModel

/// What a purge removes, and how what is computed from it is worked out while it is there.
public struct PurgeRequest: Sendable {
  /// What a rater's text is.
  public enum Kind: Hashable, Sendable { case edit, note }

  /// Whether raters' notes go too.
  public var removesNotes: Bool
  /// Why; nil where nobody said.
  public var because: String?
  /// Packet files that go.
  public var packets: Int
  /// Files that the study was made from and that go too, by their paths below the study's folder.
  public var files: [String]
  /// What the leak scan found.
  public var leaks: LeakScan
  /// Questions that ask for an edited caption.
  public var edits: Set<String>
  /// Questions that ask for a text.
  public var notes: Set<String>
  /// The words of a caption.
  public var words: @Sendable (String) -> Int
  /// How far a text is from a caption, between 0 and 1.
  public var distance: @Sendable (_ caption: String, _ text: String) -> Double

  /// What a purge removes.
  public init(
    removesNotes: Bool, because: String?, packets: Int, files: [String], leaks: LeakScan, rubric: Rubric,
    words: @escaping @Sendable (String) -> Int, distance: @escaping @Sendable (String, String) -> Double
  ) {
    self.removesNotes = removesNotes
    self.because = because
    self.packets = packets
    self.files = files
    self.leaks = leaks
    self.words = words
    self.distance = distance
    edits = Set(rubric.questions.filter { $0.kind == .edit }.map(\.id))
    notes = Set(rubric.questions.filter { $0.kind == .text }.map(\.id))
      .union([Judgement.Reserved.comment, Judgement.Reserved.skip])
  }

  /// What a judgement's text is; nil where there is none that could be removed.
  func kind(of judgement: Judgement) -> Kind? {
    guard case .text(let text)? = judgement.answer, !text.allSatisfy(\.isWhitespace) else { return nil }
    if edits.contains(judgement.question) { return .edit }
    return notes.contains(judgement.question) ? .note : nil
  }

  func removes(_ judgement: Judgement) -> Bool { kind(of: judgement).map { $0 == .edit || removesNotes } ?? false }
}

extension StudyStore {
  /// How many texts there are: what a purge would remove, and what it would leave.
  public func texts(_ request: PurgeRequest) throws -> PurgeRecord.Removed {
    let removed = try removedTexts()
    var texts = PurgeRecord.Removed(captions: 0, edits: 0, notes: 0, packets: request.packets)
    texts.captions = try study.read {
      try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM output WHERE text IS NOT NULL") ?? 0
    }
    for (packet, ratings) in try ratings() {
      for rating in ratings where removed[packet]?[rating.sequence] == nil {
        switch request.kind(of: rating.judgement) {
        case .edit: texts.edits += 1
        case .note: texts.notes += 1
        case nil: break
        }
      }
    }
    return texts
  }

  /// Removes texts from both databases, each in one step: with the step that takes a text comes what is kept of it. Done
  /// again after a crash, it completes what was cut off.
  ///
  /// - Parameter at: milliseconds since 1970.
  /// - Returns: what is kept of the purge.
  public func removeTexts(_ request: PurgeRequest, at: Int64) throws -> PurgeRecord {
    for file in [study, key] { try file.writeWithoutTransaction { try $0.execute(sql: "PRAGMA secure_delete = ON") } }
    let record = try unfinishedPurge() ?? study.write { try self.removeFromStudy(request, at: at, $0) }
    try key.write { try Self.removeFromKey(request.words, $0) }
    return record
  }

  private func removeFromStudy(_ request: PurgeRequest, at: Int64, _ db: Database) throws -> PurgeRecord {
    let captions = try Self.keepCaptions(request, db)
    let packets = try Self.removeFromPlan(db, request.words)
    let (edits, notes) = try Self.removeFromRatings(packets, request, db)
    try db.execute(sql: "DELETE FROM retained")
    let last = try Self.lastPurge(db)
    let (leaks, kept) = (last?.leaks ?? request.leaks.withoutExamples, try Self.keptParts(db))
    let record = PurgeRecord(
      number: (last?.number ?? 0) + 1, at: at, who: Self.account(), because: request.because,
      removed: PurgeRecord.Removed(captions: captions, edits: edits, notes: notes, packets: request.packets),
      files: request.files, leaks: leaks, kept: kept, receipt: try Self.receipt(kept, leaks))
    try db.execute(sql: "INSERT INTO purge VALUES (?, ?, 0)", arguments: [record.number, try Self.text(record)])
    try Self.log(
      db, at: at, event: "purged",
      detail: "\(record.summary), by \(record.who)" + (record.because.map { "; because: \($0)" } ?? ""))
    return record
  }

  /// - Returns: how many captions went.
  private static func keepCaptions(_ request: PurgeRequest, _ db: Database) throws -> Int {
    let rows = try Row.fetchAll(
      db, sql: "SELECT arm, item, CAST(text AS BLOB) AS text FROM output WHERE text IS NOT NULL")
    for row in rows {
      let caption = caption(row) ?? ""
      try db.execute(
        sql: "INSERT INTO kept_caption VALUES (?, ?, ?, ?)",
        arguments: [row["arm"] as String, row["item"] as String, SHA256.hex(caption), request.words(caption)])
    }
    try db.execute(sql: "UPDATE output SET text = NULL WHERE text IS NOT NULL")
    return rows.count
  }

  /// Empties the captions of a plan, which is in the study database, and of its extensions, which are in both.
  ///
  /// - Returns: every packet, as it was before.
  private static func removeFromPlan(
    _ db: Database, _ words: (String) -> Int
  ) throws -> [PresentationPlan.Packet] {
    var before: [PresentationPlan.Packet] = []
    func emptied(_ text: String) throws -> String {
      var packets = try value(text, as: [PresentationPlan.Packet].self)
      before += packets
      for packet in packets.indices {
        for presentation in packets[packet].presentations.indices {
          packets[packet].presentations[presentation].slots = packets[packet].presentations[presentation].slots.map {
            guard $0.kept == nil else { return $0 }
            var slot = $0
            slot.kept = KeptCaption(sha256: SHA256.hex(slot.caption), words: words(slot.caption))
            slot.caption = ""
            return slot
          }
        }
      }
      return try Self.text(packets)
    }
    if try db.tableExists("fact"), let plan = try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = 'plan'")
    {
      try db.execute(sql: "UPDATE fact SET value = ? WHERE name = 'plan'", arguments: [try emptied(plan)])
    }
    for row in try Row.fetchAll(db, sql: "SELECT number, packets FROM extension ORDER BY number") {
      try db.execute(
        sql: "INSERT INTO retained VALUES ('extension', '', ?, ?)",
        arguments: [row["number"] as Int, try emptied(row["packets"])])
    }
    try db.execute(
      sql:
        "UPDATE extension SET packets = (SELECT text FROM retained r WHERE r.part = 'extension' AND r.number = extension.number)"
    )
    return before
  }

  private static func removeFromRatings(
    _ packets: [PresentationPlan.Packet], _ request: PurgeRequest, _ db: Database
  ) throws -> (edits: Int, notes: Int) {
    let slots = Dictionary(
      packets.flatMap(\.presentations).flatMap(\.slots).map { ($0.id, $0.caption) },
      uniquingKeysWith: { first, _ in first })
    let known = try removedTexts(db)
    var (edits, notes) = (0, 0)
    for row in try Row.fetchAll(db, sql: "SELECT packet, sequence, judgement FROM rating ORDER BY packet, sequence") {
      let (packet, sequence): (String, Int) = (row["packet"], row["sequence"])
      var judgement = try value(row["judgement"], as: Judgement.self)
      guard known[packet]?[sequence] == nil, request.removes(judgement), case .text(let text)? = judgement.answer
      else { continue }
      let isEdit = request.kind(of: judgement) == .edit
      if isEdit { edits += 1 } else { notes += 1 }
      let distance = isEdit ? judgement.slot.flatMap { slots[$0] }.map { request.distance($0, text) } : nil
      judgement.answer = .text(RemovedText.mark)
      let retained = try Self.text(judgement)
      try db.execute(
        sql: "INSERT INTO retained VALUES ('rating', ?, ?, ?)", arguments: [packet, sequence, retained])
      try db.execute(sql: "INSERT INTO removed_text VALUES (?, ?, ?)", arguments: [packet, sequence, distance])
      try db.execute(
        sql: "UPDATE rating SET judgement = ? WHERE packet = ? AND sequence = ?",
        arguments: [retained, packet, sequence])
    }
    return (edits, notes)
  }

  private static func removeFromKey(_ words: (String) -> Int, _ db: Database) throws {
    for row in try Row.fetchAll(
      db, sql: "SELECT arm, item, CAST(text AS BLOB) AS text FROM answer WHERE text IS NOT NULL")
    {
      try db.execute(
        sql: "INSERT INTO kept_answer VALUES (?, ?, ?)",
        arguments: [row["arm"] as String, row["item"] as String, SHA256.hex(caption(row) ?? "")])
    }
    try db.execute(sql: "UPDATE answer SET text = NULL WHERE text IS NOT NULL")
    // A service's words, or the beginning of what it sent, may be a caption or speak of an image: the kind of failure stays.
    try db.execute(
      sql: "UPDATE attempt SET reason = substr(reason, 1, instr(reason, ':') - 1) WHERE instr(reason, ':') > 0")
    // That there was some stays: it is counted.
    try db.execute(sql: "UPDATE attempt SET partial = '' WHERE partial IS NOT NULL")
    _ = try removeFromPlan(db, words)
    try db.execute(sql: "DELETE FROM retained")
  }

  /// Packet → number of a judgement whose text was removed → what stays of it.
  public func removedTexts() throws -> [String: [Int: RemovedText]] { try study.read(Self.removedTexts) }

  private static func removedTexts(_ db: Database) throws -> [String: [Int: RemovedText]] {
    try Row.fetchAll(db, sql: "SELECT packet, sequence, distance FROM removed_text").reduce(into: [:]) {
      $0[$1["packet"], default: [:]][$1["sequence"]] = RemovedText(distance: $1["distance"])
    }
  }

  /// Writes both files anew without the pages that removed texts were on, and empties their write-ahead logs.
  ///
  /// - Throws: ``StoreError/busy(folder:)`` where another process reads them: what it may still see cannot be let go.
  public func compact() throws {
    for file in [study, key] {
      try file.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; VACUUM")
        let isBusy = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") != 0
        if isBusy { throw StoreError.busy(folder: file.path) }
      }
    }
  }

  /// Notes that everything of a purge is done: texts, packets, documents.
  public func finishPurge(_ record: PurgeRecord) throws {
    try study.write {
      try $0.execute(sql: "UPDATE purge SET finished = 1 WHERE number = ?", arguments: [record.number])
    }
  }
}

extension LeakScan {
  /// The findings without a caption in them.
  fileprivate var withoutExamples: LeakScan {
    var scan = self
    for index in scan.findings.indices { scan.findings[index].examples = [] }
    return scan
  }
}
