internal import Analysis
internal import StudyModel

/// What raters said that is not a number, counted.
extension DecisionDocument {
  var answers: [Block] {
    guard let given = dossier.answers else { return [] }
    let asked = dossier.rubric.questions.filter { $0.range == nil }
    let said = ["flag": "flagged", "comment": "commented on", "skip": "skipped"].sorted { $0.key < $1.key }.map {
      "\(Numbers.counted(given.items(with: $0.key), "item")) \($0.value)"
    }
    var blocks: [Block] = [
      .heading(3, "What else raters said"),
      .paragraph(
        "Raters’ own words and marks are hints at what is wrong, not measures. Each rater counting for itself: "
          + "\(said.joined(separator: ", ")). All of it stands in \(code: "answers.csv")."),
    ]
    if reading.areCompared { return blocks + reasons }
    let rows = asked.flatMap { question in
      options(of: question).map { option, words -> [Prose] in
        ["\(code: question.id)", words] + reading.candidates.map { share(given, question, option, $0) }
      }
    }
    guard !rows.isEmpty else { return blocks }
    blocks.append(
      .table(
        Table(
          caption: marked(
            "Marks and options.",
            " For 100 judged captions, with the count in brackets. A caption counts once for every rater who judged it. "
              + "Counted, not estimated: no intervals."
          ),
          columns: [.text("Question"), .text("Answer")]
            + reading.candidates.map { candidate in
              .number(
                "\(code: candidate.label) (of \(Numbers.count(given.judged[candidate.facts.arm, default: 0])))")
            }, rows: rows)))
    return blocks
  }

  /// What is stored for an answer, and how it is shown.
  private func options(of question: Question) -> [(String, Prose)] {
    switch question.kind {
    case .tags(let tags): tags.map { ($0, "\(code: $0)") }
    case .choice(let options), .preference(let options): options.map { ($0.id, "\(code: $0.id)") }
    case .text: [("", "any text")]
    case .scale, .deduction, .edit: []
    }
  }

  private func share(
    _ given: GivenAnswers, _ question: Question, _ option: String, _ candidate: CandidateReading
  ) -> Prose {
    let count = given.counts(of: question.id, for: candidate.facts.arm)[option, default: 0]
    guard let judged = given.judged[candidate.facts.arm], judged > 0 else { return "–" }
    guard count > 0 else { return "0" }
    return "\(Numbers.fixed(100 * Double(count) / Double(judged), decimals: 1)) (\(Numbers.count(count)))"
  }
}
