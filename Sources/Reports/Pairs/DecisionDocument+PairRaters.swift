internal import Analysis
internal import Statistics
internal import StudyModel

/// How well raters agree on preferences, with each other and with themselves, and what the side did.
extension DecisionDocument {
  /// Agreement between raters.
  func preferenceAgreement(_ robustness: StudyRobustness) -> [Block] {
    let found = robustness.reliability
    var blocks: [Block] = [.paragraph(agreementInWords(found))]
    if found.pairableUnits > 0 { blocks.append(.table(coefficients(found))) }
    blocks.append(.paragraph(paceInWords(robustness.drift)))
    return blocks + habits
  }

  private func agreementInWords(_ found: RaterReliability) -> Prose {
    let alpha = found.alphaNominal
    guard alpha.value != nil else {
      return "How well raters agree cannot be said: \(alpha.reason ?? Numbers.unknown)."
    }
    return "Krippendorff’s alpha of preferences against \(code: reading.incumbent.label) is "
      + "\(strong: "\(IntervalText.coefficient(alpha))"): 1 is perfect, 0 is chance. Where two captions are nearly as good, "
      + "raters cannot but disagree: a low alpha makes the intervals wide, not wrong."
  }

  private func coefficients(_ found: RaterReliability) -> Table {
    let rows: [(Prose, Coefficient, String)] = [
      ("Krippendorff’s alpha, nominal", found.alphaNominal, "same outcome or not; the one to quote"),
      ("Gwet’s AC1", found.ac1, "stays fair where nearly all outcomes are the same"),
      ("Fleiss’ kappa", found.fleissKappa, "same outcome or not"),
    ]
    return Table(
      caption: marked(
        "Agreement on preferences.",
        " Outcomes are names without an order: the candidate, \(code: reading.incumbent.label), no difference, neither "
          + "usable. \(Numbers.count(found.pairableUnits)) pairs with two judgements or more; "
          + "\(Numbers.confidence(found.confidence)) intervals over new pairs, the same raters."),
      columns: [.text("Coefficient"), .text("Value"), .text("Read as")],
      rows: rows.map { [$0.0, Prose(stringLiteral: IntervalText.coefficient($0.1)), Prose(stringLiteral: $0.2)] },
      stacks: true)
  }

  private func paceInWords(_ drift: SessionDrift) -> Prose {
    switch drift.pace {
    case .unavailable(let reason): "The raters’ pace is not known: \(reason)."
    case .stated(let pace):
      "A pair took \(Numbers.seconds(pace.first)) in the first third of the work and \(Numbers.seconds(pace.last)) in the "
        + "last\(change(pace.change))."
    }
  }

  private var habits: [Block] {
    guard let raters = dossier.preferences?.headToHead.raterAgreement, !raters.isEmpty else { return [] }
    let rows = raters.map { rater -> [Prose] in
      [
        "\(code: rater.rater)", Prose(stringLiteral: Numbers.count(rater.judgements)),
        Prose(stringLiteral: Numbers.count(rater.decided)), stated(rater.firstShare), stated(rater.withMajority),
        Prose(stringLiteral: Numbers.count(rater.compared)),
      ]
    }
    return [
      .table(
        Table(
          caption: marked(
            "How each rater judged.",
            " Brackets hold \(Numbers.confidence(claim.confidence)) intervals. Decided: one of the two was preferred. With the majority: the same outcome as most of the others gave the "
              + "same pair, where they had a majority."),
          columns: [
            .text("Rater"), .number("Judgements"), .number("Decided"), .text("Of these the first shown"),
            .text("With the majority"), .number("Pairs compared"),
          ], rows: rows))
    ]
  }

  /// A share with its interval, or why there is none.
  private func stated(_ number: StatedNumber) -> Prose {
    guard let value = number.value else { return "– (\(number.reason ?? Numbers.unknown))" }
    guard let lower = number.lower, let upper = number.upper else {
      return "\(Numbers.percent(value)) (no interval: \(number.reason ?? Numbers.unknown))"
    }
    let caution = number.caution.map { "; \($0)" } ?? ""
    return "\(Numbers.percent(value)) (\(Numbers.percent(lower)) to \(Numbers.percent(upper)))\(caution)"
  }

  /// Agreement of raters with themselves.
  func preferenceRepeats(_ found: PairRepeats) -> [Block] {
    let lead: Prose =
      "\(Numbers.counted(found.repeats, "pair was", plural: "pairs were")) judged twice by the same rater, who was not told; "
      + "the second time with sides exchanged. Only the first judgement counts anywhere else."
    guard let agreement = found.agreement else { return [.paragraph(lead)] }
    let rows = found.raters.map { rater -> [Prose] in
      ["\(code: rater.rater)", "\(Numbers.count(rater.repeats))", "\(Numbers.count(rater.same))"]
    }
    return [
      .paragraph(
        "\(lead) The same outcome came again in \(strong: "\(Numbers.count(found.same)) of \(Numbers.count(found.repeats))") "
          + "(\(IntervalText.share(agreement, scope: claim.scope)), \(claim.scope.rawValue)). In "
          + "\(Numbers.count(found.reversed)) the other caption was preferred, in \(Numbers.count(found.sameSide)) of these "
          + "by choosing the same side again; in \(Numbers.count(found.changed)) a preference came or went."),
      .table(
        Table(
          caption: marked("Repeats by rater."),
          columns: [.text("Rater"), .number("Judged twice"), .number("Same outcome")], rows: rows)),
    ]
  }

  /// Whether being shown first helps.
  func sideInWords(_ side: PositionBias) -> Prose {
    guard let p = side.p else { return "What the side did is not known: \(side.share.reason ?? Numbers.unknown)." }
    let clustered = side.clustered.map { IntervalText.share($0, scope: claim.scope) } ?? Numbers.unknown
    let lead: Prose =
      "Of \(Numbers.counted(side.decided, "judgement")) that preferred one of the two, "
      + "\(strong: "\(Numbers.count(side.firstWins)) (\(stated(side.share)))") were for the one shown first: exact "
      + "interval, p \(Numbers.chance(p)) against one half; allowing for shared images and raters \(clustered), "
      + "\(claim.scope.rawValue)"
    return p < 1 - claim.confidence
      ? "\(lead). \(strong: "The side sways judgements"); both orders of every pair were dealt evenly, so no candidate was "
        + "favoured."
      : "\(lead): no effect of the side is shown."
  }
}
