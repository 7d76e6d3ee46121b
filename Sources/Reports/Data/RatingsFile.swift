internal import Analysis
internal import Blinding
internal import StudyModel

/// `ratings.csv`: one row a judgement, by candidate, for R and pandas.
///
/// A failure is counted once for every rater who would have judged it, with the value that the claim counts it at.
enum RatingsFile {
  /// The whole file (RFC 4180, but with plain line feeds), sorted by image, rater, candidate and criterion.
  static func text(_ reading: Reading) -> String {
    let rows = reading.dossier.ratings.map { cell in
      (
        [cell.item.hex, cell.rater, reading.label(of: cell.arm), cell.criterion],
        [
          cell.item.hex, Escaping.csv(cell.category), Escaping.csv(cell.rater),
          Escaping.csv(reading.label(of: cell.arm)), Escaping.csv(cell.criterion), JSONValue.rounded(cell.value),
          cell.isFailure ? "true" : "false",
        ].joined(separator: ",")
      )
    }
    let sorted = rows.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    return (["image_id,category,rater_id,candidate,criterion,value,is_failure"] + sorted).joined(separator: "\n") + "\n"
  }
}
