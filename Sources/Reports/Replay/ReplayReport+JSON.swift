internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel

extension ReplayReport {
  /// The same for machines, ending in a line break. Numbers are rounded to six decimals; null is unknown, never zero.
  public var json: String {
    JSONValue.keyed([
      "format": "blindfold-replay/1",
      "study": .string(study),
      "status": .string(Self.status),
      "exploratory": .string(Self.exploratory),
      "simulated": .text(mark),
      "rules_digest": .string(rulesHash),
      "rules_files_tried": .integer(rulesTried),
      "claim": .keyed([
        "criterion": .string(claim.criterion), "scope": .string(claim.scope.rawValue), "margin": .real(claim.margin),
        "confidence": .real(claim.confidence),
      ]),
      "incumbent": .string(label(of: incumbent)),
      "policies": .array(policies.map(policy)),
      "cost_quality": CostQualityResults.value(costQuality, CostText(label: label)),
      "split": split?.value(self) ?? .null,
    ]).document
  }

  private func policy(_ policy: Policy) -> JSONValue {
    let (replay, comparison) = (policy.replay, policy.replay.comparison)
    return .keyed([
      "policy": .string(policy.label),
      "status": .string(Self.status),
      "is_incumbent": .bool(replay.isIncumbent),
      "mean": .scopes(replay.estimate?.mean),
      "publishable": .scopes(replay.estimate?.publishable),
      "failures": .whole(replay.estimate?.failures),
      "difference": .scopes(comparison.difference),
      "difference_without_failures": .scopes(comparison.differenceWithoutFailures),
      "pairs": .integer(comparison.pairs),
      "images": .integer(comparison.items),
      "raters": .integer(comparison.raters),
      "verdict": .verdict(comparison, claim.scope),
      "verdicts": .keyed([
        "these_raters": .verdict(comparison, .theseRaters), "raters_like_these": .verdict(comparison, .ratersLikeThese),
      ]),
      "cost_usd_per_1000_images": .money(replay.cost.money),
      "cost_unknown_because": .text(unknown(replay.cost)),
      "latency_seconds": .latency(policy.latency),
      "unchanged_categories": .array(replay.unchangedCategories.map { .string($0) }),
      "tiers": .array(replay.tiers.map { tier($0, policy.router.rules[$0.tier]) }),
    ]).with("calls_not_in_cost", costQuality.unanswered(of: replay.arm)?.value)
  }

  private func tier(_ tier: TierReplay, _ rule: RouterRules.Rule) -> JSONValue {
    .keyed([
      "when": .text(rule.when?.text),
      "use": .string(rule.use),
      "images": .integer(tier.images),
      "share": .real(tier.share),
      "score": .scopes(tier.score),
      "difference": .scopes(tier.difference),
      "adds_to_score": .real(tier.scorePart),
      "adds_to_difference": .real(tier.differencePart),
      "cost_usd_per_1000_images": .money(tier.cost.money),
      "cost_unknown_because": .text(unknown(tier.cost)),
    ])
  }

  private func unknown(_ cost: MoneyOutcome) -> String? {
    if case .unknown(let reason) = cost { CostText(label: label).why(reason) } else { nil }
  }
}
