internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@Suite("Tables that are refused")
struct AnalysisErrorTests {
  @Test("refuses a rated category without a traffic weight")
  func categoryWithoutWeight() throws {
    let table = table(try Sparse.cells(), traffic: ["photo": 0.6, "chart": 0.4])
    let error = #expect(throws: AnalysisError.self) { try table.estimates() }
    #expect(error == .categoryWithoutWeight(category: "meme", items: 6))
    #expect(
      error?.description == """
        traffic: category 'meme' has 6 rated images and no weight.
        Its share of production is unknown, so no weighted number can be had.
        Give it a weight in "traffic" (0 leaves it out), or remove "traffic" to count every rating the same.
        """)
  }

  @Test("refuses weights that do not add up to 1")
  func sum() throws {
    let table = table(try Sparse.cells(), traffic: ["photo": 0.5, "chart": 0.25, "meme": 0.5])
    #expect(throws: AnalysisError.weightsDoNotAddUp(sum: 1.25)) { try table.estimates() }
  }

  @Test("refuses a weight that is no share", arguments: [-0.5, 1.5, .infinity])
  func weight(weight: Double) throws {
    let table = table(try Sparse.cells(), traffic: ["photo": 0.5, "chart": 0.5, "meme": weight])
    #expect(throws: AnalysisError.weightOutOfDomain(category: "meme", weight: weight)) { try table.estimates() }
  }

  @Test("refuses a weight that is not a number")
  func weightNotANumber() throws {
    let table = table(try Sparse.cells(), traffic: ["photo": 0.5, "chart": 0.5, "meme": .nan])
    #expect(throws: AnalysisError.self) { try table.estimates() }
  }

  @Test("refuses two cells for one item, rater, arm and criterion")
  func repeatedCell() throws {
    let cells = try cells(challenger, "34 45") + cells(challenger, "3")
    let refusal = AnalysisError.repeatedCell(
      item: try item(0), rater: "r0", arm: challenger, criterion: "accuracy")
    #expect(throws: refusal) { try table(cells).estimates() }
  }

  @Test("refuses an item in two categories")
  func twoCategories() throws {
    let cells = try cells(challenger, "34 45") + cells(incumbent, "34 45") { $0 == 1 ? "chart" : "photo" }
    #expect(throws: AnalysisError.itemInTwoCategories(item: try item(1), first: "photo", second: "chart")) {
      try table(cells).estimates()
    }
  }

  @Test("refuses values that are not on the scale", arguments: [0.5, 5.01, .infinity])
  func range(value: Double) throws {
    var cells = try cells(challenger, "34 45")
    cells[3].value = value
    let refusal = AnalysisError.valueOutOfRange(
      item: try item(1), rater: "r1", arm: challenger, criterion: "accuracy", value: value)
    #expect(throws: refusal) { try table(cells).estimates() }
  }

  @Test("refuses values that are not numbers, range or none")
  func notANumber() throws {
    var cells = try cells(challenger, "34 45")
    cells[0].value = .nan
    #expect(throws: AnalysisError.self) { try table(cells).estimates() }
    #expect(throws: AnalysisError.self) { try table(cells, ranges: [:]).estimates() }
  }

  @Test("lets a computed total miss its range by rounding")
  func rounding() throws {
    var cells = try cells(challenger, "34 45")
    cells[3].value = 5.0000000000000009
    #expect(try table(cells).estimates().arms.count == 1)
  }

  @Test("refuses a margin that is not above zero", arguments: [0, -0.1, .infinity])
  func margin(margin: Double) throws {
    let table = table(try Sparse.cells(), margin: margin)
    #expect(throws: AnalysisError.marginNotPositive(margin)) { try table.estimates() }
  }

  @Test("refuses a confidence that is not strictly between 0 and 1", arguments: [0, 1, 95])
  func confidence(confidence: Double) throws {
    let table = table(try Sparse.cells(), confidence: confidence)
    #expect(throws: AnalysisError.confidenceOutOfDomain(confidence)) { try table.estimates() }
  }

  @Test("every message has a place, a consequence and a next step")
  func messages() throws {
    let id = try item(1)
    let errors: [AnalysisError] = [
      .categoryWithoutWeight(category: "meme", items: 1), .weightOutOfDomain(category: "meme", weight: 2),
      .weightsDoNotAddUp(sum: 1.2), .itemInTwoCategories(item: id, first: "a", second: "b"),
      .repeatedCell(item: id, rater: "r", arm: challenger, criterion: "c"),
      .valueOutOfRange(item: id, rater: "r", arm: challenger, criterion: "c", value: 9), .marginNotPositive(0),
      .confidenceOutOfDomain(95), .notEstimable(arm: challenger, criterion: "c", .noObservations),
    ]
    for error in errors {
      let lines = error.description.split(separator: "\n")
      #expect(lines.count == 3 && lines.allSatisfy { $0.hasSuffix(".") } && lines[0].contains(": "))
    }
  }
}
