internal import Analysis
internal import Statistics
internal import StudyModel

/// How much would have to be otherwise for a verdict to be another.
extension DecisionDocument {
  var fragility: [Block] {
    let heading = Block.heading(3, "Do the verdicts hold?")
    guard let robustness = dossier.robustness, !reading.challengers.isEmpty else { return [heading] + alternatives }
    return [
      heading
    ] + alternatives + [
      .paragraph(fragilityInWords(robustness)), .table(flips(robustness)), .paragraph(lengthInWords(robustness)),
      .table(lengths(robustness)),
      .paragraph("\(together) Permutation and Wilcoxon assume less than the interval and should point the same way."),
      .table(tests(robustness)),
    ]
  }

  private func entries(
    _ robustness: StudyRobustness
  ) -> [(candidate: CandidateReading, robustness: ComparisonRobustness)] {
    reading.challengers.compactMap { candidate in
      robustness.comparison(of: candidate.facts.arm).map { (candidate, $0) }
    }
  }

  /// Which verdict hangs on the fewest ratings, and whether one rater alone makes any.
  private func fragilityInWords(_ robustness: StudyRobustness) -> Prose {
    let known = entries(robustness).compactMap { entry in
      entry.robustness.fragility.value.map { (entry.candidate, $0) }
    }
    guard reading.challengers.contains(where: { $0.comparison?.verdicts[claim.scope] != nil }) else {
      return "There is no verdict for \(claim.scope.rawValue), so there is none to flip."
    }
    var sentence: Prose = "No verdict can be flipped by moving \(reading.judgement)s a \(step)."
    if let (candidate, least) = known.min(by: { $0.1.changes < $1.1.changes }) {
      sentence =
        "The verdict that hangs on the fewest \(reading.judgement)s is that on \(code: candidate.label): "
        + "\(Numbers.count(least.changes)) of \(Numbers.count(least.ratings)), each a \(step) otherwise, would make it "
        + "\(strong: Prose(stringLiteral: least.to.rawValue))."
    }
    let alone = entries(robustness).filter { !($0.robustness.leftOutRaters.value?.flipping.isEmpty ?? true) }
    let rest: Prose =
      entries(robustness).allSatisfy { $0.robustness.leftOutRaters.value == nil }
      ? " Nobody can be left out."
      : alone.isEmpty
        ? " No verdict changes when any one rater is left out."
        : " One rater left out would change the verdict on "
          + "\(Prose.list(alone.map { "\(code: $0.candidate.label)" }))."
    return sentence + rest
  }

  /// By what a judgement is moved.
  private var step: String { reading.areCompared ? "step" : "point" }

  private func flips(_ robustness: StudyRobustness) -> Table {
    let rows = entries(robustness).map { candidate, robustness -> [Prose] in
      let margin = candidate.comparison?.verdicts[claim.scope]?.margin.rawValue
      return [
        name(candidate), Prose(stringLiteral: margin ?? "undecided"), changes(robustness.fragility),
        leftOut(robustness.leftOutRaters),
      ]
    }
    return Table(
      caption: marked(
        "What would flip a verdict.",
        "\(reading.areCompared ? movedJudgements : movedRatings) The number was found by search: so many do flip it; fewer might, but not fewer than "
          + "stands after “at least”, for all smaller sets were tried. "
          + "\(reading.areCompared ? "What nobody was asked about stays." : sharedCaptions) Counts and ranges of what is "
          + "there: they have no intervals."),
      columns: [
        .text("Candidate"), .text("Against the margin"),
        .text("\(reading.areCompared ? "Judgements" : "Ratings") that flip it"),
        .text("\(reading.areCompared ? "Net preference" : "Difference") without one rater, smallest to largest"),
      ], rows: rows, stacks: true)
  }

  private var movedRatings: Prose {
    " Ratings of the candidate and of \(code: reading.incumbent.label), each moved by one point against the verdict and within "
      + "the scale."
  }
  private var movedJudgements: Prose {
    " Judgements of the candidate beside \(code: reading.incumbent.label), each moved by one step against the verdict: from "
      + "preferred to neither, or from neither to the other preferred."
  }
  private var sharedCaptions: Prose {
    "A caption that both gave was judged once and cannot part them. Differences without one rater, in points."
  }

