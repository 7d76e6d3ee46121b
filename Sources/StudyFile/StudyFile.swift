internal import Digest
public import Roster
internal import StudyModel

/// Reads `study.yaml` with the rubric and the data set it names.
///
/// Every key is understood or refused, and all problems are reported together, each with file, line and column: a study
/// never silently runs without what its file declares.
public enum StudyFile {
  /// Reads a study.
  ///
  /// - Parameters:
  ///   - path: a study file, or a folder that holds `study.yaml`.
  ///   - imageFault: why an image file's bytes are no picture that can be shown, as what stands after its name ("is
  ///     damaged"); nil where they are one.
  ///   - picture: looks at an image file; asked only where a router's condition names a fact of the file. Nil: such
  ///     conditions are not tried on the images.
  /// - Throws: ``StudyFileError``, and what `picture` throws. Nothing is written or sent, and no environment variable is
  ///   read.
  public static func load(
    _ path: String, imageFault: @escaping @Sendable ([UInt8]) -> String? = { _ in nil },
    picture: ((SetItem) throws -> PictureFacts)? = nil
  ) throws -> StudyPlan {
    try loadWithProvenance(path, imageFault: imageFault, picture: picture).plan
  }

  /// Reads a study, with the hashes its protocol hash is made of.
  ///
  /// - Parameters:
  ///   - path: a study file, or a folder that holds `study.yaml`.
  ///   - imageFault: as for ``load(_:imageFault:picture:)``; which images a study has may hang on it.
  ///   - picture: as for ``load(_:imageFault:picture:)``.
  /// - Throws: ``StudyFileError``, and what `picture` throws.
  public static func loadWithProvenance(
    _ path: String, imageFault: @escaping @Sendable ([UInt8]) -> String? = { _ in nil },
    picture: ((SetItem) throws -> PictureFacts)? = nil
  ) throws -> LoadedStudy {
    let path = Paths.isFolder(path) ? Paths.join(path, "study.yaml") : path
    let file = Paths.shown(path)
    guard let bytes = Paths.bytes(path) else {
      throw StudyFileError(
        file: file,
        "there is no such study file.\nThere is no study to work on.\n"
          + "Check the path, or copy results/demo/study.yaml of the project to start from.")
    }
    let complaints = Complaints()
    let start = Place(file: file, line: 1, column: 1)
    let tree = try wholeYamlTree(bytes, file: file, complaints: complaints)
    let study = try Section("", tree, introducedAt: start, complaints: complaints)
      .flatMap {
        try StudyReader(file: $0, path: path, hash: SHA256.hex(bytes), imageFault: imageFault, picture: picture).study()
      }
    try complaints.throwIfAny()
    guard let study else { preconditionFailure("a study lacks a part, and no complaint says so") }
    return study
  }
}

/// A study as read, with what its protocol hash is made of.
public struct LoadedStudy: Sendable {
  /// The study.
  public var plan: StudyPlan
  /// The hashes of its parts.
  public var provenance: StudyProvenance
}

/// The parts of a protocol by their hashes, each 64 lower-case hexadecimal digits.
public struct StudyProvenance: Hashable, Sendable, Codable {
  /// SHA-256 of the study file's bytes.
  public var studyFile: String
  /// SHA-256 of the rubric file's bytes.
  public var rubricFile: String
  /// SHA-256 of the sampled items, sorted by id, one a line with a line feed after each:
  ///
  ///     <id> <category>
  ///
  /// An id is the SHA-256 of an image's bytes, and a category decides what the image weighs: this changes with any image
  /// that is added, dropped, altered or moved to another category, and not with a file's name.
  public var imageSet: String

  /// What every packet and report carries: SHA-256 of these four lines, each with a line feed after it.
  ///
  ///     blindfold protocol 1
  ///     study <studyFile>
  ///     rubric <rubricFile>
  ///     images <imageSet>
  public var protocolHash: String {
    SHA256.hex("blindfold protocol 1\nstudy \(studyFile)\nrubric \(rubricFile)\nimages \(imageSet)\n")
  }

  /// The hashes of a protocol's parts.
  public init(studyFile: String, rubricFile: String, imageSet: String) {
    self.studyFile = studyFile
    self.rubricFile = rubricFile
    self.imageSet = imageSet
  }

  /// The parts of a protocol from what was read.
  init(studyFile: String, rubricFile: String, items: [SetItem]) {
    let lines = items.sorted { $0.id < $1.id }.map { "\($0.id.hex) \($0.category)\n" }
    self.init(studyFile: studyFile, rubricFile: rubricFile, imageSet: SHA256.hex(lines.joined()))
  }
}
