internal import Analysis
internal import Blinding
internal import Roster
internal import Statistics
internal import StudyModel

extension ReplayReport {
  private var words: CostText { CostText(label: label) }

  /// For a terminal, at most 100 columns wide, ending in a line break.
  public var text: String {
    var lines: [String] = []
    if let mark { lines += ["\(mark.uppercased()): no decision can rest on these numbers", ""] }
    lines.append(Self.status.uppercased())
    let tried = rulesTried == 1 ? "the first file" : "file number \(Numbers.count(rulesTried))"
    lines += Columns.wrapped(
      "\(Self.exploratory) This is \(tried) of rules replayed on this study. No call was made and nobody rated anything.",
      hanging: "")
    lines += [""] + table + [""]
    lines += Columns.wrapped(
      "\(claim.criterion), in points, against \(label(of: incumbent)); margin \(Numbers.margin(claim.margin)); "
        + "\(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue)")
    lines += Columns.wrapped(
      "below, by rule: Share is of production's images; what a rule adds is its part of the policy's difference, and "
        + "the parts add up to it")
    for policy in policies { lines += [""] + section(policy) }
    if let split { lines += [""] + split.lines(self) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var table: [String] {
    let head = ["Policy", "Score", "Difference", "Against the margin", "Against zero", "USD/1,000"]
    let rows = policies.map { policy -> [String] in
      let verdict = policy.replay.comparison.verdicts[claim.scope]
      return [
        Escaping.line(policy.label),
        policy.replay.estimate?.mean.map { Numbers.points($0.value) } ?? "none",
        difference(policy.replay.comparison.difference, claim.scope),
        policy.replay.isIncumbent ? "is the incumbent" : verdict?.margin.rawValue ?? "undecided",
        verdict?.direction.rawValue ?? "",
        policy.replay.cost.money.map { CostText.plain($0.dollars) } ?? Numbers.unknown,
      ]
    }
    return Columns.aligned([head] + rows, right: [1, 5])
  }

  private func difference(_ number: TwoScopes?, _ scope: Scope) -> String {
    guard let number else { return "nothing to compare" }
    let range = number[scope].estimate.map {
      "(\(IntervalText.bound($0.lower, margin: claim.margin)) to \(IntervalText.bound($0.upper, margin: claim.margin)))"
    }
    return "\(Numbers.points(number.value)) \(range ?? "(no interval)")"
  }

  private func section(_ policy: Policy) -> [String] {
    let replay = policy.replay
    var lines = ["\(Escaping.shortened(policy.label, to: 60)) · \(Self.status)"]
    let head = ["", "Rule", "Uses", "Images", "Share", "Score", "Difference", "Adds", "USD/1,000"]
    let rows = replay.tiers.map { tier -> [String] in
      let rule = policy.router.rules[tier.tier]
      return [
        Numbers.count(tier.tier + 1), Escaping.line(rule.when?.text ?? "all others"),
        Escaping.shortened(rule.use, to: 16), Numbers.count(tier.images), Numbers.percent(tier.share),
        tier.score.map { Numbers.points($0.value) } ?? "–", tierDifference(tier), Numbers.points(tier.differencePart),
        tier.cost.money.map { CostText.plain($0.dollars) } ?? (tier.images == 0 ? "–" : Numbers.unknown),
      ]
    }
    lines += Columns.aligned([head] + rows, right: [3, 4, 5, 7, 8], shrinking: 1, width: 98).map { "  \($0)" }
    lines += notes(policy).flatMap { Columns.wrapped($0, width: 98).map { "  \($0)" } }
    return lines
  }

  private func tierDifference(_ tier: TierReplay) -> String {
    if tier.images == 0 { return "no image" }
    if tier.arm == incumbent { return "the incumbent" }
    return difference(tier.difference, claim.scope)
  }

  private func notes(_ policy: Policy) -> [String] {
    let replay = policy.replay
    var notes: [String] = []
    if let share = replay.estimate?.publishable {
      notes.append("Publishable (4 or better): \(IntervalText.share(share, scope: claim.scope)).")
    }
    if let estimate = replay.estimate, estimate.failures > 0 {
      notes.append(
        "\(Numbers.counted(estimate.failures, "judgement")) stand for images that the chosen candidate failed to "
          + "caption: they count as the scale's lowest point.")
    }
    if replay.isIncumbent {
      notes.append("It is the incumbent for every image: there is nothing to compare, and no verdict.")
    } else {
      notes += intervals(replay)
    }
    if !replay.unchangedCategories.isEmpty, !replay.isIncumbent {
      let names = replay.unchangedCategories.joined(separator: ", ")
      notes.append(
        "In \(names) the incumbent serves every image of the set, so the difference there is zero by the rules.")
    }
    let without = costQuality.unanswered(of: replay.arm).map { ", \($0.words)" } ?? ""
    notes.append("Cost per 1,000 images: \(words.outcome(replay.cost))\(without).")
    if let latency = policy.latency {
      notes.append(
        "Latency, median / 95th percentile: \(Numbers.seconds(latency.median)) / \(Numbers.seconds(latency.p95)).")
    }
    notes.append(saving(policy))
    if let point = costQuality.points.first(where: { $0.arm == replay.arm }), let chance = point.chance {
      notes.append(
        "On the frontier of cost against quality among candidates and policies: "
          + "\(point.isOnFrontier ? "yes" : "no, beaten"); in \(Numbers.chance(chance, draws: costQuality.draws ?? 1)) of "
          + "\(Numbers.count(costQuality.draws ?? 0)) draws.")
    }
    return notes
  }

  private func intervals(_ replay: PolicyReplay) -> [String] {
    let (difference, other) = (replay.comparison.difference, claim.scope.other)
    var notes = [
      "Not the claim, \(other.rawValue): \(IntervalText.difference(difference, scope: other, margin: claim.margin))."
    ]
    switch difference?[claim.scope] {
    case .stated(_, let caution?)?: notes.append("Caution: \(caution).")
    case .unavailable(let reason)?: notes.append("No interval: \(reason).")
    case .stated?, nil: break
    }
    for tier in replay.tiers where tier.arm != incumbent {
      guard case .unavailable(let reason)? = tier.difference?[claim.scope] else { continue }
      notes.append("Rule \(Numbers.count(tier.tier + 1)) has no interval: \(reason).")
    }
    return notes
  }

  private func saving(_ policy: Policy) -> String {
    let lead =
      costQuality.isMonthly
      ? "At \(Numbers.fixed(costQuality.savingsPer, decimals: 0)) images a month"
      : "For \(Numbers.fixed(costQuality.savingsPer, decimals: 0)) images"
    if policy.replay.isIncumbent { return "\(lead) it saves nothing: it is the incumbent." }
    guard let saving = costQuality.savings.first(where: { $0.arm == policy.replay.arm }) else {
      return "\(lead), what it saves is unknown: a cost is not known."
    }
    return "\(lead) it would cost \(Numbers.dollars(saving.bill.dollars)) against "
      + "\(Numbers.dollars(saving.incumbentBill.dollars)) and save \(CostText.money(saving.saved)): "
      + "\(CostText.parts(saving))."
  }
}
