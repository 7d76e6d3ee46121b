internal import Analysis
internal import Roster
internal import StudyModel

/// What served the captions of policies.
extension DecisionDocument {
  /// The section; empty where no candidate is a policy.
  var served: [Block] {
    guard !dossier.policies.isEmpty else { return [] }
    return [.heading(3, "What served")] + measured(dossier.policies.map { .paragraph(summary($0)) }) + [.table(tiers)]
  }

  private func summary(_ policy: PolicyFacts) -> Prose {
    let name: Prose = "\(code: reading.label(of: policy.arm))"
    var text: Prose
    switch policy.kind {
    case "router":
      let taken = policy.tiers.reduce(0) { $0 + $1.taken }
      text = "\(name) chose by its rules among \(Numbers.counted(policy.tiers.count, "tier"))."
      if taken > 0 {
        text +=
          " \(Numbers.counted(taken, "caption")) of its \(Numbers.count(policy.images)) \(taken == 1 ? "is" : "are") what "
          + "another candidate of the study had given, image by image: paid for once, and compared in pairs."
      }
    case "fallback":
      text =
        "\(name) went past its first candidate for \(Numbers.count(policy.fellThrough)) of "
        + "\(Numbers.counted(policy.images, "image"))."
    default: text = "\(name) has a cache in front of what gives its captions."
    }
    if !policy.passed.isEmpty {
      let reasons = policy.passed.map { passed -> Prose in
        let why = passed.why.split(separator: "_").joined(separator: " ")
        return "\(code: passed.label) \(why) \(Numbers.counted(passed.times, "time"))"
      }
      text += " What was passed over, over all passes: \(Prose.joined(reasons, by: ", "))."
      if policy.passed.contains(where: { $0.why == Passed.onHold }) {
        text += " What was on hold was not asked: its service had asked to be left alone."
      }
    }
    if policy.unserved > 0 {
      text += " \(Numbers.counted(policy.unserved, "image")) got no caption from anything and count as failed."
    }
    return text
  }

  private var tiers: Table {
    let rows = dossier.policies.flatMap { policy in
      policy.tiers.map { tier -> [Prose] in
        let share = policy.images > 0 ? Numbers.percent(Double(tier.images) / Double(policy.images)) : "–"
        return [
          name(of: policy.arm), served(tier, policy),
          Prose(stringLiteral: "\(Numbers.count(tier.images)) of \(Numbers.count(policy.images))"),
          Prose(stringLiteral: share),
          Prose(stringLiteral: tier.score.map { IntervalText.points($0, scope: claim.scope) } ?? "not estimated"),
          Prose(stringLiteral: tier.images == 0 ? "–" : cost(tier)),
          Prose(
            stringLiteral: tier.latency.map {
              "\(Numbers.seconds($0.median)) / \(Numbers.seconds($0.p95)) (\(Numbers.counted($0.calls, "call")))"
            } ?? "not measured"),
        ]
      }
    }
    return Table(
      caption: marked(
        "What served.",
        " Each policy’s own captions, by what gave them; never pooled under the candidate that it asks first. Scores as in "
          + "Table 1, of the part’s images alone: which images a part gets is not by lot, so parts are not to be compared "
          + "with each other. Cost per 1,000 of its images, of all calls behind them, failed ones among "
          + "them\(reading.isCostWeighted ? ", weighted as the scores are" : ""); latency of "
          + "the call that brought the caption, median / 95th percentile."),
      columns: [
        .text("Policy"), .text("Served by"), .text("Images"), .text("Share"), .text("Score"),
        .text("Cost per 1,000 images"), .text("Latency"),
      ], rows: rows, stacks: true)
  }

  private func cost(_ tier: PolicyFacts.Tier) -> String {
    guard let dollars = tier.perThousand else { return Numbers.unknown }
    return Numbers.dollars(dollars) + (tier.unanswered.map { " (\($0.short))" } ?? "")
  }

  private func served(_ tier: PolicyFacts.Tier, _ policy: PolicyFacts) -> Prose {
    guard policy.kind == "router" else { return "\(code: tier.label)" }
    guard let when = tier.when else { return "\(code: tier.label), otherwise" }
    return "\(code: tier.label), if \(code: when)"
  }
}
