import StudyModel
import Testing

@testable import Analysis

@Suite("totals of several questions")
struct CompositeTests {
  private let thirds = Composite(
    constant: 0, weights: ["precision": 1.0 / 3, "recall": 1.0 / 3, "clarity": 1.0 / 3],
    formula: "(precision + recall + clarity) / 3")
  private let tenths = Composite(
    constant: 0, weights: ["precision": 0.6, "recall": 0.3, "clarity": 0.1],
    formula: "0.6 * precision + 0.3 * recall + 0.1 * clarity")

  @Test("are what whole numbers make of them: 4 or better is 4 or better, whatever weights are in binary")
  func exact() throws {
    for precision in 1...5 {
      for recall in 1...5 {
        for clarity in 1...5 {
          let answers = ["precision": Double(precision), "recall": Double(recall), "clarity": Double(clarity)]
          let third = try #require(thirds.total(of: answers))
          let tenth = try #require(tenths.total(of: answers))
          #expect((third >= 4) == (precision + recall + clarity >= 12))
          #expect((tenth >= 4) == (6 * precision + 3 * recall + clarity >= 40))
          // To the nearest millionth, by whole numbers alone.
          #expect(third == Double((2_000_000 * (precision + recall + clarity) + 3) / 6) / 1e6)
          #expect(tenth == Double(6 * precision + 3 * recall + clarity) / 10)
        }
      }
    }
    #expect(thirds.total(of: ["precision": 4, "recall": 4]) == nil)
  }

  @Test("of questions from 1 to 5 whose weights add up to 1 go from 1 to 5, exactly")
  func ranges() {
    let points = (1...5).map { ScalePoint(value: $0, anchor: "a\($0)") }
    let questions = ["precision", "recall", "clarity"].map {
      Question(id: $0, ask: "?", kind: .scale(points), isPrimary: $0 == "precision")
    }
    for composite in [thirds, tenths] {
      let rubric = Rubric(
        name: "r", version: 1, mode: .absolute, sources: [], questions: questions, composite: composite)
      #expect(Tabulation.ranges(of: rubric)["score"] == 1...5)
    }
  }
}
