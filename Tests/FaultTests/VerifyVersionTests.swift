import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

/// `verify` on what is not a rated study of this very version: other versions, pairs, documents alone, a study still blind.
@Suite("verify, elsewhere and later", .serialized)
struct VerifyVersionTests {
  @Test("a report of another version: words are not compared, a number is named all the same")
  func otherVersion() throws {
    let study = try Copied()
    try study.pretend(version: "0.0.9") {
      try study.replace("## Context", "## What it is about", in: "decision.md")
    }
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.contains("made by blindfold 0.0.9") && result.output.contains("by their hashes only"))
    #expect(result.output.contains(", 4 made again from the databases"), "words were not: \(result.output)")
    #expect(
      result.output.contains("What both versions know of results.json") && !result.output.contains("Every number"))
    try study.pretend(version: "0.0.9") {
      try study.raiseDigit(after: "\"mean\": {\n        \"value\": ", in: "results.json")
      try study.raiseDigit(after: "overall,", in: "ratings.csv")
    }
    let edited = try study.verify()
    #expect(edited.status == 100, "\(edited.output)")
    for words in ["results.json criteria[", "ratings.csv line "] {
      #expect(edited.output.contains(words), "\(words): \(edited.output)")
    }
  }

  /// Studies that were reported by an early version, databases and documents and nothing else. Never made anew: what they
  /// are for is that they are old.
  private static let fixtures = Programs.root.path + "/Tests/FaultTests/Fixtures"

  @Test("a study that an early version reported still fits, on this version", arguments: Reported.Kind.allCases)
  func fixture(_ kind: Reported.Kind) throws {
    let study = try Copied(of: "\(Self.fixtures)/reported-\(kind.rawValue)")
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(
      result.output.contains("made by blindfold 0.0.1") && result.output.contains("made again from the databases"))
    try study.alterStudy("UPDATE output SET text = 'Another.' WHERE text IS NOT NULL")
    try study.alterKey("UPDATE attempt SET cost = cost * 3 WHERE id = 1")
    try study.raiseDigit(after: "\"value\": ", in: "results.json")
    try study.raiseDigit(after: "**", in: "decision.md")
    let edited = try study.verify()
    #expect(edited.status == 100)
    for words in [
      "study.sqlite output: arm ", "key.sqlite attempt: id 1", "results.json ", "decision.md: not the file",
      "committed to",
    ] {
      #expect(edited.output.contains(words), "\(words): \(edited.output)")
    }
  }

  @Test(
    "makes the fixtures",
    .enabled(if: ProcessInfo.processInfo.environment["BLINDFOLD_RECORD_STUDIES"] == "1", "only once, on purpose"),
    arguments: Reported.Kind.allCases)
  func record(_ kind: Reported.Kind) throws {
    // Paths from the project's folder: the study's log keeps them.
    let made = ".build/fixtures/\(kind.rawValue)"
    try? FileManager.default.removeItem(atPath: made)
    let study = try Copied(of: Reported(kind, at: made, root: "../../..").path)
    try study.pretend(version: "0.0.1")
    let target = "\(Self.fixtures)/reported-\(kind.rawValue)"
    try? FileManager.default.removeItem(atPath: target)
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    try StudyBackup.copyStudy(from: study.path, to: target)
    try StudyBackup.copyKey(from: study.path, to: target)
    let store = try StudyStore(reading: study.path)
    for name in try #require(try store.reports().last).documents.keys {
      let path = "\(target)/\(name)"
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: "\(study.path)/\(name)", toPath: path)
    }
  }

  @Test("a study of pairs: fits, and a changed outcome is named")
  func pairs() throws {
    let study = try Copied(Reported.pairs)
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let rows = try study.text("ratings.csv")
    let outcome = rows.contains(",first,judged") ? "first" : "second"
    try study.replace(",\(outcome),judged", ",tie,judged", in: "ratings.csv")
    let edited = try study.verify()
    #expect(edited.status == 100 && edited.output.contains("outcome ("), "\(edited.output)")
    try study.listAnew("ratings.csv")
    for name in ["study.sqlite", "key.sqlite"] { try study.remove(name) }
    let alone = try study.verify()
    #expect(alone.status == 100 && alone.output.contains("results.json comparisons["), "\(alone.output)")
  }

  @Test("documents alone: their hashes, and what follows from ratings.csv; that the rest is unproven is said")
  func alone() throws {
    for reported in [Reported.ratings, Reported.pairs] {
      let study = try Copied(reported)
      for name in ["study.sqlite", "key.sqlite", "packets", "study.yaml"] { try study.remove(name) }
      let result = try study.verify()
      #expect(result.status == 0 && result.output.contains("its databases are not here"), "\(result.output)")
      #expect(result.output.contains("That ratings.csv is what raters said"))
      let own = try #require(
        try study.text("manifest.json").firstMatch(of: /"rater": "ana",\s+"count": (\d+),\s+"head": "(\w+)"/))
      let noted = try study.verify(["--receipt", "ana:\(own.1):\(own.2)"])
      #expect(noted.status == 0 && noted.output.contains("as ana noted it"), "\(noted.output)")
      let early = try study.verify(["--receipt", "ana:1:00000000"])
      #expect(early.status == 0 && early.output.contains("against study.sqlite only"), "\(early.output)")
      let other = try study.verify(["--receipt", "ana:\(own.1):00000000"])
      #expect(other.status == 100 && other.output.contains("ratings were changed since"), "\(other.output)")
    }
    let study = try Copied()
    for name in ["study.sqlite", "key.sqlite"] { try study.remove(name) }
    try study.raiseDigit(after: "\"pairs\": ", in: "results.json")
    let edited = try study.verify()
    #expect(edited.status == 100 && edited.output.contains("results.json: not the file that manifest.json lists"))
    #expect(edited.output.contains("results.json comparisons["), "\(edited.output)")
    try study.listAnew("results.json")
    let whole = try study.text("results.json")
    for member in ["comparisons", "difference", "mean"] {
      try study.replace("\"\(member)\": ", "\"other\": ", in: "results.json")
      let removed = try study.verify()
      #expect(removed.status == 100 && removed.output.contains("which ratings.csv gives"), "\(removed.output)")
      try study.write(whole, to: "results.json")
    }
    let listed = try study.verify()
    #expect(listed.status == 100 && listed.output.contains("].pairs: "), "\(listed.output)")
    try study.write("image_id,rater_id\n", to: "ratings.csv")
    let broken = try study.verify()
    #expect(broken.status == 100 && broken.output.contains("no column 'category'"), "\(broken.output)")
  }

  @Test("documents alone of an early version, which had fewer members, fit", arguments: Reported.Kind.allCases)
  func earlyAlone(_ kind: Reported.Kind) throws {
    let study = try Copied(of: "\(Self.fixtures)/reported-\(kind.rawValue)")
    for name in ["study.sqlite", "key.sqlite"] { try study.remove(name) }
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    for words in ["at the incumbent, margin, traffic and screening that results.json states", "that were declared"] {
      #expect(result.output.replacing(/\n +/, with: " ").contains(words), "\(words): \(result.output)")
    }
  }

  @Test("a record that is gone, from key.sqlite and from the manifest, is missed")
  func withoutRecord() throws {
    let study = try Copied()
    try study.alterKey("DELETE FROM report_mark; DELETE FROM report")
    try study.raiseDigit(after: "**", in: "decision.md")
    try study.listAnew("decision.md")
    let result = try study.verify()
    #expect(result.status == 100 && result.output.contains("key.sqlite report: no record"), "\(result.output)")
  }

  @Test("a page with pictures in it is made again without them, and an edit between them is named")
  func pictures() throws {
    let study = try Copied()
    let made = try Programs.run("blindfold", ["report", study.path, "--with-images"])
    try #require(made.status == 0, "\(made.errors)")
    #expect(try study.text("report.html").contains("<img src=\"data:image/jpeg"))
    let result = try study.verify()
    #expect(result.status == 0, "\(result.output)")
    let page = try study.text("report.html")
    try study.raiseDigit(after: "points (", in: "report.html")
    let edited = try study.verify()
    #expect(edited.status == 100 && edited.output.contains("report.html line "), "\(edited.output)")
    try study.write(page, to: "report.html")
    try study.replace("decoding=\"async\">", "decoding=\"async\"><b>nano may replace large</b>", in: "report.html")
    try study.pretend(version: programVersion)
    let appended = try study.verify()
    #expect(appended.status == 100 && appended.output.contains("report.html line "), "\(appended.output)")
  }

  @Test("a study that was extended, with a rater withdrawn and a report before all ratings were in")
  func extended() throws {
    let folder = try TemporaryFolder("verify", isInMemory: true)
    let study = try Captioned.copy(in: folder)
    for arguments in [
      ["simulate", "rate", study, "--images", "datasets/demo", "--rater", "ana", "bo", "chi"], ["collect", study],
      ["extend", study, "--raters", "kim", "--images-each", "6", "--because", "too wide"],
      ["simulate", "rate", study, "--images", "datasets/demo", "--rater", "kim", "dee"], ["collect", study],
      ["assign", study, "--withdraw", "lu", "--because", "ill"], ["report", study, "--unblind-early", "a test"],
    ] {
      let result = try Programs.run("blindfold", arguments)
      try #require(result.status == 0, "\(arguments): \(result.errors)")
    }
    let result = try Copied.verify(study)
    #expect(result.status == 0 && result.output.contains("2 commitments opened"), "\(result.output)\(result.errors)")
    try OldStudy.alter(
      "UPDATE withdrawal SET record = replace(record, 'ill', 'bad')", in: StudyStore.studyPath(in: study))
    try OldStudy.alter(
      "UPDATE commitment SET text = replace(text, 'previous ', 'previous 0') WHERE number = 2",
      in: StudyStore.keyPath(in: study))
    let edited = try Copied.verify(study)
    #expect(edited.status == 100)
    for words in ["study.sqlite withdrawal: rater lu", "commitment 2: does not go on from the one before"] {
      #expect(edited.output.contains(words), "\(words): \(edited.output)")
    }
  }

  @Test("raters who were screened out are left out again, with the databases and without")
  func screened() throws {
    let folder = try TemporaryFolder("verify", isInMemory: true)
    let study = folder.path + "/study"
    let root = Programs.root.path
    try FileManager.default.createDirectory(atPath: study, withIntermediateDirectories: true)
    try String(contentsOfFile: root + "/Tests/JourneyTests/Fixtures/checked-study.yaml", encoding: .utf8)
      .replacing("ROOT", with: root).replacing("min_pass: 0.85}", with: "min_pass: 0.85, exclude: true}")
      .write(toFile: study + "/study.yaml", atomically: true, encoding: .utf8)
    let declared = study + "/simulator.json"
    try String(contentsOfFile: root + "/datasets/demo/simulator.json", encoding: .utf8)
      .replacing("\"noise_sd\": 0.5", with: "\"noise_sd\": 0.3, \"raters\": {\"zed\": 5}")
      .write(toFile: declared, atomically: true, encoding: .utf8)
    try Service(log: study + "/requests.jsonl").run(
      ["run", study, "--yes"], ["simulate", "rate", study, "--images", "datasets/demo", "--declared", declared],
      ["report", study])
    let results = try String(contentsOfFile: study + "/results.json", encoding: .utf8)
    #expect(results.contains(/"screened": \[\s+"zed"/))
    let whole = try Copied.verify(study)
    #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
    for name in ["study.sqlite", "key.sqlite"] { try FileManager.default.removeItem(atPath: "\(study)/\(name)") }
    let alone = try Copied.verify(study)
    #expect(alone.status == 0 && alone.output.contains("counted again"), "\(alone.output)\(alone.errors)")
  }

  @Test("the committed demo, which is documents alone, fits")
  func demo() throws {
    let result = try Copied.verify(Programs.root.path + "/results/demo")
    #expect(result.status == 0 && result.output.contains("means and differences"), "\(result.output)\(result.errors)")
  }

  @Test("a study still blind: chains, commitments and packets are checked, and no candidate is named")
  func blind() throws {
    let folder = try TemporaryFolder("verify", isInMemory: true)
    let study = try Captioned.copy(in: folder)
    try comment(["a word"], in: study + "/packets/ana.sqlite")
    #expect(try Programs.run("blindfold", ["collect", study]).status == 0)
    let result = try Copied.verify(study)
    #expect(
      result.status == 0 && result.output.contains("the study is still blind"), "\(result.output)\(result.errors)")
    try OldStudy.alter(
      "UPDATE output SET text = 'Another.' WHERE text IS NOT NULL", in: StudyStore.studyPath(in: study))
    let edited = try Copied.verify(study)
    #expect(edited.status == 100 && edited.output.contains("committed to"), "\(edited.output)")
    for label in ["large", "flash", "mini", "nano", "human"] {
      #expect(!result.output.contains(label) && !edited.output.contains(label), "\(label)")
    }
  }
}
