internal import Analysis
internal import Blinding
internal import StudyModel

/// `ratings.csv`: one row a judgement, by candidate, for R and pandas.
///
/// A failure is counted once for every rater who would have judged it, with the value that the claim counts it at. How a
/// caption was shown stands in the last columns: `position` among the captions of its image (1 is the first), `order` of
/// the image in its rater's work (1 is the first rated), the caption's `words`, and `seconds` on the whole image. They are
/// empty for a failure, which was not shown, and where nothing is known. Where anything
/// is simulated, a last column `simulated` says what of a row is: nothing, the rating, the model, or both.
enum RatingsFile {
  /// The whole file (RFC 4180, but with plain line feeds), sorted by image, rater, candidate and criterion.
  static func text(_ reading: Reading) -> String {
    let rows = reading.dossier.ratings.map { cell in
      (
        [cell.item.hex, cell.rater, reading.label(of: cell.arm), cell.criterion],
        ([
          cell.item.hex, Escaping.csv(cell.category), Escaping.csv(cell.rater),
          Escaping.csv(reading.label(of: cell.arm)), Escaping.csv(cell.criterion), JSONValue.rounded(cell.value),
          cell.isFailure ? "true" : "false", count(cell.showing?.position), count(cell.showing?.order),
          count(cell.showing?.words), cell.showing?.seconds.map(JSONValue.rounded) ?? "",
        ] + reading.markColumn(rater: cell.rater, arms: [cell.arm])).joined(separator: ",")
      )
    }
    let sorted = rows.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    let head = "image_id,category,rater_id,candidate,criterion,value,is_failure,position,order,words,seconds"
    return ([([head] + reading.markTitle).joined(separator: ",")] + sorted).joined(separator: "\n") + "\n"
  }

  private static func count(_ number: Int?) -> String { number.map(String.init) ?? "" }
}
