internal import GRDB

/// What a report takes from outside the two databases. Kept with them, it lets a report be worked out again when the study
/// file, the rubric and the images are gone.
///
/// A further input is a further optional property: a record that was written before there was one reads as nil.
public struct ReportInputs: Hashable, Sendable, Codable {
  /// The study's name.
  public var study: String
  /// The question it answers, in a sentence.
  public var question: String
  /// What the captions are for; nil where not stated.
  public var subject: String?
  /// Labels in the order of the study file. What each stands for is in the key database.
  public var candidates: [String]
  /// Names of the rules that captions were held to.
  public var rules: [String]
  /// Seconds an item was expected to take a rater.
  public var secondsPerItem: Int
  /// Images a month in production; nil where not stated.
  public var imagesPerMonth: Double?
  /// SHA-256 of the study file, 64 hexadecimal digits; nil where it was no longer the one that was declared.
  public var studyFile: String?
  /// SHA-256 of the rubric file, likewise.
  public var rubric: String?
  /// SHA-256 over the image set, likewise.
  public var imageSet: String?
  /// Part → version, for example `blindfold`.
  public var versions: [String: String]
  /// Packets whose files were read for the report, by their random names.
  public var packetsRead: [String]

  /// What a report takes from outside the two databases.
  public init(
    study: String, question: String, subject: String? = nil, candidates: [String], rules: [String], secondsPerItem: Int,
    imagesPerMonth: Double?, studyFile: String?, rubric: String?, imageSet: String?, versions: [String: String],
    packetsRead: [String]
  ) {
    self.study = study
    self.question = question
    self.subject = subject
    self.candidates = candidates
    self.rules = rules
    self.secondsPerItem = secondsPerItem
    self.imagesPerMonth = imagesPerMonth
    self.studyFile = studyFile
    self.rubric = rubric
    self.imageSet = imageSet
    self.versions = versions
    self.packetsRead = packetsRead
  }
}

/// How far the tables that are only added to had come when a report was made. What is beyond came later.
public struct ReportExtent: Hashable, Sendable, Codable {
  /// Packet → judgements collected from it.
  public var ratings: [String: Int]
  /// Number of the log's last entry.
  public var log: Int64
  /// Number of the ledger's last attempt.
  public var attempts: Int64
}

/// One report: what it was made from, and what it wrote.
public struct ReportRecord: Hashable, Sendable, Codable {
  /// 1 for the study's first report.
  public var number: Int
  /// When, in milliseconds since 1970.
  public var at: Int64
  /// The account that made it.
  public var who: String
  /// What came from outside the databases.
  public var inputs: ReportInputs
  /// How far the databases had come.
  public var extent: ReportExtent
  /// What was in them.
  public var contents: StudyContents
  /// Document → SHA-256 of its bytes, for example `figures/forest.svg`; `manifest.json` is among them.
  public var documents: [String: String]
}

extension StudyStore {
  /// How far the tables that are only added to have come.
  public func extent() throws -> ReportExtent {
    let (ratings, log) = try study.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT packet, MAX(sequence) AS count FROM rating GROUP BY packet")
      return (
        Dictionary(rows.map { ($0["packet"] as String, $0["count"] as Int) }, uniquingKeysWith: { first, _ in first }),
        try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM log") ?? 0
      )
    }
    return ReportExtent(
      ratings: ratings, log: log,
      attempts: try key.read { try Int64.fetchOne($0, sql: "SELECT MAX(id) FROM attempt") ?? 0 })
  }

  /// Keeps what a report was made from and is about to write; before any document is put in place, so that no document is
  /// ever there without it.
  ///
  /// - Parameters:
  ///   - at: milliseconds since 1970, as the documents have it.
  ///   - content: what the databases hold, up to `extent`.
  ///   - documents: document → SHA-256.
  public func keepReport(
    at: Int64, _ inputs: ReportInputs, _ extent: ReportExtent, _ content: StudyContent, documents: [String: String]
  ) throws {
    try key.write { db in
      let number = try Int.fetchOne(db, sql: "SELECT COALESCE(MAX(number), 0) + 1 FROM report") ?? 1
      let record = ReportRecord(
        number: number, at: at, who: Self.account(), inputs: inputs, extent: extent, contents: content.summary,
        documents: documents)
      try db.execute(sql: "INSERT INTO report VALUES (?, ?)", arguments: [number, try Self.text(record)])
      // Only of the last report: they say which row is another one, not whether any is.
      try db.execute(sql: "DELETE FROM report_mark")
      for (part, marks) in content.marks {
        try db.execute(sql: "INSERT INTO report_mark VALUES (?, ?, ?)", arguments: [part, number, marks])
      }
    }
  }

  /// Every report that was made, oldest first.
  public func reports() throws -> [ReportRecord] {
    try key.read { db in
      try String.fetchAll(db, sql: "SELECT record FROM report ORDER BY number")
        .map { try Self.value($0, as: ReportRecord.self) }
    }
  }

  /// Part of the databases → the marks of its rows as they were when a report was made; empty for all reports but the
  /// last.
  public func marks(of report: ReportRecord) throws -> [String: String] {
    try key.read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT part, marks FROM report_mark WHERE number = ?", arguments: [report.number])
      return Dictionary(rows.map { ($0["part"], $0["marks"]) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
