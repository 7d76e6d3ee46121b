internal import Analysis
internal import StudyModel

/// The record in MADR form.
extension DecisionDocument {
  var record: [Block] {
    context + drivers + options + outcome + consequences + confirmation
  }

  private var context: [Block] {
    let images = Numbers.counted(dossier.images.total, "image")
    let raters = Numbers.counted(dossier.raters.count, "rater")
    let standIns = dossier.raters.filter(\.isSimulated).count
    let people: Prose =
      standIns == 0
      ? "\(raters)"
      : standIns == dossier.raters.count ? "\(raters) (simulated)" : "\(raters) (\(Numbers.count(standIns)) simulated)"
    let purpose: Prose = dossier.subject.map { " for \($0)" } ?? ""
    return [
      .heading(2, "Context and problem statement"),
      .paragraph(
        "\(code: reading.incumbent.label) captions images\(purpose) today. \(dossier.question) To find out, "
          + "\(people) judged what \(Numbers.counted(reading.candidates.count, "candidate")) say of the same "
          + "\(images), without being told who wrote a caption."),
    ]
  }

  private var drivers: [Block] {
    [
      .heading(2, "Decision drivers"),
      .list([
        "Quality, as people judge it: \(reading.criterion). The smallest loss that would matter was fixed in advance "
          + "at \(strong: "\(Numbers.margin(claim.margin)) \(reading.unit)"): “\(claim.because)”",
        "Whom the claim speaks for: \(claim.scope.rawValue) (\(DecisionDocument.meaning(of: claim.scope))).",
        "Cost per image, latency, failures, and captions that break the declared checks.",
      ]),
    ]
  }

  /// What a scope means, in plain words.
  static func meaning(of scope: Scope) -> String {
    switch scope {
    case .theseRaters: "new images, the same people"
    case .ratersLikeThese: "new images and new people"
    }
  }

  private var options: [Block] {
    [.heading(2, "Considered options"), .list(reading.candidates.map(option))]
  }

  /// Candidates whose verdict for the declared scope lets them replace the incumbent.
  var eligible: [CandidateReading] { reading.challengers.filter { tone($0) == .may } }

  private func tone(_ candidate: CandidateReading) -> VerdictLine.Tone? {
    candidate.comparison.map { VerdictSentence(reading: reading, candidate: candidate, comparison: $0).line.tone }
  }

  private var outcome: [Block] {
    let incumbent: Prose = "\(code: reading.incumbent.label)"
    let heading = Block.heading(2, "Decision outcome")
    guard !eligible.isEmpty else {
      let mark: Prose = reading.mark.map { " (\($0))" } ?? ""
      return [
        heading,
        .paragraph(
          "Proposed: \(strong: "keep \(incumbent)"). No candidate was shown to be not worse within "
            + "\(Numbers.margin(claim.margin)) \(reading.unit)\(mark)."),
      ]
    }
    let labels: [Prose] = eligible.map { "\(code: $0.label)" }
    let (names, either) = (Prose.list(labels), Prose.list(labels, last: "or"))
    let mark: Prose = reading.mark.map { " (\($0))" } ?? ""
    let choice: Prose =
      eligible.count == 1
      ? "The evidence permits replacing \(incumbent) by \(names)\(mark)."
      : "The evidence permits replacing \(incumbent) by \(either)\(mark); it does not choose among them."
    return [
      heading,
      .paragraph(
        "Proposed: \(strong: "replace \(incumbent) by \(either)"). "
          + "\(choice) Whoever decides may still keep \(incumbent) for reasons outside this study."),
    ]
  }

  private var consequences: [Block] {
    let mark: Prose = reading.mark.map { " [\($0)]" } ?? ""
    var entries = reading.challengers.compactMap(monthlyCost)
    for candidate in reading.challengers {
      guard let comparison = candidate.comparison,
        let undecided = Undecided(comparison, claim: claim, pairs: reading.pairs)
      else { continue }
      let stay: Prose = "\(code: candidate.label) is undecided, so \(code: reading.incumbent.label) stays"
      let facts = [undecided.excluded, undecided.unusable].compactMap(\.self).map { Prose(stringLiteral: " \($0)") }
      entries.append(
        "\(stay)\(costOfStaying(candidate)).\(Prose.joined(facts, by: "")) "
          + "\(undecided.nextStep(dossier.nextSteps[comparison.arm]))\(mark)")
    }
    for candidate in eligible {
      guard let verdict = candidate.comparison?.verdicts[claim.scope], verdict.direction == .measurablyLower else {
        continue
      }
      entries.append(
        "\(code: candidate.label) is measurably lower than \(code: reading.incumbent.label): a small loss, within the "
          + "margin, is to be expected.")
    }
    for candidate in reading.challengers {
      guard let comparison = candidate.comparison, let change = failuresDecide(comparison) else { continue }
      entries.append(
        "The verdict on \(code: candidate.label) rests on how failures are counted: left out, it \(change).")
    }
    entries += screeningConsequences
    if entries.isEmpty { entries = ["None that this study can put a number on."] }
    return [.heading(3, "Consequences"), .list(entries)]
  }

  /// What a month of keeping the incumbent costs beyond the candidate, where that is known and not a saving: the very
  /// amount that the saving is said to be.
  private func costOfStaying(_ candidate: CandidateReading) -> Prose {
    guard let images = dossier.imagesPerMonth, let more = monthlyLoss(candidate, images), more > 0 else { return "" }
    return ", which at \(Numbers.fixed(images, decimals: 0)) images a month costs \(Numbers.dollars(more)) more than "
      + "\(code: candidate.label) would"
  }

  private func monthlyLoss(_ candidate: CandidateReading, _ images: Double) -> Double? {
    if let saving = saving(candidate) { return saving.saved.dollars }
    guard let new = candidate.cost.perThousand, let old = reading.incumbent.cost.perThousand else { return nil }
    return (old - new) * images / 1000
  }

  /// What a month costs with a candidate, or that it cannot be said.
  private func monthlyCost(_ candidate: CandidateReading) -> Prose? {
    guard let images = dossier.imagesPerMonth, !candidate.facts.isReadyMade else { return nil }
    if let saving = monthlySaving(candidate) { return saving }
    let name: Prose = "\(code: candidate.label)"
    let lead = "At \(Numbers.fixed(images, decimals: 0)) images a month"
    let mark: Prose = reading.mark.map { " [\($0)]" } ?? ""
    guard let new = candidate.cost.perThousand else {
      return "\(lead), what \(name) would cost is unknown: its price, or the cost of some calls, is not known.\(mark)"
    }
    let month = Numbers.dollars(new * images / 1000)
    guard let old = reading.incumbent.cost.perThousand else {
      return "\(lead), \(name) would cost \(month); what \(code: reading.incumbent.label) costs is unknown.\(mark)"
    }
    return "\(lead), \(name) would cost \(month) against \(Numbers.dollars(old * images / 1000)) with "
      + "\(code: reading.incumbent.label), at the run’s average per image.\(mark)"
  }

  private var confirmation: [Block] {
    [
      .heading(3, "Confirmation"),
      .paragraph(
        "The margin, scope and questions were fixed before the first packet was written: their hash is in every packet "
          + "and below. After a swap, watch how often editors change or reject captions; a drop that people notice is "
          + "a reason to repeat the study."),
    ]
  }
}
