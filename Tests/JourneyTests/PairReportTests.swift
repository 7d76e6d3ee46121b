import Foundation
import ProgramStand
import Testing

/// A study of pairs to its decision document, and its numbers counted again by hand.
@Suite("a study of pairs, reported", .serialized)
struct PairReportTests {
  private struct Judged {
    var other: String
    var category: String
    /// +1 for the other, −1 for the incumbent, 0 for neither of them.
    var value: Double
  }

  @Test("comes out in the declared order of the models, and every number follows from ratings.csv")
  func report() throws {
    let folder = try TemporaryFolder(isInMemory: true)
    let path = folder.path
    try demoStudy(in: path) { text in
      text.replacingOccurrences(of: "alt-text.yaml", with: "pairwise.yaml")
        .replacingOccurrences(of: "criterion: overall", with: "criterion: preference")
        .replacingOccurrences(of: "margin: 0.30", with: "margin: 0.25")
        .replacing(/because: .*/, with: "because: Ten in forty is what editors would notice.")
        .replacingOccurrences(of: "ratings_per_item: 6", with: "ratings_per_item: 3\n  repeats: 0.1")
    }
    let service = try Service(log: path + "/requests.jsonl")
    let environment = ["SIMULATOR_URL": service.url]
    let plan = try Programs.run("blindfold", ["plan", path, "--studies", "100"], environment: environment)
    #expect(plan.status == 0 && plan.output.contains("margin 0.25 net preference"), "\(plan.errors)")
    #expect(plan.output.contains("are for all 4 pairs of an image"))
    let stated = try Programs.run(
      "blindfold", ["plan", path, "--components", "image=.5"], environment: environment)
    #expect(stated.status == 65 && stated.errors.contains("image-model, rater-model, residual"), "\(stated.errors)")
    for arguments in [
      ["run", path, "--yes"], ["simulate", "rate", path, "--images", "datasets/demo"], ["status", path],
      ["report", path],
    ] {
      let result = try Programs.run("blindfold", arguments, environment: environment)
      try #require(result.status == 0, "\(arguments): \(result.errors)")
      if arguments[0] == "status" { #expect(result.output.contains(" net preference now"), "\(result.output)") }
    }

    let rows = try String(contentsOfFile: path + "/ratings.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(rows[0].prefix(7) == ["image_id", "category", "rater_id", "model_a", "model_b", "outcome", "basis"])
    // 36 images × 4 pairs × 3 judgements, repeats not among them, whether or not anybody had to be asked.
    #expect(rows.count - 1 == 432)
    let judged = rows.dropFirst().map { row in
      let other = row[3] == "large" ? row[4] : row[3]
      let preferred = row[5] == "first" ? row[3] : row[5] == "second" ? row[4] : nil
      return Judged(other: other, category: row[1], value: preferred.map { $0 == other ? 1 : -1 } ?? 0)
    }
    let traffic = ["product": 0.6, "everyday": 0.3, "screenshot-or-chart": 0.1]
    let net = Dictionary(grouping: judged, by: \.other).mapValues { own in
      traffic.reduce(0) { sum, share in
        let values = own.filter { $0.category == share.key }.map(\.value)
        return sum + share.value * values.reduce(0, +) / Double(values.count)
      }
    }
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path + "/results.json")))
        as? [String: Any])
    let comparisons = try #require(results["comparisons"] as? [[String: Any]])
    #expect(comparisons.count == 4 && (results["criteria"] as? [Any])?.isEmpty == true)
    for comparison in comparisons {
      let name = try #require(comparison["candidate"] as? String)
      let value = try #require((comparison["difference"] as? [String: Any])?["value"] as? Double)
      #expect(abs(value - (net[name] ?? 9)) < 1e-6, "\(name)")
      #expect(comparison["pairs"] as? Int == 108)
    }
    // The stand-ins were declared in this order; the incumbent's net preference over itself is 0.
    let (human, flash, nano) = (net["human"] ?? 9, net["flash"] ?? 9, net["nano"] ?? 9)
    #expect(human > flash && flash > nano && nano < -0.25 && human > 0)
    #expect((net["mini"] ?? 9) > nano)
    let head = try #require((results["preferences"] as? [String: Any])?["head_to_head"] as? [String: Any])
    let worths = try #require(head["worths"] as? [[String: Any]]).compactMap { $0["candidate"] as? String }
    #expect(worths.first == "human" && worths.last == "nano")

    let independent = try Programs.run(
      "/usr/bin/python3", [Programs.root.path + "/Tests/JourneyTests/Independent/headline.py", path])
    #expect(independent.status == 0, "\(independent.output)")
    let document = try String(contentsOfFile: path + "/decision.md", encoding: .utf8)
    for words in ["**Simulated", "net preference", "### Head to head", "judged twice", "first shown"] {
      #expect(document.contains(words), "\(words)")
    }
    for words in ["rubric points", "0 points", "Publishable", "lowest point", "Score"] {
      #expect(!document.contains(words), "\(words)")
    }
    let analyzed = try Programs.run("blindfold", ["analyze", path + "/ratings.csv"], environment: environment)
    #expect(analyzed.status == 0 && analyzed.output.contains("432 judgements of pairs"), "\(analyzed.errors)")
    let replay = try Programs.run(
      "blindfold", ["replay", path, "--rules", path + "/study.yaml"], environment: environment)
    #expect(replay.status == 65 && replay.errors.contains("cannot be replayed in this version"), "\(replay.errors)")
  }

  @Test("a margin that typical raters cannot settle in pairs is asked about before anything is written or sent")
  func smallChance() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/study"
    func begin(_ margin: String, _ further: [String] = []) throws -> Programs.Result {
      try Programs.run(
        "blindfold",
        [
          "init", path, "--images", "datasets/demo", "--captions", "human=datasets/demo/metadata.jsonl", "--model",
          "big=openai/gpt-4o", "--incumbent", "big", "--rubric", "rubrics/pairwise.yaml", "--margin", margin,
          "--because", "Five in a hundred are noticed.", "--question", "May people be replaced?", "--rater", "ana",
          "--rater", "bo",
          "--rater", "chi",
        ] + further)
    }
    let refused = try begin("0.05")
    #expect(refused.status == 4, "\(refused.errors)")
    #expect(refused.errors.contains(" pairs: chance of a verdict"), "\(refused.errors)")
    #expect(refused.errors.contains("against a margin of 0.05 net preference"))
    #expect(!FileManager.default.fileExists(atPath: path))
    let kept = try begin("0.05", ["--yes"])
    #expect(kept.status == 0, "\(kept.errors)")
    let text = try String(contentsOfFile: path + "/study.yaml", encoding: .utf8)
    #expect(text.contains("# net preference: the smallest loss that would matter") && !text.contains("rubric points"))
  }
}
