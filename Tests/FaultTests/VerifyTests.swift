import Blinding
import Digest
import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import Packet
@testable import StudyStore

/// Fault F21: somebody edits a document, a database, the key or a packet of a study that was reported.
@Suite("verify", .serialized)
struct VerifyTests {
  /// Whether something was found, and each of these was said of it.
  private func expect(_ result: Programs.Result, names words: [String], _ what: String) {
    #expect(result.status == 100, "\(what): \(result.status) \(result.errors)")
    for word in words { #expect(result.output.contains(word), "\(what): no '\(word)' in \(result.output)") }
  }

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

  @Test(
    "an edit of a database is named by table and row, and by the numbers that do not follow any more",
    arguments: [
      (
        "UPDATE output SET text = 'Another caption.' WHERE text IS NOT NULL AND arm = (SELECT min(arm) FROM output)",
        "",
        ["study.sqlite output: arm ", "item ", "databases output ", "committed to"]
      ),
      (
        "UPDATE item SET category = 'everyday' WHERE category <> 'everyday'", "",
        ["study.sqlite item: ", "were declared"]
      ),
      (
        "UPDATE fact SET value = replace(value, '\"margin\":0.3', '\"margin\":0.5') WHERE name = 'protocol'", "",
        ["study.sqlite fact: name protocol", "results.json claim.margin"]
      ),
      ("UPDATE log SET detail = 'nothing' WHERE id = 1", "", ["study.sqlite log: id 1"]),
      ("DELETE FROM log WHERE id = 1", "", ["study.sqlite log: 1 row gone"]),
      (
        "", "UPDATE attempt SET cost = cost * 2 WHERE id = 1",
        ["key.sqlite attempt: id 1", "results.json candidates[", "cost_usd"]
      ),
      ("", "UPDATE attempt SET total = 99 WHERE id = 2", ["key.sqlite attempt: id 2", "latency_seconds"]),
      (
        "",
        """
        CREATE TABLE swap AS SELECT code, label, definition FROM arm ORDER BY code LIMIT 2;
        UPDATE arm SET label = label || '-' WHERE code IN (SELECT code FROM swap);
        UPDATE arm SET label = (SELECT s.label FROM swap s WHERE s.code <> arm.code),
          definition = (SELECT s.definition FROM swap s WHERE s.code <> arm.code) WHERE code IN (SELECT code FROM swap);
        """, ["key.sqlite arm: code ", "databases arm ", "results.json ", "ratings.csv line "]
      ),
      (
        "", "UPDATE commitment SET text = replace(text, ' captioned ', ' refused ')",
        ["key.sqlite commitment 1", "does not hash", "manifest.json provenance.commitments", "databases output "]
      ),
      ("", "UPDATE secret SET value = 'x' WHERE name = 'nonce'", ["key.sqlite secret: name nonce"]),
      (
        "", "UPDATE report SET record = replace(record, 'May nano replace large?', 'May nano replace it?')",
        ["results.json question", "decision.md line "]
      ),
    ])
  func database(_ edit: (study: String, key: String, says: [String])) throws {
    let study = try Copied()
    if !edit.study.isEmpty { try study.alterStudy(edit.study) }
    if !edit.key.isEmpty { try study.alterKey(edit.key) }
    expect(try study.verify(), names: edit.says, edit.study + edit.key)
  }

  @Test("arms exchanged in one presentation are named by slot, rater and image")
  func swap() throws {
    let study = try Copied()
    let slots = try Self.slots(in: study)
    let (one, other) = (slots[0], slots[1])
    try study.alterKey(
      """
      UPDATE slot SET arm = '\(other.arm)' WHERE id = '\(one.slot)';
      UPDATE slot SET arm = '\(one.arm)' WHERE id = '\(other.slot)';
      """)
    expect(
      try study.verify(),
      names: ["key.sqlite slot: id \(one.slot) arm ", "databases slot ", one.rater, "results.json"],
      "swap")
  }

  private static func slots(in study: Copied) throws -> [(slot: String, arm: String, rater: String)] {
    let store = try StudyStore(folder: study.path, create: false, recover: false)
    let plan = try #require(try store.plan())
    let packet = plan.packets[0]
    let presentation = try #require(
      packet.presentations.first { presentation in
        presentation.slots.count > 1 && presentation.slots.allSatisfy { plan.arms[$0.id]?.count == 1 }
      })
    return presentation.slots.map { ($0.id.rawValue, plan.arms[$0.id]?.first?.rawValue ?? "", packet.rater) }
  }

