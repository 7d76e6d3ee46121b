internal import Analysis
internal import Foundation
internal import RatingFiles

/// What a reader of an analysis must know of the table as a whole.
struct AnalyzeNotes {
  let all: [String]

  init(_ table: RatingFileTable, _ analysis: TableAnalysis) {
    var notes: [String] = []
    let terms = analysis.terms
    if terms.incumbent == nil {
      notes.append("no incumbent was given, so nothing is compared: means and agreement only; add --incumbent MODEL")
    } else if terms.margin == nil {
      notes.append(
        "no margin was given, so there is no verdict about it: direction only; add --margin POINTS, the smallest loss "
          + "that would matter")
    }
    for criterion in analysis.criteria where !criterion.isRangeDeclared {
      notes.append(
        "the scale of '\(criterion.criterion)' was not declared; the scores found, \(plain(criterion.range.lowerBound)) to "
          + "\(plain(criterion.range.upperBound)), are taken for it in the index and in shares; add --scale 1...5, say")
    }
    if table.withoutScore > 0 {
      notes.append(
        "\(table.withoutScore) \(table.withoutScore == 1 ? "row has" : "rows have") no score and "
          + "\(table.withoutScore == 1 ? "is" : "are") left out; mark failures with is_failure instead, or they flatter "
          + "the model")
    }
    if !table.ignoredColumns.isEmpty {
      notes.append("columns not used: \(table.ignoredColumns.map(visible).joined(separator: ", "))")
    }
    for criterion in analysis.criteria {
      for note in criterion.reliability.notes {
        notes.append(analysis.criteria.count == 1 ? note : "\(criterion.criterion): \(note)")
      }
    }
    all = notes
  }
}

/// 4 rather than 4.0.
func plain(_ value: Double) -> String { String(format: "%.12g", value) }
