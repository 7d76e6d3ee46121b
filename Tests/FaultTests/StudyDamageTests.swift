import Blinding
import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

/// Fault F19 for the conductor: a study's databases damaged, altered, or without their write-ahead logs.
@Suite("a damaged study", .serialized)
struct StudyDamageTests {
  /// A study that three raters rated and that was collected, its packets taken away again.
  private static let rated = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder.shared("rated")
    let study = try Captioned.copy(in: folder)
    for arguments in [
      ["simulate", "rate", study, "--images", "datasets/demo", "--rater", "ana", "bo", "chi"], ["collect", study],
    ] {
      let result = try Programs.run("blindfold", arguments)
      guard result.status == 0 else { throw PseudoTerminal.Failed(result.errors) }
    }
    try FileManager.default.removeItem(atPath: study + "/packets")
    return folder
  }

  private func copy(in folder: TemporaryFolder, _ name: String) throws -> String {
    let study = "\(folder.path)/\(name)"
    try FileManager.default.copyItem(atPath: try Self.rated.get().path + "/study", toPath: study)
    return study
  }

  private func status(_ study: String) throws -> Programs.Result {
    try Programs.run("blindfold", ["status", study, "--json"])
  }

  /// What status says, the place of the study and the time apart.
  private func said(_ result: Programs.Result, _ study: String) -> String {
    result.output.replacing(study, with: "STUDY").replacing(/.*_at" : .*\n/, with: "")
  }

  @Test("bytes changed at random in either database: the numbers are the same or none is printed; never a crash")
  func fuzz() throws {
    let folder = try TemporaryFolder("damage")
    let whole = try copy(in: folder, "whole")
    let before = try status(whole)
    try #require(before.status == 0, "\(before.errors)")
    var (refused, same) = (0, 0)
    for round in 0..<Fuzz.rounds(28) {
      let study = try copy(in: folder, "\(round)")
      let name = round % 4 == 3 ? StudyStore.keyPath(in: study) : StudyStore.studyPath(in: study)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: name))
      for _ in 0..<(round % 3 == 0 ? 40 : 1) { bytes[Int.random(in: 0..<bytes.count)] ^= UInt8.random(in: 1...255) }
      if round % 7 == 6 { bytes.removeLast(Int.random(in: 1..<bytes.count)) }
      try bytes.write(to: URL(fileURLWithPath: name))
      let result = try status(study)
      if result.status == 0 {
        #expect(said(result, study) == said(before, whole), "round \(round): other numbers, and nobody was told")
        same += 1
      } else {
        #expect([65, 66].contains(result.status), "round \(round): \(result.status) \(result.errors)")
        #expect(result.output == "" && !result.errors.isEmpty, "round \(round): \(result.errors)")
        refused += 1
      }
      try FileManager.default.removeItem(atPath: study)
    }
    print("damaged studies: \(refused) refused, \(same) with the same numbers")
    #expect(refused >= 7)
  }

  /// Replaces the first occurrence of some bytes in a database.
  private func replace(_ old: String, _ new: String, in path: String) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let place = try #require(bytes.range(of: Data(old.utf8)), "'\(old)' is not in \(path)")
    bytes.replaceSubrange(place, with: Data(new.utf8))
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  @Test(
    "a score changed in the study's database, which stays whole, is found by its chain before any number is printed")
  func score() throws {
    let folder = try TemporaryFolder("damage")
    let study = try copy(in: folder, "study")
    try replace("{\"number\":{\"_0\":4}}", "{\"number\":{\"_0\":5}}", in: StudyStore.studyPath(in: study))
    for arguments in [["status", study], ["report", study, "--unblind-early", "a test"]] {
      let result = try Programs.run("blindfold", arguments)
      #expect(result.status == 65 && result.output == "", "\(arguments[0]): \(result.output)")
      #expect(result.errors.contains("does not fit its chain") && result.errors.contains("Restore it from a backup"))
    }
    #expect(!FileManager.default.fileExists(atPath: study + "/decision.md"))
  }

  @Test("a slot that the key gives to another arm is found by status too, which learns of no arm which it is")
  func slotOfAnotherArm() throws {
    let folder = try TemporaryFolder("damage")
    let study = try copy(in: folder, "study")
    try OldStudy.alter(
      """
      UPDATE slot SET arm = (SELECT code FROM arm WHERE code NOT IN (SELECT t.arm FROM slot t WHERE t.id = slot.id) LIMIT 1)
        WHERE id = (SELECT id FROM slot GROUP BY id HAVING COUNT(*) = 1 LIMIT 1)
      """, in: StudyStore.keyPath(in: study))
    let result = try Programs.run("blindfold", ["status", study])
    #expect(result.status == 65 && result.output == "", "\(result.output)")
    #expect(result.errors.contains("slot ") && result.errors.contains("committed to"), "\(result.errors)")
    // Which of the two was altered does not show.
    #expect(result.errors.contains("\(StudyStore.studyPath(in: study)) or key.sqlite beside it"), "\(result.errors)")
  }

  @Test("captions, slots or candidates that are not those committed to are found before anything is unblinded")
  func commitments() throws {
    let folder = try TemporaryFolder("damage")
    let caption = try copy(in: folder, "caption")
    let output = try #require(
      try StudyStore(folder: caption, create: false, recover: false).outputs().first { ($0.text?.count ?? 0) > 30 })
    let text = String(try #require(output.text).prefix(24))
    // In the table of outputs: the plan has the same caption in another place.
    try OldStudy.alter(
      "UPDATE output SET text = replace(text, '\(text.replacing("'", with: "''"))', 'Another')",
      in: StudyStore.studyPath(in: caption))
    let arms = try copy(in: folder, "arms")
    let store = try StudyStore(folder: arms, create: false, recover: false)
    let codes = try store.arms().values.sorted()
    try store.relabel(
      Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, codes[($0 + 1) % codes.count]) }))
    let names = try copy(in: folder, "names")
    try OldStudy.alter(
      """
      CREATE TABLE swap AS SELECT code, definition FROM arm ORDER BY code LIMIT 2;
      UPDATE arm SET definition = (SELECT s.definition FROM swap s WHERE s.code <> arm.code)
        WHERE code IN (SELECT code FROM swap);
      """, in: StudyStore.keyPath(in: names))
    for (study, what) in [(caption, "output arm-"), (arms, "slot "), (names, "arm arm-")] {
      let result = try Programs.run("blindfold", ["report", study, "--unblind-early", "a test"])
      #expect(result.status == 65 && result.output == "", "\(what): \(result.output)")
      #expect(result.errors.contains(what) && result.errors.contains("committed to"), "\(what): \(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: study + "/decision.md"))
      #expect(try StudyStore(folder: study, create: false, recover: false).unblinding() == nil)
    }
    let whole = try copy(in: folder, "whole")
    let result = try Programs.run("blindfold", ["report", whole, "--unblind-early", "a test"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("a write-ahead log that a crash left and somebody deleted or cut short: collected again, the rows are the same")
  func writeAheadLog() throws {
    let folder = try TemporaryFolder("damage")
    let study = try Captioned.copy(in: folder)
    try comment((0..<30).map { "word \($0)" }, in: study + "/packets/ana.sqlite")
    let crashed = folder.path + "/crashed"
    let query = "SELECT packet, sequence, judgement, chain FROM rating ORDER BY packet, sequence"
    do {
      // Another process has the study open, so that the log is not folded in when the command ends.
      let open = try StudyStore(folder: study, create: false, recover: false)
      defer { withExtendedLifetime(open) {} }
      #expect(try Programs.run("blindfold", ["collect", study]).status == 0)
      try FileManager.default.copyItem(atPath: study, toPath: crashed)
    }
    let wal = try Data(contentsOf: URL(fileURLWithPath: crashed + "/study.sqlite-wal"))
    #expect(wal.count > 4096)
    let rows = try OldStudy.rows(query, in: study)
    #expect(rows.count == 30)
    for round in 0..<12 {
      let copy = "\(folder.path)/\(round)"
      try FileManager.default.copyItem(atPath: crashed, toPath: copy)
      for name in ["study.sqlite-shm", "key.sqlite-shm"] {
        try? FileManager.default.removeItem(atPath: "\(copy)/\(name)")
      }
      let path = copy + "/study.sqlite-wal"
      switch round {
      case 0: try FileManager.default.removeItem(atPath: path)
      case 1: try wal.write(to: URL(fileURLWithPath: path))
      default: try wal.prefix(Int.random(in: 0..<wal.count)).write(to: URL(fileURLWithPath: path))
      }
      let result = try Programs.run("blindfold", ["collect", copy])
      #expect(result.status == 0, "\(result.errors)")
      #expect(try OldStudy.rows(query, in: copy) == rows)
      try FileManager.default.removeItem(atPath: copy)
    }
  }
}
