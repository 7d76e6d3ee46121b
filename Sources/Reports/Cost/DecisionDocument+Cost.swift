internal import Analysis
internal import Statistics
internal import StudyModel

/// Cost against quality: who is on the frontier, how sure that is, and what a swap would save.
extension DecisionDocument {
  private var words: CostText { CostText(label: reading.label) }

  /// The section; empty where it was not worked out.
  var costAgainstQuality: [Block] {
    guard let facts = reading.costQuality else { return [] }
    let plot = FrontierPlot(reading: reading)
    let caption: Prose =
      "Cost per 1,000 images against the difference from \(code: reading.incumbent.label): up and to the left is "
      + "better. An ellipse holds cost and difference together with \(Numbers.confidence(claim.confidence)) "
      + "confidence; discs are on the frontier, boxes are beaten by another in both."
      + reading.costCaption(besideDifferences: true)
    let figure = Figure(
      file: FrontierPlot.file, alternative: plot.description, caption: marked("Figure 2.", " \(caption)"),
      svg: plot.svg)
    return [.heading(3, "Cost against quality"), .figure(figure), .table(frontierTable(facts))]
  }

  private func frontierTable(_ facts: CostQuality) -> Table {
    let placed = facts.points.map { point -> [Prose] in
      [
        name(of: point.arm), Prose(stringLiteral: CostText.money(point.cost)),
        Prose(
          stringLiteral: point.difference.map {
            reading.difference($0, for: claim.scope)
          } ?? "0 by definition"), point.isOnFrontier ? "yes" : "no, beaten",
        Prose(
          stringLiteral: point.chance.map { Numbers.chance($0, draws: facts.draws ?? 1) } ?? facts.withoutChances
            ?? "not worked out"),
      ]
    }
    let apart = facts.apart.map { entry -> [Prose] in
      [
        name(of: entry.arm),
        Prose(
          stringLiteral: entry.unknown.map { "unknown (\(words.why($0, named: false)))" }
            ?? entry.cost.map(CostText.money) ?? Numbers.unknown),
        Prose(
          stringLiteral: entry.arm == dossier.estimates.incumbent
            ? "0 by definition"
            : reading.difference(entry.difference, for: claim.scope)),
        "apart", "–",
      ]
    }
    let draws: Prose =
      facts.draws.map {
        "The chance is the share of \(Numbers.count($0)) draws of images\(claim.scope == .ratersLikeThese ? " and raters" : "") "
          + "in which no other candidate costs no more and is no worse."
      } ?? ""
    return Table(
      caption: marked(
        "Cost against quality.",
        " Cost per 1,000 images of every billed call\(reading.isCostWeighted ? ", weighted to traffic like the scores" : ""), "
          + "with \(Numbers.confidence(claim.confidence)) intervals over images; differences for "
          + "\(claim.scope.rawValue). \(draws) Without a known cost a candidate stands apart: unknown is not zero."
          + reading.costCaption(besideDifferences: true)),
      columns: [
        .text("Candidate"), .text("Cost per 1,000 images"), .text("Difference from \(code: reading.incumbent.label)"),
        .text("On the frontier"), .text("Chance to be on it"),
      ], rows: placed + apart)
  }

  /// What a month saves with a candidate; nil where either bill is not known, or no month was stated.
  func saving(_ candidate: CandidateReading) -> Saving? {
    guard let facts = reading.costQuality, facts.isMonthly else { return nil }
    return facts.savings.first { $0.arm == candidate.facts.arm }
  }
}
