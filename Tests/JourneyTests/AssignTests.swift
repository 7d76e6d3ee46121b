import Blinding
import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

/// A copy of the demo's study, captioned and its packets written, and what can be done with it.
struct AssignedStudy {
  private let scratch: TemporaryFolder
  let folder: String

  init() throws {
    scratch = try TemporaryFolder("assign", isInMemory: true)
    folder = try Captioned.copy(in: scratch)
  }

  func packet(_ name: String) -> String { "\(folder)/packets/\(name).sqlite" }

  func assign(_ arguments: String...) throws -> Programs.Result {
    try Programs.run("blindfold", ["assign", folder] + arguments)
  }

  func run(_ command: String, _ arguments: String...) throws -> Programs.Result {
    try Programs.run("blindfold", [command, folder] + arguments)
  }

  /// Stand-ins rate in full; everybody who is awaited where nobody is named.
  func rate(_ raters: String...) throws {
    let result = try Programs.run(
      "blindfold",
      ["simulate", "rate", folder, "--images", "datasets/demo"] + (raters.isEmpty ? [] : ["--rater"] + raters))
    try #require(result.status == 0, "\(result.errors)")
  }

  /// A person rates the first items of a packet in full, by the rater's program.
  func rateByHand(_ name: String, items: Int) throws {
    let packet = try PacketFile(path: packet(name), writable: false)
    let before = PacketProgress(packet.presentations, rubric: packet.rubric, ratings: try packet.ratings()).rated
    // Each required question of each caption is asked in turn; all of them know a 3.
    let slots = packet.presentations[before..<items].reduce(0) { $0 + $1.slots.count }
    let answers = Array(repeating: "3", count: slots * packet.rubric.questions.count(where: \.isRequired))
    let result = try Programs.run(
      "blindfold-review", [self.packet(name), "--plain"], input: answers.joined(separator: "\n") + "\nq\n")
    try #require(result.status == 0, "\(result.errors)")
    try #require(try rated(name) == items, "\(result.output.suffix(500))")
  }

  func rated(_ name: String) throws -> Int {
    let packet = try PacketFile(path: packet(name), writable: false)
    return PacketProgress(packet.presentations, rubric: packet.rubric, ratings: try packet.ratings()).rated
  }

  func store() throws -> StudyStore { try StudyStore(folder: folder, create: false, recover: false) }

