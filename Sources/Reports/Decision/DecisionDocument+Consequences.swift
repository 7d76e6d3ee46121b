internal import Analysis
internal import Statistics
internal import StudyModel

/// What follows from the verdicts: what a month costs, what is to be kept in mind, and what an open verdict comes to.
extension DecisionDocument {
  var consequences: [Block] {
    var blocks: [Block] = monthlyCosts.map { [.table($0)] } ?? []
    let entries = smallLosses + failureConsequences + screeningConsequences
    if !entries.isEmpty { blocks.append(.list(entries)) }
    blocks += reading.challengers.flatMap(open)
    if blocks.isEmpty { blocks = [.paragraph("None that this study can put a number on.")] }
    return [.heading(3, "Consequences")] + measured(blocks)
  }

  private var smallLosses: [Prose] {
    eligible.compactMap { candidate in
      guard let comparison = candidate.comparison, comparison.verdicts[claim.scope]?.direction == .measurablyLower
      else {
        return nil
      }
      let range = reading.difference(comparison.difference, for: claim.scope)
      return
        "\(code: candidate.label) is measurably lower than \(code: reading.incumbent.label), \(range): a small loss, "
        + "within the margin, is to be expected."
    }
  }

  private var failureConsequences: [Prose] {
    reading.challengers.compactMap { candidate in
      guard let comparison = candidate.comparison, let change = failuresDecide(comparison) else { return nil }
      return "The verdict on \(code: candidate.label) rests on how failures are counted: left out, it \(change)."
    }
  }

  /// An undecided comparison: why, what is excluded, what it costs to stay, and what to do.
  private func open(_ candidate: CandidateReading) -> [Block] {
    guard let comparison = candidate.comparison,
      let undecided = Undecided(comparison, claim: claim, pairs: reading.pairs)
    else { return [] }
    let old: Prose = "\(code: reading.incumbent.label)"
    let mark: Prose = reading.mark.map { " [\($0)]" } ?? ""
    var entries: [Prose] = ["\(strong: "Why:") \(undecided.because)."]
    if let excluded = undecided.excluded { entries.append("\(strong: "Excluded:") \(excluded).") }
    if let unusable = undecided.unusable { entries.append("\(strong: "Not excluded:") \(unusable).") }
    entries.append("\(strong: "What staying costs:") \(costOfStaying(candidate)).")
    entries += undecided.nextStep(dossier.nextSteps[comparison.arm]).map { "\(strong: "Next step:") \($0)" }
    return [
      .paragraph("\(strong: "\(code: candidate.label) is undecided, so \(old) stays.")\(mark)"), .list(entries),
    ]
  }

  /// What a month of keeping the incumbent costs beyond the candidate: the very amount that the saving is said to be.
  private func costOfStaying(_ candidate: CandidateReading) -> Prose {
    let name: Prose = "\(code: candidate.label)"
    guard let images = dossier.imagesPerMonth else { return "not worked out: the study states no images a month" }
    if candidate.facts.isReadyMade { return "unknown, for what \(name) costs is not known" }
    let lead = "at \(Numbers.fixed(images, decimals: 0)) images a month"
    let more = saving(candidate).map { (CostText.money($0.saved), $0.saved.dollars) } ?? plainSaving(candidate, images)
    let basis = reading.unansweredBasis(candidate)
    guard let (text, dollars) = more else { return "unknown: a price, or the cost of some calls, is not known" }
    return dollars > 0
      ? "\(lead), \(text) more than \(name)\(basis)" : "\(lead), nothing: \(name) does not cost less\(basis)"
  }

  /// At the run's average per image, which has no interval.
  private func plainSaving(_ candidate: CandidateReading, _ images: Double) -> (String, Double)? {
    guard let new = candidate.cost.perThousand, let old = reading.incumbent.cost.perThousand else { return nil }
    let saved = (old - new) * images / 1000
    return ("\(Numbers.dollars(saved)) (no interval: the run’s average)", saved)
  }

  /// What a month costs with each candidate; nil where the study states no images a month.
  private var monthlyCosts: Table? {
    guard let images = dossier.imagesPerMonth, !reading.challengers.isEmpty else { return nil }
    let isWeighted = reading.challengers.contains { saving($0) != nil }
    let basis =
      isWeighted
      ? "Weighted to traffic, with \(Numbers.confidence(claim.confidence)) intervals over "
        + "\(Numbers.counted(dossier.images.total, "image"))."
      : "At the run’s average per image, which has no interval here."
    return Table(
      caption: marked(
        "A month at \(Numbers.fixed(images, decimals: 0)) images.",
        " \(basis) A bill that is not known is not zero.\(reading.costCaption())"),
      columns: [
        .text("Candidate"), .text("Bill"), .text("Saved against \(code: reading.incumbent.label)"),
        .text("What saves it"),
      ], rows: reading.candidates.map { monthlyCost($0, images) }, stacks: true)
  }

  private func monthlyCost(_ candidate: CandidateReading, _ images: Double) -> [Prose] {
    func text(_ words: String) -> Prose { Prose(stringLiteral: words) }
    let plain = candidate.cost.perThousand.map { Numbers.dollars($0 * images / 1000) }
    if candidate.isIncumbent {
      let bill = reading.challengers.compactMap { saving($0)?.incumbentBill }.first.map(CostText.money)
      return [name(candidate), text(bill ?? plain ?? Numbers.unknown), "–", "–"]
    }
    if let saving = saving(candidate) {
      return [
        name(candidate), text(CostText.money(saving.bill)), "\(strong: text(CostText.money(saving.saved)))",
        text(CostText.parts(saving)),
      ]
    }
    return [
      name(candidate), text(plain ?? (candidate.facts.isReadyMade ? candidate.cost.text : Numbers.unknown)),
      text(plainSaving(candidate, images)?.0 ?? Numbers.unknown), "–",
    ]
  }
}
