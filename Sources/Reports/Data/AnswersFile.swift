internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// `answers.csv`: what raters said that is not a number, one row an answer or tag, by candidate.
///
/// `candidate` is empty where an answer is about the whole item: `flag`, `comment` and `skip`. Two candidates with the same
/// caption have a row each, and so have the two of a pair that an answer is about. An edited caption has two further rows,
/// under its question with `.distance` and `.class` behind. Where anything is simulated, a last column
/// `simulated` says what of a row is.
enum AnswersFile {
  /// The whole file (RFC 4180, but with plain line feeds), sorted by image, rater, candidate, question and answer.
  static func text(_ reading: Reading) -> String {
    let rows = (reading.dossier.answers?.answers ?? []).flatMap { given -> [[String]] in
      let arms = given.arms.isEmpty ? [nil] : given.arms.map(Optional.some)
      return arms.flatMap { arm in
        words(given.answer).map {
          [given.item.hex, given.category, given.rater, arm.map(reading.label) ?? "", given.question, $0]
            + reading.markColumn(rater: given.rater, arms: arm.map { [$0] } ?? [])
        }
      }
    }
    let edits = (reading.dossier.edits?.captions ?? []).flatMap { edit in
      edit.arms.flatMap { arm in
        [("distance", JSONValue.rounded(edit.distance)), ("class", edit.kind.rawValue)].map { name, value in
          [edit.item.hex, edit.category, edit.rater, reading.label(of: arm), "\(edit.question).\(name)", value]
            + reading.markColumn(rater: edit.rater, arms: [arm])
        }
      }
    }
    let sorted = (rows + edits).sorted { left, right in
      let order = [0, 2, 3, 4, 5]
      return order.map { left[$0] }.lexicographicallyPrecedes(order.map { right[$0] })
    }
    let lines = sorted.map { $0.map(Escaping.csv).joined(separator: ",") }
    let head = ["image_id,category,rater_id,candidate,question,answer"] + reading.markTitle
    return ([head.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private static func words(_ answer: Answer) -> [String] {
    switch answer {
    case .number(let number): [JSONValue.rounded(number)]
    case .option(let text), .text(let text): [text]
    case .tags(let tags): tags
    }
  }
}
