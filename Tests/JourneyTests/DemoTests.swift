import Foundation
import ProgramStand
import Reports
import Testing

/// One whole demo, from the study file to the decision document, made once for all tests of this file.
final class Demo: Sendable {
  let folder: String
  let requests: [String]

  static let shared = Result { try Demo() }

  private init() throws {
    // The study file names its set and rubric from two folders above: links stand in for the project's root.
    let up = Programs.root.appending(path: ".build/journey")
    folder = up.appending(path: "demo/run").path
    try? FileManager.default.removeItem(at: up)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Programs.root.path + "/results/demo/study.yaml", toPath: folder + "/study.yaml")
    for name in ["datasets", "rubrics"] {
      try FileManager.default.createSymbolicLink(
        at: up.appending(path: name), withDestinationURL: Programs.root.appending(path: name))
    }
    let service = try Service(log: folder + "/requests.jsonl")
    try service.run(
      ["run", folder, "--yes"], ["simulate", "rate", folder, "--images", "datasets/demo"], ["report", folder])
    requests = try service.requests()
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: folder + "/" + name, encoding: .utf8) }
}

@Suite("the demo", .serialized)
struct DemoTests {
  static let documents = [
    "decision.md", "report.html", "results.json", "ratings.csv", "answers.csv", "junit.xml", "manifest.json",
    "figures/forest.svg", "figures/frontier.svg", "figures/categories.svg", "figures/progress.svg",
    "figures/raters.svg", "figures/positions.svg",
  ]