  private func changes(_ finding: Finding<Fragility>) -> Prose {
    switch finding {
    case .unavailable(let reason): return "none: \(reason)"
    case .stated(let found):
      let count = "\(Numbers.count(found.changes)) of \(Numbers.count(found.ratings)) (\(Numbers.percent(found.share)))"
      let bound = found.atLeast == found.changes ? "the fewest there are" : "at least \(Numbers.count(found.atLeast))"
      let way = found.favoursCandidate ? "for the candidate" : "against the candidate"
      return "\(count), \(way), to \(found.to.rawValue); \(bound)"
    }
  }

  private func leftOut(_ finding: Finding<LeftOutRaters>) -> Prose {
    switch finding {
    case .unavailable(let reason): return "not possible: \(reason)"
    case .stated(let found):
      guard let range = found.range else { return "not possible" }
      let bounds = "\(Numbers.points(range.lowerBound)) to \(Numbers.points(range.upperBound))"
      let flipping = found.flipping.map { entry -> Prose in
        "\(entry.margin?.rawValue ?? Numbers.unknown) without \(code: entry.rater)"
      }
      let unknown = found.withoutInterval.isEmpty ? "" : "; no interval without some"
      return flipping.isEmpty
        ? "\(bounds); the verdict stays\(unknown)" : "\(bounds); \(Prose.joined(flipping, by: ", "))\(unknown)"
    }
  }
}

/// The difference at equal lengths.
extension DecisionDocument {
  private func lengthInWords(_ robustness: StudyRobustness) -> Prose {
    let explained = entries(robustness).compactMap { entry -> Prose? in
      guard let share = entry.robustness.lengthControl.value?.shareExplained.value else { return nil }
      return "\(Numbers.percent(share)) of the difference of \(code: entry.candidate.label)"
    }
    let lead: Prose = "Length is not quality, but raters may like longer captions, or shorter ones."
    guard !explained.isEmpty else {
      return "\(lead) No difference is shown here that length could account for."
    }
    let changed = entries(robustness).compactMap { entry -> Prose? in
      guard let adjusted = entry.robustness.lengthControl.value?.adjusted[claim.scope].estimate,
        let own = entry.candidate.comparison?.verdicts[claim.scope]
      else { return nil }
      let other = Verdict(lower: adjusted.lower, upper: adjusted.upper, margin: claim.margin)
      guard other != own else { return nil }
      let range = reading.difference(entry.robustness.lengthControl.value?.adjusted, for: claim.scope)
      return "\(code: entry.candidate.label) would be \(other.margin.rawValue), \(other.direction.rawValue), \(range)"
    }
    let rest: Prose =
      changed.isEmpty
      ? " At equal lengths every verdict would be the same." : " At equal lengths \(Prose.list(changed))."
    return "\(lead) A straight line lays \(Prose.list(explained)) to it: shares of estimates, without intervals.\(rest)"
  }

  private func lengths(_ robustness: StudyRobustness) -> Table {
    // Where all ratings have partners there is nothing to take out, and the section on raters says so.
    let isAdjusted = entries(robustness).contains { $0.robustness.leniencyAdjusted.value != nil }
    let rows = entries(robustness).map { candidate, robustness -> [Prose] in
      let lenient = isAdjusted ? [difference(robustness.leniencyAdjusted)] : []
      let plain = reading.difference(candidate.comparison?.difference, for: claim.scope)
      switch robustness.lengthControl {
      case .unavailable(let reason):
        return [name(candidate), Prose(stringLiteral: plain), "none: \(reason)", "–", "–"] + lenient
      case .stated(let found):
        let past = found.isExtrapolated ? "; drawn past all data" : ""
        return [
          name(candidate), Prose(stringLiteral: plain),
          Prose(
            stringLiteral: reading.difference(found.adjusted, for: claim.scope) + past),
          Prose(stringLiteral: "\(Numbers.fixed(found.lengthRatio, decimals: 2)) times as many"),
          Prose(stringLiteral: IntervalText.points(found.perDoubling, scope: claim.scope)),
        ] + lenient
      }
    }
    return Table(
      caption: marked(
        "The difference worked out otherwise.",
        " At equal lengths: the height of a straight line of differences over log₂ of the ratio of words, where both "
          + "captions are as long (after Dubois et al. 2024, length-controlled AlpacaEval). Length was not dealt at "
          + "random: what it accounts for may be content that needs words. "
          + "\(isAdjusted ? "Leniency matters where a rater judged only one of the two. " : "")"
          + "Intervals for \(claim.scope.rawValue), but for the ratio of words, which describes these captions; no verdict "
          + "rests on these."),
      columns: [
        .text("Candidate"), .text("The claim"), .text("At equal lengths"),
        .text("Words, against \(code: reading.incumbent.label)"),
        .text("\(reading.areCompared ? "Net preference" : "Points") for twice the words"),
      ] + (isAdjusted ? [.text("Leniency taken out")] : []), rows: rows, stacks: true)
  }

