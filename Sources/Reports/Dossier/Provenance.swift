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
  /// Further inputs: name → SHA-256, for example `study.sqlite`.
  public var files: [String: String]
  /// Purpose → public seed, for example `study`. Never the shuffle seed.
  public var seeds: [String: UInt64]
  /// Part → version, for example `blindfold`.
  public var versions: [String: String]

  /// What a reader needs to check a report.
  public init(
    studyFile: String?, rubric: String?, imageSet: String?, protocolHash: String, commitments: [String],
    files: [String: String] = [:], seeds: [String: UInt64], versions: [String: String]
  ) {
    self.studyFile = studyFile
    self.rubric = rubric
    self.imageSet = imageSet
    self.protocolHash = protocolHash
    self.commitments = commitments
    self.files = files
    self.seeds = seeds
    self.versions = versions
  }
}
