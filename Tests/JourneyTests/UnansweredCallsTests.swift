import Foundation
import ProgramStand
import StudyStore
import Synchronization
import Testing
import WireStand

/// What captions cost where some calls brought no answer: one kill and one 500 do not make it unknown, and are told beside it.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct UnansweredCallsTests {
  /// What is answered: nothing at first; then captions, with some 500s for `large`. 800 tokens in, 9 out.
  private final class Script: Sendable {
    private let isHanging = Mutex(true)
    private let counts = Mutex<[String: Int]>([:])
    let withoutUsage: Bool

    init(withoutUsage: Bool) { self.withoutUsage = withoutUsage }

    func answer(_ model: String) -> [WireServer.Step] {
      if isHanging.withLock({ $0 }) { return [.hold] }
      let count = counts.withLock { counts in
        counts[model, default: 0] += 1
        return counts[model] ?? 0
      }
      if model == "large", count == 6 { return .fault(500, "no") }
      if model == "large", count == 9, withoutUsage {
        return .answer([UInt8](#"{"choices":[{"message":{"content":"A cup."},"finish_reason":"stop"}]}"#.utf8))
      }
      return .caption("A cup, number \(count).", model: model)
    }

    func goOn() { isHanging.withLock { $0 = false } }
  }

  private static func model(_ request: WireServer.Request) -> String {
    String(decoding: request.body, as: UTF8.self).contains(#""model":"large""#) ? "large" : "mini"
  }

  /// A study whose first run was killed while each candidate's first request was under way, and whose second ended.
  private func study(in folder: TemporaryFolder, withoutUsage: Bool = false) throws -> String {
    let script = Script(withoutUsage: withoutUsage)
    let server = try WireServer { script.answer(Self.model($0)) }
    let study = folder.path + "/study"
    try FileManager.default.createDirectory(atPath: study, withIntermediateDirectories: true)
    try demoStudy(in: study) { text in
      guard let start = text.range(of: "candidates:"), let end = text.range(of: "\nrun:") else { return text }
      return text.replacingCharacters(
        in: start.lowerBound..<end.lowerBound,
        with: """
          candidates:
            large: {model: large, base_url: "\(server.address)", price: {input: 2.50, output: 10.00}}
            mini: {model: mini, base_url: "\(server.address)", price: {input: 0.15, output: 0.60}}
          """)
    }
    let first = try Running("blindfold", ["run", study, "--yes"])
    // Of a model that nothing is known of yet one caption is asked for, and no second beside it.
    #expect(waitFor { Set(server.requests.map(Self.model)).count == 2 })
    first.kill9()
    #expect(server.requests.count == 2)
    script.goOn()
    let second = try Programs.run("blindfold", ["run", study, "--yes"])
    #expect(second.status == 0, "\(second.errors)")
    return study
  }

  private func results(_ study: String) throws -> [String: Any] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: study + "/results.json"))
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  private func rows(_ object: [String: Any]?, _ key: String, by name: String) throws -> [String: [String: Any]] {
    let rows = try #require(object?[key] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[name] as? String ?? "", $0) })
  }

  // A caption of large 800 × 2.50 + 9 × 10.00 = 2,090 millionths of a dollar, of mini 800 × 0.15 + 9 × 0.60 = 125.4: 6 % of it.
  // Calls of large 36 + 1 cut off + 1 failed, of mini 36 + 1 cut off.
  @Test(
    "a killed run and a 500: cost, verdicts, frontier and savings are told, by hand, with the calls that are not in them"
  )
  func killed() throws {
    let folder = try TemporaryFolder("unanswered")
    let study = try study(in: folder)
    let early = try Programs.run("blindfold", ["savings", study, "--json", "--monthly", "1000000"])
    #expect(early.status == 0, "\(early.errors)")
    for command in [["simulate", "rate", study, "--images", "datasets/demo"], ["report", study], ["verify", study]] {
      let result = try Programs.run("blindfold", command)
      #expect(result.status == 0, "\(command): \(result.errors)\(result.output.suffix(2000))")
    }
    let results = try results(study)
    let candidates = try rows(results, "candidates", by: "label")
    let (large, mini) = (candidates["large"], candidates["mini"])
    // What was spent stays unknown; what is known of it is told.
    #expect(large?["cost_usd"] is NSNull && large?["calls_of_unknown_cost"] as? Int == 2)
    #expect(abs((large?["cost_usd_of_known_calls"] as? Double ?? 0) - 0.07524) < 1e-9)
    #expect(large?["cost_usd_per_1000_images"] as? Double == 2.09)
    #expect(mini?["cost_usd_per_1000_images"] as? Double == 0.1254)
    #expect(large?["calls_not_in_cost"] as? [String: Int] == ["cut_off": 1, "failed": 1, "of": 38])
    #expect(mini?["calls_not_in_cost"] as? [String: Int] == ["cut_off": 1, "failed": 0, "of": 37])
    let quality = results["cost_quality"] as? [String: Any]
    #expect((quality?["apart"] as? [Any])?.isEmpty == true && (quality?["candidates"] as? [Any])?.count == 2)

    let report = try String(contentsOfFile: study + "/decision.md", encoding: .utf8)
    let both =
      "without 1 call of 37, 3 %, whose cost is unknown; `large` without 2 calls of 38, 5 %, whose cost is unknown"
    for part in [
      "at 6 % of its cost (\(both)).", "it comes at 6 % of the cost (\(both)): 0.13 USD against 2.09 USD",
      "2.09 USD (without 2 calls of 38, 5 %, whose cost is unknown: 1 cut off by the run itself, 1 failed at the service)",
      "The cost of `mini` is without 1 call of 37, 3 %, whose cost is unknown: 1 cut off by the run itself.",
      "0.075 USD and 2 calls of unknown cost", "are in no cost per image",
    ] { #expect(report.contains(part), "\(part)\n\(report)") }
    #expect(!report.contains("≥") && !report.contains("costs is unknown"))

    // The documents alone say the same, without a database at hand.
    let restated = try verifiedAlone(study)
    #expect(
      restated.status == 0 && restated.output.contains("written again from ratings.csv"),
      "\(restated.output)\(restated.errors)")

    let savings = try JSONSerialization.jsonObject(with: Data(early.output.utf8)) as? [String: Any]
    let bills = try rows(savings, "candidates", by: "candidate")
    #expect((bills["large"]?["bill_usd"] as? [String: Any])?["value"] as? Double == 2090)
    #expect(bills["large"]?["calls_not_in_cost"] as? [String: Int] == ["cut_off": 1, "failed": 1, "of": 38])
    #expect(abs(((bills["mini"]?["lower_share"] as? [String: Any])?["value"] as? Double ?? 0) - 0.94) < 1e-9)
    let text = try Programs.run("blindfold", ["savings", study, "--check"]).output
    #expect(text.contains("mini: the bill is without 1 call of 37, 3 %, whose cost is unknown: 1 cut off"), "\(text)")
    #expect(text.contains("800.0000 tokens × 2.5 / 1,000,000") && !text.contains("refused or never sent"), "\(text)")
  }

  @Test("an answer that does not say its tokens leaves the cost unknown, as far as it is known at least")
  func withoutUsage() throws {
    let folder = try TemporaryFolder("unanswered-usage")
    let study = try study(in: folder, withoutUsage: true)
    for command in [["simulate", "rate", study, "--images", "datasets/demo"], ["report", study], ["verify", study]] {
      let result = try Programs.run("blindfold", command)
      #expect(result.status == 0, "\(command): \(result.errors)")
    }
    let large = try rows(results(study), "candidates", by: "label")["large"]
    #expect(large?["cost_usd_per_1000_images"] is NSNull && large?["calls_not_in_cost"] == nil)
    #expect(large?["calls_of_unknown_cost"] as? Int == 3)
    let report = try String(contentsOfFile: study + "/decision.md", encoding: .utf8)
    #expect(report.contains("what `large` costs is unknown") && report.contains("unknown; at least "), "\(report)")
  }
}
