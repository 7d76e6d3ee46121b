import Foundation
import ProgramStand
import Testing

@testable import StudyStore

@Suite("a study whose images and captions are removed", .serialized)
struct PurgeTests {
  @Test("holds none of them any more, gives the same numbers, and says so", arguments: [false, true])
  func journey(arePairs: Bool) throws {
    let stand = try PurgeStand.study(arePairs: arePairs)
    let (captions, edits) = (stand.captions, stand.edits)
    #expect(captions.count > 30 && edits.count == (arePairs ? 0 : 16))
    let before = try stand.results()
    let (ratings, answers) = (try stand.text("ratings.csv"), try stand.text("answers.csv"))
    #expect(try stand.files(with: captions).isSuperset(of: ["study.sqlite", "key.sqlite", "packets/ana.sqlite"]))
    #expect(try stand.files(holding: stand.images).contains("packets/ana.sqlite"))

    let listed = try stand.run(["purge", stand.path, "--images", "--dry-run"])
    #expect(listed.status == 0, "\(listed.errors)")
    for words in [
      "\(captions.count) captions, \(edits.count) edited captions", "packets/ana.sqlite", "--notes removes them too",
      "--inputs removes them too", "nothing was removed",
    ] {
      #expect(listed.output.contains(words), "\(words): \(listed.output)")
    }
    #expect(try stand.text("answers.csv") == answers && stand.files().keys.contains("packets/ana.sqlite"))

    let purge = try stand.run(["purge", stand.path, "--images", "--yes", "--because", "retention is over"])
    try #require(purge.status == 0, "\(purge.errors)")
    try Self.expectGone(stand)
    #expect(try stand.files(with: [PurgeStand.note]).contains("study.sqlite"), "notes stay unless asked for")
    #expect(try stand.text("ratings.csv") == ratings)
    try Self.expectSame(before, try stand.results())
    let document = try stand.text("decision.md")
    #expect(document.contains("removed after unblinding: \(captions.count) captions"))
    #expect(document.contains("retention is over"))
    #expect(try stand.text("report.html").contains("Removed: "))
    let status = try stand.run(["status", stand.path])
    #expect(status.status == 0 && status.output.contains("purged on "), "\(status.errors)")
    let verified = try stand.run(["verify", stand.path])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains("not worked out from texts"))

    try Self.expectRefusals(stand)
    let again = try stand.run(["report", stand.path])
    #expect(again.status == 0, "\(again.errors)")
    try Self.expectSame(before, try stand.results())
    let nothing = try stand.run(["purge", stand.path, "--images", "--yes"])
    #expect(nothing.status == 0 && nothing.output.contains("nothing is left to remove"), "\(nothing.errors)")

