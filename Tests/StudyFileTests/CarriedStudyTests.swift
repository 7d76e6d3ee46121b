import Foundation
import Roster
import Testing

@testable import StudyFile

/// A study file that carries on from another, and strata that are no categories.
@Suite struct CarriedStudyTests {
  private static let dataset = ["dataset:", "  path: images", "  sample: {seed: 9}"]

  private func carried(
    _ study: StudyFixture, to folder: String, incumbent: String? = nil
  ) throws -> (text: String, leftOut: [String]) {
    try CarriedStudy(name: "next", dataset: Self.dataset, comments: ["Carried on."], incumbent: incumbent)
      .text(from: study.path, in: folder)
  }

  @Test("keeps every line but the name, the data set, paths and ready-made captions, which become comments")
  func kept() throws {
    let study = try StudyFixture([("claim:", "# The pilot was in May.\nclaim:"), ("prompt:", "# Words.\nprompt:")])
    let (text, leftOut) = try carried(study, to: study.folder.path + "/next")
    #expect(leftOut == ["human"])
    let expected = StudyFixture.study
      .replacing("claim:", with: "# The pilot was in May.\nclaim:").replacing("prompt:\n", with: "# Words.\nprompt:\n")
      .replacing("study: demo", with: "study: next")
      .replacing(
        """
        dataset:
          path: data
          sample: {n: 6, seed: 7, per_category: {chart: 2}}
          traffic: {product: 0.6, everyday: 0.3, chart: 0.1}
        """, with: Self.dataset.joined(separator: "\n")
      )
      .replacing("  human:\n    captions: human.jsonl", with: "  # human:\n    # captions: human.jsonl")
      .replacing("rubric: rubric.yaml", with: #"rubric: "../rubric.yaml""#)
    #expect(text == "# Carried on.\n" + expected)
  }

  @Test("a folder as deep as the last one keeps its paths as they are written")
  func sameDepth() throws {
    let study = try StudyFixture([("rubric: rubric.yaml", "rubric: ../shared/rubric.yaml")])
    let folder = URL(filePath: study.folder.path).deletingLastPathComponent().path
    #expect(try carried(study, to: folder + "/another").text.contains("  rubric: ../shared/rubric.yaml\n"))
  }

  @Test("the new incumbent stands in the old one's place, under a comment that says who it was")
  func incumbent() throws {
    let study = try StudyFixture()
    let (text, _) = try carried(study, to: study.folder.path + "/next", incumbent: "flash")
    #expect(text.contains("# in the last study: big\nincumbent: flash\n"))
  }

  @Test("a new question stands in the old one's place, however many lines that had; a subject that was none is put in")
  func question() throws {
    let lines = "question: >\n  May flash replace big\n  for alt text?"
    let study = try StudyFixture([("question: May flash replace big?", lines)])
    var carried = CarriedStudy(name: "next", dataset: Self.dataset, comments: [], incumbent: "flash")
    (carried.question, carried.subject) = ("May mini replace flash: yes?", "alt text")
    let text = try carried.text(from: study.path, in: study.folder.path + "/next").text
    #expect(
      text.contains(
        "# in the last study: May flash replace big for alt text?\nquestion: \"May mini replace flash: yes?\"\n"))
    #expect(text.contains("subject: \"alt text\"\ndataset:\n") && !text.contains("  May flash replace big"))
  }

  @Test("ready-made captions on one line with others, or as the incumbent, are refused with their place")
  func refused() throws {
    let oneLine = try StudyFixture([("  human:\n    captions: human.jsonl", "  human: {captions: human.jsonl}")])
    #expect(try carried(oneLine, to: oneLine.folder.path + "/next").leftOut == ["human"])
    let flow = try StudyFixture()
    try flow.folder.write(
      "study.yaml",
      "study: demo\nincumbent: one\ncandidates: {one: {model: a/b}, two: {captions: two.jsonl}}\ndataset: {path: data}\n"
    )
    #expect(
      flow.folder.said { try carried(flow, to: flow.folder.path + "/next") }.contains("stands on one line with others"))
    let incumbent = try StudyFixture([("incumbent: big", "incumbent: human")])
    #expect(
      incumbent.folder.said { try carried(incumbent, to: incumbent.folder.path + "/next") }
        .contains("study.yaml:26:3: the incumbent 'human' is ready-made captions of the last images."))
  }

  @Test("a stratum column decides what an image weighs; prompts and rules still know its category")
  func stratum() throws {
    let study = try StudyFixture([
      ("sample: {n: 6, seed: 7, per_category: {chart: 2}}", "stratum: kind"),
      ("traffic: {product: 0.6, everyday: 0.3, chart: 0.1}", "traffic: {odd: 0.25, even: 0.75}"),
    ])
    let lines = StudyFixture.images.enumerated().map { index, image in
      #"{"file_name": "\#(image.1)", "category": "\#(image.0)", "kind": "\#(index.isMultiple(of: 2) ? "even" : "odd")"}"#
    }
    try study.folder.write("data/metadata.jsonl", lines.joined(separator: "\n"))
    let plan = try study.load().plan
    #expect(plan.traffic == ["odd": 0.25, "even": 0.75])
    #expect(
      plan.items.map(\.category).sorted() == Array(repeating: "even", count: 6) + Array(repeating: "odd", count: 5))
    #expect(plan.items.map { $0.fields["category"] ?? "" } == StudyFixture.images.map(\.0))
    #expect(plan.items.allSatisfy { $0.fields["kind"] == nil })
    #expect(ItemFacts(plan.items[0], picture: nil)["category"] == .text("product"))
  }

  @Test("a line without the stratum, and a set without columns, are refused")
  func withoutStratum() throws {
    let study = try StudyFixture([("sample: {n: 6, seed: 7, per_category: {chart: 2}}", "stratum: kind")])
    #expect(study.refusal.contains("data/metadata.jsonl:1:1: this line has no 'kind', which 'dataset.stratum' names."))
    try FileManager.default.removeItem(atPath: study.folder.path + "/data/metadata.jsonl")
    #expect(study.refusal.contains("'dataset.stratum' names a column, and a set of the form 'folder' has none."))
  }

  @Test("a file of prices gives each model's, and names those that it does not price")
  func prices() throws {
    let study = try StudyFixture()
    let models = try study.load().plan.candidates
    let file = try study.folder.write("prices.yaml", "my-vlm: {input: 0.1, output: 0.2}\n")
    let stated = try StudyFile.prices(in: file, for: models)
    #expect(stated.prices.mapValues { [$0.input, $0.output] } == ["local": [0.1, 0.2]])
    #expect(stated.without == ["big", "flash"])
    #expect(study.folder.said { try StudyFile.prices(in: "nowhere.yaml", for: models) }.contains("no file of prices"))
  }
}
