import Blinding
import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Testing

@testable import Packet

/// From a study file with repeats, anchors, a rule and the last question to the report that says who did not look.
@Suite("raters who are checked", .serialized)
struct CheckedRatersTests {
  /// The fixture's study, run, with packets written.
  private struct Checked {
    let folder = try? TemporaryFolder(isInMemory: true)
    let path: String
    let declared: String
    let plan: PresentationPlan

    init(_ change: (String) -> String = { $0 }) throws {
      path = try #require(folder).path
      let root = Programs.root.path
      let study = try String(contentsOfFile: root + "/Tests/JourneyTests/Fixtures/checked-study.yaml", encoding: .utf8)
      try change(study.replacingOccurrences(of: "ROOT", with: root))
        .write(toFile: path + "/study.yaml", atomically: true, encoding: .utf8)
      // Zed gives nearly everything the highest point, whatever it says; the others are a little surer than in the demo,
      // so that none of them slips on two of eight anchors.
      declared = path + "/simulator.json"
      try String(contentsOfFile: root + "/datasets/demo/simulator.json", encoding: .utf8)
        .replacingOccurrences(of: "\"noise_sd\": 0.5", with: "\"noise_sd\": 0.3, \"raters\": {\"zed\": 5}")
        .write(toFile: declared, atomically: true, encoding: .utf8)
      let service = try Service(log: path + "/requests.jsonl")
      let run = try Programs.run("blindfold", ["run", path, "--yes"], environment: ["SIMULATOR_URL": service.url])
      try #require(run.status == 0, "\(run.errors)")
      plan = try #require(try StudyStore(folder: path, create: false, recover: false).plan())
    }

    func packet(_ rater: String) throws -> PacketFile {
      try PacketFile(path: path + "/packets/\(rater).sqlite", writable: false)
    }

    func report() throws -> [String: Any] {
      let report = try Programs.run(
        "blindfold", ["report", path], environment: ["SIMULATOR_URL": "http://127.0.0.1:9"])
      try #require(report.status == 0, "\(report.errors)")
      let text = try String(contentsOfFile: path + "/results.json", encoding: .utf8)
      return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    func rate() throws {
      let rate = try Programs.run(
        "blindfold", ["simulate", "rate", path, "--images", "datasets/demo", "--declared", declared],
        environment: ["SIMULATOR_URL": "http://127.0.0.1:9"])
      try #require(rate.status == 0, "\(rate.errors)")
    }
  }

