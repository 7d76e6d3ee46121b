internal import Foundation
internal import Roster
internal import StudyFile

/// The folder of a study that a sample is made for. What is there is never written over, and what cannot be finished leaves
/// nothing behind.
struct SampleFolder {
  let folder: String

  /// The folder of images in it.
  static let images = "images"

  /// Where images are gathered until the sample is whole.
  var unfinished: String { "\(folder)/.images.unfinished" }
  var set: String { "\(folder)/\(Self.images)" }
  var origins: String { folder + "/drawn.jsonl" }
  var studyFile: String { folder + "/study.yaml" }
  var listToFetch: String { folder + "/to-fetch.jsonl" }
  var hasStudy: Bool { FileManager.default.fileExists(atPath: studyFile) }

  /// What the study is called: the folder's last part, made of what a name may be made of.
  let studyName: String

  init(_ folder: String) throws {
    self.folder = folder
    studyName = StudyDraft.name(of: folder)
    for path in [set, origins, studyFile, listToFetch] where FileManager.default.fileExists(atPath: path) {
      throw Refusal(
        .wrongInput, "\(path): there already. Nothing was written over. Name another folder, or move this one away.")
    }
  }

  /// Makes the folder in which images are gathered, and takes it away again.
  ///
  /// - Parameter work: given the folder; what it throws leaves nothing behind.
  func gathering<Value>(_ work: (String) async throws -> Value) async throws -> Value {
    let isNew = !FileManager.default.fileExists(atPath: folder)
    do {
      // Of one that was killed.
      if FileManager.default.fileExists(atPath: unfinished) { try FileManager.default.removeItem(atPath: unfinished) }
      try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
      let value = try await work(unfinished)
      if FileManager.default.fileExists(atPath: unfinished) { try FileManager.default.removeItem(atPath: unfinished) }
      return value
    } catch {
      try? FileManager.default.removeItem(atPath: isNew ? folder : unfinished)
      throw error
    }
  }

  /// Writes images, which have been gathered, where they are from, and a study file where one is to be carried on from.
  func write(_ drawn: DrawnSample, carryingOn last: LastStudy?) throws {
    guard !drawn.picked.images.isEmpty else {
      throw Refusal(
        .wrongInput,
        "\(drawn.log.files.joined(separator: ", ")): no image could be used. Nothing was written.\n"
          + drawn.remarks.joined(separator: "\n"))
    }
    try undoing {
      for (index, image) in drawn.picked.images.enumerated() {
        try FileManager.default.moveItem(
          atPath: "\(unfinished)/\(image.id)", toPath: "\(unfinished)/\(drawn.fileName(index))")
      }
      try Data(drawn.metadata.utf8).write(to: URL(fileURLWithPath: unfinished + "/metadata.jsonl"))
      try FileManager.default.moveItem(atPath: unfinished, toPath: set)
      try Data(drawn.origins.utf8).write(to: URL(fileURLWithPath: origins))
      guard let last else { return }
      let carried = try last.carried(drawn, name: studyName, to: folder)
      try Data(carried.utf8).write(to: URL(fileURLWithPath: studyFile))
      do {
        let plan = try StudyFile.load(studyFile, imageFault: imageFault, picture: pictureFacts)
        for notice in plan.notices { printError(notice) }
      } catch let error as StudyFileError {
        throw Refusal(
          .wrongInput,
          "\(error)\n\nsample: these lines are of the study file that would have been written. Nothing was kept. Mend "
            + "\(last.typed) accordingly, or leave --study out and write one.")
      }
    }
  }

  /// Writes the addresses of a sample that is not fetched.
  func write(toFetch drawn: DrawnSample) throws {
    try undoing {
      try Data(drawn.addresses.utf8).write(to: URL(fileURLWithPath: listToFetch))
    }
  }

  private func undoing(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch {
      for path in [set, origins, studyFile, listToFetch] {
        try? FileManager.default.removeItem(atPath: path)
      }
      throw error
    }
  }
}
