internal import Analysis
internal import Blinding
internal import StudyModel

/// The part of `results.json` on raters and blind. Null: not planned, not declared, not asked.
extension ResultsFile {
  var trust: JSONValue {
    let trust = reading.dossier.trust
    return .keyed([
      "declared": .keyed([
        "repeats": .real(trust.checks.repeats), "low_anchors": .real(trust.checks.lowAnchors),
        "screening": trust.checks.screening.map(rule) ?? .null, "guess": .bool(trust.checks.asksForGuess),
      ]),
      "self_agreement": trust.selfAgreement.map(selfAgreement) ?? .null,
      "anchors": trust.anchors.map { .keyed(["rated": .integer($0.rated), "mean": .real($0.mean)]) } ?? .null,
      "screening": trust.screening.map(screening) ?? .null,
      "guesses": trust.guesses.map(guesses) ?? .null,
      "leaks": reading.dossier.leaks.map(leaks) ?? .null,
      "profiles": .array(trust.profiles.map(profile)),
      "shown_order": .keyed(["places": reading.dossier.places.map(places) ?? .null]),
    ])
  }

  private func rule(_ rule: ScreeningRule) -> JSONValue {
    .keyed([
      "max_anchor": .real(rule.maxAnchor), "min_pass": .real(Double(rule.minPassPercent) / 100),
      "min_anchors": .integer(rule.minAnchors), "exclude": .bool(rule.excludes),
    ])
  }

  private func selfAgreement(_ found: SelfAgreement) -> JSONValue {
    .keyed([
      "criterion": .string(found.criterion), "repeats": .integer(found.repeats),
      "numbers": numbers(found.numbers), "reason": .text(found.numbers.reason),
      "raters": .array(
        found.raters.map {
          .keyed([
            "pseudonym": .string($0.rater), "repeats": .integer($0.repeats), "numbers": numbers($0.numbers),
            "reason": .text($0.numbers.reason),
          ])
        }),
    ])
  }

  private func numbers(_ finding: Finding<SelfAgreement.Numbers>) -> JSONValue {
    guard let numbers = finding.value else { return .null }
    return .keyed([
      "within_deviation": .real(numbers.withinDeviation), "repeatability": .real(numbers.repeatability),
      "mean_shift": .real(numbers.meanShift),
      "limits_of_agreement": numbers.limits.value.map {
        .keyed(["lower": .real($0.lowerBound), "upper": .real($0.upperBound)])
      } ?? .null,
      "icc_2_1": .real(numbers.intraclass.value), "exact_agreement": .real(numbers.exactAgreement),
      "within_one": .real(numbers.withinOne),
    ])
  }

  private func screening(_ found: ScreeningResult) -> JSONValue {
    .keyed([
      "screened": .array(found.screened.map { .string($0) }),
      "claim_leaves_them_out": .bool(found.rule.excludes),
      "raters": .array(
        found.raters.map {
          .keyed([
            "pseudonym": .string($0.rater), "anchors": .integer($0.anchors), "above": .integer($0.above),
            "outcome": .string($0.outcome.rawValue),
          ])
        }),
      "with_all": comparisons(found.withAll),
      "without_screened": found.withoutScreened.value.map(comparisons) ?? .null,
      "reason": .text(found.withoutScreened.reason),
    ])
  }

  private func comparisons(_ list: [Comparison]) -> JSONValue {
    .array(
      reading.challengers.compactMap { candidate in
        list.first { $0.arm == candidate.facts.arm }.map {
          .keyed([
            "candidate": .string(candidate.label), "pairs": .integer($0.pairs), "difference": scopes($0.difference),
            "verdict": verdict($0, reading.claim.scope),
          ])
        }
      })
  }

  private func guesses(_ found: BlindGuesses) -> JSONValue {
    .keyed([
      "answers": .integer(found.answers), "raters": .integer(found.raters), "unknown": .integer(found.unknown),
      "right": .integer(found.right), "right_by_chance": .real(found.rightByChance),
      "right_p": .real(found.tellingApart.p), "unusable": .integer(found.unusable), "bang": index(found.incumbent),
      "james": index(found.james),
      "candidates": .array(
        reading.challengers.compactMap { candidate in
          found.challengers.first { $0.arm == candidate.facts.arm }.map {
            .keyed([
              "candidate": .string(candidate.label), "right": .integer($0.right), "wrong": .integer($0.wrong),
              "unknown": .integer($0.unknown), "bang": index($0.bang),
            ])
          }
        }),
    ])
  }

  private func index(_ finding: Finding<BlindGuesses.Index>) -> JSONValue {
    .keyed([
      "value": .real(finding.value?.value), "interval": finding.value.map { interval($0.interval) } ?? .null,
      "reason": .text(finding.reason),
    ])
  }
}
