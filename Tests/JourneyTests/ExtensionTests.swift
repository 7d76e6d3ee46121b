import Blinding
import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

@Suite("a study that is extended", .serialized)
struct ExtensionTests {
  private func blindfold(_ arguments: String...) throws -> Programs.Result { try Programs.run("blindfold", arguments) }

  @Test("raters are added and come back for more; the report waits for them, counts them and lists every commitment")
  func journey() throws {
    let study = try AssignedStudy()
    try study.rate("ana", "bo", "chi")
    let looked = try blindfold("extend", study.folder, "--raters", "kim", "lee", "--dry-run")
    #expect(looked.status == 0 && looked.output.contains("about 20 minutes at the pace measured"), "\(looked.errors)")
    let first = try blindfold(
      "extend", study.folder, "--raters", "kim", "lee", "--images-each", "10", "--because", "too wide")
    #expect(first.status == 0 && first.output.contains("packets/kim.sqlite"), "\(first.errors)")
    let again = try blindfold("extend", study.folder, "--raters", "kim", "lee", "--images-each", "10")
    #expect(again.status == 0 && again.output.contains("has added these already"))
    let second = try blindfold("extend", study.folder, "--further", "4", "--to", "ana")
    #expect(second.status == 0 && second.output.contains("packets/ana.2.sqlite"), "\(second.errors)")
    for (arguments, reason) in [
      (["--raters", "ana"], "has a packet already"), (["--raters", "Kim"], "lower-case"),
      (["--further", "4", "--to", "you"], "no rater of this study"), ([], "no new rater is named"),
    ] {
      let refused = try Programs.run("blindfold", ["extend", study.folder] + arguments)
      #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
    }

    // Other images are another study.
    let path = study.folder + "/study.yaml"
    let declared = try String(contentsOfFile: path, encoding: .utf8)
    try declared.replacingOccurrences(of: "sample: {seed", with: "sample: {n: 30, seed")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let images = try blindfold("extend", study.folder, "--raters", "mo")
    #expect(images.status == 65 && images.errors.contains("6 are gone"), "\(images.errors)")
    try declared.write(toFile: path, atomically: true, encoding: .utf8)

    // ana has rated the first packet: the second is what is left to review.
    let review = try Programs.run("blindfold", ["review", study.folder, "--rater", "ana", "--plain"], input: "q\n")
    #expect(review.status == 0 && review.output.contains("4 items"), "\(review.output)\(review.errors)")
    let waiting = try blindfold("report", study.folder)
    #expect(waiting.status == 75 && waiting.errors.contains("ana: 18 of 22 items"), "\(waiting.errors)")
    #expect(waiting.errors.contains("kim: 0 of 10 items") && waiting.errors.contains("lee: 0 of 10 items"))

    try study.rate()
    let report = try blindfold("report", study.folder)
    #expect(report.status == 0, "\(report.errors)")
    let store = try StudyStore(folder: study.folder, create: false, recover: false)
    let commitments = try store.commitments()
    #expect(commitments.count == 3)
    let manifest = try String(contentsOfFile: study.folder + "/manifest.json", encoding: .utf8)
    for commitment in commitments { #expect(manifest.contains(commitment.hash)) }
    let document = try String(contentsOfFile: study.folder + "/decision.md", encoding: .utf8)
    #expect(document.contains("2 further raters (kim, lee), 10 images each") && document.contains("“too wide”"))
    #expect(document.contains("54 of 216 planned until then were rated"))
    let cells = try Cells(String(contentsOfFile: study.folder + "/ratings.csv", encoding: .utf8)).rows
      .filter { $0.criterion == "overall" && $0.candidate == "large" }
    // 216 planned first, ten each for kim and lee, four more for ana; nobody has an image twice.
    #expect(cells.count == 216 + 20 + 4)
    #expect(cells.count { $0.rater == "ana" } == 22 && cells.count { $0.rater == "kim" } == 10)
    let seen = try #require(try store.plan()).packets.filter { $0.rater == "ana" }.flatMap(\.presentations).map(\.item)
    #expect(Set(seen).count == seen.count && seen.count == 22)

    let late = try blindfold("extend", study.folder, "--raters", "zed")
    #expect(late.status == 65 && late.errors.contains("unblinded on"), "\(late.errors)")
    #expect(!FileManager.default.fileExists(atPath: study.folder + "/packets/zed.sqlite"))
  }

  @Test("after kill -9 at any moment the same command ends with one extension, whole, as it was first drawn up")
  func killed() throws {
    let study = try AssignedStudy()
    let arguments = ["extend", study.folder, "--raters", "kim", "lee", "mo", "--images-each", "12"]
    var drawn: Set<String> = []
    for _ in 0..<8 {
      let running = try Running("blindfold", arguments)
      usleep(UInt32.random(in: 20_000...500_000))
      running.kill9()
      let store = try StudyStore(folder: study.folder, create: false)
      drawn.formUnion(try store.commitments().dropFirst().map(\.hash))
    }
    let last = try Programs.run("blindfold", arguments)
    #expect(last.status == 0, "\(last.errors)")
    let store = try StudyStore(folder: study.folder, create: false)
    let commitments = try store.commitments()
    #expect(commitments.count == 2 && drawn.isSubset(of: [commitments[1].hash]))
    #expect(try store.extensions().count == 1 && store.unfinishedExtension() == nil)
    let plan = try #require(try store.plan())
    #expect(plan.raters.count == plan.packets.count)
    for rater in ["kim", "lee", "mo"] {
      let packet = try PacketFile(path: "\(study.folder)/packets/\(rater).sqlite", writable: false)
      #expect(packet.presentations == plan.packets.first { $0.rater == rater }?.presentations)
      #expect(packet.presentations.count == 12 && packet.header.commitment == commitments[1].hash)
    }
  }

  @Test("status says the same whichever candidate got which scores, names none, and changes nothing")
  func statusIsBlind() throws {
    let study = try AssignedStudy()
    try study.rate("ana", "bo", "chi", "dee", "eli", "fay")
    #expect(try blindfold("extend", study.folder, "--raters", "kim").status == 0)
    let store = try StudyStore(folder: study.folder, create: false, recover: false)
    let log = try store.log()
    func status() throws -> [Programs.Result] {
      try [["--json"], []].map { try Programs.run("blindfold", ["status", study.folder] + $0) }
    }
    let before = try status()
    #expect(before.allSatisfy { $0.status == 0 } && before[1].output.contains("precision: ±"), "\(before[1].errors)")
    #expect(
      before[1].output.contains(/108 of 2[0-9]+ presentations/) && before[1].output.contains("alpha (ordinal) 0."))
    #expect(try store.log() == log)
    for result in before {
      for word in ["flash", "mini", "nano", "human", "sim-", "arm-"] {
        #expect(!result.output.contains(word), "\(word) is in what status prints")
      }
    }
    // As if every candidate had got the scores of another, the incumbent too.
    let arms = try store.arms().values.sorted()
    try store.relabel(
      Dictionary(uniqueKeysWithValues: arms.enumerated().map { ($1, arms[($0 + 1) % arms.count]) }))
    #expect(try status().map(\.output) == before.map(\.output))
  }
}
