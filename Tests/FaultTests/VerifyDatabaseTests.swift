import Blinding
import Digest
import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import Packet
@testable import StudyStore

/// Fault F21: somebody edits a database or the key of a study that was reported.
@Suite("verify, databases that were edited", .serialized)
struct VerifyDatabaseTests {
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
        """, ["key.sqlite arm: ", "databases arm ", "results.json ", "ratings.csv line "]
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

  @Test("an output that is gone is not put back before anybody looks, and an attempt's end is not made up")
  func goneOutput() throws {
    let study = try Copied()
    try study.alterStudy("DELETE FROM output WHERE (arm, item) = (SELECT arm, item FROM output LIMIT 1)")
    try study.alterKey("UPDATE attempt SET state = 'sent' WHERE id = 1")
    expect(try study.verify(), names: ["study.sqlite output: 1 row gone", "key.sqlite attempt: id 1"], "output")
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
