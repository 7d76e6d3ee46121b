internal import Analysis
internal import Statistics
internal import StudyModel

/// How well raters agree, and how each uses the scale.
extension DecisionDocument {
  var agreement: [Block] {
    guard let robustness = dossier.robustness else {
      return [.paragraph("How well raters agree was not worked out.")]
    }
    if reading.areCompared { return preferenceAgreement(robustness) }
    let found = robustness.reliability
    return [.paragraph(agreementInWords(found))] + (found.pairableUnits > 0 ? [.table(coefficients(found))] : []) + [
      .paragraph("\(leniencyInWords(found)) \(driftInWords(robustness.drift))"),
      .table(habits(found, robustness.drift)),
    ]
  }

  /// Conventions: Krippendorff (2004), "Content Analysis", 2nd edition, page 241.
  private func agreementInWords(_ found: RaterReliability) -> Prose {
    let alpha = found.alphaInterval
    guard let value = alpha.value else {
      return "How well raters agree cannot be said: \(alpha.reason ?? Numbers.unknown)."
    }
    let place =
      value >= 0.8
      ? "above the .80 that is asked by convention of data that others will build on"
      : value >= 0.667
        ? "between the .667 and the .80 that convention asks for tentative and for firm conclusions"
        : "below the .667 that convention asks even for tentative conclusions"
    return "Krippendorff’s alpha is \(strong: "\(IntervalText.coefficient(alpha))"), \(place). These are conventions, "
      + "made for single ratings that others will use one by one. The intervals above rest on many ratings and already "
      + "hold all disagreement among raters: a low alpha makes them wide, not wrong."
      + (value < 0.667 ? " It does mean that one rating of one caption says little." : "")
  }

  private func coefficients(_ found: RaterReliability) -> Table {
    let icc = found.intraclass
    let rows: [(Prose, Coefficient, String)] = [
      ("Krippendorff’s alpha, interval", found.alphaInterval, "points are equal steps; the one to quote"),
      ("Krippendorff’s alpha, ordinal", found.alphaOrdinal, "points are only ordered"),
      ("Gwet’s AC2, quadratic", found.ac2, "stays fair where nearly all ratings are on one point"),
      ("Gwet’s AC1", found.ac1, "same point or not"),
      ("Kappa, quadratic, mean of pairs", found.weightedKappa, "\(Numbers.count(found.raterPairs)) pairs of raters"),
      ("Fleiss’ kappa", found.fleissKappa, "same point or not"),
      ("ICC(2,1)", icc.twoSingle, "one rating by a rater like these"),
      (
        "ICC(2,k)", icc.twoMean,
        "the mean of k = \(Numbers.fixed(icc.ratingsPerUnit, decimals: 1)) ratings: how firmly captions are ranked"
      ),
    ]
    return Table(
      caption: marked(
        "Agreement on \(code: found.criterion).",
        " \(Numbers.count(found.pairableUnits)) captions with two ratings or more; "
          + "\(Numbers.confidence(found.confidence)) intervals over new captions, the same raters, as if the captions of "
          + "one image were independent. 1 is perfect, 0 is chance. ICC basis: \(icc.basis)."),
      columns: [.text("Coefficient"), .text("Value"), .text("Read as")],
      rows: rows.map { [$0.0, Prose(stringLiteral: IntervalText.coefficient($0.1)), Prose(stringLiteral: $0.2)] },
      stacks: true)
  }

  private func leniencyInWords(_ found: RaterReliability) -> Prose {
    let known = found.raters.compactMap { rater in rater.leniency.map { (rater.rater, $0) } }
    guard let mild = known.max(by: { $0.1 < $1.1 }), let strict = known.min(by: { $0.1 < $1.1 }), known.count > 1 else {
      return "Leniency is not stated: \(found.withoutLeniency ?? Numbers.unknown)."
    }
    let incomplete = reading.challengers.contains { ($0.comparison?.unpaired ?? 0) > 0 }
    let effect =
      incomplete
      ? "It cancels out wherever one rater judged both captions of a pair; the table on other ways to work out the "
        + "difference takes it out elsewhere."
      : "It cancels out of every difference, since each rater judged both captions of a pair."
    return
      "The mildest rater, \(code: mild.0), gives \(Numbers.points(mild.1)) points more than the average for the same "
      + "caption, the strictest, \(code: strict.0), \(Numbers.points(-strict.1)) less (no interval: it describes these "
      + "raters). \(effect)"
  }

  private func driftInWords(_ drift: SessionDrift) -> Prose {
    var sentence: Prose
    switch drift.pooled {
    case .unavailable(let reason): sentence = "Whether raters grew stricter or milder is not known: \(reason)."
    case .stated(let estimate, _):
      let range =
        "\(Numbers.points(estimate.value)) points (\(Numbers.points(estimate.lower)) to "
        + "\(Numbers.points(estimate.upper)))"
      let verdict =
        estimate.lower > 0
        ? "they grew milder" : estimate.upper < 0 ? "they grew stricter" : "no drift shown"
      sentence = "Over ten items ratings of the same captions moved by \(range): \(verdict)."
    }
    switch drift.pace {
    case .unavailable(let reason): sentence += " Their pace is not known: \(reason)."
    case .stated(let pace):
      sentence +=
        " An item took \(Numbers.seconds(pace.first)) in the first third of the work and "
        + "\(Numbers.seconds(pace.last)) in the last\(change(pace.change))."
    }
    return sentence
  }

  /// ", a change of −3.1 s to 6.8 s".
  func change(_ outcome: IntervalOutcome) -> String {
    func whole(_ seconds: Double) -> String { Numbers.fixed(seconds, decimals: 1) }
    switch outcome {
    case .unavailable(let reason): return " (no interval: \(reason))"
    case .stated(let estimate, _):
      return ", a change of \(whole(estimate.value)) s (\(whole(estimate.lower)) to \(whole(estimate.upper)))"
    }
  }

  private func habits(_ found: RaterReliability, _ drift: SessionDrift) -> Table {
    let slopes = Dictionary(
      drift.byRater.map { ($0.rater, $0.slope) }, uniquingKeysWith: { first, _ in first })
    let rows = found.raters.map { rater -> [Prose] in
      [
        "\(code: rater.rater)", Prose(stringLiteral: Numbers.count(rater.ratings)),
        Prose(stringLiteral: Numbers.points(rater.mean)),
        Prose(stringLiteral: rater.leniency.map(Numbers.points) ?? "–"),
        Prose(stringLiteral: Numbers.percent(rater.lowestShare)),
        Prose(stringLiteral: Numbers.percent(rater.highestShare)),
        Prose(stringLiteral: slopes[rater.rater].map(IntervalText.points) ?? "–"),
      ]
    }
    return Table(
      caption: marked(
        "How each rater uses the scale.",
        " Leniency: points above the average rater for the same captions. Drift: points gained over ten items, against "
          + "what others gave the same captions, with an interval over items. All else describes these raters’ own ratings "
          + "and has no interval."),
      columns: [
        .text("Rater"), .number("Ratings"), .number("Mean"), .number("Leniency"), .number("On the lowest point"),
        .number("On the highest"), .text("Drift over ten items"),
      ], rows: rows)
  }
}
