internal import Blinding

/// What a row of `ratings.csv` says is simulated.
public struct MarkedRow: Hashable, Sendable {
  let line: Int
  let rater: String
  let candidates: [String]
  let mark: String

  /// A row's mark.
  ///
  /// - Parameters:
  ///   - line: of the file, 1 for the header.
  ///   - rater: the pseudonym.
  ///   - candidates: the labels of what was judged.
  ///   - mark: as it stands there; empty: nothing is simulated.
  public init(line: Int, rater: String, candidates: [String], mark: String) {
    (self.line, self.rater, self.candidates, self.mark) = (line, rater, candidates, mark)
  }
}

extension RestatedReport {
  /// Rows of `ratings.csv` that are marked otherwise than the raters and candidates of `results.json`.
  ///
  /// - Parameter rows: nil where the file has no column for marks.
  public func differences(of rows: [MarkedRow]?) -> [DocumentDifference] {
    let marks = RowMarks(reading)
    guard (rows == nil) == marks.title.isEmpty else {
      return [
        DocumentDifference(
          place: "line 1", there: rows.map { _ in "simulated" }, expected: marks.title.isEmpty ? nil : "simulated")
      ]
    }
    return (rows ?? []).flatMap { row -> [DocumentDifference] in
      let expected = marks.column(rater: row.rater, arms: row.candidates.map(ArmCode.init(rawValue:)))
      guard expected != [row.mark] else { return [] }
      let names = ([row.rater] + row.candidates).joined(separator: ", ")
      return [
        DocumentDifference(
          place: "line \(row.line), simulated (\(names))", there: row.mark, expected: expected.joined())
      ]
    }
  }
}
