internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// `answers.csv`: what raters said that is not a number, one row an answer or tag, by candidate.
///
/// `candidate` is empty where an answer is about the whole item: `flag`, `comment` and `skip`. Two candidates with the same
/// caption have a row each, and so have the two of a pair that an answer is about. An edited caption has two further rows,
/// under its question with `.distance` and `.class` behind.
enum AnswersFile {
  /// The whole file (RFC 4180, but with plain line feeds), sorted by image, rater, candidate, question and answer.
  static func text(_ reading: Reading) -> String {
    let rows = (reading.dossier.answers?.answers ?? []).flatMap { given -> [[String]] in
      let labels = given.arms.isEmpty ? [""] : given.arms.map(reading.label)
      return labels.flatMap { label in
        words(given.answer).map { [given.item.hex, given.category, given.rater, label, given.question, $0] }
      }
    }
    let edits = (reading.dossier.edits?.captions ?? []).flatMap { edit in
      edit.arms.map(reading.label).flatMap { label in
        [("distance", JSONValue.rounded(edit.distance)), ("class", edit.kind.rawValue)].map { name, value in
          [edit.item.hex, edit.category, edit.rater, label, "\(edit.question).\(name)", value]
        }
      }
    }
    let sorted = (rows + edits).sorted { left, right in
      let order = [0, 2, 3, 4, 5]
      return order.map { left[$0] }.lexicographicallyPrecedes(order.map { right[$0] })
    }
    let lines = sorted.map { $0.map(Escaping.csv).joined(separator: ",") }
    return (["image_id,category,rater_id,candidate,question,answer"] + lines).joined(separator: "\n") + "\n"
  }

  private static func words(_ answer: Answer) -> [String] {
    switch answer {
    case .number(let number): [JSONValue.rounded(number)]
    case .option(let text), .text(let text): [text]
    case .tags(let tags): tags
    }
  }
}
