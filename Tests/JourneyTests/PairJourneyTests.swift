import Blinding
import Foundation
import Packet
import ProgramStand
import StudyModel
import StudyStore
import Testing

/// A study of pairs from its file to what was collected.
@Suite("a study of pairs", .serialized)
struct PairJourneyTests {
  private static func study(in folder: String, _ change: (String) -> String = { $0 }) throws {
    try demoStudy(in: folder) { text in
      change(
        text.replacingOccurrences(of: "alt-text.yaml", with: "pairwise.yaml")
          .replacingOccurrences(of: "criterion: overall", with: "criterion: preference")
          .replacingOccurrences(of: "margin: 0.30", with: "margin: 0.10")
          .replacingOccurrences(of: "ratings_per_item: 6", with: "ratings_per_item: 3\n  repeats: 0.05\n  guess: true"))
    }
  }

  @Test("is captioned, dealt, rated and collected; raters see an image once, and repeats the other way round")
  func journey() throws {
    let folder = try TemporaryFolder(isInMemory: true)
    let path = folder.path
    try Self.study(in: path)
    let service = try Service(log: path + "/requests.jsonl")
    let environment = ["SIMULATOR_URL": service.url]
    let forecast = try Programs.run("blindfold", ["run", path, "--dry-run"], environment: environment)
    #expect(forecast.status == 0, "\(forecast.errors)")
    #expect(forecast.output.contains("12 raters × 36 pairs at 40 s a pair"), "\(forecast.output)")
    #expect(forecast.output.contains("3 judgements of each of 4 pairs of an image"))
    let run = try Programs.run("blindfold", ["run", path, "--yes"], environment: environment)
    try #require(run.status == 0, "\(run.errors)")

    let plan = try #require(try StudyStore(folder: path, create: false, recover: false).plan())
    // 36 images × 4 pairs × 3 judgements, and a guest's 36 pairs; then two repeats a packet at most.
    #expect(
      plan.packets.reduce(0) { $0 + $1.unasked.count + $1.presentations.count } - plan.hidden.repeats.count == 468)
    #expect(plan.packets.flatMap(\.presentations).allSatisfy { $0.slots.count == 2 })
    #expect(plan.mostShowingsOfAnItem == 1 && !plan.hidden.repeats.isEmpty && plan.hidden.anchors.isEmpty)
    for packet in plan.packets {
      let file = try PacketFile(path: path + "/packets/\(packet.rater).sqlite", writable: false)
      #expect(file.presentations == packet.presentations && file.rubric.mode == .pairwise)
    }

    let rate = try Programs.run(
      "blindfold", ["simulate", "rate", path, "--images", "datasets/demo"], environment: environment)
    try #require(rate.status == 0, "\(rate.errors)")
    let collect = try Programs.run("blindfold", ["collect", path], environment: environment)
    #expect(collect.status == 0, "\(collect.errors)")
    let store = try StudyStore(folder: path, create: false, recover: false)
    let (ratings, rubric) = (try store.ratings(), try #require(try store.declaredProtocol()).rubric)
    #expect(try store.declaredProtocol()?.pairs == .incumbentVsEach)
    for packet in plan.packets where packet.rater != "you" {
      let progress = PacketProgress(packet.presentations, rubric: rubric, ratings: ratings[packet.id] ?? [])
      #expect(progress.rated == progress.planned && progress.open == 0)
    }
    let preferences = ratings.values.joined().map(\.judgement).filter { $0.question == "preference" }
    #expect(preferences.allSatisfy { $0.slot == nil && $0.presentation != nil })
    #expect(preferences.count == plan.packets.filter { $0.rater != "you" }.reduce(0) { $0 + $1.presentations.count })

    let status = try Programs.run("blindfold", ["status", path], environment: environment)
    #expect(status.status == 0, "\(status.errors)")
    let extended = try Programs.run(
      "blindfold", ["extend", path, "--raters", "kim", "--images-each", "9"], environment: environment)
    #expect(extended.status == 0, "\(extended.errors)")
    #expect(extended.output.contains("raters an image: 12 planned so far, then 12 to 13"), "\(extended.output)")
    let more = try #require(try store.plan()?.packets.first { $0.rater == "kim" })
    #expect(more.unasked.count + Set(more.presentations.map(\.item)).count == 9)
    let kim = try Programs.run(
      "blindfold", ["review", path, "--rater", "kim", "--plain"], environment: environment, input: "2\nq\n")
    #expect(kim.output.contains("Saved: pair 1, Preference: second."), "\(kim.output)\(kim.errors)")
    #expect(try Programs.run("blindfold", ["collect", path], environment: environment).status == 0)
  }