  func status() throws -> [String: Any] {
    let result = try run("status", "--json")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  /// A rater as `status --json` tells.
  func rater(_ name: String) throws -> [String: Any] {
    try #require((status()["raters"] as? [[String: Any]])?.first { $0["name"] as? String == name })
  }
}

@Suite("raters who are withdrawn, replaced, late or absent", .serialized)
struct AssignTests {
  @Test("of a withdrawn rater what is in counts, what is open is not awaited, and what comes later counts as late")
  func withdrawn() throws {
    let study = try AssignedStudy()
    try study.rateByHand("ana", items: 3)
    let away = study.folder + "/ana-away.sqlite"
    try FileManager.default.copyItem(atPath: study.packet("ana"), toPath: away)

    let unreasoned = try study.assign("--withdraw", "ana")
    #expect(unreasoned.status == 64 && unreasoned.errors.contains("--because"))
    let looked = try study.assign("--withdraw", "ana", "--because", "on leave", "--dry-run")
    #expect(looked.status == 0 && looked.output.contains("3 presentations rated until then count, what was open (15)"))
    #expect(try study.store().withdrawals().isEmpty)
    let done = try study.assign("--withdraw", "ana", "--because", "on leave")
    #expect(done.status == 0, "\(done.errors)")
    let again = try study.assign("--withdraw", "ana", "--because", "another reason")
    #expect(again.status == 0 && again.output.contains("withdrawn already"))
    #expect(try study.store().withdrawals().map(\.because) == ["on leave"])
    for (name, reason) in [("you", "a guest"), ("zed", "no rater of this study")] {
      let refused = try study.assign("--withdraw", name, "--because", "x")
      #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
    }

    #expect(try study.rater("ana")["state"] as? String == "withdrawn")
    let status = try study.run("status").output
    #expect(status.contains("withdrawn, 15 open") && status.contains("“on leave”"))
    #expect(!status.contains("waiting for ana"))
    let waiting = try study.run("report")
    #expect(waiting.status == 75 && !waiting.errors.contains("  ana:") && waiting.errors.contains("  bo: 0 of 18"))

    try study.rate()
    #expect(try study.rated("ana") == 3, "the panel leaves a withdrawn rater alone")
    // The rater had gone on elsewhere: the packet comes back with two more items.
    try FileManager.default.removeItem(atPath: study.packet("ana"))
    try FileManager.default.copyItem(atPath: away, toPath: study.packet("ana"))
    try study.rateByHand("ana", items: 5)
    let report = try study.run("report")
    #expect(report.status == 0, "\(report.errors)")
    let document = try String(contentsOfFile: study.folder + "/decision.md", encoding: .utf8)
    #expect(document.contains("rater ana withdrawn: 3 presentations rated until then count"))
    #expect(document.contains("“on leave”") && document.contains("judgements came in after that and are counted"))
    #expect(document.contains("5 of 18, withdrawn: 13 left open"))
    let cells = try Cells(String(contentsOfFile: study.folder + "/ratings.csv", encoding: .utf8)).rows
    let ana = cells.filter { $0.rater == "ana" && $0.criterion == "overall" && $0.candidate == "large" }
    #expect(ana.count == 5)
    let results = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: study.folder + "/results.json")))
    let raters = try #require((results as? [String: Any])?["raters"] as? [[String: Any]])
    let facts = try #require(raters.first { $0["pseudonym"] as? String == "ana" }?["withdrawn"] as? [String: Any])
    #expect(facts["left_open"] as? Int == 13 && (facts["late_judgements"] as? Int ?? 0) >= 2 * 3)

    for arguments in [
      ["--withdraw", "bo", "--because", "x"], ["--replace", "bo", "--by", "kim", "--because", "x"], ["--late", "kim"],
    ] {
      let late = try Programs.run("blindfold", ["assign", study.folder] + arguments)
      #expect(late.status == 65 && late.errors.contains("unblinded on"), "\(late.errors)")
    }
    #expect(try study.assign().output.contains("unblinded: who judges what can no longer be changed"))
  }

  @Test(
    "who opened a packet and rated nothing judged nothing, who quit inside the first item counts, and all of it verifies"
  )
  func opened() throws {
    let study = try AssignedStudy()
    func quit(_ name: String, after answers: Int) throws {
      let typed = Array(repeating: "3", count: answers) + ["q"]
      let result = try Programs.run(
        "blindfold-review", [study.packet(name), "--plain"], input: typed.joined(separator: "\n") + "\n")
      try #require(result.status == 0, "\(result.errors)")
      try #require(try study.rated(name) == 0)
    }
    // Both required questions of the first caption; a guest and a regular rater who only looked.
    try quit("ana", after: 2)
    try quit("bo", after: 0)
    try quit("you", after: 0)
    for name in ["ana", "bo"] {
      let done = try study.assign("--withdraw", name, "--because", "on leave")
      try #require(done.status == 0, "\(done.errors)")
    }
    try study.rate()
    let report = try study.run("report")
    try #require(report.status == 0, "\(report.errors)")
    let document = try String(contentsOfFile: study.folder + "/decision.md", encoding: .utf8)
    let rows = try Cells(String(contentsOfFile: study.folder + "/ratings.csv", encoding: .utf8)).rows
    let judges = Set(rows.filter { $0.criterion == "overall" }.map(\.rater))
    #expect(judges.count == 11 && judges.contains("ana") && !judges.contains("bo") && !judges.contains("you"))
    #expect(document.contains("To find out, 11 raters (10 simulated) judged what 5 candidates say"))
    // The one rating has no partner where the incumbent's caption was not the second.
    #expect(document.contains("; 10 raters, 36 images") && document.contains(" 11 raters |"))
    #expect(document.contains("0 of 18, withdrawn: 18 left open"))
    let whole = try study.run("verify")
    #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
    for name in ["study.sqlite", "key.sqlite"] { try FileManager.default.removeItem(atPath: "\(study.folder)/\(name)") }
    let alone = try study.run("verify")
    #expect(alone.status == 0, "\(alone.output)\(alone.errors)")
  }

  @Test(
    "a replacement gets exactly the open items, named and ordered anew, under a commitment chained to the one before")
  func replaced() throws {
    let study = try AssignedStudy()
    try study.rateByHand("ana", items: 4)
    let before = try #require(try study.store().plan())
    let ana = try #require(before.packets.first { $0.rater == "ana" })
    let entries = try PacketFile(path: study.packet("ana"), writable: false).ratings()
    for (arguments, reason) in [
      (["--replace", "ana", "--by", "bo"], "has a packet already"),
      (["--replace", "ana", "--by", "Kim"], "lower-case"),
      (["--replace", "you", "--by", "kim"], "a guest"),
      (["--replace", "zed", "--by", "kim"], "no rater of this study"),
    ] {
      let refused = try Programs.run("blindfold", ["assign", study.folder] + arguments + ["--because", "x"])
      #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
    }
    #expect(try study.store().extensions().isEmpty && study.store().withdrawals().isEmpty)

    let done = try study.assign("--replace", "ana", "--by", "kim", "--because", "moved on")
    #expect(done.status == 0, "\(done.errors)")
    let again = try study.assign("--replace", "ana", "--by", "kim", "--because", "moved on")
    #expect(again.status == 0 && again.output.contains("replaced by kim already"))
    let other = try study.assign("--replace", "ana", "--by", "lou", "--because", "moved on")
    #expect(other.status == 65 && other.errors.contains("replaced by kim already"))

    let plan = try #require(try study.store().plan())
    let kim = try #require(plan.packets.first { $0.rater == "kim" })
    let rated = Set(ana.presentations.prefix(4).map(\.item))
    #expect(Set(kim.presentations.map(\.item)) == Set(ana.presentations.map(\.item)).subtracting(rated))
    #expect(kim.presentations.count == 14)
    let names = before.packets.flatMap(\.presentations).flatMap { [$0.id.rawValue] + $0.slots.map(\.id.rawValue) }
    #expect(Set(kim.presentations.flatMap { [$0.id.rawValue] + $0.slots.map(\.id.rawValue) }).isDisjoint(with: names))
    let commitments = try study.store().commitments()
    #expect(commitments.count == 2 && commitments[1].text.contains("\nprevious \(commitments[0].hash)\n"))
    let packet = try PacketFile(path: study.packet("kim"), writable: false)
    #expect(packet.header.commitment == commitments[1].hash && packet.presentations == kim.presentations)
    // What is in was not touched.
    #expect(try PacketFile(path: study.packet("ana"), writable: false).ratings() == entries)
    #expect(try study.store().ratings()[ana.id] == entries)
    #expect(try study.rater("ana")["replaced_by"] as? String == "kim")
    #expect(try study.assign().output.contains("replaced by kim"))

    try study.rate()
    let report = try study.run("report")
    #expect(report.status == 0, "\(report.errors)")
    let document = try String(contentsOfFile: study.folder + "/decision.md", encoding: .utf8)
    #expect(document.contains("rater ana replaced by kim: 4 presentations rated until then count"))
    #expect(document.contains("“moved on”") && document.contains("4 of 18, replaced by `kim`: 14 left open"))
    let cells = try Cells(String(contentsOfFile: study.folder + "/ratings.csv", encoding: .utf8)).rows
      .filter { $0.criterion == "overall" && $0.candidate == "large" }
    #expect(cells.count == 216 && cells.count { $0.rater == "ana" } == 4 && cells.count { $0.rater == "kim" } == 14)
  }

  @Test("after kill -9 at any moment the same command ends with one replacement, whole, as it was first drawn up")
  func killed() throws {
    let study = try AssignedStudy()
    try study.rateByHand("ana", items: 2)
    let arguments = ["assign", study.folder, "--replace", "ana", "--by", "kim", "--because", "gone"]
    var drawn: Set<String> = []
    for _ in 0..<8 {
      let running = try Running("blindfold", arguments)
      usleep(UInt32.random(in: 20_000...500_000))
      running.kill9()
      let store = try StudyStore(folder: study.folder, create: false)
      drawn.formUnion(try store.commitments().dropFirst().map(\.hash))
      // Never one without the other.
      #expect(try store.withdrawals().count == store.extensions().count)
    }
    let last = try Programs.run("blindfold", arguments)
    #expect(last.status == 0, "\(last.errors)")
    let store = try StudyStore(folder: study.folder, create: false)
    let commitments = try store.commitments()
    #expect(commitments.count == 2 && drawn.isSubset(of: [commitments[1].hash]))
    #expect(try store.extensions().count == 1 && store.withdrawals().count == 1 && store.unfinishedExtension() == nil)
    let plan = try #require(try store.plan())
    let packet = try PacketFile(path: study.packet("kim"), writable: false)
    #expect(packet.presentations == plan.packets.first { $0.rater == "kim" }?.presentations)
    #expect(packet.presentations.count == 16 && packet.header.commitment == commitments[1].hash)
  }

  @Test("who comes late gets a packet of about 20 minutes, at the pace measured once there is one")
  func late() throws {
    let study = try AssignedStudy()
    let first = try study.assign("--late", "kim")
    #expect(
      first.status == 0 && first.output.contains("30 images for each new rater, about 20 minutes at 40 s an image"))
    try study.rate("ana", "bo")
    let pace = try #require(try study.status()["seconds_an_image"] as? Double)
    let second = try study.assign("--late", "lou", "--because", "holiday")
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output.contains("at the pace measured in this study"))
    let planned = try #require(try study.rater("lou")["planned"] as? Int)
    #expect(planned == min(36, Int(1200 / pace)), "\(pace) s an image")
    let again = try study.assign("--late", "lou")
    #expect(again.status == 0 && again.output.contains("has added these already"))
    let few = try study.assign("--late", "mo", "--images-each", "5")
    #expect(few.status == 0 && few.output.contains("mo: 5 images each"))
    #expect(try study.store().extensions().map(\.because) == [nil, "holiday", nil])
  }

  @Test("status names who has not begun, for how many days, and not those who have, are guests or are gone")
  func absent() throws {
    let study = try AssignedStudy()
    #expect(try !study.run("status").output.contains("not begun:"))
    try study.rateByHand("ana", items: 1)
    #expect(try study.assign("--withdraw", "bo", "--because", "gone").status == 0)
    try study.store().backdateCommitments(days: 3)
    let line = try #require(
      try study.run("status").output.split(separator: "\n").first { $0.hasPrefix("not begun:") }.map(String.init))
    #expect(line.contains("chi for 3 days") && line.contains("lu for 3 days"))
    for name in [" ana for", " bo for", " you for"] { #expect(!line.contains(name), "\(line)") }
    #expect(try study.rater("chi")["days_not_begun"] as? Int == 3 && study.rater("ana")["state"] as? String == "begun")
    #expect(try study.assign().output.contains("waiting, 3 days"))
  }

  @Test("the list of raters is the same whichever candidate got which scores, and names none")
  func isBlind() throws {
    let study = try AssignedStudy()
    try study.rate("ana", "bo", "chi")
    #expect(try study.assign("--withdraw", "dee", "--because", "gone").status == 0)
    let before = try study.assign().output
    for word in ["flash", "mini", "nano", "human", "sim-", "arm-"] { #expect(!before.contains(word)) }
    let store = try study.store()
    let arms = try store.arms().values.sorted()
    try store.relabel(
      Dictionary(uniqueKeysWithValues: arms.enumerated().map { ($1, arms[($0 + 1) % arms.count]) }))
    #expect(try study.assign().output == before)
  }
}
