import Foundation
import ProgramStand
import Testing

/// `blindfold compare` on two small studies that were captioned, rated and reported by the programs themselves.
@Suite("compare, as a user runs it", .serialized)
struct CompareJourneyTests {
  /// Two studies: in the second the incumbent is a worse model under the same name, and half of the raters are new.
  final class Two: Sendable {
    let folder: TemporaryFolder
    static let shared = Result { try Two() }

    private init() throws {
      folder = try TemporaryFolder.shared("compare")
      let images = Programs.root.appending(path: "datasets/demo").path
      let declared = try String(contentsOfFile: images + "/simulator.json", encoding: .utf8)
      let worse = declared.replacing("\"drop\": 0.35, \"wrong\": 0.10", with: "\"drop\": 0.60, \"wrong\": 0.40")
        .replacing("sim-large-2026-10", with: "sim-large-2027-01")
      try #require(worse != declared)
      try worse.write(toFile: folder.path + "/worse.json", atomically: true, encoding: .utf8)
      for (name, raters, simulator) in [
        ("first", "[ana, bo, chi]", nil), ("second", "[ana, kim, lee]", folder.path + "/worse.json"),
      ] {
        let study = folder.path + "/" + name
        try FileManager.default.createDirectory(atPath: study, withIntermediateDirectories: true)
        try demoStudy(in: study) { text in
          text.replacing("study: demo", with: "study: \(name)")
            .replacing("sample: {seed: 20261122}", with: "sample: {seed: \(name.count), n: 12}")
            .replacing(/raters: \[.*\]/, with: "raters: \(raters)").replacing(/\n  guests: .*/, with: "")
            .replacing("ratings_per_item: 6", with: "ratings_per_item: 3")
        }
        let rate = ["simulate", "rate", study, "--images", images] + (simulator.map { ["--declared", $0] } ?? [])
        try Service(declared: simulator, log: study + "/requests.jsonl")
          .run(["run", study, "--yes"], rate, ["report", study])
        // Nothing but the documents is needed afterwards.
        for secret in ["study.sqlite", "key.sqlite", "packets"] {
          try FileManager.default.removeItem(atPath: study + "/" + secret)
        }
      }
    }
  }

  private func compare(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let result = try Programs.run("blindfold", ["compare"] + arguments)
    return (result.status, result.output, result.errors)
  }

  @Test(
    "sets reports side by side without databases: the incumbent's drift, the other model behind its name, who was shared"
  )
  func text() throws {
    let path = try Two.shared.get().folder.path
    let (status, output, errors) = try compare([path + "/second", path + "/first/"])
    #expect(status == 0, "\(errors)")
    let flowing = output.replacing(/\s+/, with: " ")
    #expect(flowing.contains("SIMULATED RATINGS OF SIMULATED MODELS in studies 1 and 2"))
    #expect(flowing.contains("large, incumbent in all of them; in studies 1, 2 1 to 2, score: "), "\(output)")
    #expect(flowing.contains("the service answered as sim-large-2027-01, before as sim-large-2026-10"))
    #expect(flowing.contains("1 rater in common, by pseudonym, of 3 and 3"), "\(output)")
    #expect(flowing.contains("images in common, of 12 and 12") || flowing.contains("no image in common"))
    #expect(output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(output)")
  }

  @Test("writes a document and its figure, and the same again byte for byte")
  func files() throws {
    let path = try Two.shared.get().folder.path
    let (document, figure) = (path + "/drift.md", path + "/drift.svg")
    var kept: [String] = []
    for _ in 1...2 {
      let (status, output, errors) = try compare(
        [path + "/first", path + "/second", "--format", "markdown", "-o", document, "--svg", figure])
      #expect(status == 0 && output.isEmpty, "\(errors)")
      kept.append(
        try String(contentsOfFile: document, encoding: .utf8) + String(contentsOfFile: figure, encoding: .utf8))
    }
    #expect(kept[0] == kept[1] && kept[0].contains("](drift.svg)") && kept[0].contains("</svg>"))
    let (status, output, _) = try compare([path + "/first", path + "/second", "--format", "json"])
    let object = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    #expect(status == 0 && (object["series"] as? [Any])?.count == 5)
  }

  @Test("says what is wrong, where, and ends with its code")
  func refusals() throws {
    let path = try Two.shared.get().folder.path
    let one = try compare([path + "/first"])
    #expect(one.status == 64 && one.errors.contains("two reports or more"))
    let missing = try compare([path + "/first", path + "/third"])
    #expect(
      missing.status == 66 && missing.errors.contains("\(path)/third: holds no results.json. Nothing was compared."))
    let twice = try compare([path + "/first", path + "/first"])
    #expect(twice.status == 65 && twice.errors.contains("reports of one study"))
    let edited = path + "/edited"
    try FileManager.default.copyItem(atPath: path + "/second", toPath: edited)
    let results = try String(contentsOfFile: edited + "/results.json", encoding: .utf8)
    try results.replacing("\"ratings_in\": 3", with: "\"ratings_in\": 4").write(
      toFile: edited + "/results.json", atomically: true, encoding: .utf8)
    let refused = try compare([path + "/first", edited])
    #expect(refused.status == 65 && refused.errors.contains("manifest.json beside it vouches for"), "\(refused.errors)")
    let unwritable = try compare([path + "/first", path + "/second", "-o", path + "/nowhere/drift.txt"])
    #expect(unwritable.status == 73 && unwritable.errors.contains("/nowhere"), "\(unwritable.errors)")
  }
}
