import Foundation
import Testing

@testable import Reports

/// A check of the schema against the file, without a validator: which members there must be, and that no other is there.
@Suite struct SchemaTests {
  @Test("names every member of the results file, and no other", arguments: GoldenTests.dossiers)
  func members(_ name: String, _ dossier: Dossier) throws {
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(resultsSchema.utf8)) as? [String: Any])
    let text = try #require(ReportWriter.render(dossier).first { $0.name == "results.json" }).text
    let results = try JSONSerialization.jsonObject(with: Data(text.utf8))
    try compare(results, with: schema, root: schema, at: name)
  }

  private func compare(_ value: Any, with rule: [String: Any], root: [String: Any], at place: String) throws {
    var rule = rule
    if let reference = rule["$ref"] as? String {
      let definitions = try #require(root["$defs"] as? [String: [String: Any]])
      rule = try #require(definitions[String(reference.dropFirst("#/$defs/".count))], "\(reference)")
    }
    if let choices = rule["oneOf"] as? [[String: Any]] {
      // The choices here differ in what they require.
      let keys = Set((value as? [String: Any] ?? [:]).keys)
      let fits = choices.filter { choice in
        value is NSNull ? choice["type"] as? String == "null" : Set(choice["required"] as? [String] ?? []) == keys
      }
      #expect(fits.count == 1, "\(place)")
      rule = fits.first ?? [:]
    }
    if let object = value as? [String: Any] {
      let properties = rule["properties"] as? [String: [String: Any]]
      if let properties {
        // Two members are there in some studies only: those in which captions were compared, or edited.
        let sometimes: Set = properties["cost_quality"] == nil ? [] : ["preferences", "edits"]
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
}
