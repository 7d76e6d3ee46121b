internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// How far verdicts carry, and what raters said in words, for machines.
extension ResultsFile {
  var robustness: JSONValue {
    guard let found = reading.dossier.robustness else { return .null }
    return .keyed([
      "comparisons": .array(reading.challengers.compactMap { comparison($0, found) }),
      "exploratory": .array(exploratory(found.tests)),
      "agreement": agreement(found.reliability),
      "shown_order": .keyed([
        "drift": drift(found.drift), "position": position(found.position), "progress": progress(found.progress),
      ]),
    ])
  }

  private func comparison(_ candidate: CandidateReading, _ found: StudyRobustness) -> JSONValue? {
    guard let own = found.comparison(of: candidate.facts.arm) else { return nil }
    return .keyed([
      "candidate": .string(candidate.label),
      "fragility": either(own.fragility) {
        .keyed([
          "changes": .integer($0.changes), "at_least": .integer($0.atLeast), "ratings": .integer($0.ratings),
          "from": .string($0.from.rawValue), "to": .string($0.to.rawValue),
          "favours_candidate": .bool($0.favoursCandidate),
        ])
      },
      "left_out_raters": either(own.leftOutRaters) {
        .keyed([
          "raters": .array(
            $0.entries.map {
              .keyed([
                "rater": .string($0.rater), "difference": .real($0.difference), "margin": .text($0.margin?.rawValue),
              ])
            })
        ])
      },
      "length_control": either(own.lengthControl) {
        .keyed([
          "pairs": .integer($0.pairs), "length_ratio": .real($0.lengthRatio), "plain": scopes($0.plain),
          "adjusted": scopes($0.adjusted), "per_doubling": scopes($0.perDoubling),
          "share_explained": either($0.shareExplained) { .keyed(["share": .real($0)]) },
          "extrapolated": .bool($0.isExtrapolated),
        ])
      },
      "leniency_adjusted": either(own.leniencyAdjusted) { .keyed(["difference": scopes($0)]) },
      "tests": found.tests(of: candidate.facts.arm).map(tests) ?? .null,
    ])
  }

  /// What came out, or why nothing did.
  private func either<Value>(_ finding: Finding<Value>, _ make: (Value) -> JSONValue) -> JSONValue {
    switch finding {
    case .stated(let value): make(value)
    case .unavailable(let reason): .keyed(["unavailable": .string(reason)])
    }
  }

  private func tests(_ tests: ComparisonTests) -> JSONValue {
    .keyed([
      "p": .real(tests.p), "holm_p": .real(tests.holmP), "non_inferiority_p": .real(tests.nonInferiorityP),
      "non_inferiority_holm_p": .real(tests.nonInferiorityHolmP),
      "simultaneous": interval(
        tests.simultaneous.map { .stated($0, caution: nil) }
          ?? .unavailable(reason: tests.reasons["p"] ?? "no interval")),
      "simultaneous_margin": .text(tests.simultaneousVerdict?.margin.rawValue),
      "permutation_p": .real(tests.permutationP), "wilcoxon_p": .real(tests.wilcoxonP),
      "reasons": .sorted(tests.reasons.mapValues { .string($0) }),
    ])
  }

  private func exploratory(_ tests: FamilyTests) -> [JSONValue] {
    reading.challengers.flatMap { candidate in
      tests.exploratory.filter { $0.arm == candidate.facts.arm }.map {
        .keyed([
          "candidate": .string(candidate.label), "criterion": .string($0.criterion),
          "difference": scopes($0.difference), "p": .real($0.p), "q": .real($0.q), "reason": .text($0.reason),
        ])
      }
    }
  }

  private func agreement(_ found: RaterReliability) -> JSONValue {
    let coefficients: KeyValuePairs<String, Coefficient> = [
      "alpha_interval": found.alphaInterval, "alpha_ordinal": found.alphaOrdinal, "alpha_nominal": found.alphaNominal,
      "ac1": found.ac1, "ac2": found.ac2, "fleiss_kappa": found.fleissKappa, "weighted_kappa": found.weightedKappa,
      "icc_1_1": found.intraclass.oneSingle, "icc_2_1": found.intraclass.twoSingle,
      "icc_2_k": found.intraclass.twoMean, "icc_3_1": found.intraclass.threeSingle,
    ]
    return .keyed([
      "criterion": .string(found.criterion), "ratings": .integer(found.ratings), "captions": .integer(found.units),
      "captions_with_two_ratings": .integer(found.pairableUnits),
      "coefficients": .object(coefficients.map { .init(key: $0.key, value: coefficient($0.value)) }),
      "raters": .array(
        found.raters.map {
          .keyed([
            "rater": .string($0.rater), "ratings": .integer($0.ratings), "mean": .real($0.mean),
            "leniency": .real($0.leniency), "lowest_share": .real($0.lowestShare),
            "highest_share": .real($0.highestShare),
          ])
        }),
    ])
  }

  private func coefficient(_ found: Coefficient) -> JSONValue {
    .keyed([
      "value": .real(found.value), "lower": .real(found.lower), "upper": .real(found.upper),
      "interval": .text(found.interval), "reason": .text(found.reason),
    ])
  }

  private func drift(_ found: SessionDrift) -> JSONValue {
    .keyed([
      "points_over_ten_items": slope(found.pooled),
      "by_rater": .array(
        found.byRater.map { .keyed(["rater": .string($0.rater), "points_over_ten_items": slope($0.slope)]) }),
      "pace": either(found.pace) {
        .keyed([
          "first_third_seconds": .real($0.first), "last_third_seconds": .real($0.last), "change": slope($0.change),
          "raters": .integer($0.raters),
        ])
      },
    ])
  }

  private func slope(_ outcome: IntervalOutcome) -> JSONValue {
    .keyed(["value": .real(outcome.estimate?.value), "interval": interval(outcome)])
  }

  private func position(_ found: PositionEffect) -> JSONValue {
    .keyed([
      "places": .array(
        found.places.map {
          .keyed([
            "position": .integer($0.position), "ratings": .integer($0.values), "effect": scopes($0.effect),
          ])
        }),
      "largest_gap": .real(found.largestGap), "p": .real(found.p), "shuffles": .integer(found.shuffles),
      "reason": .text(found.reason),
    ])
  }

  /// Counts of options, tags and texts by question and candidate.
  var answers: JSONValue {
    guard let given = reading.dossier.answers else { return .null }
    let questions = reading.dossier.rubric.questions.filter { $0.range == nil }.map(\.id)
    return .keyed([
      "items": .sorted(
        Dictionary(uniqueKeysWithValues: ["flag", "comment", "skip"].map { ($0, .integer(given.items(with: $0))) })),
      "candidates": .array(
        reading.candidates.map { candidate in
          .keyed([
            "candidate": .string(candidate.label),
            "judged": .integer(given.judged[candidate.facts.arm, default: 0]),
            "counts": .object(
              questions.map { question in
                .init(
                  key: question,
                  value: .sorted(given.counts(of: question, for: candidate.facts.arm).mapValues { .integer($0) }))
              }),
          ])
        }),
    ])
  }
}
