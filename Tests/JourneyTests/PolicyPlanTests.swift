import Foundation
import ProgramStand
import StudyStore
import Testing

/// What `plan`, `doctor`, `run --dry-run` and `run --max-cost` say of policies.
@Suite("policies before and while money is spent")
struct PolicyPlanTests {
  /// Twelve images of the demo set; `safe` asks a model without a price first.
  private func study(
    in folder: String, candidates: String = "", keeps: (String) -> Bool = { _ in true }
  ) throws {
    let url = #"base_url: "${SIMULATOR_URL}""#
    let all = [
      #"  tiered: {router: [{when: category == "product", use: mini}, {use: large}]}"#,
      "  safe: {fallback: {order: [flaky, steady], attempts: 4}}",
      "  cached: {cache: {of: steady}}",
      "  large: {model: sim-large, \(url), price: {input: 2.50, output: 10.00}}",
      "  mini: {model: sim-mini, \(url), price: {input: 0.15, output: 0.60}}",
    ].filter { keeps(String($0.drop { $0 == " " }.prefix { $0 != ":" })) }
    let parts = [
      "  flaky: {model: sim-nano, \(url)}",
      "  steady: {model: sim-flash, \(url), price: {input: 0.27, output: 1.10}}",
    ].filter { part in all.contains { $0.contains(String(part.drop { $0 == " " }.prefix { $0 != ":" })) } }
    try """
    version: 1
    study: policies
    question: May a policy replace large?
    dataset: {path: \(Programs.root.path)/datasets/demo, sample: {n: 12, seed: 5}}
    prompt: {user: "Describe this {{category}} picture."}
    incumbent: large
    candidates:
    \(all.joined(separator: "\n"))
    \(parts.isEmpty ? "" : "parts:\n")\(parts.joined(separator: "\n"))
    run: {concurrency: 2}
    review: {rubric: \(Programs.root.path)/rubrics/alt-text.yaml, raters: [ana, bo], ratings_per_item: 2}
    claim: {criterion: overall, scope: these raters, margin: 0.3, because: A test.}
    """.write(toFile: folder + "/study.yaml", atomically: true, encoding: .utf8)
  }

  private let nowhere = ["SIMULATOR_URL": "http://127.0.0.1:9/v1"]

