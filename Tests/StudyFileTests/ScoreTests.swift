import StudyFile
import StudyModel
import Testing

@Suite struct ScoreTests {
  static func rubric(score: String) -> String {
    """
    rubric: r
    version: 1
    mode: absolute
    sources: [ours]
    score: \(score)
    questions:
      - {id: precision, type: scale, ask: True?, points: {1: No., 2: Yes.}}
      - {id: recall, type: scale, ask: All?, points: {1: No., 2: Yes.}}
      - {id: spare, type: scale, optional: true, ask: More?, points: {1: No., 2: Yes.}}
      - {id: note, type: text, ask: Why?}
    """
  }

  @Test(
    "reads linear formulas",
    arguments: [
      ("(precision + recall) / 2", 0.0, ["precision": 0.5, "recall": 0.5]),
      ("2*precision - -recall*0.5 + 1", 1, ["precision": 2, "recall": 0.5]),
      ("-(precision - 3) * 2", 6, ["precision": -2]),
      ("10 - precision/4/2 - recall + recall", 10, ["precision": -0.125]),
    ])
  func linear(formula: String, constant: Double, weights: [String: Double]) throws {
    let folder = try Folder()
    let rubric = try RubricFile.load(try folder.write("r.yaml", Self.rubric(score: formula)))
    #expect(rubric.composite == Composite(constant: constant, weights: weights, formula: formula))
    #expect(rubric.primary == nil)
  }

  @Test(
    "refuses formulas that are malformed, not linear, or name a question without numbers",
    arguments: [
      (
        "(precision + recal) / 2",
        "r.yaml:5:21: the score names 'recal', and there is no such question.\n"
          + "        The total could not be computed.\n        Did you mean 'recall'?"
      ),
      (
        "precision + note",
        "r.yaml:5:20: the score names 'note', whose answers are no numbers.\n"
          + "        The total could not be computed.\n        Name scales and deductions only."
      ),
      (
        "precision + spare",
        "r.yaml:5:20: the score names 'spare', which is optional.\n"
          + "        A caption without an answer to it would have no total and drop out.\n"
          + "        Remove `optional: true` there, or leave it out of the score."
      ),
      (
        "precision * recall",
        "r.yaml:5:18: the score multiplies two answers.\n"
          + "        A difference of such totals has no fixed meaning in points, so no margin could be set.\n"
          + "        Use sums of questions with fixed weights."
      ),
      (
        "\"1 / precision\"",
        "r.yaml:5:11: the score divides by an answer.\n"
          + "        A difference of such totals has no fixed meaning in points, so no margin could be set.\n"
          + "        Use sums of questions with fixed weights."
      ),
      (
        "(precision",
        "r.yaml:5:18: the score cannot be read: a ')' is missing.\n"
          + "        The total could not be computed.\n"
          + "        Use numbers, question ids, + - * / and parentheses, as in `(precision + recall) / 2`."
      ),
      (
        "precision / 0",
        "r.yaml:5:18: the score cannot be read: it divides by 0.\n"
          + "        The total could not be computed.\n"
          + "        Use numbers, question ids, + - * / and parentheses, as in `(precision + recall) / 2`."
      ),
      (
        "precision - precision",
        "r.yaml:5:8: the score 'precision - precision' does not depend on any question.\n"
          + "        Every caption would get the same total.\n        Name at least one question in it."
      ),
    ])
  func refused(formula: String, message: String) throws {
    let folder = try Folder()
    let path = try folder.write("r.yaml", Self.rubric(score: formula))
    #expect(folder.said { try RubricFile.load(path) } == message)
  }
}
