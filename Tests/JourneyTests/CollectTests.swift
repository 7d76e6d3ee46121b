import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

@Suite("packets that come back", .serialized)
struct CollectTests {
  private struct Answer: Decodable {
    struct File: Decodable {
      struct Problem: Decodable {
        var kind: String
        var text: String
      }
      struct Shown: Decodable {
        var rater: String
        var count: Int
        var head: String
      }
      var path: String
      var new: Int
      var known: Int
      var receipt: Shown?
      var problem: Problem?
      var name: String { String(path.split(separator: "/").last ?? "") }
    }
    var format: String
    var files: [File]
    var takenIn: Int
    var notTakenIn: Int

    func file(_ name: String) throws -> File { try #require(files.first { $0.name == name }) }
  }

  /// Packets as they may come back: two copies of ana's that went on apart after an early one, one edited by hand, one of
  /// another study, a file that is no packet, one that is not there, and one in order.
  private func send(_ study: String, to mail: String) throws -> [String] {
    let files = FileManager.default
    try files.createDirectory(atPath: mail, withIntermediateDirectories: true)
    func packet(_ rater: String) -> String { "\(study)/packets/\(rater).sqlite" }
    let (early, laptop, desk) = (mail + "/early.sqlite", mail + "/laptop.sqlite", mail + "/desk.sqlite")
    try files.copyItem(atPath: packet("ana"), toPath: early)
    try comment(["one", "two"], in: early)
    for copy in [laptop, desk] { try files.copyItem(atPath: early, toPath: copy) }
    try comment(["three", "four"], in: laptop)
    try comment(["other"], in: desk)

    let edited = mail + "/edited.sqlite"
    try files.copyItem(atPath: packet("bo"), toPath: edited)
    try comment(["honest", "words"], in: edited)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: edited))
    let place = try #require(bytes.range(of: Data("honest".utf8)))
    bytes.replaceSubrange(place, with: Data("forged".utf8))
    try bytes.write(to: URL(fileURLWithPath: edited))

    let good = mail + "/good.sqlite"
    try files.copyItem(atPath: packet("chi"), toPath: good)
    try comment(["fine"], in: good)

    let model = try PacketFile(path: packet("dee"), writable: false)
    var header = model.header
    header.packet = "elsewhere"
    header.study = "other \u{1B}[2Jstudy"
    let images = try Dictionary(
      model.presentations.map { ($0.item, try model.image(of: $0.item) ?? []) }, uniquingKeysWith: { first, _ in first }
    )
    let foreign = mail + "/foreign.sqlite"
    try PacketFile.create(
      PacketContents(header: header, rubric: model.rubric, presentations: model.presentations, images: images),
      at: foreign)