  @Test("the careless rater is screened, nobody else is, and everything is reported with and without")
  func journey() throws {
    let study = try Checked()
    #expect(study.plan.hidden.repeats.count == 2 * 6 && study.plan.hidden.anchors.count == 8 * 6)
    try study.rate()
    let results = try study.report()
    let trust = try #require(results["trust"] as? [String: Any])

    let screening = try #require(trust["screening"] as? [String: Any])
    #expect(screening["screened"] as? [String] == ["zed"])
    #expect(screening["claim_leaves_them_out"] as? Bool == false)
    let (all, rest) = (try difference(screening["with_all"]), try difference(screening["without_screened"]))
    // Who says 5 to everything sees no difference: without zed it is larger.
    #expect(rest < all && all < 0)
    // The claim is by all raters.
    #expect(try difference(results["comparisons"]) == all)

    let agreement = try #require(trust["self_agreement"] as? [String: Any])
    let repeats = try #require(agreement["repeats"] as? Int)
    // Two images of up to three different captions each, six raters.
    #expect((20...36).contains(repeats))
    let deviation = try #require((agreement["numbers"] as? [String: Any])?["within_deviation"] as? Double)
    #expect((0.01...1).contains(deviation), "simulated noise is 0.3 points; found \(deviation)")

    let guesses = try #require(trust["guesses"] as? [String: Any])
    let (answers, unknown) = (try #require(guesses["answers"] as? Int), try #require(guesses["unknown"] as? Int))
    // Five items of six raters; where all candidates said the same there is nothing to guess.
    #expect((15...30).contains(answers) && (1..<answers).contains(unknown))
    let bang = try #require((guesses["bang"] as? [String: Any])?["value"] as? Double)
    #expect(abs(bang) < 0.7, "stand-ins guess by chance; found \(bang)")

    let rows = try String(contentsOfFile: study.path + "/ratings.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst()
    let cells = rows.map { $0.split(separator: ",").prefix(5).joined(separator: ",") }
    #expect(Set(cells).count == cells.count)
    // 36 images × 3 raters × 3 candidates × (overall and accuracy): repeats and anchors are not among them.
    #expect(rows.count { $0.contains(",overall,") } == 36 * 3 * 3)
    let document = try String(contentsOfFile: study.path + "/decision.md", encoding: .utf8)
    for words in ["Can the raters be trusted?", "Screened: `zed`", "Did the blind hold?", "Bang’s index"] {
      #expect(document.contains(words), "\(words)")
    }
  }

  @Test("a study that says so in advance leaves the screened out of its claim, and its document says it first")
  func excluded() throws {
    let study = try Checked { $0.replacingOccurrences(of: "min_pass: 0.85}", with: "min_pass: 0.85, exclude: true}") }
    try study.rate()
    let results = try study.report()
    let screening = try #require((results["trust"] as? [String: Any])?["screening"] as? [String: Any])
    #expect(try difference(results["comparisons"]) == difference(screening["without_screened"]))
    let document = try String(contentsOfFile: study.path + "/decision.md", encoding: .utf8)
    #expect(document.prefix(1500).contains("Left out by a rule fixed in advance"))
  }

  @Test("nothing in a packet tells repeats and anchors from the rest, and no arm code or foreign image is in it")
  func blindness() throws {
    let study = try Checked()
    let anchors = study.plan.hidden.anchors
    let codes = Set(study.plan.arms.values.joined().map(\.rawValue))
    #expect(codes.count == 3)
    for planned in study.plan.packets {
      let path = study.path + "/packets/\(planned.rater).sqlite"
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      let foreign = planned.presentations.flatMap(\.slots).compactMap { anchors[$0.id]?.item.hex }
      #expect(foreign.count == 8)
      for word in codes.union(foreign) { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) is in a packet") }
      for word in ["anchor", "repeat", "hidden", "screen", "first showing"] {
        let header = try study.packet(planned.rater).strings("SELECT value FROM fact WHERE name = 'header'").joined()
        #expect(!header.localizedCaseInsensitiveContains(word), "\(word) is in a packet's facts")
      }
      let packet = try study.packet(planned.rater)
      // Names are of one form, no column is empty, and no row says more of itself than another.
      for query in [
        "SELECT id || ' ' || item FROM presentation",
        "SELECT id || ' ' || presentation || presentation || hex(caption) FROM slot",
      ] {
        let rows = try packet.strings(query)
        #expect(!rows.isEmpty && rows.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32} [0-9a-fA-F]{64,}/) != nil })
      }
      #expect(
        try packet.strings("SELECT position FROM presentation ORDER BY position")
          == planned.presentations.indices.map(String.init))
      let slots = try packet.strings("SELECT count(*) - max(position) FROM slot GROUP BY presentation")
      #expect(slots.allSatisfy { $0 == "1" })
      // Rows lie in the order of random names: neither showing of an item, and no anchor, comes first by it.
      for table in ["presentation", "slot"] {
        let order = try packet.strings("SELECT id FROM \(table)")
        #expect(order == order.sorted())
      }
    }
  }

  @Test("a person is asked the last question after the last item, and the answer is in the packet's chain")
  func lastQuestion() throws {
    let study = try Checked()
    // One to everything; what is left over does no harm once all items are done.
    let answers = "\n" + String(repeating: "1\n", count: 400) + "n\n1\nd\n2\nq\n"
    let review = try Programs.run(
      "blindfold", ["review", study.path, "--rater", "ana", "--plain"],
      environment: ["SIMULATOR_URL": "http://127.0.0.1:9"], input: answers)
    #expect(review.status == 0, "\(review.errors)")
    #expect(review.output.contains("Last question, 1 of 5"))
    let codes = study.plan.arms.values.joined().map(\.rawValue)
    for word in ["large", "mini", "sim-", "incumbent", "anchor", "repeat"] + codes {
      let lines = review.output.split(separator: "\n").filter { $0.localizedCaseInsensitiveContains(word) }
      #expect(lines.allSatisfy { $0.hasPrefix("Caption ") || $0.hasPrefix("Tags") }, "\(word): \(lines.first ?? "")")
    }
    let packet = try study.packet("ana")
    let guesses = try packet.ratings().filter { $0.judgement.question == Judgement.Reserved.guess }
    #expect(guesses.count == 3 && guesses[1].judgement.answer == GuessQuestion.unknown)
    #expect(try packet.firstBrokenLink() == nil)
    #expect(packet.header.asksForGuess == true)
  }

  private func difference(_ comparisons: Any?) throws -> Double {
    let list = try #require(comparisons as? [[String: Any]])
    let mini = try #require(list.first { $0["candidate"] as? String == "mini" })
    return try #require((mini["difference"] as? [String: Any])?["value"] as? Double)
  }
}
