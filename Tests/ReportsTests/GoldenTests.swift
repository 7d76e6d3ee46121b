import Foundation
import Reports
import Testing

/// Whole documents, word for word. `BLINDFOLD_RECORD=1 swift test --filter GoldenTests` writes them anew; the difference
/// is then for a person to read.
@Suite struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  static let recording = ProcessInfo.processInfo.environment["BLINDFOLD_RECORD"] == "1"

  static let dossiers = [
    "decided": Fixture.decided, "rehearsal": Fixture.rehearsal, "one-rater": Fixture.oneRater,
    "checked": Fixture.checked, "pairs": Fixture.pairs,
  ]

  @Test("documents are what they were", arguments: dossiers.keys.sorted())
  func documents(_ name: String) throws {
    let dossier = try #require(Self.dossiers[name])
    for file in try ReportWriter.render(dossier) {
      try compare(file.text, with: "\(name)/\(file.name)")
    }
    try compare(verdictTable(dossier), with: "\(name)/terminal.txt")
  }

  @Test("the published schemas are those that the program holds", arguments: SchemaTests.schemas.keys.sorted())
  func schemas(_ kind: String) throws {
    try compare(SchemaTests.schemas[kind, default: ""], with: "../../../schemas/\(kind).schema.json")
  }

  func compare(_ text: String, with name: String) throws {
    let golden = Self.folder.appending(path: name).standardized
    if Self.recording {
      try FileManager.default.createDirectory(at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: golden)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    guard text != expected else { return }
    let pairs = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
    let first = pairs.first { $0 != $1 }
    Issue.record(
      """
      \(name) differs: "\(first?.0 ?? "")" where it was "\(first?.1 ?? "")" (lengths \(text.count), \(expected.count)).
      If the change is meant, run BLINDFOLD_RECORD=1 swift test --filter GoldenTests and read the difference.
      """)
  }
}
