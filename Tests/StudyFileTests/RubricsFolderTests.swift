import StudyFile
import StudyModel
import Testing

/// The rubrics that come with the project.
@Suite struct RubricsFolderTests {
  static let names = ["alt-text", "product", "thumb-style", "pairwise", "tagging"]

  @Test("each of our rubrics loads, under its file's name and with its sources", arguments: names)
  func loads(name: String) throws {
    let rubric = try RubricFile.load(project + "/rubrics/\(name).yaml")
    #expect(rubric.name == name)
    #expect(rubric.version == (name == "product" ? 2 : 1))
    #expect(rubric.sources.count >= 2)
    #expect(rubric.primary != nil || rubric.composite != nil)
  }

  @Test("what raters read fits a terminal of 80 columns", arguments: names)
  func fits(name: String) throws {
    for question in try RubricFile.load(project + "/rubrics/\(name).yaml").questions {
      let texts =
        switch question.kind {
        case .scale(let points): points.map(\.anchor)
        case .choice(let options), .preference(let options): options.map(\.label)
        case .deduction(let steps): steps.map(\.label)
        case .tags(let tags): tags
        case .text, .edit: [String]()
        }
      #expect(question.ask.count <= 78, "\(question.id)")
      for text in texts { #expect(text.count <= 70, "\(text)") }
    }
  }

  @Test("the score of thumb-style is the published formula")
  func thumb() throws {
    let rubric = try RubricFile.load(project + "/rubrics/thumb-style.yaml")
    let weights = ["precision": 0.5, "recall": 0.5, "fluency": 1.0, "conciseness": 1, "inclusive": 1]
    #expect(rubric.composite?.weights == weights)
    #expect(rubric.composite?.constant == 0)
    // (4 + 5) / 2 - 0.1 - 0.5 + 0 = 3.9
    let answers = ["precision": 4, "recall": 5, "fluency": -0.1, "conciseness": -0.5, "inclusive": 0]
    #expect(try #require(rubric.composite?.total(of: answers)).isApproximately(3.9))
  }

  @Test("alt-text asks what its draft promised, in order")
  func altText() throws {
    let rubric = try RubricFile.load(project + "/rubrics/alt-text.yaml")
    #expect(rubric.questions.map(\.id) == ["overall", "accuracy", "text_in_image", "flags", "note"])
    #expect(rubric.primary?.id == "overall")
    #expect(rubric.primary?.range == 1...5)
    #expect(rubric.question("note")?.isOptional == true)
  }
}

extension Double {
  func isApproximately(_ other: Double) -> Bool { abs(self - other) < 1e-9 }
}