  /// Changes a score of ana's, in the study's database alone; and makes the chain anew if wanted.
  private func changeScore(_ study: Copied, rebuilding: Bool) throws {
    let (header, stored) = try Self.anas(study)
    let index = try #require(stored.firstIndex { $0.text.contains("\"number\":{\"_0\":4}") })
    var chain = PacketFile.emptyChain(header)
    var statements: [String] = []
    for (place, entry) in stored.enumerated() {
      let text =
        place == index ? entry.text.replacing("\"number\":{\"_0\":4}", with: "\"number\":{\"_0\":1}") : entry.text
      let link = chain.append(PacketFile.record(entry.sequence, text))
      guard place == index || rebuilding && place > index else { continue }
      statements.append(
        """
        UPDATE rating SET judgement = '\(text.replacing("'", with: "''"))', chain = '\(rebuilding ? link : entry.chain)'
          WHERE packet = '\(header.packet)' AND sequence = \(entry.sequence);
        """)
    }
    try study.alterStudy(statements.joined(separator: "\n"))
  }

  private static func anas(
    _ study: Copied
  ) throws -> (PacketHeader, [(sequence: Int, text: String, chain: String)]) {
    let header = try PacketFile(path: study.path + "/packets/ana.sqlite", writable: false).header
    let store = try StudyStore(folder: study.path, create: false, recover: false)
    return (header, try #require(try store.storedRatings()[header.packet]))
  }

  @Test("a rating's value is named by its place in the chain; with a chain made anew, by its digest and by the packet")
  func rating() throws {
    let broken = try Copied()
    try changeScore(broken, rebuilding: false)
    expect(
      try broken.verify(),
      names: [
        "study.sqlite rating ", " of ana: does not fit the chain", "ratings.csv line ", "results.json ",
      ],
      "broken chain")
    let rebuilt = try Copied()
    try changeScore(rebuilt, rebuilding: true)
    let result = try rebuilt.verify()
    expect(
      result,
      names: [
        "study.sqlite rating: packet ana's", "packets/ana.sqlite: entry ", "manifest.json receipts[ana]",
        "ratings.csv line ",
      ], "rebuilt chain")
    #expect(result.output.contains("ok      chains"))
  }

  @Test("a rating that is gone is missed")
  func lostRating() throws {
    let study = try Copied()
    let (header, stored) = try Self.anas(study)
    try study.alterStudy("DELETE FROM rating WHERE packet = '\(header.packet)' AND sequence = \(stored.count)")
    expect(
      try study.verify(), names: ["study.sqlite rating: packet ana's", "manifest.json receipts[ana]"], "lost rating")
  }

  @Test("everything made anew by whoever holds the study: only what a rater noted tells, and it does")
  func madeAnew() throws {
    let study = try Copied()
    let (_, stored) = try Self.anas(study)
    let last = try #require(stored.last)
    let noted = "ana:\(last.sequence):\(last.chain.prefix(16))"
    let honest = try study.verify(["--receipt", noted])
    #expect(honest.status == 0 && honest.output.contains("1 receipt that raters noted"), "\(honest.output)")
    try changeScore(study, rebuilding: true)
    try study.remove("packets")
    let again = try Programs.run("blindfold", ["report", study.path])
    try #require(again.status == 0, "\(again.errors)")
    expect(
      try study.verify(), names: ["study.sqlite rating: its contents are not those of report 1"], "the record before")
    try study.alterKey("DELETE FROM report WHERE number = 1")
    let blindToIt = try study.verify()
    #expect(
      blindToIt.status == 0 && blindToIt.output.contains("That nobody made ratings, chains"), "\(blindToIt.output)")
    expect(
      try study.verify(["--receipt", noted]),
      names: ["receipt ana:\(last.sequence)", "the chain was another when ana left"], "receipt")
    expect(
      try study.verify(["--receipt", "ana:99999:\(last.chain)"]), names: ["some are missing"], "too many entries")
    expect(try study.verify(["--receipt", "eve:1:\(last.chain)"]), names: ["no rater of this study"], "nobody")
    #expect(try study.verify(["--receipt", "ana"]).status == 64)
  }