  @Test("with too few raters the run says beforehand that an image comes again, and goes on")
  func fewRaters() throws {
    let folder = try TemporaryFolder()
    try Self.study(in: folder.path) { text in
      text.replacingOccurrences(
        of: "raters: [ana, bo, chi, dee, eli, fay, gil, hana, ivo, jo, kit, lu]", with: "raters: [ana, bo, chi]")
    }
    let forecast = try Programs.run(
      "blindfold", ["run", folder.path, "--dry-run"], environment: ["SIMULATOR_URL": "http://127.0.0.1:9"])
    #expect(forecast.status == 0)
    #expect(forecast.errors.contains("a rater sees an image in up to 4 pairs, far apart"), "\(forecast.errors)")
  }

  @Test("nothing in a packet, on a screen or in lines tells of candidates, of arms, or of the design")
  func canaries() throws {
    let folder = try TemporaryFolder()
    let demo = Programs.root.path + "/datasets/demo"
    let declared = folder.path + "/simulator.json"
    try String(contentsOfFile: demo + "/simulator.json", encoding: .utf8)
      .replacingOccurrences(of: "\"sim-large\"", with: "\"canary-model-7f3a\"")
      .replacingOccurrences(of: "\"sim-nano\"", with: "\"canary-model-9b2c\"")
      .write(toFile: declared, atomically: true, encoding: .utf8)
    let service = try Service(declared: declared, log: folder.path + "/requests.jsonl")
    try CanaryTests.study(folder: folder.path, demo: demo)
      .replacingOccurrences(of: "alt-text.yaml", with: "pairwise.yaml")
      .replacingOccurrences(of: "\n  anchors: {low: 0.4}\n  screening: {max_anchor: 2}", with: "")
      .replacingOccurrences(of: "criterion: overall", with: "criterion: preference")
      .write(toFile: folder.path + "/study.yaml", atomically: true, encoding: .utf8)
    let environment = ["SIMULATOR_URL": service.url, "CANARY_KEY": "sk-canary-4d5e6f"]
    let run = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    try #require(run.status == 0, "\(run.errors)")
    let store = try StudyStore(folder: folder.path, create: false, recover: false)
    let arms = try store.arms().values.map(\.rawValue)
    #expect(arms.count == 2)

    let answers = "\n" + String(repeating: "1\n", count: 60) + "n\n1\nd\nq\n"
    let lines = try Programs.run(
      "blindfold", ["review", folder.path, "--rater", "chi", "--plain"], environment: environment, input: answers)
    #expect(lines.output.contains("Last question, ") && lines.output.contains("Saved: pair 1, Preference: first."))
    let terminal = try PseudoTerminal(
      Programs.path("blindfold"), ["review", folder.path, "--rater", "bo"],
      environment: environment.merging(["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]) { $1 }, columns: 120, rows: 40)
    for (key, sign) in [
      ("", "pairs, about"), ("\r", "Two captions"), ("2", "Second ● preferred"), ("t", "marked"),
      ("\u{1B}", "Enter next pair"),
    ] {
      terminal.type(key)
      try terminal.see(sign)
      terminal.settle()
    }
    terminal.type("q")
    try terminal.wait(for: "Receipt")
    #expect(terminal.end() == 0)

    let packets = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/packets")
      .compactMap { FileManager.default.contents(atPath: folder.path + "/packets/" + $0) }
    #expect(packets.count >= 3)
    let seen = packets + [Data(lines.output.utf8), Data(lines.errors.utf8), Data(terminal.bytes)]
    for word in CanaryTests.canaries + arms + ["incumbent", "unasked", "versus", "vs-each"] {
      for data in seen { #expect(data.range(of: Data(word.utf8)) == nil, "\(word) can be reached by a rater") }
    }
  }
}
