import Foundation
import Testing

@testable import Reports

/// Checks of the schemas against the files: by hand, which members there must be and that no other is there; and by a
/// validator that is not ours.
@Suite struct SchemaTests {
  /// Every kind of study that the fixtures hold.
  static let dossiers: [String: @Sendable () throws -> Dossier] = [
    "decided": { Fixture.decided }, "rehearsal": { Fixture.rehearsal }, "one rater": { Fixture.oneRater },
    "checked": { Fixture.checked }, "left out": { Fixture.checked(excluding: true) }, "pairs": { Fixture.pairs },
    "frontier": { FrontierTests.dossier }, "cached": { CacheSectionTests.dossier },
    "policies": { PolicySectionTests.dossier }, "parts": { try ServiceSectionTests.policy() },
    "audited": { HitAuditSectionTests.dossier },
    "served": { ServiceSectionTests.dossier }, "unanswered": { try UnansweredCallsTests.dossier() },
    "edits": { try EditSectionTests().dossier() },
    "hostile": { Fixture.hostile }, "drawn": { try IndependentTests.study(seed: 3) },
    "drawn pairs": { try IndependentTests.studyOfPairs(seed: 3) }, "lonely": { try IndependentTests.study(seed: 2) },
    "lonely pairs": { try IndependentTests.studyOfPairs(seed: 2) },
  ]

  static let schemas = ["results": resultsSchema, "manifest": manifestSchema]

  @Test("name every member of the file, and no other", arguments: dossiers.keys.sorted(), schemas.keys.sorted())
  func members(_ name: String, _ kind: String) throws {
    let make = try #require(Self.dossiers[name])
    let dossier = try make()
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(Self.schemas[kind, default: ""].utf8)) as? [String: Any])
    let text = try #require(ReportWriter.render(dossier).first { $0.name == "\(kind).json" }).text
    let results = try JSONSerialization.jsonObject(with: Data(text.utf8))
    try compare(results, with: schema, root: schema, at: name)
  }

  @Test(
    "accept every study's file, and refuse it spoilt in any one place, says an independent validator",
    arguments: schemas.keys.sorted())
  func validated(_ kind: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (name, dossier) in Self.dossiers.sorted(by: { $0.key < $1.key }) {
      let text = try #require(ReportWriter.render(dossier()).first { $0.name == "\(kind).json" }).text
      let path = folder.appending(path: "\(name).json")
      try Data(text.utf8).write(to: path)
      paths.append(path.path)
    }
    let (status, output) = try IndependentTests.python(
      "jsonschema", ["Tests/JourneyTests/Independent/validate.py", "--teeth", "schemas/\(kind).schema.json"] + paths)
    #expect(status == 0, "\(output)")
    let tried = output.matches(of: /valid, (\d+) spoilt/).compactMap { Int($0.1) }
    #expect(tried.count == paths.count && tried.reduce(0, +) > (kind == "results" ? 1000 : 60), "\(output)")
  }

  @Test("a validator that never refuses would be noticed")
  func toothless() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let loose = manifestSchema.replacing(#""additionalProperties": false,"#, with: "")
    try Data(loose.utf8).write(to: folder.appending(path: "loose.json"))
    let text = try #require(ReportWriter.render(Fixture.oneRater).first { $0.name == "manifest.json" }).text
    try Data(text.utf8).write(to: folder.appending(path: "manifest.json"))
    let (status, output) = try IndependentTests.python(
      "jsonschema",
      [
        "Tests/JourneyTests/Independent/validate.py", "--teeth", folder.appending(path: "loose.json").path,
        folder.appending(path: "manifest.json").path,
      ])
    #expect(status == 1)
    #expect(output.contains("accepted with unblinding: a member too many"), "\(output)")
  }

  private func compare(_ value: Any, with rule: [String: Any], root: [String: Any], at place: String) throws {
    var rule = try resolved(rule, root)
    if let choices = rule["oneOf"] as? [[String: Any]] {
      // The choices here differ in what they require.
      let keys = Set((value as? [String: Any] ?? [:]).keys)
      let fits = try choices.map { try resolved($0, root) }.filter { choice in
        value is NSNull ? choice["type"] as? String == "null" : Set(choice["required"] as? [String] ?? []) == keys
      }
      #expect(fits.count == 1, "\(place)")
      rule = fits.first ?? [:]
    }
    if let object = value as? [String: Any] {
      let properties = rule["properties"] as? [String: [String: Any]]
      if let properties {
        // Members that are in some studies only: those in which captions were compared or edited, or came from a cache,
        // or whose services had more to say; and of candidates of whose calls some are in no cost.
        let sometimes: Set<String> =
          if properties["cost_quality"] != nil {
            ["preferences", "edits", "caches", "services", "policies", "hit_audits"]
          } else if properties["calls_not_in_cost"] != nil {
            ["calls_not_in_cost"]
          } else {
            []
          }
        #expect(Set(object.keys).union(sometimes) == Set(properties.keys), "\(place)")
        #expect(Set(rule["required"] as? [String] ?? []).union(sometimes) == Set(properties.keys), "\(place)")
      }
      for (key, member) in object {
        let other = rule["additionalProperties"] as? [String: Any]
        try compare(
          member, with: try #require(properties?[key] ?? other, "\(place).\(key)"), root: root, at: "\(place).\(key)")
      }
    } else if let array = value as? [Any], let items = rule["items"] as? [String: Any] {
      for (index, entry) in array.enumerated() { try compare(entry, with: items, root: root, at: "\(place)[\(index)]") }
    }
  }

  private func resolved(_ rule: [String: Any], _ root: [String: Any]) throws -> [String: Any] {
    guard let reference = rule["$ref"] as? String else { return rule }
    let definitions = try #require(root["$defs"] as? [String: [String: Any]])
    return try #require(definitions[String(reference.dropFirst("#/$defs/".count))], "\(reference)")
  }
}
