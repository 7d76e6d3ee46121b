internal import Analysis
internal import Blinding
internal import FoundationEssentials
internal import Roster
internal import Statistics
internal import StudyModel

/// `results.json`: every number of the decision document for machines. Its form is in ``resultsSchema``.
struct ResultsFile: Sendable {
  let reading: Reading

  private var dossier: Dossier { reading.dossier }
  private var claim: Claim { reading.claim }

  /// The whole file.
  var value: JSONValue {
    guard case .object(let members) = common else { return common }
    let further: [(String, JSONValue?)] = [
      ("preferences", dossier.preferences.map(preferences)), ("edits", edits), ("caches", caches),
      ("hit_audits", hitAudits), ("policies", policies),
      ("services", services),
    ]
    return .object(members + further.compactMap { key, value in value.map { .init(key: key, value: $0) } })
  }

  /// What every study has.
  private var common: JSONValue {
    .keyed([
      "format": "blindfold-results/1",
      "study": .string(dossier.study),
      "question": .string(dossier.question),
      "subject": .text(dossier.subject),
      "simulated": .text(reading.mark),
      "run_finished": .text(dossier.runFinished.map(Dates.moment)),
      "report_made": .string(Dates.moment(dossier.reportMade)),
      "claim": .keyed([
        "criterion": .string(claim.criterion), "scope": .string(claim.scope.rawValue), "margin": .real(claim.margin),
        "because": .string(claim.because), "confidence": .real(claim.confidence),
        "question": .text(dossier.rubric.question(claim.criterion)?.ask),
        "lowest": .real(range?.lowerBound), "highest": .real(range?.upperBound),
      ]),
      "incumbent": .string(reading.incumbent.label),
      "images": images,
      "unblinding": unblinding,
      "candidates": .array(reading.candidates.map(candidate)),
      "comparisons": .array(reading.challengers.compactMap(comparison)),
      "criteria": .array(reading.candidates.flatMap(criteria)),
      "robustness": robustness,
      "answers": answers,
      "trust": trust,
      "raters": .array(dossier.raters.sorted { $0.pseudonym < $1.pseudonym }.map(rater)),
      "amendments": .array(
        dossier.amendments.map {
          .keyed(["amended_at": .text($0.at.map(Dates.moment)), "what": .string($0.what), "because": .text($0.because)])
        }),
      "cost_quality": CostQualityResults(reading: reading).value,
      "provenance": ManifestFile.provenance(dossier.provenance),
    ])
  }

  private var range: ClosedRange<Double>? { Tabulation.ranges(of: dossier.rubric)[claim.criterion] }

  private var images: JSONValue {
    .keyed([
      "total": .integer(dossier.images.total),
      "by_category": .sorted(dossier.images.byCategory.mapValues { .integer($0) }),
      "traffic": .sorted(dossier.images.traffic.mapValues { .real($0) }),
      "a_month": .real(dossier.imagesPerMonth),
    ])
  }

  private var unblinding: JSONValue { ManifestFile.unblinding(dossier.unblinding) }

  private func candidate(_ candidate: CandidateReading) -> JSONValue {
    let facts = candidate.facts
    let unknownCalls = facts.cost.unknownCalls
    return .keyed([
      "label": .string(candidate.label),
      "arm": .string(facts.arm.rawValue),
      "incumbent": .bool(candidate.isIncumbent),
      "ready_made": .bool(facts.isReadyMade),
      "simulated": .bool(facts.isSimulated),
      "outcomes": .object(
        Outcome.allCases.map { .init(key: $0.rawValue, value: .integer(facts.outcomes[$0, default: 0])) }),
      "failures": .integer(facts.failures),
      "checks_broken": .sorted(facts.checksBroken.mapValues { .integer($0) }),
      "flow": .keyed([
        "planned": .integer(facts.flow.planned), "sent": .integer(facts.flow.sent), "rated": .integer(facts.flow.rated),
        "analysed": .integer(facts.flow.analysed),
      ]),
      "attempts": .whole(facts.attempts),
      "input_tokens": .whole(facts.inputTokens),
      "output_tokens": .whole(facts.outputTokens),
      "cost_usd": unknownCalls > 0 ? .null : .real(facts.cost.dollars),
      "cost_usd_of_known_calls": .real(facts.cost.dollars),
      "calls_of_unknown_cost": .integer(unknownCalls),
      "cost_usd_per_1000_images": .real(candidate.cost.perThousand),
      "latency_seconds": .latency(facts.latency),
      "first_token_seconds": .latency(facts.firstToken),
      "served_models": .array(facts.servedModels.sorted().map { .string($0) }),
      "streamed": .bool(candidate.isStreamed),
      "context_window_tokens": .whole(candidate.candidate.contextWindow),
      "licence": .text(candidate.candidate.licence),
      "revision": .text(candidate.revision),
      "provider": .text(candidate.candidate.service),
    ]).with("calls_not_in_cost", candidate.cost.without?.value)
  }

  private func comparison(_ candidate: CandidateReading) -> JSONValue? {
    guard let comparison = candidate.comparison else { return nil }
    let line = VerdictSentence(reading: reading, candidate: candidate, comparison: comparison).line
    return .comparison(
      comparison, candidate: candidate.label, claim.scope,
      mayReplace: line.tone == .open ? .null : .bool(line.tone == .may), sentence: .string(line.sentence.words))
  }

  private func criteria(_ candidate: CandidateReading) -> [JSONValue] {
    dossier.estimates.arms.filter { $0.arm == candidate.facts.arm }.sorted { $0.criterion < $1.criterion }.map {
      .criterion($0, candidate: candidate.label, isClaimed: $0.criterion == claim.criterion)
    }
  }

  private func rater(_ rater: RaterFacts) -> JSONValue {
    .keyed([
      "pseudonym": .string(rater.pseudonym),
      "simulated": .bool(rater.isSimulated),
      "items_rated": .integer(rater.itemsRated),
      "items_planned": .integer(rater.itemsPlanned),
      "sittings": .integer(rater.sessions),
      "could_read_key": rater.canReadKey.map { .bool($0) } ?? .null,
      "display_modes": .array(rater.displayModes.sorted().map { .string($0) }),
      "chain_intact": rater.isChainChecked ? .bool(true) : .null,
      "receipt": rater.receipt.map(ManifestFile.receipt) ?? .null,
      "withdrawn": rater.withdrawal.map {
        .keyed([
          "left_open": .integer($0.open), "replaced_by": $0.replacedBy.map { .string($0) } ?? .null,
          "late_judgements": .integer($0.late),
        ])
      } ?? .null,
    ])
  }

  func verdict(_ comparison: Comparison, _ scope: Scope) -> JSONValue { .verdict(comparison, scope) }

  func scopes(_ number: TwoScopes?) -> JSONValue { .scopes(number) }

  func interval(_ outcome: IntervalOutcome) -> JSONValue { .interval(outcome) }
}

extension JSONValue: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self = .string(text) }
}
