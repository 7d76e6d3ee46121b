import Foundation
import ProgramStand
import StudyStore
import Testing

/// Replays on the demo, as a user runs them; in the demo's suite, so that nothing else works on its folder meanwhile.
extension DemoTests {
  private static let rules = """
    policies:
      tiered:
        router:
          - {when: is_screenshot or is_chart, use: large}
          - {when: aspect_ratio > 1 and not has_exif, use: flash}
          - {use: mini}
      always:
        router: [{use: flash}]

    """

  private struct Object {
    let members: [String: Any]
    init(_ text: String) throws {
      members = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
    func list(_ key: String) throws -> [[String: Any]] { try #require(members[key] as? [[String: Any]]) }
  }

  private func number(_ object: [String: Any], _ path: String...) throws -> Double {
    var value: Any = object
    for key in path { value = try #require((value as? [String: Any])?[key], "\(path)") }
    return try #require(value as? Double, "\(path)")
  }

  @Test("a rule that always uses a candidate has its numbers of results.json; parts add up; nothing is sent")
  func sameAsCandidate() throws {
    let demo = try Demo.shared.get()
    let rules = demo.folder + "/rules.yaml"
    try Self.rules.write(toFile: rules, atomically: true, encoding: .utf8)
    // The demo's service has stopped by now: a call would fail.
    let report = try Programs.run(
      "blindfold", ["report", demo.folder], environment: ["SIMULATOR_URL": "http://127.0.0.1:9/v1"])
    #expect(report.status == 0, "\(report.errors)")
    let result = try Programs.run("blindfold", ["replay", demo.folder, "--rules", rules, "--split", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let policies = try Object(result.output).list("policies")
    let comparisons = try Object(demo.text("results.json")).list("comparisons")
    let flash = try #require(comparisons.first { $0["candidate"] as? String == "flash" })
    let always = try #require(policies.first { $0["policy"] as? String == "always" })
    #expect(
      try #require(always["difference"] as? NSDictionary) == (try #require(flash["difference"] as? NSDictionary)))
    let tiered = try #require(policies.first { $0["policy"] as? String == "tiered" })
    let parts = try (tiered["tiers"] as? [[String: Any]] ?? []).reduce(0) {
      try $0 + number($1, "adds_to_difference")
    }
    // Each number is rounded to six decimals.
    #expect(try abs(parts - number(tiered, "difference", "value")) < 3e-6)
    #expect(try Object(result.output).members["split"] is [String: Any])
    let text = try Programs.run("blindfold", ["replay", demo.folder, "--rules", rules])
    #expect(text.output.contains("REPLAYED AFTER UNBLINDING: CONFIRM IN A NEW STUDY"))
    #expect(text.output.contains("the first file of rules"))
    for line in text.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test("before unblinding it is refused with the reason, and a wrong rule with its place")
  func refused() throws {
    let demo = try Demo.shared.get()
    let rules = demo.folder + "/wrong.yaml"
    try "router:\n  - {when: is_chart and and, use: large}\n  - {use: mini}\n".write(
      toFile: rules, atomically: true, encoding: .utf8)
    let wrong = try Programs.run("blindfold", ["replay", demo.folder, "--rules", rules])
    #expect(wrong.status == 65)
    #expect(wrong.errors.contains("wrong.yaml:2:25: the condition cannot be read"), "\(wrong.errors)")
    // A second study beside the first, run but not reported.
    let blind = URL(fileURLWithPath: demo.folder).deletingLastPathComponent().appending(path: "blind").path
    try? FileManager.default.removeItem(atPath: blind)
    try FileManager.default.createDirectory(atPath: blind, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: demo.folder + "/study.yaml", toPath: blind + "/study.yaml")
    let service = try Service(log: blind + "/requests.jsonl")
    let run = try Programs.run("blindfold", ["run", blind, "--yes"], environment: ["SIMULATOR_URL": service.url])
    #expect(run.status == 0, "\(run.errors)")
    let early = try Programs.run("blindfold", ["replay", blind, "--rules", demo.folder + "/rules.yaml"])
    #expect(early.status == 75)
    #expect(early.errors.contains("still blind") && early.output.isEmpty, "\(early.errors)")
  }
}