  private func plan(_ folder: String) throws -> [String: Any] {
    let result = try Programs.run(
      "blindfold", ["plan", folder, "--studies", "100", "--json"], environment: nowhere)
    #expect(result.status == 0, "\(result.errors)")
    return try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func captionsCost(_ plan: [String: Any]) throws -> Double? {
    let rows = try #require(plan["assignments"] as? [[String: Any]])
    return try #require(rows.first { $0["declared"] as? Bool == true })["captions_usd"] as? Double
  }

  @Test("plan says what each policy asks; a router over arms costs nothing more, and a chain's first price is missed")
  func planned() throws {
    let folder = try TemporaryFolder("planned")
    try study(in: folder.path) { ["large", "mini"].contains($0) }
    let without = try captionsCost(plan(folder.path))
    try study(in: folder.path) { ["large", "mini", "tiered"].contains($0) }
    let routed = try plan(folder.path)
    #expect(try without != nil && captionsCost(routed) == without)
    let policy = try #require((routed["policies"] as? [[String: Any]])?.first)
    #expect(policy["candidate"] as? String == "tiered" && policy["kind"] as? String == "router")
    #expect(policy["takes"] as? [String] == ["large", "mini"] && policy["images_taken"] as? Int == 12)
    #expect(policy["usd_per_image"] as? Double == 0)
    try study(in: folder.path) { ["large", "mini", "cached"].contains($0) }
    #expect(try (captionsCost(plan(folder.path)) ?? 0) > (without ?? 1))
    try study(in: folder.path)
    let all = try plan(folder.path)
    #expect(try captionsCost(all) == nil)
    let chain = (all["policies"] as? [[String: Any]])?.first { $0["candidate"] as? String == "safe" }
    #expect(chain?["without_price"] as? [String] == ["flaky"] && chain?["usd_per_image"] == nil)
    let text = try Programs.run("blindfold", ["plan", folder.path, "--studies", "100"], environment: nowhere)
    let words = text.output.split(separator: /\s+/).joined(separator: " ")
    for line in [
      "'tiered' is a router that takes the captions of large, mini: no calls of its own, and nothing more to pay.",
      "'safe' is a fallback chain that asks for itself: 'flaky', then 'steady' on rate limited, server error, timeout, "
        + "connection; 1 to 4 requests an image.",
      "'cached' is a cache in front of 'steady' that asks for itself: no request for what it finds",
    ] { #expect(words.contains(line), "\(text.output)\(text.errors)") }
  }

  @Test("a dry run tells which leg's price is missing and what the others would cost")
  func dryRun() throws {
    let folder = try TemporaryFolder("dry")
    try study(in: folder.path)
    let dry = try Programs.run("blindfold", ["run", folder.path, "--dry-run"], environment: nowhere)
    // 1,100 tokens for an image, 8 for 34 characters of prompt and 100 of answer: 12 × (1,108 × 0.27 + 100 × 1.10) / 10⁶.
    for line in [
      "tiered: a router; takes the captions of large, mini: nothing more to pay",
      "safe: a fallback chain, 12 captions, cost unknown if 'flaky' answers (no price declared), "
        + "about 0.0049 USD if 'steady' does",
      "cached: a cache, 12 captions, about 0.0049 USD if its cache has nothing",
      "USD, and what is unknown of 'safe'",
    ] { #expect(dry.output.contains(line), "\(line)\n\(dry.output)\(dry.errors)") }
  }

  @Test("doctor says what a policy asks, and of which calls the cost will be unknown")
  func doctor() throws {
    let folder = try TemporaryFolder("doctor")
    try study(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl")
    let result = try Programs.run("blindfold", ["doctor", folder.path], environment: ["SIMULATOR_URL": service.url])
    #expect(result.output.contains("✓ candidate 'tiered': a router that takes the captions of large, mini"))
    #expect(result.output.contains("! candidate 'safe': a fallback chain that asks for itself"), "\(result.output)")
    #expect(
      result.output.contains(
        "  No price is given for 'flaky': what its calls cost is unknown, and 'max_cost' does not count them."))
    #expect(result.output.contains("✓ candidate 'cached': a cache in front of 'steady'"))
  }

  private func environment(_ folder: TemporaryFolder, _ service: Service) -> [String: String] {
    ["SIMULATOR_URL": service.url, "XDG_CACHE_HOME": folder.path + "/cache"]
  }

  @Test("a limit of cost ends with 3: a router's captions wait for those it takes; the rest comes without the limit")
  func maxCost() throws {
    let folder = try TemporaryFolder("limited")
    try study(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl")
    let environment = environment(folder, service)
    let first = try Programs.run(
      "blindfold", ["run", folder.path, "--yes", "--max-cost", "0.003"], environment: environment)
    #expect(first.status == 3 && first.errors.contains("--max-cost does not count 'flaky'"), "\(first.errors)")
    #expect(
      first.errors.contains(#/candidate 'tiered': \d+ captions? still to be taken, once they are there: \d+ from/#))
    #expect(!first.errors.contains("without an answer") && !first.errors.contains("no caption of it yet"))
    #expect(first.errors.contains("calls of unknown cost: not in what is known."), "\(first.errors)")
    #expect(first.errors.contains("Known cost has reached --max-cost"))
    let rest = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    #expect(rest.status == 0, "\(rest.errors)")
    // `safe` asks a model without a price for each of twelve images.
    #expect(rest.errors.contains(/captions 60\/60 · 0\.\d+ USD and 12 calls of unknown cost/), "\(rest.errors)")
    let requests = try service.requests()
    for model in ["sim-large", "sim-mini", "sim-nano", "sim-flash"] {
      #expect(requests.count { $0.hasPrefix("\(model) ") } == 12, "\(model)")
    }
  }

  @Test("what a cache gave cost 0 USD, and is not called unknown; a smoke test says whose calls there were")
  func nothingPaid() throws {
    let (first, second) = (try TemporaryFolder("paid"), try TemporaryFolder("found"))
    let service = try Service(log: first.path + "/requests.jsonl")
    let environment = environment(first, service)
    for folder in [first, second] {
      try study(in: folder.path) { $0 == "cached" || $0 == "large" }
      let text = try String(contentsOfFile: folder.path + "/study.yaml", encoding: .utf8)
      try text.replacing(#/  large: .*/#, with: "  large: {cache: {of: steady}}")
        .write(toFile: folder.path + "/study.yaml", atomically: true, encoding: .utf8)
      let run = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
      #expect(run.status == 0, "\(run.errors)")
      if folder === second { #expect(run.errors.contains("captions 24/24 · 0 USD"), "\(run.errors)") }
    }
    let smoke = try TemporaryFolder("smoke")
    try study(in: smoke.path)
    let few = try Programs.run("blindfold", ["run", smoke.path, "--limit", "2"], environment: environment)
    #expect(few.output.contains("  tiered: no calls of its own; takes captions of large, mini"), "\(few.output)")
    #expect(few.output.contains("  cached: no calls: all from its cache"), "\(few.output)")
    #expect(few.output.contains("  safe: 2 calls, cost unknown"), "\(few.output)")
  }

  @Test("a part that is stopped is told, and the chain goes on with what is left of it")
  func stoppedPart() throws {
    let folder = try TemporaryFolder("stopped")
    try study(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl", faults: ["bad-key@sim-nano"])
    let run = try Programs.run(
      "blindfold", ["run", folder.path, "--yes"], environment: environment(folder, service))
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.errors.contains("'flaky' was stopped, and the policies that use it went on without it where they could; "))
    #expect(
      run.errors.contains("'safe' went past a part of its chain for 12 of 12 captions: 'flaky' stopped 12 times"))
    #expect(run.errors.contains("the service refused the key"), "\(run.errors)")
    #expect(try service.requests().count { $0.hasPrefix("sim-nano ") } == 1)
    let store = try StudyStore(folder: folder.path, create: false)
    let served = try store.served()
    let safe = try #require(try store.arms()["safe"].flatMap { served[$0] })
    #expect(safe.count == 12 && safe.values.allSatisfy { $0.part == "steady" })
  }
}
