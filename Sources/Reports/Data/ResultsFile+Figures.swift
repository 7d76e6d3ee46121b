internal import Analysis
internal import StudyModel

/// What the figures on raters, places and progress show, for machines.
extension ResultsFile {
  func profile(_ profile: RaterProfile) -> JSONValue {
    let outcomes = profile.outcomes
    return .keyed([
      "pseudonym": .string(profile.rater), "judgements": .integer(profile.judgements),
      "points": .array(
        profile.points.map { .keyed(["value": .real($0.value), "count": .integer($0.count)]) }),
      "no_difference": .whole(outcomes?.tie), "neither_usable": .whole(outcomes?.neither),
      "shown_order": .keyed([
        "first_preferred": .whole(outcomes?.first), "second_preferred": .whole(outcomes?.second),
      ]),
      "items_timed": .integer(profile.timed), "median_seconds": .real(profile.medianSeconds),
    ])
  }

  func places(_ found: PlaceBalance) -> JSONValue {
    .keyed([
      "presentations_without_order": .integer(found.withoutOrder),
      "decks": .array(
        found.decks.map { deck in
          .keyed([
            "low_anchor": .bool(deck.isAnchored), "presentations": .integer(deck.presentations),
            "presentations_dealt": .integer(deck.dealt), "even_within_one": .bool(deck.isEven),
            "rows": .array(
              PlacesPlot(reading: reading, places: found).rows(deck).map { row in
                .keyed([
                  "candidates": .array(row.arms.map { .string(reading.label(of: $0)) }),
                  "planned": .array(row.planned.map { .integer($0) }),
                  "judged": .array(row.judged.map { .integer($0) }), "expected": .real(deck.expected(row)),
                ])
              }),
          ])
        }),
    ])
  }

  func progress(_ found: EstimateProgress) -> JSONValue {
    .keyed([
      "ordered_by": .string(found.order.rawValue), "presentations": .integer(found.presentations),
      "reason": .text(found.reason),
      "checkpoints": .array(
        found.checkpoints.map { checkpoint in
          .keyed([
            "presentations": .integer(checkpoint.presentations), "raters": .integer(checkpoint.raters),
            "differences": .array(
              reading.challengers.compactMap { candidate in
                checkpoint.differences[candidate.facts.arm].map {
                  .keyed(["candidate": .string(candidate.label), "difference": scopes($0)])
                }
              }),
          ])
        }),
    ])
  }
}
