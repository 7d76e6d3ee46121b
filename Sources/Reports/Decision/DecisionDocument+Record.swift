internal import Analysis
internal import Monitoring
internal import StudyModel

/// The record in MADR form.
extension DecisionDocument {
  var record: [Block] {
    context + drivers + options + outcome + consequences + confirmation + pros
  }

  private var context: [Block] {
    let images = Numbers.counted(dossier.images.total - dossier.captionedAlone, "image")
    let alone =
      dossier.captionedAlone == 0
      ? "" : " \(Numbers.counted(dossier.captionedAlone, "further image")) lent captions and were put before nobody."
    let judges = reading.judges
    let raters = Numbers.counted(judges.count, "rater")
    let standIns = judges.filter(\.isSimulated).count
    let people: Prose =
      standIns == 0
      ? "\(raters)"
      : standIns == judges.count ? "\(raters) (simulated)" : "\(raters) (\(Numbers.count(standIns)) simulated)"
    let purpose: Prose = dossier.subject.map { " for \($0)" } ?? ""
    return [
      .heading(2, "Context and problem statement"),
      .paragraph(
        "\(code: reading.incumbent.label) captions images\(purpose) today. \(dossier.question) To find out, "
          + "\(people) judged what \(Numbers.counted(reading.candidates.count, "candidate")) say of the same "
          + "\(images), without being told who wrote a caption.\(alone)"),
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
        "Context window, licence, pinned weights and provider.",
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
    [.heading(2, "Considered options"), .list(reading.candidates.map(option)), .table(otherDrivers)]
  }

  /// Candidates whose verdict for the declared scope lets them replace the incumbent.
  var eligible: [CandidateReading] { reading.challengers.filter { tone($0) == .may } }

  private func tone(_ candidate: CandidateReading) -> VerdictLine.Tone? {
    candidate.comparison.map { VerdictSentence(reading: reading, candidate: candidate, comparison: $0).line.tone }
  }

  /// What is proposed, in a few words: on the first screen and under "Decision outcome".
  var proposal: Prose {
    let incumbent: Prose = "\(code: reading.incumbent.label)"
    guard reading.mark == nil else { return "Proposed: \(strong: "nothing"), for this is a rehearsal." }
    guard !eligible.isEmpty else { return "Proposed: \(strong: "keep \(incumbent)")." }
    return "Proposed: \(strong: "replace \(incumbent) by \(eitherEligible)")."
  }

  private var eitherEligible: Prose { .list(eligible.map { "\(code: $0.label)" }, last: "or") }

  private var outcome: [Block] {
    [.heading(2, "Decision outcome"), .paragraph("\(proposal) \(outcomeReason)")]
  }

  private var outcomeReason: Prose {
    let incumbent: Prose = "\(code: reading.incumbent.label)"
    guard !eligible.isEmpty else {
      let mark: Prose = reading.mark.map { " (\($0))" } ?? ""
      return "No candidate was shown to be not worse within \(Numbers.margin(claim.margin)) \(reading.unit)\(mark)."
    }
    if let mark = reading.mark {
      return "People’s ratings of real models with these numbers would permit replacing \(incumbent) by "
        + "\(eitherEligible) [\(mark)]."
    }
    let choice: Prose =
      eligible.count == 1
      ? "The evidence permits replacing \(incumbent) by \(eitherEligible)."
      : "The evidence permits replacing \(incumbent) by \(eitherEligible); it does not choose among them."
    return "\(choice) Whoever decides may still keep \(incumbent) for reasons outside this study."
  }

  private var confirmation: [Block] {
    let terms = MonitorTerms.standard
    return [
      .heading(3, "Confirmation"),
      .paragraph(
        "The margin, scope and questions were fixed before the first packet was written: their hash is in every packet "
          + "and below. After a swap, log what users do to captions and look at the log daily, LOG being its name and DAY "
          + "that of the swap:"),
      .code([terms.command(log: "LOG", swap: "DAY")]),
      .paragraph(
        "It raises a flag, and ends with exit code 100, where more than \(Numbers.percent(terms.threshold)) of a "
          + "category's captions are shown to be edited. A flag is a reason to repeat the study, and so is a drop that "
          + "people notice."),
    ]
  }
}
