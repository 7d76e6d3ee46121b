import Digest
import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

/// Fault F21: somebody edits a document, a packet or a file of a study that was reported; and what verifying needs.
@Suite("verify", .serialized)
struct VerifyTests {
  @Test("a study as it was reported fits, and leaves no trace of having been verified")
  func fits() throws {
    let study = try Copied()
    let before = try FileManager.default.subpathsOfDirectory(atPath: study.path).sorted()
    let key = try Data(contentsOf: URL(fileURLWithPath: StudyStore.keyPath(in: study.path)))
    let result = try study.verify()
    #expect(result.status == 0 && result.output.contains("Everything fits."), "\(result.output)\(result.errors)")
    #expect(!result.output.contains("DIFFERS"))
    for words in ["This shows:", "It does not show:", " made again from the databases"] {
      #expect(result.output.contains(words), "\(words)")
    }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: study.path).sorted() == before)
    #expect(try Data(contentsOf: URL(fileURLWithPath: StudyStore.keyPath(in: study.path))) == key)
    let json = try study.verify(["--json"])
    let form = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(form["format"] as? String == "blindfold-verify/1" && form["fits"] as? Bool == true)
  }

  @Test(
    "one digit in a document: the document, the place, what is there and what should be",
    arguments: [
      ("decision.md", "points (", "line "), ("results.json", "\"mean\": {\n        \"value\": ", "criteria["),
      ("ratings.csv", "overall,", "value ("), ("report.html", "points (", "line "),
      ("figures/forest.svg", "<text", "line "), ("answers.csv", "\n", "(nothing)"),
      ("manifest.json", "\"ratings_in\": ", "unblinding.ratings_in"),
    ])
  func digit(_ document: (name: String, mark: String, says: String)) throws {
    let study = try Copied()
    try study.raiseDigit(after: document.mark, in: document.name)
    let result = try study.verify()
    expect(result, names: [document.name, document.says, "not the file that the report wrote"], document.name)
    #expect(result.output.contains("DIFFERS documents"))
  }

  @Test("a digit with its hash written into the manifest, and into the record too, does not follow from the ratings")
  func digitWithHash() throws {
    let study = try Copied()
    try study.raiseDigit(after: "\"mean\": {\n        \"value\": ", in: "results.json")
    try study.listAnew("results.json")
    expect(try study.verify(), names: ["manifest.json documents[results.json]", "results.json criteria["], "manifest")
    try study.pretend(version: programVersion)
    let result = try study.verify()
    expect(result, names: ["results.json criteria[", "worked out again"], "record")
    #expect(!result.output.contains("not the file that the report wrote"), "that trace is gone")
  }

  @Test("a document that is missing, or no JSON any more")
  func documents() throws {
    let study = try Copied()
    try study.remove("answers.csv")
    try study.write("{", to: "results.json")
    expect(try study.verify(), names: ["answers.csv: missing", "results.json as a whole"], "missing")
    try study.remove("manifest.json")
    expect(try study.verify(), names: ["manifest.json: missing"], "manifest")
    try study.write("{\"study\": 3}", to: "manifest.json")
    expect(try study.verify(), names: ["manifest.json: cannot be read"], "manifest")
  }

  @Test("a document that is left out of the record, or listed and no report's, is made again all the same")
  func unlistedDocument() throws {
    let study = try Copied()
    try study.raiseDigit(after: "points (", in: "decision.md")
    let listed = try study.text("manifest.json").replacing(/\n *"decision.md": "[0-9a-f]{64}",?/, with: "")
    try study.write(listed, to: "manifest.json")
    try study.alterRecord {
      $0.documents["decision.md"] = nil
      $0.documents["manifest.json"] = SHA256.hex(listed)
    }
    let words = ["key.sqlite report 1: does not list decision.md", "decision.md line "]
    expect(try study.verify(), names: words, "left out")
    try study.alterRecord { $0.documents["results.json"] = nil }
    try study.alterRecord { $0.documents["other.md"] = SHA256.hex("") }
    try study.write("", to: "other.md")
    expect(try study.verify(), names: ["key.sqlite report 1: lists other.md, which no report has"], "one too many")
  }

  @Test("a database with a write-ahead log, as a crash leaves it, is read without a file beside it")
  func writeAheadLog() throws {
    let study = try Copied()
    let crashed = study.folder.path + "/crashed"
    do {
      let open = try StudyStore(folder: study.path, create: false, recover: false)
      defer { withExtendedLifetime(open) {} }
      try open.note(event: "noted", detail: "later", at: 1)
      try FileManager.default.copyItem(atPath: study.path, toPath: crashed)
    }
    for name in ["study.sqlite-shm", "key.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: "\(crashed)/\(name)")
    }
    let before = try FileManager.default.subpathsOfDirectory(atPath: crashed).sorted()
    try #require(before.contains("study.sqlite-wal"))
    let result = try Copied.verify(crashed)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: crashed).sorted() == before)
  }

  @Test("several may verify at once; nobody does while another blindfold is at work")
  func atOnce() throws {
    let study = try Copied()
    do {
      let other = try StudyLock(folder: study.path, isShared: true)
      defer { withExtendedLifetime(other) {} }
      let result = try study.verify()
      #expect(result.status == 0, "\(result.errors)")
    }
    let other = try StudyLock(folder: study.path)
    defer { withExtendedLifetime(other) {} }
    #expect(try study.verify().status == 75)
  }

  @Test("packets: edited, older, newer, of another study, missing; each is said plainly")
  func packets() throws {
    let study = try Copied()
    let path = study.path + "/packets/"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path + "ana.sqlite"))
    let place = try #require(bytes.range(of: Data("\"_0\":4".utf8)))
    bytes.replaceSubrange(place, with: Data("\"_0\":5".utf8))
    try bytes.write(to: URL(fileURLWithPath: path + "ana.sqlite"))
    try FileManager.default.copyItem(
      atPath: Reported.pairs.get().path + "/packets/bo.sqlite", toPath: path + "foreign.sqlite")
    expect(
      try study.verify(),
      names: ["packets/ana.sqlite: edited by hand", "packets/foreign.sqlite: of another study"], "packets")
    let harmless = try Copied()
    let packets = harmless.path + "/packets/"
    try FileManager.default.removeItem(atPath: packets + "ana.sqlite")
    try comment(["one more"], in: packets + "bo.sqlite")
    let result = try harmless.verify()
    #expect(result.status == 0, "\(result.output)")
    for words in ["not here: ana", "bo.sqlite: 1 entry that is not collected yet"] {
      #expect(result.output.contains(words), "\(words): \(result.output)")
    }
  }

  @Test("a document that the manifest lists and no report wrote")
  func extraDocument() throws {
    let study = try Copied()
    try study.replace("\"documents\": {", "\"documents\": {\n    \"extra.md\": \"00\",", in: "manifest.json")
    expect(try study.verify(), names: ["documents[extra.md]: the report wrote no such document"], "extra document")
  }

  @Test("a receipt in the manifest that is not the rater's")
  func receipt() throws {
    let study = try Copied()
    try study.raiseDigit(after: "\"count\": ", in: "manifest.json")
    expect(try study.verify(), names: ["manifest.json receipts[", "entries; the report had"], "receipt")
  }

  @Test("a study that went on is verified as it was reported, and says so")
  func goneOn() throws {
    let study = try Copied()
    try comment(["later", "and later"], in: study.path + "/packets/ana.sqlite")
    #expect(try Programs.run("blindfold", ["collect", study.path]).status == 0)
    let result = try study.verify()
    #expect(result.status == 0 && result.output.contains("the study went on: 2 entries"), "\(result.output)")
    #expect(try Programs.run("blindfold", ["report", study.path]).status == 0)
    let after = try study.verify()
    #expect(
      after.status == 0 && after.output.contains("report 2") && !after.output.contains("went on"), "\(after.output)")
  }

  @Test("a report that was cut short before its documents were in place: the one before is verified")
  func cutShort() throws {
    let study = try Copied()
    let store = try StudyStore(reading: study.path)
    let documents = try #require(try store.reports().last).documents.keys.map { ($0, try study.text($0)) }
    #expect(try Programs.run("blindfold", ["report", study.path]).status == 0)
    for (name, text) in documents { try study.write(text, to: name) }
    let result = try study.verify()
    #expect(result.status == 0 && result.output.contains("a later report was begun"), "\(result.output)")
  }

  @Test("images, study file and a folder that may be written to are not needed")
  func bare() throws {
    let study = try Copied()
    try study.remove("study.yaml")
    let result = try study.verify()
    #expect(result.status == 0 && result.output.contains("study.yaml is not here, and not needed"), "\(result.output)")
  }

  @Test("a changed study file is named")
  func studyFile() throws {
    let study = try Copied()
    try study.replace("margin: 0.30", "margin: 0.40", in: "study.yaml")
    expect(try study.verify(), names: ["study.yaml: not the file that was declared"], "study file")
  }

  @Test(
    "a disk that is read-only will do",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes rights that this account lacks"))
  func readOnly() throws {
    let study = try Copied()
    let disk = try SmallDisk(kilobytes: 20_000)
    let copy = disk.path + "/study"
    try FileManager.default.copyItem(atPath: study.path, toPath: copy)
    // As a crash leaves it: with a write-ahead log beside it.
    do {
      let open = try StudyStore(folder: copy, create: false, recover: false)
      defer { withExtendedLifetime(open) {} }
      try open.note(event: "noted", detail: "later", at: 1)
      try FileManager.default.copyItem(atPath: copy, toPath: disk.path + "/crashed")
    }
    try disk.makeReadOnly()
    for path in [copy, disk.path + "/crashed"] {
      let result = try Copied.verify(path)
      #expect(result.status == 0, "\(path): \(result.output)\(result.errors)")
    }
  }

  @Test("damage that no database can be read through ends with 65; half a study and an empty folder are named")
  func unreadable() throws {
    let study = try Copied()
    let path = StudyStore.keyPath(in: study.path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    let cut = try study.verify()
    #expect(cut.status == 65 && cut.output == "" && cut.errors.contains("key.sqlite"), "\(cut.errors)")
    try FileManager.default.removeItem(atPath: path)
    let half = try study.verify()
    #expect(half.status == 65 && half.errors.contains("key.sqlite: missing"), "\(half.errors)")
    let empty = try TemporaryFolder("verify")
    #expect(try Copied.verify(empty.path).status == 66)
  }

  @Test(
    "a figure of an earlier report that the next does not write is taken away; one of somebody's own is left and named")
  func figures() throws {
    let study = try Copied()
    let declared = try study.text("study.yaml")
    let old = "<svg>what an earlier version drew</svg>\n"
    for name in ["old", "own"] { try study.write(old, to: "figures/\(name).svg") }
    try study.alterRecord { record in
      record.documents["figures/old.svg"] = SHA256.hex(old)
      record.documents["figures/own.svg"] = SHA256.hex("something else")
      // What no report ever lists, and a report would take away if it went by where the name begins.
      record.documents["figures/../study.yaml"] = SHA256.hex(declared)
    }
    let report = try Programs.run("blindfold", ["report", study.path])
    #expect(report.status == 0, "\(report.errors)")
    #expect(!FileManager.default.fileExists(atPath: study.path + "/figures/old.svg"))
    #expect(try study.text("figures/own.svg") == old && study.text("study.yaml") == declared)
    let result = try study.verify()
    #expect(
      result.status == 0
        && result.output.contains("figures/own.svg: not of this report, and nothing here vouches for it"),
      "\(result.output)\(result.errors)")
  }
}
