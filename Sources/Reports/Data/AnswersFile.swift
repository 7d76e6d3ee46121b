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
  /// One row, before anything is escaped.
  private struct Row {
    let item: String
    let category: String
    let rater: String
    let candidate: String
    let question: String
    let answer: String
    let mark: [String]
  }

  /// The whole file (RFC 4180, but with plain line feeds), sorted by image, rater, candidate, question and answer.
  static func text(_ reading: Reading) -> String {
    let marks = RowMarks(reading)
    let rows = answers(reading, marks) + edits(reading, marks)
    let order = RowOrder(
      rows.count,
      by: [
        { rows[$0].item }, { rows[$0].rater }, { rows[$0].candidate }, { rows[$0].question }, { rows[$0].answer },
      ])
    let head = ["image_id,category,rater_id,candidate,question,answer"] + marks.title
    var text = head.joined(separator: ",") + "\n"
    text.reserveCapacity(160 * rows.count)
    for place in order.rows {
      let row = rows[place]
      text += row.item
      for field in [row.category, row.rater, row.candidate, row.question, row.answer] + row.mark {
        text += ","
        text += Escaping.csv(field)
      }
      text += "\n"
    }
    return text
  }

  private static func answers(_ reading: Reading, _ marks: RowMarks) -> [Row] {
    (reading.dossier.answers?.answers ?? []).flatMap { given in
      let arms = given.arms.isEmpty ? [nil] : given.arms.map(Optional.some)
      return arms.flatMap { arm in
        words(given.answer).map {
          Row(
            item: given.item.hex, category: given.category, rater: given.rater,
            candidate: arm.map(reading.label) ?? "", question: given.question, answer: $0,
            mark: marks.column(rater: given.rater, arms: arm.map { [$0] } ?? []))
        }
      }
    }
  }

  /// How far a caption was edited, and in what way.
  private static func edits(_ reading: Reading, _ marks: RowMarks) -> [Row] {
    (reading.dossier.edits?.captions ?? []).flatMap { edit in
      edit.arms.flatMap { arm in
        [("distance", JSONValue.rounded(edit.distance)), ("class", edit.kind.rawValue)].map { name, value in
          Row(
            item: edit.item.hex, category: edit.category, rater: edit.rater, candidate: reading.label(of: arm),
            question: "\(edit.question).\(name)", answer: value, mark: marks.column(rater: edit.rater, arms: [arm]))
        }
      }
    }
  }

  private static func words(_ answer: Answer) -> [String] {
    switch answer {
    case .number(let number): [JSONValue.rounded(number)]
    case .option(let text), .text(let text): [text]
    case .tags(let tags): tags
    }
  }
}