    // What stayed can go later; then nothing needs the study's own files any more.
    let rest = try stand.run(["purge", stand.path, "--images", "--notes", "--inputs", "--yes"])
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try stand.files(holding: stand.images).isEmpty)
    #expect(try stand.files(with: [PurgeStand.note]).isEmpty)
    #expect(try stand.run(["report", stand.path]).status == 0)
    try Self.expectSame(before, try stand.results())
    #expect(try stand.run(["verify", stand.path]).status == 0)
    #expect(try stand.run(["purge", stand.path, "--images", "--notes", "--inputs", "--yes"]).status == 0)
    let other = try stand.run(["status", stand.path])
    #expect(other.status == 65 && other.errors.contains("images and captions were removed on"), "\(other.errors)")
  }

  @Test("is whole after kill -9 at any moment: no number is lost, and the same command finishes")
  func killed() throws {
    let stand = try PurgeStand.study()
    let before = try stand.results()
    let whole = try stand.copy()
    let began = ContinuousClock.now
    #expect(try whole.run(["purge", whole.path, "--images", "--yes"]).status == 0)
    let takes = (ContinuousClock.now - began) / .seconds(1)
    var cut = 0
    for attempt in 0..<10 {
      let copy = try stand.copy()
      let purge = try Running("blindfold", ["purge", copy.path, "--images", "--yes"])
      usleep(UInt32(1_000_000 * takes * (Double(attempt) + 0.5) / 10))
      purge.kill9()
      let status = try copy.run(["status", copy.path])
      #expect(status.status == 0, "\(status.errors)")
      if status.output.contains("purge not finished") {
        cut += 1
        #expect(status.output.contains("next: blindfold purge"))
        let report = try copy.run(["report", copy.path])
        #expect(report.status == 75 && report.errors.contains("is not finished"), "\(report.errors)")
        let verified = try copy.run(["verify", copy.path])
        #expect(verified.status == 100 && verified.output.contains("and not finished"), "\(verified.output)")
      }
      let again = try copy.run(["purge", copy.path, "--images", "--yes"])
      #expect(again.status == 0, "\(again.errors)")
      try Self.expectGone(copy)
      try Self.expectSame(before, try copy.results())
      #expect(try copy.run(["status", copy.path]).output.contains("purged on "))
    }
    print("killed while purging: \(cut) of 10 half done")
  }

  @Test("waits for whoever reads the databases, and leaves a packet with entries that came too late")
  func reader() throws {
    let stand = try PurgeStand.study()
    let kept = stand.folder.path + "/bo.sqlite"
    try FileManager.default.copyItem(atPath: stand.path + "/packets/bo.sqlite", toPath: kept)
    let script = """
      import sqlite3, sys, time
      reading = sqlite3.connect(sys.argv[1], isolation_level=None)
      reading.execute("BEGIN")
      reading.execute("SELECT count(*) FROM output").fetchone()
      print("reading", flush=True)
      time.sleep(600)
      """
    let reader = try Running("/usr/bin/python3", ["-c", script, stand.path + "/study.sqlite"])
    try #require(reader.until { $0.contains("reading") }, "\(reader.errors)")
    let held = try stand.run(["purge", stand.path, "--images", "--yes"])
    #expect(held.status == 75 && held.errors.contains("study.sqlite: another process reads it"), "\(held.errors)")
    #expect(try stand.run(["status", stand.path]).output.contains("purge not finished"))
    reader.kill9()
    #expect(try stand.run(["purge", stand.path, "--images", "--yes"]).status == 0)
    try Self.expectGone(stand)

    // A packet that somebody still has can be held against what was kept: captions by their hashes, links as they are.
    let packets = stand.path + "/packets"
    try FileManager.default.createDirectory(atPath: packets, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: kept, toPath: packets + "/bo.sqlite")
    let verified = try stand.run(["verify", stand.path])
    #expect(verified.status == 0 && verified.output.contains("1 file of"), "\(verified.output)")
    try comment(["too late"], in: packets + "/bo.sqlite")
    let late = try stand.run(["purge", stand.path, "--images", "--notes", "--yes"])
    #expect(late.status == 65 && late.errors.contains("bo.sqlite: left as it is"), "\(late.errors)")
    #expect(try stand.files().keys.contains("packets/bo.sqlite"))
    #expect(try stand.run(["purge", stand.path, "--images", "--yes"]).status == 65)
    try FileManager.default.removeItem(atPath: packets + "/bo.sqlite")
    try FileManager.default.copyItem(atPath: kept, toPath: packets + "/bo.sqlite")
    #expect(try stand.run(["purge", stand.path, "--images", "--yes"]).status == 0)
    try Self.expectGone(stand)
  }

  @Test("is not begun before the report, with ratings on their way, or unasked")
  func refused() throws {
    let folder = try TemporaryFolder("purge")
    let blind = try Captioned.copy(in: folder)
    let early = try Programs.run("blindfold", ["purge", blind, "--images", "--yes"])
    #expect(early.status == 75 && early.errors.contains("blindfold report"), "\(early.errors)")

    let stand = try PurgeStand.study()
    func refusal(_ arguments: [String], _ status: Int32, _ words: String) throws {
      // What a database's file looks like is SQLite's affair.
      func files() throws -> [String: Data] { try stand.files().filter { !$0.key.contains(/^(study|key)\.sqlite/) } }
      let before = try files()
      let result = try stand.run(arguments)
      #expect(result.status == status && result.errors.contains(words), "\(arguments): \(result.errors)")
      #expect(try files() == before)
      let databases: Set = ["study.sqlite", "key.sqlite"]
      #expect(try stand.files(with: stand.captions, where: databases.contains) == databases)
    }
    try refusal(["purge", stand.path], 64, "--images")
    try refusal(["purge", stand.path, "--images"], 65, "add --yes")
    #expect(try stand.run(["purge", stand.path, "--images"]).output.isEmpty)
    do {
      let lock = try StudyLock(folder: stand.path)
      try refusal(["purge", stand.path, "--images", "--yes"], 75, "another blindfold")
      withExtendedLifetime(lock) {}
    }
    try Data("no packet".utf8).write(to: URL(fileURLWithPath: stand.path + "/packets/zoe.sqlite"))
    try refusal(["purge", stand.path, "--images", "--yes"], 65, "zoe.sqlite: not a readable packet")
    try FileManager.default.removeItem(atPath: stand.path + "/packets/zoe.sqlite")
    try comment(["one more"], in: stand.path + "/packets/bo.sqlite")
    try refusal(["purge", stand.path, "--images", "--yes"], 75, "is not collected")
    #expect(try stand.run(["collect", stand.path]).status == 0)
    try refusal(["purge", stand.path, "--images", "--yes"], 75, "after the last report")
  }

  @Test("finds a kept hash, a number of words, a distance or a rating that is changed afterwards")
  func tampered() throws {
    let stand = try PurgeStand.study()
    #expect(try stand.run(["purge", stand.path, "--images", "--yes"]).status == 0)
    for sql in [
      "UPDATE kept_caption SET sha256 = '\(String(repeating: "a", count: 64))' "
        + "WHERE arm = (SELECT min(arm) FROM kept_caption)",
      "UPDATE kept_caption SET words = words + 9",
      "UPDATE removed_text SET distance = 0",
      "UPDATE rating SET judgement = replace(judgement, '\"onTask\":100', '\"onTask\":999')"
        + " WHERE EXISTS (SELECT 1 FROM removed_text r WHERE r.packet = rating.packet AND r.sequence = rating.sequence)",
      "DELETE FROM removed_text",
    ] {
      let copy = try stand.copy()
      try OldStudy.alter(sql, in: copy.path + "/study.sqlite")
      let report = try copy.run(["report", copy.path])
      #expect(report.status == 65 && report.errors.contains("study.sqlite"), "\(sql): \(report.errors)")
      let verified = try copy.run(["verify", copy.path])
      #expect([65, 100].contains(verified.status), "\(sql): \(verified.output)")
    }
  }

  /// Nothing of a caption, an edit or an image is in any file but those that the study was made from.
  private static func expectGone(_ stand: PurgeStand) throws {
    func isOurs(_ name: String) -> Bool { !name.hasPrefix("set/") }
    let files = try stand.files(with: stand.captions + stand.edits, where: isOurs)
      .union(stand.files(holding: stand.images, where: isOurs))
    #expect(files.isEmpty, "\(files)")
    #expect(try stand.files().keys.allSatisfy { !$0.hasPrefix("packets/") && !$0.hasSuffix(".part") })
  }

  private static func expectSame(_ before: [String: Any], _ after: [String: Any]) throws {
    #expect(Set(before.keys) == Set(after.keys))
    for (key, value) in before where !["report_made", "amendments"].contains(key) {
      #expect((value as? NSObject) == (after[key] as? NSObject), "\(key)")
    }
  }

  /// What needs images or captions says that they are gone.
  private static func expectRefusals(_ stand: PurgeStand) throws {
    let path = stand.path
    for arguments in [
      ["run", path], ["scan", path], ["collect", path], ["review", path, "--rater", "ana"],
      ["report", path, "--with-images"], ["report", path, "--packet", path + "/packets/ana.sqlite"],
    ] {
      let result = try stand.run(arguments)
      #expect(
        result.status == 65 && result.errors.contains("images and captions were removed on"),
        "\(arguments): \(result.status) \(result.errors)")
    }
    for arguments in [
      ["extend", path, "--raters", "zoe"], ["assign", path, "--withdraw", "ana", "--because", "gone"],
    ] {
      let result = try stand.run(arguments)
      #expect(result.status == 65, "\(arguments): \(result.errors)")
    }
    let backup = try stand.run(["backup", path, stand.folder.path + "/backup"])
    #expect(backup.status == 0 && backup.output.contains("they are not in the copy"), "\(backup.errors)")
  }
}