    let junk = mail + "/junk.sqlite"
    try Data("no packet at all".utf8).write(to: URL(fileURLWithPath: junk))
    return [early, laptop, desk, edited, good, foreign, junk, mail + "/missing.sqlite"]
  }

  private func collect(_ study: String, _ packets: [String]) throws -> (answer: Answer, result: Programs.Result) {
    let result = try Programs.run("blindfold", ["collect", study] + packets + ["--json"])
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (try decoder.decode(Answer.self, from: Data(result.output.utf8)), result)
  }

  private func ratings(_ study: String) throws -> [String: [Rating]] {
    try StudyStore(folder: study, create: false, recover: false).ratings()
  }

  @Test("in whatever order they come, the same is taken in; what cannot be is named, and stops none of the others")
  func anyOrder() throws {
    let folder = try TemporaryFolder("collect")
    let first = try Captioned.copy(in: folder)
    let packets = try send(first, to: folder.path + "/mail")
    let untouched = folder.path + "/untouched"
    try FileManager.default.copyItem(atPath: first, toPath: untouched)
    var outcomes: Set<[String: [Rating]]> = []
    for order in [packets, packets.reversed(), Array(packets[3...] + packets[..<3]), packets.shuffled()] {
      let study = folder.path + "/\(UUID().uuidString)"
      try FileManager.default.copyItem(atPath: untouched, toPath: study)
      let (answer, result) = try collect(study, order)
      #expect(result.status == 65 && answer.format == "blindfold-collect/1")
      #expect(answer.files.map(\.path) == order && answer.takenIn == 2 && answer.notTakenIn == 6)
      for (name, kind) in [
        "laptop": "conflict", "desk": "conflict", "edited": "edited", "foreign": "another-study",
        "junk": "unreadable", "missing": "missing",
      ] {
        let problem = try #require(try answer.file(name + ".sqlite").problem)
        #expect(problem.kind == kind && problem.text.contains("/\(name).sqlite: "), "\(problem.text)")
        #expect(result.errors.contains(problem.text))
      }
      let desk = try #require(try answer.file("desk.sqlite").problem?.text)
      #expect(desk.contains("laptop.sqlite") && desk.contains("entry 3 differs") && desk.contains("after entry 2"))
      #expect(!result.errors.contains("\u{1B}"), "a stranger's packet does not speak to the terminal")
      let early = try answer.file("early.sqlite")
      let receipt = try PacketFile(path: early.path, writable: false).receipt()
      #expect(early.problem == nil && early.new == 2 && early.known == 0)
      #expect(early.receipt?.count == 2 && early.receipt?.head == receipt.head && early.receipt?.rater == "ana")
      outcomes.insert(try ratings(study))

      let before = try StudyStore(folder: study, create: false, recover: false).log()
      let (again, _) = try collect(study, order)
      #expect(again.files.allSatisfy { $0.new == 0 } && again.takenIn == 2)
      #expect(try again.file("early.sqlite").known == 2)
      #expect(try StudyStore(folder: study, create: false, recover: false).log() == before)
    }
    #expect(outcomes.count == 1 && outcomes.first?.values.map(\.count).sorted() == [1, 2])
  }

  @Test("of copies that went on apart the one collected alone counts; the other is named with it, by report too")
  func forks() throws {
    let folder = try TemporaryFolder("collect")
    let study = try Captioned.copy(in: folder)
    let mail = folder.path + "/mail"
    _ = try send(study, to: mail)
    #expect(try collect(study, [mail + "/laptop.sqlite"]).answer.files[0].new == 4)
    let (answer, result) = try collect(study, [mail + "/desk.sqlite", mail + "/early.sqlite", mail + "/laptop.sqlite"])
    #expect(result.status == 65 && answer.files.map(\.known) == [0, 2, 4] && answer.files.map(\.new) == [0, 0, 0])
    #expect(answer.files[0].problem?.kind == "conflict")
    #expect(
      result.errors.contains("desk.sqlite: entry 3 differs") && result.errors.contains("from \(mail)/laptop.sqlite"))
    #expect(try ratings(study).values.map(\.count) == [4])
    let report = try Programs.run(
      "blindfold", ["report", study, "--unblind-early", "test", "--packet", mail + "/desk.sqlite"])
    #expect(report.status == 65 && report.errors.contains("from \(mail)/laptop.sqlite"), "\(report.errors)")
    for (name, reason) in [("edited", "does not fit the chain"), ("foreign", "not a packet of this study")] {
      let report = try Programs.run(
        "blindfold", ["report", study, "--unblind-early", "test", "--packet", "\(mail)/\(name).sqlite"])
      #expect(report.status == 65 && report.errors.contains(reason), "\(report.errors)")
    }
  }

  @Test(
    "without a packet the study's own folder is collected, a folder stands for its packets, and receipts are printed")
  func folders() throws {
    let folder = try TemporaryFolder("collect")
    let study = try Captioned.copy(in: folder)
    try comment(["a", "b"], in: study + "/packets/ana.sqlite")
    let own = try Programs.run("blindfold", ["collect", study])
    let head = try PacketFile(path: study + "/packets/ana.sqlite", writable: false).receipt().head
    #expect(own.status == 0, "\(own.errors)")
    #expect(
      own.output.contains("packets/ana.sqlite: ana, 2 new, 0 there already\n  receipt: 2 stored entries, chain \(head)")
    )
    #expect(own.output.contains("packets/you.sqlite: you, 0 new") && own.output.contains("2 new entries"))
    let named = try Programs.run("blindfold", ["collect", study + "/study.yaml", study + "/packets/"])
    #expect(named.status == 0 && named.output.contains("ana, 0 new, 2 there already"), "\(named.errors)")
    let absent = try Programs.run("blindfold", ["collect", study, study + "/none.sqlite"])
    #expect(absent.status == 66 && absent.errors.contains("no such packet"), "\(absent.errors)")
    let empty = folder.path + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    #expect(try Programs.run("blindfold", ["collect", study, empty]).status == 66)
    try demoStudy(in: empty)
    #expect(try Programs.run("blindfold", ["collect", empty]).errors.contains("blindfold run"))
  }
}
