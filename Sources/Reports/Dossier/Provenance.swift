/// What a reader needs to check a report against the files it came from.
public struct Provenance: Hashable, Sendable, Codable {
  /// SHA-256 of the study file, 64 hexadecimal digits; nil where unknown.
  public var studyFile: String?
  /// SHA-256 of the rubric file.
  public var rubric: String?
  /// SHA-256 over the image set.
  public var imageSet: String?
  /// SHA-256 of the protocol, which every packet carries.
  public var protocolHash: String
  /// Commitments to the key, in the order in which packets were written.
  public var commitments: [String]
  /// Further inputs: name → SHA-256.
  public var files: [String: String]
  /// Candidate → SHA-256 of its definition as the commitment has it: model string, prompts, settings, price.
  public var candidates: [String: String]
  /// Candidate → SHA-256 of its prompt templates: the system prompt's, a NUL, the user prompt's. Without those that were
  /// sent none.
  public var prompts: [String: String]
  /// Database, for example `study.sqlite` → part → what was in it.
  public var databases: [String: [String: Content]]
  /// Purpose → public seed, for example `study`. Never the shuffle seed.
  public var seeds: [String: UInt64]
  /// Part → version, for example `blindfold`.
  public var versions: [String: String]

  /// What a part of a database held.
  public struct Content: Hashable, Sendable, Codable {
    /// Rows.
    public var rows: Int
    /// Digest of the rows, in the form that ``databasesFormat`` names.
    public var sha256: String

    /// What a part of a database held.
    public init(rows: Int, sha256: String) {
      self.rows = rows
      self.sha256 = sha256
    }
  }
  /// The name of the form in which rows are hashed; nil where none are.
  public var databasesFormat: String?

  /// What a reader needs to check a report.
  public init(
    studyFile: String?, rubric: String?, imageSet: String?, protocolHash: String, commitments: [String],
    files: [String: String] = [:], candidates: [String: String] = [:], prompts: [String: String] = [:],
    databases: [String: [String: Content]] = [:], databasesFormat: String? = nil, seeds: [String: UInt64],
    versions: [String: String]
  ) {
    self.studyFile = studyFile
    self.rubric = rubric
    self.imageSet = imageSet
    self.protocolHash = protocolHash
    self.commitments = commitments
    self.files = files
    self.candidates = candidates
    self.prompts = prompts
    self.databases = databases
    self.databasesFormat = databasesFormat
    self.seeds = seeds
    self.versions = versions
  }
}
