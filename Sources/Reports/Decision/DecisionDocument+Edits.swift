internal import Analysis
internal import Statistics
internal import StudyModel

/// How much raters edited the captions of each candidate.
extension DecisionDocument {
  var edits: [Block] {
    guard let edits = dossier.edits else { return [] }
    let touchUp = Numbers.percent(EditClass.limits.touchUp)
    let rewrite = Numbers.percent(EditClass.limits.rewrite)
    let rows = edits.arms.compactMap { found -> [Prose]? in
      guard let candidate = reading.candidates.first(where: { $0.facts.arm == found.arm }) else { return nil }
      let judged = dossier.answers?.judged[found.arm, default: 0] ?? 0
      return [
        name(candidate), "\(code: found.question)",
        "\(Numbers.count(found.answered)) of \(Numbers.count(judged))",
        Prose(stringLiteral: IntervalText.share(found.edited, scope: claim.scope)),
        Prose(stringLiteral: IntervalText.share(found.edited, scope: claim.scope.other)),
        Prose(stringLiteral: IntervalText.points(found.distance, scope: claim.scope)),
        Prose(stringLiteral: IntervalText.points(found.distance, scope: claim.scope.other)),
        Prose(
          stringLiteral: EditClass.allCases.map { Numbers.count(found.classes[$0, default: 0]) }.joined(
            separator: " / ")),
      ]
    }
    let caption: Prose =
      " Among captions about which a rater answered: an edited version, or that none is needed. An edit that nobody was made "
      + "to write is a hint and no measure: who leaves a caption alone may still find fault with it. The distance is the share "
      + "of words put in, taken out or replaced (Levenshtein over words, over the longer text’s words): 0 is the same text, 1 "
      + "another one. A touch-up is at most \(touchUp), a rewrite at most \(rewrite), beyond that the caption was replaced. "
      + "Brackets hold \(Numbers.confidence(claim.confidence)) intervals, first for \(claim.scope.rawValue), then for "
      + "\(claim.scope.other.rawValue). No verdict rests on them."
    return [
      .table(
        Table(
          caption: marked("Edited captions.", caption),
          columns: [
            .text("Candidate"), .text("Question"), .text("Answered, of captions judged"), .text("Edited"),
            .text("Edited: \(claim.scope.other.rawValue)"), .text("Mean distance"),
            .text("Mean distance: \(claim.scope.other.rawValue)"),
            .text("Unchanged / touch-up / rewrite / replaced"),
          ], rows: rows, stacks: true))
    ]
  }
}
