internal import Analysis
internal import StudyModel

extension StudyComparison {
  /// As JSON: null is unknown, never zero. Studies are numbered from 1, oldest first.
  public var json: String {
    JSONValue.keyed([
      "format": "blindfold-comparison/1",
      "studies": .array(studies.map(Self.study)),
      "between": .array(
        pairs.map {
          .keyed([
            "from": .integer($0.from + 1), "to": .integer($0.to + 1),
            "not_comparable": .array($0.obstacles.map { .string($0) }),
            "cautions": .array($0.cautions.map { .string($0) }),
          ])
        }),
      "series": .array(series.map(Self.series)),
      "limits": .array(Self.limits.map { .string($0) }),
    ]).document
  }

  private static func study(_ study: StudyRecord) -> JSONValue {
    .keyed([
      "study": .string(study.study), "folder": .string(study.folder), "when": .string(study.moment),
      "simulated": .text(study.simulated), "unblinded_early": .text(study.earlyReason),
      "vouched_for_by_manifest": .bool(study.isVouchedFor), "pairs": .bool(study.isPairs),
      "criterion": .string(study.claim.criterion), "scope": .string(study.claim.scope.rawValue),
      "margin": .real(study.claim.margin), "confidence": .real(study.claim.confidence),
      "incumbent": .string(study.incumbent), "images": .integer(study.images.total),
      "raters": .integer(study.raters.count), "rubric": .text(study.rubric), "image_set": .text(study.imageSet),
      "candidates": .array(study.candidates.map(candidate)),
    ])
  }

  private static func candidate(_ candidate: CandidateRecord) -> JSONValue {
    .keyed([
      "label": .string(candidate.label), "incumbent": .bool(candidate.isIncumbent),
      "score": .scopes(candidate.score), "difference": .scopes(candidate.difference),
      "verdict": candidate.verdict.map {
        .keyed(["margin": .string($0.margin), "direction": .text($0.direction)])
      } ?? .null,
      "images": .whole(candidate.images), "raters": .whole(candidate.raters), "ratings": .whole(candidate.ratings),
      "failures": .integer(candidate.failures),
      "cost_usd_per_1000_images": .real(candidate.costPerThousand),
      "served_models": .array(candidate.servedModels.map { .string($0) }),
    ]).with("calls_not_in_cost", candidate.unanswered?.value)
  }

  private static func series(_ series: CandidateSeries) -> JSONValue {
    .keyed([
      "candidate": .string(series.label), "studies": .array(series.places.map { .integer($0 + 1) }),
      "incumbent_in": .integer(series.incumbencies),
      "changes": .array(
        series.steps.map { step in
          .keyed([
            "from": .integer(step.from + 1), "to": .integer(step.to + 1), "score": step.score.map(change) ?? .null,
            "difference": step.difference.map(change) ?? .null, "news": .array(step.news.map { .string($0) }),
          ])
        }),
    ])
  }

  private static func change(_ change: Change) -> JSONValue {
    switch change {
    case .stated(let number): .scopes(number)
    case .refused(let reasons): .keyed(["not_compared": .array(reasons.map { .string($0) })])
    }
  }
}
