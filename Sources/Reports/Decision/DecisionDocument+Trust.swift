internal import Analysis
internal import Statistics
internal import StudyModel

/// Whether the raters can be trusted, and whether the blind held, as far as the study itself tells.
extension DecisionDocument {
  /// First screen: whom the claim leaves out.
  var ratersLeftOut: [String] {
    guard let screening = dossier.trust.screening, screening.rule.excludes else { return [] }
    return screening.screened
  }

  /// Verdicts that rest on the screened raters.
  var screeningConsequences: [Prose] {
    guard let screening = dossier.trust.screening else { return [] }
    return reading.challengers.compactMap { candidate in
      guard let (all, rest) = screened(candidate, screening), let rest, all != rest else { return nil }
      let (claimed, other) = screening.rule.excludes ? (rest, all) : (all, rest)
      let how = screening.rule.excludes ? "with all raters" : "without the screened raters"
      let others = screening.rule.excludes ? screening.withAll : screening.withoutScreened.value ?? []
      let range = reading.difference(
        others.first { $0.arm == candidate.facts.arm }?.difference, for: claim.scope)
      return "The verdict on \(code: candidate.label) rests on who is counted: \(how) it would be \(other.rawValue) "
        + "instead of \(claimed.rawValue): \(range)."
    }
  }

  /// The facts against the margin with all raters, and without the screened.
  func screened(
    _ candidate: CandidateReading, _ screening: ScreeningResult
  ) -> (all: MarginFact, rest: MarginFact?)? {
    func fact(_ comparisons: [Comparison]?) -> MarginFact? {
      comparisons?.first { $0.arm == candidate.facts.arm }.map { $0.verdicts[claim.scope]?.margin ?? .undecided }
    }
    return fact(screening.withAll).map { ($0, fact(screening.withoutScreened.value)) }
  }

  var selfAgreement: [Block] {
    if let repeats = dossier.preferences?.repeats { return preferenceRepeats(repeats) }
    guard let found = dossier.trust.selfAgreement else {
      return [
        .paragraph(
          "No repeats were planned: how well raters repeat their own \(reading.areCompared ? "preferences" : "scores") is not known."
        )
      ]
    }
    let lead: Prose =
      "\(Numbers.counted(found.repeats, "caption")) were scored twice on \(code: found.criterion) by the same rater, who "
      + "was not told. Only the first score counts anywhere else."
    guard let numbers = found.numbers.value else {
      return [.paragraph("\(lead) Self-agreement: not stated, \(found.numbers.reason ?? Numbers.unknown).")]
    }
    let limits: Prose =
      numbers.limits.value.map {
        "limits of agreement \(Numbers.points($0.lowerBound)) to \(Numbers.points($0.upperBound))"
      } ?? "no limits of agreement: \(numbers.limits.reason ?? Numbers.unknown)"
    let intraclass: Prose =
      numbers.intraclass.value.map { "ICC(2,1) \(Numbers.points($0))" }
      ?? "no ICC: \(numbers.intraclass.reason ?? Numbers.unknown)"
    return [
      .paragraph(
        "\(lead) Within-rater standard deviation: \(strong: "\(Numbers.points(numbers.withinDeviation)) points"); two "
          + "scores of one caption differ by less than \(Numbers.points(numbers.repeatability)) points in 95 % of cases. "
          + "The second was \(Numbers.points(numbers.meanShift)) points above the first on average; \(limits); "
          + "\(intraclass). The same score came again in \(Numbers.percent(numbers.exactAgreement)), one at most a point "
          + "away in \(Numbers.percent(numbers.withinOne)). These describe the repeats and have no intervals.")
    ] + repeatsByRater(found)
  }

  private func repeatsByRater(_ found: SelfAgreement) -> [Block] {
    guard found.raters.contains(where: { $0.numbers.value != nil }) else {
      let least = Numbers.count(SelfAgreement.leastRepeats)
      return [.paragraph("No rater scored \(least) captions twice, which numbers for one rater alone would need.")]
    }
    let rows = found.raters.map { rater -> [Prose] in
      let own = rater.numbers.value
      return [
        "\(code: rater.rater)", Prose(stringLiteral: Numbers.count(rater.repeats)),
        own.map { "\(Numbers.points($0.withinDeviation))" } ?? "\(rater.numbers.reason ?? Numbers.unknown)",
        own.map { "\(Numbers.percent($0.exactAgreement))" } ?? "–",
      ]
    }
    return [
      .table(
        Table(
          caption: marked(
            "Repeats by rater.",
            " The deviation is that of one score, in points, and has no interval: it "
              + "describes the repeats."),
          columns: [
            .text("Rater"), .number("Scored twice"), .text("Within-rater deviation"), .number("Same score"),
          ], rows: rows))
    ]
  }

