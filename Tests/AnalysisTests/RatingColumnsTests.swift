internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@Suite("Columns of ratings")
struct RatingColumnsTests {
  private let names = RatingNames(
    images: ["b", "a"], categories: ["chart", "photo"], raters: ["y", "x"], arms: ["n", "m"])

  @Test("names are sorted, rows stand by image, arm and rater, and say the same")
  func order() throws {
    let columns = try RatingColumns(
      criterion: "score", names: names, image: [0, 0, 1, 1], rater: [0, 1, 0, 1], arm: [0, 0, 1, 0],
      value: [1, 2, 3, 4], isFailure: [true, false, false, false])
    #expect(columns.images == ["a", "b"] && columns.categories == ["photo", "chart"])
    #expect(columns.raters == ["x", "y"] && columns.arms == ["m", "n"])
    #expect(columns.image == [0, 0, 1, 1])
    #expect(columns.arm == [0, 1, 1, 1])
    #expect(columns.rater == [1, 0, 0, 1])
    #expect(columns.value == [3, 4, 2, 1])
    #expect(columns.isFailure == [false, false, false, true])
  }

  @Test("two rows of one cell are refused by their places")
  func repetition() {
    #expect(throws: RatingColumns.Repetition(first: 0, second: 2)) {
      try RatingColumns(
        criterion: "score", names: names, image: [1, 0, 1], rater: [1, 1, 1], arm: [0, 0, 0], value: [1, 2, 3])
    }
  }

  @Test("a study's table gives the same estimates and comparisons by columns")
  func likeTheTable() throws {
    let failing = try cells(incumbent, "4x 34 35 21") + cells(challenger, "4. 4x 55 12")
    for cells in [try Sparse.cells(), failing] {
      for traffic in [Sparse.traffic, [:]] where traffic.isEmpty || cells.count > 20 {
        let table = table(cells, traffic: traffic)
        let columns = try RatingColumns(table, criterion: "accuracy")
        let estimates = try table.estimates()
        #expect(try columns.armEstimates(ComparisonTerms(table)) == estimates.arms)
        #expect(try columns.comparisons(ComparisonTerms(table)) == estimates.comparisons)
      }
    }
  }

  @Test("arms and images go by code and hash only")
  func blind() throws {
    let columns = try RatingColumns(table(Sparse.cells()), criterion: "accuracy")
    #expect(columns.arms == ["arm-new", "arm-old"])
    #expect(columns.images.allSatisfy { ItemID(hex: $0) != nil })
  }

  @Test("an index runs from 0 at the lowest point to 100 at the highest, and is not cut")
  func index() throws {
    let mean = try #require(try table(cells(incumbent, "55 54 45")).estimates().arms.first?.mean)
    let index = try #require(mean.index(on: 1...5))
    #expect(abs(index.value - (14.0 / 3 - 1) / 4 * 100) < 1e-9)
    let upper = try #require(index.theseRaters.estimate?.upper)
    #expect(upper > 100)
    #expect(index.theseRaters.caution?.contains("reaches beyond the scale and is not cut") == true)
    #expect(mean.index(on: 3...3) == nil)
  }

  @Test("without a margin there is a direction and no verdict")
  func withoutMargin() throws {
    let columns = try RatingColumns(table(Sparse.cells()), criterion: "accuracy")
    let terms = ComparisonTerms(incumbent: incumbent)
    let comparison = try #require(try columns.comparisons(terms).first)
    #expect(comparison.verdicts.isEmpty && comparison.withoutVerdict[.ratersLikeThese] == "no margin was given")
    let tests = try FamilyTests(columns, comparisons: [comparison], terms: terms, seed: 1)
    #expect(tests.claimed[0].p != nil && tests.claimed[0].nonInferiorityP == nil)
    #expect(tests.claimed[0].reasons["non_inferiority_p"] == "no margin was given")
    #expect(try columns.comparisons(ComparisonTerms(incumbent: nil)).isEmpty)
  }
}
