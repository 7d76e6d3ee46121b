import Analysis
import Digest
import Foundation
import Statistics
import StudyModel
import Testing

@testable import Reports

@Suite struct EditSectionTests {
  func dossier() throws -> Dossier {
    let item = try #require(ItemID(hex: SHA256.hex("teapot")))
    var dossier = Fixture.decided
    dossier.edits = CaptionEdits(
      captions: [
        EditedCaption(
          item: item, category: "product", rater: "ana", arms: [Fixture.big, Fixture.flash], question: "edit",
          distance: 0.25)
      ],
      arms: [Fixture.big, Fixture.flash].map {
        CaptionEdits.ArmEdits(
          arm: $0, question: "edit", answered: 12, classes: [.unchanged: 8, .touchUp: 4],
          edited: Fixture.scopes(1.0 / 3, 0.1, 0.2), distance: Fixture.scopes(0.08, 0.02, 0.05))
      })
    return dossier
  }

  private func file(_ name: String, _ dossier: Dossier) throws -> String {
    try #require(ReportWriter.render(dossier).first { $0.name == name }).text
  }

  @Test("decision.md has shares and distances with both scopes, the thresholds, and that no verdict rests on them")
  func decision() throws {
    let text = try file("decision.md", dossier())
    let line = try #require(text.split(separator: "\n").first { $0.contains("`big`, incumbent | `edit`") })
    for part in ["33 % (", "0.08 (", "8 / 4 / 0 / 0"] { #expect(line.contains(part), "\(line)") }
    #expect(text.contains("A touch-up is at most 25 %, a rewrite at most 75 %"))
    #expect(text.contains("No verdict rests on them."))
    #expect(try !file("decision.md", Fixture.decided).contains("Edited captions"))
  }

  @Test("results.json has them only where captions were edited, in the schema's form")
  func results() throws {
    let text = try file("results.json", dossier())
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let edits = try #require(object["edits"] as? [[String: Any]])
    #expect(edits.map { $0["candidate"] as? String } == ["big", "flash"])
    #expect((edits[0]["classes"] as? [String: Int])?["touch-up"] == 4)
    #expect(try !file("results.json", Fixture.decided).contains("\"edits\""))
  }

  @Test("answers.csv has distance and class of each edit, for each candidate that gave the caption")
  func answers() throws {
    let rows = try file("answers.csv", dossier()).split(separator: "\n").filter { $0.contains("edit.") }
    #expect(rows.count == 4)
    #expect(rows.contains { $0.hasSuffix(",ana,big,edit.distance,0.25") })
    #expect(rows.contains { $0.hasSuffix(",ana,flash,edit.class,touch-up") })
  }
}
