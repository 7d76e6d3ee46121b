import Blinding
import Foundation
import ProgramStand
import Testing

@testable import StudyStore

/// Fault F20: a study of an older program is brought up to date, and the process is gone in the middle of it.
@Suite("a study of another version", .serialized)
struct MigrationTests {
  /// The first shipped tables, with so many presentations that bringing them up to date takes a while.
  private func old(in folder: TemporaryFolder, presentations: Int) throws -> String {
    let study = folder.path + "/study"
    try FileManager.default.createDirectory(atPath: study, withIntermediateDirectories: true)
    try demoStudy(in: study)
    try OldStudy.make(in: study, presentations: presentations)
    return study
  }

  @Test("killed again and again while it is brought up to date, a study is of the old version or the new, and whole")
  func killed() throws {
    let folder = try TemporaryFolder("migration")
    let study = try old(in: folder, presentations: 120_000)
    let before = try OldStudy.counts(in: study)
    #expect(before.migrations == 2 && before.presentations == 120_000)
    var steps: Set<Int> = [before.migrations]
    var kills = 0
    for round in 0..<60 {
      // Longer and longer, so that every step of the way is cut somewhere.
      let status = try Running("blindfold", ["status", study])
      usleep(UInt32(20_000 + round * 40_000))
      if !status.process.isRunning { break }
      status.kill9()
      kills += 1
      let now = try OldStudy.counts(in: study)
      #expect(now.presentations == before.presentations && now.packets == before.packets)
      #expect(now.isWhole, "after kill \(round)")
      #expect(now.migrations >= steps.max() ?? 0, "no step is undone")
      steps.insert(now.migrations)
    }
    print("migration: killed \(kills) times, seen after \(steps.sorted()) steps")
    #expect(kills >= 5 && steps.count >= 2)
    let last = try Programs.run("blindfold", ["status", study])
    #expect(last.status == 0, "\(last.errors)")
    let after = try OldStudy.counts(in: study)
    #expect(after.isWhole && after.presentations == before.presentations && after.packets == before.packets)
    #expect(after.migrations == OldStudy.knownMigrations)
    // The tables are now those of a new study.
    let fresh = try StudyStore(folder: folder.path, create: true).schemas()
    #expect(try StudyStore(folder: study, create: false).schemas() == fresh)
  }

  @Test("a study of a newer program is refused by every command, and nothing in it is changed")
  func newer() throws {
    let folder = try TemporaryFolder("newer")
    let study = try Captioned.copy(in: folder)
    for name in ["study", "key"] {
      let path = "\(folder.path)/newer-\(name)"
      try FileManager.default.copyItem(atPath: study, toPath: path)
      try OldStudy.noteMigration("99 of the future", in: "\(path)/\(name).sqlite")
      let tables = "SELECT name, sql FROM sqlite_schema ORDER BY name"
      let (schema, counts) = (try OldStudy.rows(tables, in: path), try OldStudy.counts(in: path))
      for arguments in [
        ["status", path], ["collect", path], ["report", path, "--unblind-early", "a test"], ["run", path, "--yes"],
        ["extend", path, "--raters", "kim"],
      ] {
        let result = try Programs.run("blindfold", arguments, environment: ["SIMULATOR_URL": "http://127.0.0.1:1"])
        #expect(result.status == 65, "\(arguments[0]): \(result.status) \(result.errors)")
        #expect(result.errors.contains("written by a newer blindfold"), "\(arguments[0]): \(result.errors)")
      }
      #expect(try OldStudy.rows(tables, in: path) == schema)
      #expect(try OldStudy.counts(in: path) == counts)
    }
  }
}