  var screening: [Block] {
    guard let anchors = dossier.trust.anchors else {
      return [.paragraph("No low anchors were planned: nobody was checked for careless \(reading.judgement)s.")]
    }
    let mean = anchors.mean.map { ", with a mean of \(Numbers.points($0)) points and no interval" } ?? ""
    let lead: Prose =
      "Low anchors are captions of images outside a rater’s packet, shown among the others. "
      + "\(Numbers.counted(anchors.rated, "anchor was", plural: "anchors were")) rated\(mean); they count for nobody."
    guard let found = dossier.trust.screening else {
      return [.paragraph("\(lead) No screening rule was declared, so nobody was screened.")]
    }
    let rule = found.rule
    let names: Prose =
      found.screened.isEmpty
      ? "Nobody was screened." : "Screened: \(Prose.list(found.screened.map { "\(code: $0)" }))."
    let claimed: Prose =
      rule.excludes
      ? "As declared, the claim leaves screened raters out." : "As declared, the claim is by all raters."
    return [
      .paragraph(
        "\(lead) Rule, fixed in advance: whoever scores more than \(Numbers.count(100 - rule.minPassPercent)) % of at "
          + "least \(Numbers.counted(rule.minAnchors, "anchor")) above \(JSONValue.rounded(rule.maxAnchor)) points is "
          + "screened. \(names) \(claimed)"),
      .table(
        Table(
          caption: marked("Anchors by rater.", " “Too few anchors” means that the rule does not apply."),
          columns: [
            .text("Rater"), .number("Anchors rated"), .number("Scored too high"), .text("By the rule"),
          ],
          rows: found.raters.map {
            [
              "\(code: $0.rater)", "\(Numbers.count($0.anchors))", "\(Numbers.count($0.above))",
              "\($0.outcome.rawValue)",
            ]
          })),
      .table(
        Table(
          caption: marked(
            "Without the screened raters.",
            " \(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue)."),
          columns: [
            .text("Candidate"), .text("Difference, all raters"), .text("Difference, screened left out"),
            .text("Verdict against the margin"),
          ], rows: reading.challengers.map { screeningRow($0, found) })),
    ]
  }

  private func screeningRow(_ candidate: CandidateReading, _ found: ScreeningResult) -> [Prose] {
    func difference(_ comparisons: [Comparison]) -> Prose {
      let own = comparisons.first { $0.arm == candidate.facts.arm }
      return Prose(
        stringLiteral: reading.difference(own?.difference, for: claim.scope))
    }
    let both = screened(candidate, found)
    let verdict: Prose =
      if let both, let rest = both.rest, rest != both.all {
        "\(strong: "\(both.all.rawValue) with all, \(rest.rawValue) without")"
      } else {
        "\(both?.all.rawValue ?? "not compared")\(both?.rest == nil ? "" : ", both ways")"
      }
    return [
      name(candidate), difference(found.withAll),
      found.withoutScreened.value.map(difference) ?? "\(found.withoutScreened.reason ?? Numbers.unknown)", verdict,
    ]
  }

  var guesses: [Block] {
    guard let found = dossier.trust.guesses else {
      return [
        .paragraph(
          "Raters were not asked which captions they took for the incumbent’s: whether they could tell is not known.")
      ]
    }
    guard found.answers > 0 else {
      return [.paragraph("Raters were asked which captions they took for the incumbent’s, and nobody answered.")]
    }
    let named = found.answers - found.unknown
    let incumbent = reading.incumbent.label
    let rows = reading.challengers.map { candidate -> [Prose] in
      guard let own = found.challengers.first(where: { $0.arm == candidate.facts.arm }) else {
        return [name(candidate), "–", "–", "–", "no answers"]
      }
      return [
        name(candidate), "\(Numbers.count(own.right))", "\(Numbers.count(own.wrong))", "\(Numbers.count(own.unknown))",
        index(own.bang),
      ]
    }
    let unusable: Prose =
      found.unusable == 0
      ? "" : " \(Numbers.counted(found.unusable, "answer")) left out: the incumbent’s caption was not among them."
    return [
      .paragraph(
        "After the last item \(Numbers.counted(found.raters, "rater")) said of "
          + "\(Numbers.counted(found.answers, "presentation")) which caption is the one used today: "
          + "\(strong: "\(Numbers.count(found.right)) of \(Numbers.count(named))") answers that named a caption named "
          + "that of \(code: incumbent), where chance alone would give \(Numbers.fixed(found.rightByChance, decimals: 1));"
          + " \(Numbers.count(found.unknown)) did not know.\(unusable)"),
      .list([
        "Bang’s index, 0 by chance and 1 where all see through: \(index(found.incumbent)).",
        "James’ index, 1 where nobody knows, 0.5 by chance, 0 where all see through: \(index(found.james)).",
        "Guessing alone gives so many right answers, or more, with probability \(apart(found.tellingApart)).",
      ]),
      .table(
        Table(
          caption: marked(
            "Guesses against each candidate.",
            " Bang’s index below 0: raters took that candidate’s captions for those of \(code: incumbent). "
              + "\(Numbers.confidence(claim.confidence)) intervals over raters."),
          columns: [
            .text("Candidate"), .number("Named the incumbent’s"), .number("Named this one’s"), .number("Neither"),
            .text("Bang’s index"),
          ], rows: rows)),
      .paragraph("An index says that captions were told apart, not by what: a known style, or how good they are."),
    ]
  }

  private func apart(_ found: TellingApart) -> Prose {
    guard let p = found.p else { return "not stated (\(found.share.reason ?? Numbers.unknown))" }
    return "\(Numbers.chance(p)) (exact binomial test)"
  }

  private func index(_ finding: Finding<BlindGuesses.Index>) -> Prose {
    guard let found = finding.value else { return "not stated (\(finding.reason ?? Numbers.unknown))" }
    switch found.interval {
    case .stated(let estimate, let caution):
      return "\(Numbers.points(found.value)) (\(Numbers.points(estimate.lower)) to \(Numbers.points(estimate.upper)))"
        + "\(caution.map { "; \($0)" } ?? "")"
    case .unavailable(let reason): return "\(Numbers.points(found.value)) (no interval: \(reason))"
    }
  }
}
