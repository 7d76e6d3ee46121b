internal import ArgumentParser
internal import Foundation
internal import StudyStore

/// Copies a study while people rate.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy a study while people rate: databases, packets, study file and documents, each read back.",
    discussion: """
      Databases and packets are copied through SQLite, whole as they are between two ratings; 'cp' of a file in use can \
      lose ratings. FOLDER appears in one step when everything is in it and was read back; it must not be there yet, or \
      be empty. Hidden files (a .env with API keys) and whatever lies outside the study's folder, such as images and \
      rubrics, are not copied. A folder FOLDER.unfinished-… is left by a backup that was killed: delete it.

      FOLDER holds the key, readable by its owner only: keep it where raters cannot read it.

      An output of captions, with its ledger and its batches, is no study and not copied by this: while no 'caption' and no \
      'batch' works on it, cp -a captions.jsonl* FOLDER is a whole copy.

      To restore, put the copy in the study's place, with nothing of the old one left in it:
        mv STUDY STUDY.broken && cp -a FOLDER STUDY
      What raters stored since then is in their packets: 'blindfold collect STUDY PACKET…' takes it in.

      Example:
        blindfold backup results/2026-11-alt-text /mnt/backup/2026-11-22

      Exit codes: 0 done; 65 done, but the study has a damaged or edited file; 73 FOLDER is there or cannot be written.
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Argument(help: "A new folder for the copy.", completion: .directory)
  var folder: String

  func run() async throws {
    try await ending {
      try refuseOutput()
      let location = try StudyLocation(study)
      let target = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      let lock = try Self.lockIfFree(location.folder)
      defer { withExtendedLifetime(lock) {} }
      let copy = try StudyCopy(of: location, to: target)
      print(text(copy, location.folder, target, isAlone: lock != nil))
      if let purge = try StudyStore(reading: target).purges().last {
        print(
          "Images and captions were removed from this study on \(StudyStatus.minute(purge.at)): they are not in the copy. "
            + "Backups made before still hold them.")
      }
      for problem in copy.problems { printError(problem) }
      guard copy.problems.isEmpty else { throw Ending.wrongInput.exitCode }
    }
  }

  /// Says how an output of captions is copied, which is no study.
  private func refuseOutput() throws {
    var isFolder: ObjCBool = false
    guard (try? OutputForm(of: study)) != nil, FileManager.default.fileExists(atPath: study, isDirectory: &isFolder),
      !isFolder.boolValue
    else { return }
    throw Refusal(
      .wrongInput,
      "\(study): an output of captions, and no study. Nothing was copied. Its ledger and its batches lie beside it; while no "
        + "'caption' and no 'batch' works on it, this copies them all: mkdir -p \(quoted(folder)) && cp -a \(quoted(study))* "
        + quoted(folder))
  }

  /// Keeps runs and reports from starting meanwhile. One that is under way already may go on for hours, and is no
  /// hindrance: what it stores is in the copy or comes after it.
  private static func lockIfFree(_ folder: String) throws -> StudyLock? {
    do {
      return try StudyLock(folder: folder)
    } catch StoreError.busy {
      return nil
    }
  }

  private func text(_ copy: StudyCopy, _ study: String, _ target: String, isAlone: Bool) -> String {
    var lines = [
      "\(target)/study.sqlite: \(counted(copy.contents.outputs, "caption")), "
        + counted(copy.contents.ratings, "collected entry", "collected entries"),
      "\(target)/key.sqlite: readable by its owner only",
    ]
    lines += copy.packets.map {
      "\(target)/packets/\($0.name): \(counted($0.entries, "stored entry", "stored entries"))"
    }
    lines.append("\(counted(copy.documents.count, "other file")): \(copy.documents.joined(separator: ", "))")
    if !copy.leftOut.isEmpty { lines.append("not copied: \(copy.leftOut.joined(separator: ", "))") }
    if !copy.away.isEmpty {
      lines.append(
        "packets that are not in the study's folder: \(copy.away.joined(separator: ", ")); of these the copy has what was "
          + "collected")
    }
    if !isAlone {
      lines.append("another blindfold works on this study: the copy is of a moment in the middle of that, and whole")
    }
    lines.append(
      copy.problems.isEmpty
        ? "Read back: databases whole, chains of hashes unbroken, everything collected found in its packet."
        : "Read back: databases whole. \(counted(copy.problems.count, "file")) of the study not as it should be.")
    lines.append(
      """

      To restore, put the copy in the study's place, with nothing of the old one left in it:
        mv \(quoted(study)) \(quoted(study + ".broken")) && cp -a \(quoted(target)) \(quoted(study))
      Images, rubrics and captions outside the study's folder are not in the copy. It holds the key: keep it from raters.
      """)
    return lines.joined(separator: "\n")
  }
}
