internal import Analysis
internal import Statistics
internal import StudyModel

/// The one sentence that gets quoted: whether a candidate may replace the incumbent, the fact against the margin
/// before the fact against zero, with everything a reader needs to weigh it.
///
/// It speaks for the declared scope only.
struct VerdictSentence: Sendable {
  let reading: Reading
  let candidate: CandidateReading
  let comparison: Comparison

  private var claim: Claim { reading.claim }
  private var names: (Prose, Prose) { ("\(code: candidate.label)", "\(code: reading.incumbent.label)") }

  /// The sentence and what kind of answer it is.
  var line: VerdictLine {
    if let undecided = Undecided(comparison, claim: claim, pairs: reading.pairs) {
      return VerdictLine(tone: .open, sentence: open(undecided))
    }
    guard let verdict = comparison.verdicts[claim.scope] else {
      preconditionFailure("what has no verdict is undecided")
    }
    let (new, old) = names
    let margin = "\(Numbers.margin(claim.margin)) \(reading.unit)"
    let (may, fact): (Bool, String) =
      switch verdict.margin {
      case .notWorse: (true, "not worse within \(margin)")
      case .equivalent: (true, "equivalent within \(margin) either way")
      case .worseBeyondMargin: (false, "worse by more than \(margin)")
      case .undecided: preconditionFailure("explained above")
      }
    let lead: Prose = may ? "\(new) may replace \(old)" : "\(new) may not replace \(old)"
    let sentence: Prose = "\(strong: lead) \(subject): \(fact); \(direction(verdict.direction)) (\(evidence))\(cost)."
    return VerdictLine(tone: may ? .may : .mayNot, sentence: sentence)
  }

  /// "for product alt text", or the criterion's name where the study has no subject: its question stands by the table.
  private var subject: Prose {
    guard let subject = reading.dossier.subject else { return "on \(code: claim.criterion)" }
    return "for \(subject)"
  }

  private func open(_ undecided: Undecided) -> Prose {
    let (new, old) = names
    let direction = comparison.verdicts[claim.scope].map { "; " + self.direction($0.direction) } ?? ""
    let lead: Prose = "\(strong: "Whether \(new) may replace \(old)") \(subject) \(strong: "is undecided")"
    return "\(lead) at a margin of \(Numbers.margin(claim.margin)) \(reading.unit), because "
      + "\(undecided.because)\(direction) (\(evidence))\(cost). \(old) stays."
  }

  private func direction(_ fact: DirectionFact) -> String {
    switch fact {
    case .measurablyHigher: "measurably higher"
    case .measurablyLower: "measurably lower"
    case .noDifferenceShown: "no difference shown"
    }
  }

  /// The difference with its interval and its n: "−0.04, 95 % −0.19 to 0.11, raters like these; 12 raters, …".
  private var evidence: Prose {
    var parts: [String] = []
    if let difference = comparison.difference {
      let value = reading.difference(difference.value)
      switch difference[claim.scope] {
      case .stated(let estimate, let caution):
        let (lower, upper) = (
          IntervalText.bound(estimate.lower, margin: claim.margin),
          IntervalText.bound(estimate.upper, margin: claim.margin)
        )
        parts.append(
          "\(value), \(Numbers.confidence(estimate.confidence)) \(lower) to \(upper), \(claim.scope.rawValue)")
        if let caution { parts.append(caution) }
      case .unavailable: parts.append("\(value) without an interval for \(claim.scope.rawValue)")
      }
    }
    let rate = Numbers.ratingsAnImage(comparison.pairs, images: comparison.items)
    parts.append(
      "\(Numbers.counted(comparison.raters, "rater")), \(Numbers.counted(comparison.items, "image")), "
        + (comparison.items == 0
          ? "no \(reading.judgement)s" : "\(rate) \(reading.judgement)\(rate == "1" ? "" : "s") an image"))
    if reading.dossier.unblinding.isEarly { parts.append("unblinded early") }
    if let mark = reading.mark { parts.append(mark) }
    return Prose(stringLiteral: parts.joined(separator: "; "))
  }

  /// ", at 11 % of its cost", with what that rests on; or that it is unknown.
  private var cost: Prose {
    if candidate.facts.isReadyMade { return "" }
    guard let new = candidate.cost.perThousand else { return "; its cost is unknown" }
    guard let old = reading.incumbent.cost.perThousand else {
      return "; what \(code: reading.incumbent.label) costs is unknown"
    }
    guard let ratio = Numbers.ratio(new, of: old) else { return "" }
    return ", at \(ratio) its cost\(reading.costBasis(candidate))"
  }
}
