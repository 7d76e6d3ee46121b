internal import Analysis
internal import Blinding
internal import StudyModel

/// `ratings.csv` of a study of pairs: one row a pair and rater, by candidate, for R, pandas and `blindfold analyze`.
///
/// `model_a` was shown first and `model_b` second; `outcome` is `first`, `second`, `tie` or `neither`. `basis` is `judged`,
/// or why nobody was asked: `same caption` (a tie) or `no caption` (lost by the one without, or a tie); there is no order
/// of showing then. `order` is the pair's turn in its rater's work, `seconds` the time on it, `words_a` and `words_b` the
/// captions' lengths; empty where nothing was shown, or nothing is known. `reasons` holds the tags and options that the
/// rater gave beside, as `question:answer`, with spaces between. Where anything is simulated, a last column
/// `simulated` says what of a row is.
enum PreferencesFile {
  private static let head =
    "image_id,category,rater_id,model_a,model_b,outcome,basis,order,seconds,words_a,words_b,reasons"

  /// The whole file (RFC 4180, but with plain line feeds), sorted by image, rater and candidates.
  static func text(_ reading: Reading) -> String {
    let marks = RowMarks(reading)
    let rows = (reading.dossier.preferences?.preferences ?? []).map { preference -> (key: [String], line: String) in
      let (first, second) = (reading.label(of: preference.first), reading.label(of: preference.second))
      let showing = preference.showings.first
      let cells =
        [
          preference.item.hex, preference.category, preference.rater, first, second, preference.outcome.rawValue,
          preference.basis.rawValue, showing.map { String($0.order) } ?? "",
          showing?.seconds.map(JSONValue.rounded) ?? "", showing.map { String($0.words) } ?? "",
          preference.showings.last.map { String($0.words) } ?? "", reasons(preference.said),
        ] + marks.column(rater: preference.rater, arms: [preference.first, preference.second])
      let pair = [first, second].sorted()
      return (
        [preference.item.hex, preference.rater] + pair, cells.map(Escaping.csv).joined(separator: ",")
      )
    }
    let sorted = rows.sorted { ($0.key + [$0.line]).lexicographicallyPrecedes($1.key + [$1.line]) }.map(\.line)
    return ([([head] + marks.title).joined(separator: ",")] + sorted).joined(separator: "\n") + "\n"
  }

  private static func reasons(_ said: [String: Answer]) -> String {
    said.sorted { $0.key < $1.key }.flatMap { question, answer -> [String] in
      switch answer {
      case .option(let option): ["\(question):\(option)"]
      case .tags(let tags): tags.map { "\(question):\($0)" }
      case .text, .number: []
      }
    }.joined(separator: " ")
  }
}