  @Test("a fresh run gives the committed numbers: only what is listed as volatile differs")
  func committedCopy() throws {
    let demo = try Demo.shared.get()
    let committed = Programs.root.path + "/results/demo/"
    if ProcessInfo.processInfo.environment["BLINDFOLD_RECORD"] == "1" {
      try FileManager.default.createDirectory(atPath: committed + "figures", withIntermediateDirectories: true)
      for name in Self.documents {
        try demo.text(name).write(toFile: committed + name, atomically: true, encoding: .utf8)
      }
    }
    func kept(_ name: String) throws -> String { try String(contentsOfFile: committed + name, encoding: .utf8) }
    // Presentations are shuffled by a secret seed: what hangs on their order differs from run to run.
    func withoutOrder(_ csv: String) -> [[Substring]] {
      let rows = csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let kept = rows[0].indices.filter { !["position", "order"].contains(rows[0][$0]) }
      return rows.map { row in kept.map { row[$0] } }
    }
    #expect(try withoutOrder(demo.text("ratings.csv")) == withoutOrder(kept("ratings.csv")))
    for name in ["answers.csv", "figures/forest.svg", "figures/frontier.svg", "figures/categories.svg"] {
      #expect(try demo.text(name) == kept(name), "\(name)")
    }
    #expect(try comparableResults(demo.text("results.json")) == comparableResults(kept("results.json")))
    // The document too, but for dates, latencies, speeds behind prices, digests, random names and the account.
    let volatile = /\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?|[0-9a-f]{12,64}|\d+\.\d+ s \/ \d+\.\d+ s|UTC by `[^`]*`/
    func lines(_ text: String) -> [Substring] {
      text.replacing(/(?s)\n### Can the raters be trusted\?.*?\n### What else raters said/, with: "")
        .replacing(/(?s)\n### How did the estimate come about\?.*?\n### Other criteria/, with: "")
        .replacing(/[\d.]+ \/ [\d.]+ \(\d+ calls?\)/, with: "…")
        .replacing(volatile, with: "…").split(separator: "\n", omittingEmptySubsequences: false)
    }
    #expect(try lines(demo.text("decision.md")) == lines(kept("decision.md")))
  }

  @Test("by design one candidate is not worse, one is worse and one is undecided, and all of it is marked simulated")
  func verdicts() throws {
    let demo = try Demo.shared.get()
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(demo.text("results.json").utf8)) as? [String: Any])
    let comparisons = try #require(results["comparisons"] as? [[String: Any]])
    let verdicts = Dictionary(
      uniqueKeysWithValues: comparisons.compactMap { comparison -> (String, String)? in
        guard let name = comparison["candidate"] as? String, let verdict = comparison["verdict"] as? [String: Any],
          let margin = verdict["margin"] as? String
        else { return nil }
        return (name, margin)
      })
    #expect(["not worse", "equivalent"].contains(verdicts["flash"]))
    #expect(verdicts["nano"] == "worse beyond the margin")
    #expect(verdicts["mini"] == "undecided")
    #expect(results["simulated"] is String)
    for name in Self.documents where name.hasSuffix(".svg") || ["decision.md", "report.html"].contains(name) {
      #expect(try demo.text(name).lowercased().contains("simulated"), "\(name)")
    }
    #expect(try demo.text("decision.md").hasPrefix("> **Simulated"))
  }

  @Test("every candidate is asked once for every image")
  func asked() throws {
    let demo = try Demo.shared.get()
    #expect(demo.requests.count == 144 && Set(demo.requests).count == 144)
  }

  @Test("a guest who rates one item as a person moves the mean by the amount worked out by hand")
  func thirteenthRater() throws {
    let demo = try Demo.shared.get()
    let before = try Cells(demo.text("ratings.csv"))
    // Skips nothing: the first item's captions all get "overall" 1, "accuracy" 1, the first choice; then quits.
    let answers = "\n" + String(repeating: "1\n1\n1\n", count: 5) + "q\n"
    let review = try Programs.run("blindfold", ["review", demo.folder, "--rater", "you", "--plain"], input: answers)
    #expect(review.status == 0, "\(review.errors)")
    let report = try Programs.run("blindfold", ["report", demo.folder])
    #expect(report.status == 0, "\(report.errors)")
    let after = try Cells(demo.text("ratings.csv"))
    let guest = after.rows.filter { $0.rater == "you" && $0.criterion == "overall" }
    // Five captions are fewer slots where two candidates said the same; what is left of the answers goes to the next.
    #expect(guest.count >= 5 && guest.allSatisfy { $0.value == 1 }, "\(review.output.suffix(3000))")
    for candidate in ["large", "flash", "mini", "nano", "human"] {
      let moved = Cells.traffic.reduce(0) { sum, category in
        let old = before.values(of: candidate, in: category.key)
        // The mean of n cells becomes one of n + k, of which k are 1; it counts with the category's share of traffic.
        let n = Double(old.count)
        let k = Double(guest.filter { $0.candidate == candidate && $0.category == category.key }.count)
        let mean = old.reduce(0, +) / n
        return sum + category.value * ((n * mean + k) / (n + k) - mean)
      }
      #expect(moved < 0, "\(candidate)")
      let change = after.weightedMean(of: candidate) - before.weightedMean(of: candidate)
      #expect(abs(change - moved) < 1e-9, "\(candidate): \(change) against \(moved)")
      let stated = try Self.mean(of: candidate, in: demo.text("results.json"))
      #expect(abs(stated - after.weightedMean(of: candidate)) < 1e-6)
    }
    let document = try demo.text("decision.md")
    #expect(document.contains("rated by guests (you)"))
    #expect(document.contains("judgements came in after unblinding (you)"))
  }

  @Test(
    "a report holds to the incumbent that was declared: another one in the study file is an amendment, not a verdict")
  func changedIncumbent() throws {
    let demo = try Demo.shared.get()
    let path = demo.folder + "/study.yaml"
    let declared = try demo.text("study.yaml")
    defer { try? declared.write(toFile: path, atomically: true, encoding: .utf8) }
    try declared.replacingOccurrences(of: "incumbent: large", with: "incumbent: nano")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let report = try Programs.run("blindfold", ["report", demo.folder])
    #expect(report.status == 0, "\(report.errors)")
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(demo.text("results.json").utf8)) as? [String: Any])
    #expect(results["incumbent"] as? String == "large")
    #expect(try demo.text("decision.md").contains("study file or rubric changed"))
  }

  @Test(
    "the gate ends with its code and a marked line a challenger; the summary is appended; the documents are written")
  func gate() throws {
    let demo = try Demo.shared.get()
    let summary = demo.folder + "/summary.md"
    defer { try? FileManager.default.removeItem(atPath: summary) }
    func report(_ arguments: [String]) throws -> Programs.Result {
      try Programs.run("blindfold", ["report", demo.folder] + arguments)
    }
    let mark = "[simulated ratings of simulated models]"
    let strict = try report(["--gate", "not-worse", "--candidate", "flash", "--summary", summary])
    #expect(strict.status == 101, "\(strict.errors)")
    #expect(
      strict.output.contains("\ngate not-worse  flash: undecided (simulated ratings of simulated models decide nothing")
    )
    for (candidate, status, word) in [("flash", 0, "holds"), ("nano", 100, "no"), ("mini", 101, "undecided")] {
      let result = try report([
        "--gate", "not-worse", "--candidate", candidate, "--allow-simulated", "--summary", summary,
      ])
      let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("gate ") }
      #expect(result.status == Int32(status), "\(candidate): \(result.errors)")
      #expect(
        lines.count == 1 && lines[0].hasPrefix("gate not-worse  \(candidate): \(word), ") && lines[0].hasSuffix(mark))
    }
    let all = try report(["--gate", "higher", "--allow-simulated"])
    #expect(all.status == 100 && all.output.split(separator: "\n").filter { $0.hasPrefix("gate higher  ") }.count == 4)
    let appended = try demo.text("summary.md")
    #expect(appended.matches(of: /(?m)^# May a cheaper model/).count == 4 && appended.contains("**Simulated ratings"))
    #expect(appended.contains("\(demo.folder)/decision.md"))
    #expect(FileManager.default.fileExists(atPath: demo.folder + "/junit.xml"))
  }

  @Test("a gate for what is no challenger is refused before the study is looked at, and options of a gate need one")
  func wrongGates() throws {
    let demo = try Demo.shared.get()
    let before = try demo.text("manifest.json")
    let incumbent = try Programs.run(
      "blindfold", ["report", demo.folder, "--gate", "not-worse", "--candidate", "large"])
    #expect(
      incumbent.status == 65
        && incumbent.errors.contains("'large' is no challenger of this study. No report was made."))
    let misspelt = try Programs.run(
      "blindfold", ["report", demo.folder, "--gate", "not-worse", "--candidate", "falsh"])
    #expect(misspelt.status == 65 && misspelt.errors.contains("Did you mean 'flash'?"), "\(misspelt.errors)")
    #expect(try Programs.run("blindfold", ["report", demo.folder, "--candidate", "flash"]).status == 64)
    #expect(try Programs.run("blindfold", ["report", demo.folder, "--gate", "better"]).status == 64)
    #expect(try demo.text("manifest.json") == before)
    let nowhere = try Programs.run("blindfold", ["report", demo.folder, "--summary", demo.folder + "/none/summary.md"])
    #expect(nowhere.status == 73 && nowhere.errors.contains("The report itself is whole."))
  }

  @Test("candidates that stream have a time to first token, others none")
  func firstTokens() throws {
    let demo = try Demo.shared.get()
    let results = try #require(
      JSONSerialization.jsonObject(with: Data(demo.text("results.json").utf8)) as? [String: Any])
    for candidate in try #require(results["candidates"] as? [[String: Any]]) {
      let label = try #require(candidate["label"] as? String)
      let times = candidate["first_token_seconds"] as? [String: Any]
      #expect((times != nil) == ["large", "flash"].contains(label), "\(label)")
      guard let times, let latency = candidate["latency_seconds"] as? [String: Any] else { continue }
      let (first, last) = try (#require(times["median"] as? Double), #require(latency["median"] as? Double))
      #expect(first > 0 && first < last && times["calls"] as? Int == 36)
    }
  }

  private static func mean(of candidate: String, in results: String) throws -> Double {
    let root = try #require(JSONSerialization.jsonObject(with: Data(results.utf8)) as? [String: Any])
    let criteria = try #require(root["criteria"] as? [[String: Any]])
    let row = try #require(
      criteria.first { $0["candidate"] as? String == candidate && $0["criterion"] as? String == "overall" })
    let mean = try #require(row["mean"] as? [String: Any])
    return try #require(mean["value"] as? Double)
  }
}

/// `ratings.csv` as a reader without the program would read it.
struct Cells {
  struct Row {
    var category: String
    var rater: String
    var candidate: String
    var criterion: String
    var value: Double
  }

  let rows: [Row]

  init(_ text: String) throws {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let header = lines[0].map(String.init)
    func column(_ name: String) throws -> Int { try #require(header.firstIndex(of: name)) }
    let places = try ["category", "rater_id", "candidate", "criterion", "value"].map(column)
    rows = lines.dropFirst().map { line in
      let fields = places.map { String(line[$0]) }
      return Row(
        category: fields[0], rater: fields[1], candidate: fields[2], criterion: fields[3],
        value: Double(fields[4]) ?? .nan)
    }
  }

  static let traffic = ["product": 0.6, "everyday": 0.3, "screenshot-or-chart": 0.1]

  /// What was said of a candidate overall, in one category.
  func values(of candidate: String, in category: String) -> [Double] {
    rows.filter { $0.candidate == candidate && $0.criterion == "overall" && $0.category == category }.map(\.value)
  }

  func weightedMean(of candidate: String) -> Double {
    Self.traffic.reduce(0) { sum, category in
      let values = values(of: candidate, in: category.key)
      return sum + category.value * values.reduce(0, +) / Double(values.count)
    }
  }
}
