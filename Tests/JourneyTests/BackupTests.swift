import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

@Suite("a study that is copied", .serialized)
struct BackupTests {
  @Test("backups made while raters work hold a beginning of every chain, and go on as the study")
  func underWay() throws {
    let folder = try TemporaryFolder("backup", isInMemory: true)
    let study = try Captioned.copy(in: folder)
    try comment(["early"], in: study + "/packets/you.sqlite")
    #expect(try Programs.run("blindfold", ["collect", study]).status == 0)
    try Data("OPENAI_API_KEY=secret".utf8).write(to: URL(fileURLWithPath: study + "/.env"))
    let raters = try Running("blindfold", ["simulate", "rate", study, "--images", "datasets/demo"])
    var copies: [String] = []
    repeat {
      let copy = "\(folder.path)/copies/\(copies.count)"
      let backup = try Programs.run("blindfold", ["backup", study, copy])
      #expect(backup.status == 0, "\(backup.errors)")
      #expect(backup.output.contains("cp -a \(copy) \(study)") && backup.output.contains("not copied: .env"))
      copies.append(copy)
    } while raters.process.isRunning && copies.count < 20
    #expect(raters.wait().status == 0)
    let files = FileManager.default
    #expect(try files.contentsOfDirectory(atPath: folder.path + "/copies").count == copies.count, "no drafts are left")
    let names = try files.contentsOfDirectory(atPath: study + "/packets").sorted()
    let ends = try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try PacketFile(path: "\(study)/packets/\($0)", writable: false).ratings())
      })
    var stored: [Int] = []
    for copy in copies {
      #expect(try files.contentsOfDirectory(atPath: copy + "/packets").sorted() == names)
      #expect(!files.fileExists(atPath: copy + "/.env"))
      #expect(try files.attributesOfItem(atPath: copy + "/key.sqlite")[.posixPermissions] as? Int == 0o600)
      for folder in ["", "/packets"] {
        let modes = try [study, copy].map {
          try files.attributesOfItem(atPath: $0 + folder)[.posixPermissions] as? Int
        }
        #expect(modes[0] == modes[1], "\(folder)")
      }
      #expect(
        try String(contentsOfFile: copy + "/study.yaml", encoding: .utf8)
          == String(contentsOfFile: study + "/study.yaml", encoding: .utf8))
      var sum = 0
      for name in names {
        let packet = try PacketFile(path: "\(copy)/packets/\(name)", writable: false)
        let ratings = try packet.ratings()
        #expect(try packet.firstBrokenLink() == nil)
        #expect(ratings == Array(try #require(ends[name]).prefix(ratings.count)), "\(name)")
        sum += ratings.count
      }
      stored.append(sum)
    }
    #expect(stored == stored.sorted())

    // In the study's place a copy takes in what raters stored since, and the report follows as if nothing had happened.
    try files.moveItem(atPath: study, toPath: study + ".broken")
    try files.copyItem(atPath: copies[0], toPath: study)
    let collect = try Programs.run("blindfold", ["collect", study, study + ".broken/packets"])
    #expect(collect.status == 0, "\(collect.errors)")
    let ratings = try StudyStore(folder: study, create: false).ratings()
    #expect(ratings.values.reduce(0) { $0 + $1.count } == ends.values.reduce(0) { $0 + $1.count })
    let report = try Programs.run("blindfold", ["report", study])
    #expect(report.status == 75 || report.status == 0, "\(report.errors)")
  }

  @Test("nothing is replaced, and no copy is made within the study itself")
  func refusals() throws {
    let folder = try TemporaryFolder("backup")
    let study = try Captioned.copy(in: folder)
    let copy = folder.path + "/copy"
    #expect(try Programs.run("blindfold", ["backup", study, copy]).status == 0)
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    for (target, reason) in [
      (copy, "not empty"), (study + "/copy", "in the study itself"), (study + "/packets/copy", "in the study itself"),
      (copy + "/study.yaml", "a file is there"),
    ] {
      let refused = try Programs.run("blindfold", ["backup", study, target])
      #expect(refused.status == 73 && refused.errors.contains(reason), "\(refused.errors)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
    let empty = folder.path + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    #expect(try Programs.run("blindfold", ["backup", study, empty + "/"]).status == 0, "an empty folder may be there")
    try demoStudy(in: folder.path)
    let unrun = try Programs.run("blindfold", ["backup", folder.path, folder.path + "-elsewhere"])
    #expect(unrun.status == 66 && unrun.errors.contains("nothing has been captioned"), "\(unrun.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "-elsewhere"))
  }

  @Test("a packet that is damaged, edited or older than what was collected is named, and everything else is copied")
  func damagedPacket() throws {
    let folder = try TemporaryFolder("backup")
    let study = try Captioned.copy(in: folder)
    let packets = study + "/packets/"
    try comment(["honest", "words"], in: packets + "ana.sqlite")
    try FileManager.default.copyItem(atPath: packets + "bo.sqlite", toPath: folder.path + "/before.sqlite")
    try comment(["one"], in: packets + "bo.sqlite")
    #expect(try Programs.run("blindfold", ["collect", study]).status == 0)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: packets + "ana.sqlite"))
    let place = try #require(bytes.range(of: Data("honest".utf8)))
    bytes.replaceSubrange(place, with: Data("forged".utf8))
    try bytes.write(to: URL(fileURLWithPath: packets + "ana.sqlite"))
    try FileManager.default.removeItem(atPath: packets + "bo.sqlite")
    try FileManager.default.moveItem(atPath: folder.path + "/before.sqlite", toPath: packets + "bo.sqlite")
    try Data(repeating: 0, count: 5000).write(to: URL(fileURLWithPath: packets + "chi.sqlite"))
    let copy = folder.path + "/copy"
    let backup = try Programs.run("blindfold", ["backup", study, copy])
    #expect(
      backup.status == 65 && backup.output.contains("3 files of the study not as it should be"), "\(backup.output)")
    for (name, fact) in [
      ("ana", "rating 1 does not fit the chain"), ("bo", "entry 1 was collected and is not in it"),
      ("chi", "not a readable packet"),
    ] {
      #expect(backup.errors.contains("\(packets)\(name).sqlite: \(fact)"), "\(backup.errors)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: copy + "/packets")
    #expect(!names.contains("chi.sqlite") && names.contains("ana.sqlite") && names.contains("dee.sqlite"))
    let ratings = try StudyStore(folder: copy, create: false).ratings()
    #expect(ratings.values.map(\.count).sorted() == [1, 2], "what was collected is in the copy")
  }
}
