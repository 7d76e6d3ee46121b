import Blinding
import Digest
import Foundation
import ProgramStand
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("a study with policies, as a user runs it")
struct PolicyJourneyTests {
  /// Some of the demo set; models that answer at once, one of them with 429 half of the time and one never.
  private func study(in folder: String) throws -> Service {
    let demo = Programs.root.path + "/datasets/demo"
    let declared = folder + "/simulator.json"
    try String(contentsOfFile: demo + "/simulator.json", encoding: .utf8).replacing(
      "\"models\": {",
      with: """
        "models": {
          "partmodel-flaky": {"drop": 0.3, "error": 0.5, "error_status": 429},
          "partmodel-down": {"error": 1.0, "error_status": 500},
        """, maxReplacements: 1
    ).write(toFile: declared, atomically: true, encoding: .utf8)
    let url = #"base_url: "${SIMULATOR_URL}", price: {input: 1, output: 2}"#
    try """
    version: 1
    study: policies
    question: May a policy replace large?
    dataset: {path: \(demo), sample: {n: 12, seed: 5}}
    prompt: {user: "Describe this {{category}} picture."}
    incumbent: large
    candidates:
      tiered: {router: [{when: is_screenshot or is_chart, use: large}, {when: aspect_ratio > 1, use: partlabel-safe}, {use: flash}]}
      chosen: {router: [{when: category == "product", use: flash}, {use: large}]}
      chain: {fallback: {order: [partlabel-down, partlabel-flaky, flash]}}
      large: {model: sim-large, \(url)}
      flash: {model: sim-flash, \(url)}
    parts:
      partlabel-safe: {fallback: {order: [partlabel-flaky, large], on: [rate_limited]}}
      partlabel-flaky: {model: partmodel-flaky, provider: partprovider, \(url)}
      partlabel-down: {model: partmodel-down, \(url)}
    run: {concurrency: 4}
    review: {rubric: \(Programs.root.path)/rubrics/alt-text.yaml, raters: [ana, bo], ratings_per_item: 2}
    claim: {criterion: overall, scope: these raters, margin: 0.3, because: A test.}
    report: {images_per_month: 1000}
    """.write(toFile: folder + "/study.yaml", atomically: true, encoding: .utf8)
    return try Service(declared: declared, log: folder + "/requests.jsonl")
  }

  @Test(
    "arms are asked once, routers take what they have, chains ask for themselves; what served is reported and verified")
  func journey() throws {
    let folder = try TemporaryFolder()
    let service = try study(in: folder.path)
    let dry = try Programs.run(
      "blindfold", ["run", folder.path, "--dry-run"], environment: ["SIMULATOR_URL": service.url])
    #expect(dry.output.contains("chosen: a router; takes the captions of flash, large: nothing more to pay"))
    #expect(dry.output.contains("chain: a fallback chain, 12 captions"), "\(dry.output)\(dry.errors)")
    try service.run(["run", folder.path, "--yes"])

    // Arms: 12 requests each, whatever takes their captions; what is more is the policies' own.
    let store = try StudyStore(folder: folder.path, create: false)
    let arms = try store.arms()
    let served = try store.served()
    let requests = Dictionary(try service.requests().map { ($0, 1) }, uniquingKeysWith: +)
    let outputs = try store.outputs()
    for label in ["tiered", "chosen"] {
      for (item, row) in try #require(arms[label].flatMap { served[$0] }) where row.fromArm != nil {
        let own = outputs.first { $0.arm == arms[label] && $0.item == item }
        #expect(own?.text == outputs.first { $0.arm == row.fromArm && $0.item == item }?.text)
      }
    }
    let chosen = try #require(arms["chosen"].flatMap { served[$0] })
    #expect(chosen.count == 12 && chosen.values.allSatisfy { $0.fromArm != nil && $0.passed.isEmpty })
    let chain = try #require(arms["chain"].flatMap { served[$0] })
    #expect(
      chain.count == 12 && chain.values.allSatisfy { $0.fromArm == nil && $0.passed.first?.part == "partlabel-down" })
    let flash = chain.filter { $0.value.part == "flash" }.count
    #expect(requests.filter { $0.key.hasPrefix("sim-flash ") }.values.reduce(0, +) == 12 + flash)
    #expect(requests.filter { $0.key.hasPrefix("partmodel-down ") }.values.reduce(0, +) == 12)

    // Nothing of a part reaches a rater.
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/packets") {
      let packet = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/packets/" + name))
      for word in ["partlabel", "partmodel", "partprovider", "server_error", "rate_limited"] {
        #expect(packet.range(of: Data(word.utf8)) == nil, "\(word) is in \(name)")
      }
    }
    let study = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/study.sqlite"))
    for word in ["partlabel", "partmodel", "partprovider"] { #expect(study.range(of: Data(word.utf8)) == nil) }

    try service.run(["simulate", "rate", folder.path, "--images", "datasets/demo"], ["report", folder.path])
    let decision = try String(contentsOfFile: folder.path + "/decision.md", encoding: .utf8)
    #expect(decision.contains("### What served") && decision.contains("`partlabel-down` server error 12 times"))
    let text = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/results.json"))
    let results = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    let policies = try #require(results["policies"] as? [[String: Any]])
    #expect(policies.map { $0["candidate"] as? String } == ["tiered", "chosen", "chain"])
    for policy in policies {
      let tiers = try #require(policy["tiers"] as? [[String: Any]])
      #expect(tiers.reduce(0) { $0 + ($1["images"] as? Int ?? 0) } == 12)
    }
    // A router over arms costs what they cost, image by image, and what it saves is told apart.
    let savings = try #require((results["cost_quality"] as? [String: Any])?["savings"] as? [String: Any])
    let saving = (savings["candidates"] as? [[String: Any]])?.first { $0["candidate"] as? String == "chosen" }
    #expect(saving?["by_router_usd"] is [String: Any] && saving?["by_model_usd"] is [String: Any])
    let whole = try Programs.run("blindfold", ["verify", folder.path])
    #expect(whole.status == 0, "\(whole.output)\(whole.errors)")

    // Another part named in one row is found, and named.
    try OldStudy.alter(
      "UPDATE served SET part = 'large' WHERE part = 'flash'", in: StudyStore.keyPath(in: folder.path))
    let edited = try Programs.run("blindfold", ["verify", folder.path])
    #expect(edited.status != 0 && edited.output.contains("served"), "\(edited.output)\(edited.errors)")
  }

  @Test("killed in the middle, the same command goes on: no stored answer is asked for again, each has what served it")
  func killed() throws {
    let folder = try TemporaryFolder()
    let service = try study(in: folder.path)
    for wait in [40, 90, 150, 260] as [UInt32] {
      let running = try Running(
        "blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url])
      usleep(wait * 1000)
      kill(running.process.processIdentifier, SIGKILL)
      _ = running.wait()
    }
    try service.run(["run", folder.path, "--yes"])
    let store = try StudyStore(folder: folder.path, create: false)
    let (arms, served) = (try store.arms(), try store.served())
    for label in ["tiered", "chosen", "chain"] { #expect(arms[label].flatMap { served[$0] }?.count == 12) }
    // At most what was under way at each kill is asked for twice.
    let requests = Dictionary(try service.requests().map { ($0, 1) }, uniquingKeysWith: +)
    let large = requests.filter { $0.key.hasPrefix("sim-large ") }.values.reduce(0, +)
    let own = served.values.flatMap(\.values).filter { $0.part == "large" && $0.fromArm == nil }.count
    #expect((12 + own...12 + own + 16).contains(large))
  }
}
