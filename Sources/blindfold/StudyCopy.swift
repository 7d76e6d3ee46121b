internal import Foundation
internal import Packet
internal import StudyModel
internal import StudyStore

/// A copy of everything that a study's folder holds, made while people rate, and read back.
struct StudyCopy {
  /// One packet that was copied.
  struct CopiedPacket {
    var name: String
    var entries: Int
  }

  /// Captions, plans and collected ratings in the copy.
  let contents: StudyBackup.Contents
  let packets: [CopiedPacket]
  /// Other files that were copied, by their paths below the study's folder.
  let documents: [String]
  /// Files that were not copied, because they may hold keys or cannot be copied while in use.
  let leftOut: [String]
  /// Raters whose packets are not in the folder.
  let away: [String]
  /// What is wrong with the study or could not be copied: place, fact, consequence, next step.
  let problems: [String]

  /// Copies a study to a folder that appears in one step, whole, or not at all.
  ///
  /// - Parameter target: a path at which nothing is, or an empty folder.
  /// - Throws: ``Refusal``, `StoreError`; then nothing is at `target` that was not there before.
  init(of location: StudyLocation, to target: String) throws {
    try Self.refuse(target, for: location)
    let draft = "\(target).unfinished-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(
      atPath: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    do {
      // Packets between the two: what the study's copy has collected, their copies hold too, and they in turn speak of
      // nothing that the key does not have.
      try StudyBackup.copyStudy(from: location.folder, to: draft)
      var problems: [String] = []
      let names = try Self.copyPackets(location, to: draft, &problems)
      try StudyBackup.copyBatches(from: location.folder + "/batch", to: draft + "/batch")
      try StudyBackup.copyKey(from: location.folder, to: draft)
      (documents, leftOut) = try Self.copyDocuments(location.folder, to: draft)
      let contents = try StudyBackup.check(draft)
      var held: Set<String> = []
      packets = names.map { name in
        let (entries, packet) = Self.check(name, in: draft, location, contents, &problems)
        if let packet { held.insert(packet) }
        return CopiedPacket(name: name, entries: entries)
      }
      away = Set(contents.packets.filter { !held.contains($0.key) }.values).sorted()
      self.contents = contents
      self.problems = problems
      try Self.finish(draft, as: target, like: location.folder)
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
  }

  private static func refuse(_ target: String, for location: StudyLocation) throws {
    func real(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
    if let found = try? FileManager.default.contentsOfDirectory(atPath: target), !found.isEmpty {
      throw Refusal(
        .cannotWrite,
        "\(target): there already, and not empty. Nothing was copied: a backup never replaces anything. "
          + "Name a new folder.")
    }
    let parent = (real(target) as NSString).deletingLastPathComponent
    guard !(real(parent) + "/").hasPrefix(real(location.folder) + "/") else {
      throw Refusal(
        .cannotWrite,
        "\(target): lies in the study itself, and would be lost with it. Nothing was copied. Name a folder elsewhere, "
          + "better on another disk.")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: target, isDirectory: &isFolder), !isFolder.boolValue {
      throw Refusal(.cannotWrite, "\(target): a file is there. Nothing was copied. Name a new folder.")
    }
  }

  private static func copyPackets(
    _ location: StudyLocation, to draft: String, _ problems: inout [String]
  ) throws -> [String] {
    guard FileManager.default.fileExists(atPath: location.packets) else { return [] }
    try makeFolder(draft + "/packets", like: location.packets)
    let files = try FileManager.default.contentsOfDirectory(atPath: location.packets).filter { $0.hasSuffix(".sqlite") }
    return try files.sorted().filter { name in
      let path = "\(location.packets)/\(name)"
      do {
        try PacketFile(path: path, writable: false).backUp(to: "\(draft)/packets/\(name)")
        return true
      } catch let error as PacketError {
        // Without room the rest of the copy would be missing things too, and for no fault of this packet.
        if case .noRoom = error { throw error }
        guard case .unreadable(_, let detail) = error else {
          problems.append("\(path): not in the backup; everything else is. \(error)")
          return false
        }
        problems.append(
          "\(path): not a readable packet (\(detail)). It is not in the backup; everything else is. Keep this file, and ask "
            + "the rater for another copy: ratings in it may be recoverable.")
      } catch {
        problems.append("\(path): not in the backup; everything else is. \(error)")
      }
      return false
    }
  }

  /// Reads a packet's copy back.
  ///
  /// - Returns: how many entries it stores, and the packet's name where it is one of the study's.
  private static func check(
    _ name: String, in draft: String, _ location: StudyLocation, _ contents: StudyBackup.Contents,
    _ problems: inout [String]
  ) -> (Int, String?) {
    let path = "\(location.packets)/\(name)"
    func note(_ fact: String, _ next: String) { problems.append("\(path): \(fact). It was copied as it is. \(next)") }
    do {
      let copy = try PacketFile(path: "\(draft)/packets/\(name)", writable: false)
      let ratings = try copy.ratings()
      if let broken = try copy.firstBrokenLink() {
        note("rating \(broken) does not fit the chain: the file was edited", "Ask the rater for the file as it was.")
      }
      guard contents.packets[copy.header.packet] != nil else {
        note(
          "not a packet that the study's copy knows",
          "If packets were being written just now, make another backup; "
            + "if not, it belongs to another study.")
        return (ratings.count, nil)
      }
      let links = Dictionary(ratings.map { ($0.sequence, $0.chain) }, uniquingKeysWith: { first, _ in first })
      let collected = contents.chains[copy.header.packet] ?? [:]
      if let lost = collected.filter({ links[$0.key] != $0.value }).keys.min() {
        note(
          "entry \(lost) was collected and is not in it as it was then",
          "What was collected is in the backup too. Find out from the rater which file is theirs.")
      }
      return (ratings.count, copy.header.packet)
    } catch {
      note("its copy cannot be read back (\(error))", "Make another backup.")
      return (0, nil)
    }
  }

  /// Makes a folder with the permissions of another: packets are not everybody's to read.
  private static func makeFolder(_ path: String, like model: String) throws {
    let mode = try FileManager.default.attributesOfItem(atPath: model)[.posixPermissions] as? Int ?? 0o700
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
  }

  /// Copies what is no database: as it lies, links as links, and nothing hidden, since keys are kept in hidden files.
  private static func copyDocuments(_ folder: String, to draft: String) throws -> (copied: [String], leftOut: [String])
  {
    let files = FileManager.default
    var (copied, leftOut): ([String], [String]) = ([], [])
    let ours = [
      StudyStore.studyPath(in: folder), StudyStore.keyPath(in: folder),
    ].map { ($0 as NSString).lastPathComponent }
    func copy(_ below: String) throws {
      for name in try files.contentsOfDirectory(atPath: folder + "/" + below).sorted() {
        let path = below + name
        if name.contains(".sqlite") {
          if name.hasSuffix(".sqlite"), below != "packets/", !(below.isEmpty && ours.contains(name)),
            path != "batch/batch.sqlite"
          {
            leftOut.append(path)
          }
          // A rater's journal comes and goes: it is not even looked at.
          continue
        }
        // What a report at work puts aside may be gone since the folder was listed.
        guard let type = (try? files.attributesOfItem(atPath: "\(folder)/\(path)"))?[.type] as? FileAttributeType
        else { continue }
        if name.hasPrefix(".") || ![.typeRegular, .typeDirectory, .typeSymbolicLink].contains(type) {
          leftOut.append(path)
        } else if type == .typeDirectory {
          if !files.fileExists(atPath: "\(draft)/\(path)") {
            try makeFolder("\(draft)/\(path)", like: "\(folder)/\(path)")
          }
          try copy(path + "/")
        } else {
          try files.copyItem(atPath: "\(folder)/\(path)", toPath: "\(draft)/\(path)")
          copied.append(path)
        }
      }
    }
    try copy("")
    return (copied, leftOut)
  }

  /// Puts the copy on disk, and in its place.
  private static func finish(_ draft: String, as target: String, like folder: String) throws {
    let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int ?? 0o700
    let descriptor = open(draft, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    sync()
    guard descriptor >= 0, fchmod(descriptor, mode_t(mode)) == 0, rename(draft, target) == 0 else {
      throw Refusal(
        .cannotWrite,
        "\(target): the copy could not be put there (\(String(cString: strerror(errno)))). Nothing is there. Check the "
          + "disk and its rights, or name another folder.")
    }
  }
}
