internal import Analysis
internal import Blinding
internal import Roster
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
    let cells = reading.dossier.ratings
    let labels = reading.dossier.unblinding.names.mapValues(\.label)
    func label(_ cell: RatingCell) -> String { labels[cell.arm] ?? cell.arm.rawValue }
    let order = RowOrder(
      cells.count, by: [{ cells[$0].item.hex }, { cells[$0].rater }, { label(cells[$0]) }, { cells[$0].criterion }])
    let marks = RowMarks(reading)
    let head = "image_id,category,rater_id,candidate,criterion,value,is_failure,position,order,words,seconds"
    var text = ([head] + marks.title).joined(separator: ",") + "\n"
    text.reserveCapacity(160 * cells.count)
    for row in order.rows {
      let cell = cells[row]
      text += cell.item.hex
      for field in [cell.category, cell.rater, label(cell), cell.criterion] {
        text += ","
        text += Escaping.csv(field)
      }
      text += ","
      text += JSONValue.rounded(cell.value)
      text += cell.isFailure ? ",true" : ",false"
      for number in [cell.showing?.position, cell.showing?.order, cell.showing?.words] {
        text += ","
        text += count(number)
      }
      text += ","
      text += cell.showing?.seconds.map(JSONValue.rounded) ?? ""
      for mark in marks.column(rater: cell.rater, arms: [cell.arm]) {
        text += ","
        text += mark
      }
      text += "\n"
    }
    return text
  }

  private static func count(_ number: Int?) -> String { number.map(String.init) ?? "" }
}