  private func difference(_ finding: Finding<TwoScopes>) -> Prose {
    switch finding {
    case .stated(let number):
      Prose(
        stringLiteral: reading.difference(number, for: claim.scope))
    case .unavailable(let reason): "– (\(reason))"
    }
  }
}

/// All candidates read together, and tests that assume less.
extension DecisionDocument {
  /// What the simultaneous reading says.
  var together: Prose {
    let count = reading.challengers.count
    guard let tests = dossier.robustness?.tests else {
      return "\(Numbers.count(count)) candidates were compared, each with an interval of its own; the "
        + "intervals are not widened for having looked at several."
    }
    guard count > 1 else {
      return "One candidate was compared: there is nothing to adjust for."
    }
    let risk = Numbers.percent(1 - tests.confidence)
    let changed = reading.challengers.compactMap { candidate -> Prose? in
      guard let own = candidate.comparison?.verdicts[claim.scope],
        let tests = dossier.robustness?.tests(of: candidate.facts.arm), let range = interval(together: tests),
        let wide = tests.simultaneousVerdict, wide.margin != own.margin
      else { return nil }
      return "\(code: candidate.label) would be \(wide.margin.rawValue) instead of \(own.margin.rawValue) (\(range))"
    }
    let lead =
      "\(Numbers.count(count)) candidates were compared, each with an interval of its own. "
      + "Read together, with intervals so wide that all hold at once but for a chance of \(risk), "
    return changed.isEmpty
      ? "\(lead)no verdict against the margin changes." : "\(lead)\(Prose.list(changed))."
  }

  /// "−0.26 to 0.15", so wide that all candidates' intervals hold at once.
  private func interval(together tests: ComparisonTests) -> String? {
    tests.simultaneous.map {
      "\(IntervalText.bound($0.lower, margin: claim.margin)) to \(IntervalText.bound($0.upper, margin: claim.margin))"
    }
  }

  private func tests(_ robustness: StudyRobustness) -> Table {
    let rows = reading.challengers.compactMap { candidate -> [Prose]? in
      guard let tests = robustness.tests(of: candidate.facts.arm) else { return nil }
      func chance(_ p: Double?, _ key: String) -> Prose {
        Prose(stringLiteral: p.map(Numbers.chance) ?? tests.reasons[key].map { "none: \($0)" } ?? "–")
      }
      let wide = interval(together: tests)
      let verdict = tests.simultaneousVerdict.map { "\($0.margin.rawValue); \($0.direction.rawValue)" }
      return [
        name(candidate), Prose(stringLiteral: wide ?? "no interval"), Prose(stringLiteral: verdict ?? "undecided"),
        chance(tests.holmP, "p"), chance(tests.nonInferiorityHolmP, "non_inferiority_p"),
        chance(tests.permutationP, "permutation_p"), chance(tests.wilcoxonP, "wilcoxon_p"),
      ]
    }
    let level = Numbers.confidence(claim.confidence)
    return Table(
      caption: marked(
        "All candidates together, and tests that assume less.",
        " The interval holds for all candidates at once with \(level) (Bonferroni). Holm p: two-sided for “no "
          + "difference”, one-sided for “a loss of the margin or more”, both adjusted for the number of candidates; it may show "
          + "what the wider interval does not. "
          + "Permutation (signs of whole images, seed \(code: String(robustness.tests.seed))) and Wilcoxon are not "
          + "adjusted and speak for these raters only."),
      columns: [
        .text("Candidate"), .text("Interval together"), .text("Verdict together"), .text("Holm p, no difference"),
        .text("Holm p, loss of the margin"), .text("Permutation p"), .text("Wilcoxon p"),
      ], rows: rows, stacks: true)
  }
}