  @Test("a rater who is taken out of plan and ratings is missed: in the commitment, and in what was unblinded")
  func droppedRater() throws {
    let study = try Copied()
    let store = try StudyStore(reading: study.path)
    let packets = try #require(try store.plan()).packets
    let packet = try #require(packets.first { $0.rater == "ana" }).id
    let plan = try StudyStore.text(packets.filter { $0.id != packet }).replacing("'", with: "''")
    try study.alterStudy(
      """
      UPDATE fact SET value = '\(plan)' WHERE name = 'plan'; DELETE FROM rating WHERE packet = '\(packet)';
      DELETE FROM presentation WHERE packet = '\(packet)'; DELETE FROM packet WHERE id = '\(packet)';
      """)
    try study.remove("packets/ana.sqlite")
    let words = ["databases slot ", "(ana, item ", "committed to", "and is not planned any more"]
    expect(try study.verify(), names: words, "dropped")
    let report = try Programs.run("blindfold", ["report", study.path])
    #expect(report.status == 65 && report.errors.contains("committed to"), "\(report.status) \(report.errors)")
    // As if an earlier program had made the report: nothing but the commitment and the unblinding tells.
    try study.alterKey("DELETE FROM report_mark; DELETE FROM report")
    expect(try study.verify(), names: words, "dropped, and no record")
  }

  @Test("a study that was unblinded and has no record of it is not taken for one that is blind")
  func hiddenUnblinding() throws {
    let study = try Copied()
    try study.alterStudy("DELETE FROM fact WHERE name = 'unblinding'")
    expect(try study.verify(), names: ["study.sqlite log: it has an unblinding", "report: it has 1 report"], "record")
    try study.alterKey("DELETE FROM report_mark; DELETE FROM report")
    try study.raiseDigit(after: "\"mean\": {\n        \"value\": ", in: "results.json")
    try study.raiseDigit(after: "points (", in: "decision.md")
    for name in ["results.json", "decision.md"] { try study.listAnew(name) }
    let result = try study.verify()
    expect(
      result, names: ["manifest.json: a report's", "decision.md: a report's", "results.json criteria["], "all removed")
    #expect(!result.output.contains("still blind"))
    try study.remove("manifest.json")
    try study.alterStudy("DELETE FROM log WHERE event = 'unblinded'")
    expect(try study.verify(), names: ["decision.md: a report's"], "a document alone")
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

  @Test("an output that is gone is not put back before anybody looks, and an attempt's end is not made up")
  func goneOutput() throws {
    let study = try Copied()
    try study.alterStudy("DELETE FROM output WHERE (arm, item) = (SELECT arm, item FROM output LIMIT 1)")
    try study.alterKey("UPDATE attempt SET state = 'sent' WHERE id = 1")
    expect(try study.verify(), names: ["study.sqlite output: 1 row gone", "key.sqlite attempt: id 1"], "output")
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

  @Test("a script that shares no code with the program finds the same digests, and the part that is another one")
  func contents() throws {
    let script = Programs.root.path + "/Tests/JourneyTests/Independent/contents.py"
    for reported in [Reported.ratings, Reported.pairs] {
      let study = try Copied(reported)
      let whole = try Programs.run("/usr/bin/python3", [script, study.path])
      #expect(whole.status == 0 && whole.output.contains("every digest"), "\(whole.output)\(whole.errors)")
      try study.alterKey("UPDATE attempt SET cost = cost + 0.001 WHERE id = 1")
      try study.alterStudy("INSERT INTO log (at, who, event, detail) VALUES (1, 'x', 'later', 'does not matter')")
      let edited = try Programs.run("/usr/bin/python3", [script, study.path])
      #expect(edited.status == 1 && edited.output.contains("key.sqlite attempt"), "\(edited.output)\(edited.errors)")
      #expect(!edited.output.contains("log"))
    }
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

  @Test("bytes changed at random in either database: found, refused or of no consequence; never a crash")
  func fuzz() throws {
    let whole = try Copied()
    try #require(try whole.verify().status == 0)
    let extent = try StudyStore(reading: whole.path).extent()
    let content = try StudyStore(reading: whole.path, recover: false).content(extent).summary
    var counts: [Int32: Int] = [:]
    for round in 0..<Fuzz.rounds(16) {
      let study = try Copied()
      let path = round.isMultiple(of: 2) ? StudyStore.studyPath(in: study.path) : StudyStore.keyPath(in: study.path)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[Int.random(in: 0..<bytes.count)] ^= UInt8.random(in: 1...255)
      try bytes.write(to: URL(fileURLWithPath: path))
      let result = try study.verify()
      #expect([0, 65, 100].contains(result.status), "round \(round): \(result.status) \(result.errors)")
      if result.status == 0 {
        // Where everything fits, everything is what it was.
        let store = try StudyStore(reading: study.path, recover: false)
        #expect(try store.content(extent).summary == content, "round \(round)")
      }
      counts[result.status, default: 0] += 1
    }
    print("bytes changed at random: \(counts)")
  }
}
