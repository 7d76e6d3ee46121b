/// What a study's two databases held at one moment, as numbers of rows and digests.
///
/// A digest is over contents, not over a file: SQLite's bytes change with its write-ahead log and when a newer program
/// brings tables up to date, and what was stored does not. Only named columns enter, in a written form that is fixed
/// ([Check the numbers](doc:Check-the-numbers)), so that a column that a later program adds changes nothing; a caption enters as its
/// own SHA-256, so that it can be removed and the digest still be worked out.
public struct StudyContents: Hashable, Sendable, Codable {
  /// The name of the written form.
  public static let format = "blindfold-contents/1"

  /// One table, or a part of one.
  public struct Part: Hashable, Sendable, Codable {
    /// Its rows.
    public var rows: Int
    /// The last link of the chain of hashes over its rows, 64 hexadecimal digits.
    public var sha256: String

    /// One table, or a part of one.
    public init(rows: Int, sha256: String) {
      self.rows = rows
      self.sha256 = sha256
    }
  }

  /// `study.sqlite`, by the part's name.
  public var study: [String: Part]
  /// `key.sqlite`, likewise.
  public var key: [String: Part]

  /// What two databases held.
  public init(study: [String: Part], key: [String: Part]) {
    self.study = study
    self.key = key
  }
}

/// The same with what tells rows apart.
public struct StudyContent: Sendable {
  /// Numbers of rows and digests.
  public let summary: StudyContents
  /// Part, as `study.sqlite/output` → its rows.
  let rows: [String: [ContentRow]]

  /// Part → 24 hexadecimal digits a row: twelve of the hash of the row's name, twelve of the row's own.
  var marks: [String: String] { rows.mapValues { $0.map(\.mark).joined() } }

  /// What is different in a part.
  public struct Difference: Hashable, Sendable {
    /// For example `study.sqlite/output`.
    public var part: String
    /// Rows that are not as they were or were not there, each by its name; empty where no marks were kept.
    public var changed: [String]
    /// Rows that are gone. Nothing is left that could name them.
    public var gone: Int
    /// Rows then and now.
    public var rows: (then: Int, now: Int) { (before, after) }
    private let before: Int
    private let after: Int

    init(part: String, changed: [String], gone: Int, before: Int, after: Int) {
      self.part = part
      self.changed = changed
      self.gone = gone
      self.before = before
      self.after = after
    }
  }

  /// Parts whose digests are not those of an earlier moment.
  ///
  /// - Parameters:
  ///   - earlier: what was held then. A part that it does not speak of is passed over.
  ///   - marks: of its rows.
  public func differences(from earlier: StudyContents, marks: [String: String]) -> [Difference] {
    [("study.sqlite", earlier.study, summary.study), ("key.sqlite", earlier.key, summary.key)].flatMap {
      file, then, now in
      then.sorted { $0.key < $1.key }.compactMap { name, before in
        guard now[name] != before else { return nil }
        let part = "\(file)/\(name)"
        let (changed, gone) =
          marks[part].map { ContentRow.compare(rows[part] ?? [], with: $0, of: before.rows) } ?? ([], 0)
        return Difference(
          part: part, changed: changed, gone: gone, before: before.rows, after: now[name]?.rows ?? 0)
      }
    }
  }
}
