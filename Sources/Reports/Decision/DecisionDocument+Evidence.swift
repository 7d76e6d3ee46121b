internal import Analysis
internal import Statistics
internal import StudyModel

/// The tables behind the verdicts.
extension DecisionDocument {
  var moreInformation: [Block] {
    [.heading(2, "More information")]
      + measured(
        costAgainstQuality + services + caches + hitAudits + served + categories + headToHead + fragility + sensitivity
          + progressOfEstimate
          + otherCriteria
          + raterChecks + answers
          + edits + flow + raters) + provenance + limits + citing
  }

  private var raterChecks: [Block] {
    [.heading(3, "Can the raters be trusted?")] + ratersFigure + agreement + selfAgreement + screening
      + [.heading(3, "Did the blind hold?")] + blind + placesFigure + leaks + guesses
  }

  private var categories: [Block] {
    if reading.areCompared { return preferencesByCategory }
    let names = dossier.images.byCategory.keys.sorted()
    let rows = names.flatMap { category in
      reading.candidates.map { candidate -> [Prose] in
        let weight = dossier.images.traffic.isEmpty ? "–" : Numbers.percent(reading.weight(of: category) ?? 0)
        let difference = candidate.comparison.map {
          $0.byCategory[category].map {
            reading.difference($0, for: claim.scope)
          }
            ?? "not estimated"
        }
        let score = candidate.estimate?.byCategory[category].map { IntervalText.points($0, scope: claim.scope) }
        return [
          Prose(stringLiteral: category), name(candidate), Prose(stringLiteral: score ?? "not estimated"),
          Prose(stringLiteral: difference ?? "–"),
          Prose(stringLiteral: Numbers.count(dossier.images.byCategory[category, default: 0])),
          Prose(stringLiteral: weight),
        ]
      }
    }
    return [
      .heading(3, "By category")
    ] + categoriesFigure + [
      .table(
        Table(
          caption: marked(
            "Scores by category.",
            " Unweighted within a category; \(Numbers.confidence(claim.confidence)) intervals for "
              + "\(claim.scope.rawValue). No claim was made for a category: read these as hints."),
          columns: [
            .text("Category"), .text("Candidate"), .text("Score"),
            .text("Difference from \(code: reading.incumbent.label)"), .number("Images"), .number("Traffic"),
          ], rows: rows))
    ]
  }

  private var sensitivity: [Block] {
    let rows = reading.challengers.compactMap { candidate -> [Prose]? in
      guard let comparison = candidate.comparison else { return nil }
      let counted = comparison.difference
      let left = comparison.differenceWithoutFailures
      let both = (counted?[claim.scope].estimate, left?[claim.scope].estimate)
      let outcome: Prose =
        if failuresDecide(comparison) != nil, let first = both.0, let second = both.1 {
          "\(strong: "would be \(marginFact(second).rawValue) instead of \(marginFact(first).rawValue)")"
        } else if left == nil {
          reading.countsFailures(of: candidate) ? "nothing left to compare" : "the same: no failures"
        } else {
          both.0 == nil || both.1 == nil ? "no interval to compare" : "stays"
        }
      return [
        name(candidate),
        Prose(
          stringLiteral: reading.difference(counted, for: claim.scope)),
        Prose(
          stringLiteral: left.map {
            reading.difference($0, for: claim.scope)
          } ?? "–"),
        outcome,
      ]
    }
    guard reading.challengers.contains(where: { $0.comparison?.differenceWithoutFailures != nil }) else {
      let failures = reading.candidates.reduce(0) { $0 + $1.facts.failures }
      let none: Prose =
        failures == 0
        ? "No image went without a caption, so there are no failures to count both ways."
        : "No comparison counts an image without a caption, so there are no failures to count both ways."
      return [
        .paragraph(
          reading.challengers.contains(where: reading.countsFailures)
            ? "Failures cannot be counted both ways: left out, they leave nothing to compare." : none)
      ]
    }
    return [
      .table(
        Table(
          caption: marked(
            "Failures counted both ways.",
            "\(reading.areCompared ? lostWithout : lowestWithout) Intervals for \(claim.scope.rawValue)."),
          columns: [
            .text("Candidate"),
            .text(
              reading.areCompared
                ? "Net preference, failures lost (the claim)" : "Difference, failures at the lowest point (the claim)"),
            .text("\(reading.areCompared ? "Net preference" : "Difference"), failures left out"),
            .text("Verdict against the margin"),
          ], rows: rows))
    ]
  }

  private var lowestWithout: Prose { " The claim counts an image without a caption at the scale’s lowest point." }
  private var lostWithout: Prose {
    " The claim counts a pair with one caption as lost by the one without, and a pair without any as a tie."
  }

  /// How the verdict would change if failures were left out, with the interval that says so; nil where it would not, or
  /// that cannot be told.
  func failuresDecide(_ comparison: Comparison) -> String? {
    guard let counted = comparison.difference?[claim.scope].estimate,
      let left = comparison.differenceWithoutFailures?[claim.scope].estimate
    else { return nil }
    let (first, second) = (marginFact(counted), marginFact(left))
    let range = reading.difference(comparison.differenceWithoutFailures, for: claim.scope)
    return first == second ? nil : "would be \(second.rawValue) instead of \(first.rawValue): \(range)"
  }

  /// The fact against the margin, for an interval that has no verdict of its own.
  func marginFact(_ estimate: Estimate) -> MarginFact {
    Verdict(lower: estimate.lower, upper: estimate.upper, margin: claim.margin).margin
  }

  private var otherCriteria: [Block] {
    let order = reading.candidates.map(\.facts.arm)
    let others = dossier.estimates.arms.filter { $0.criterion != claim.criterion }
    let criteria = others.reduce(into: [String]()) { if !$0.contains($1.criterion) { $0.append($1.criterion) } }
    guard !criteria.isEmpty else { return [] }
    let rows = criteria.flatMap { criterion in
      reading.candidates.compactMap { candidate -> [Prose]? in
        guard
          let estimate = others.first(where: { $0.criterion == criterion && $0.arm == candidate.facts.arm }),
          order.contains(estimate.arm)
        else { return nil }
        return [
          "\(code: criterion)", name(candidate),
          Prose(stringLiteral: IntervalText.points(estimate.mean, scope: claim.scope)),
          exploratory(candidate, criterion).0,
          exploratory(candidate, criterion).1,
          Prose(
            stringLiteral: "\(Numbers.count(estimate.ratings)), \(Numbers.counted(estimate.items, "image")), "
              + Numbers.counted(estimate.raters, "rater")),
        ]
      }
    }
    return [
      .heading(3, "Other criteria"),
      .table(
        Table(
          caption: marked(
            "What else was asked.",
            " No claim was made for these: they may raise a question, not settle one. "
              + "Intervals for \(claim.scope.rawValue). q: p adjusted over all rows (Benjamini and Hochberg); of those below "
              + "0.05 at most one in twenty is expected to be chance."),
          columns: [
            .text("Criterion"), .text("Candidate"), .text("Mean"),
            .text("Difference from \(code: reading.incumbent.label)"), .text("q"), .text("Ratings"),
          ], rows: rows)),
    ]
  }

  /// Difference and adjusted p on a criterion that nothing is claimed about.
  private func exploratory(_ candidate: CandidateReading, _ criterion: String) -> (Prose, Prose) {
    let test = dossier.robustness?.tests.exploratory.first {
      $0.arm == candidate.facts.arm && $0.criterion == criterion
    }
    guard let test else { return ("–", "–") }
    return (
      Prose(stringLiteral: IntervalText.points(test.difference, scope: claim.scope)),
      Prose(stringLiteral: test.q.map(Numbers.chance) ?? "–")
    )
  }

  private var flow: [Block] {
    let kinds: [Outcome] = [.failed, .empty, .refused, .filtered, .truncated]
    let rows = reading.candidates.map { candidate -> [Prose] in
      let flow = candidate.facts.flow
      let counts =
        [flow.planned, flow.sent] + kinds.map { candidate.facts.outcomes[$0, default: 0] }
        + [candidate.facts.outcomes[.overLength, default: 0], flow.rated, flow.planned - flow.analysed, flow.analysed]
      return [name(candidate)] + counts.map { Prose(stringLiteral: Numbers.count($0)) }
    }
    let unpaired = reading.challengers.compactMap { candidate -> Prose? in
      guard let count = candidate.comparison?.unpaired, count > 0 else { return nil }
      return "\(code: candidate.label) \(Numbers.count(count))"
    }
    let note: Prose =
      reading.areCompared
      ? notAsked
      : unpaired.isEmpty
        ? " Every rating found its partner for the comparison."
        : " Ratings without a partner for the comparison, left out of it: \(Prose.joined(unpaired, by: ", "))."
    let alone =
      dossier.captionedAlone == 0
      ? "" : "; among them \(Numbers.counted(dossier.captionedAlone, "image")) that raters were not to see"
    return [
      .heading(3, "Flow of items"),
      .table(
        Table(
          caption: marked(
            "From plan to analysis, in images.",
            " Failures stay in the analysis; over-length captions are \(reading.areCompared ? "shown" : "rated"). Excluded: "
              + "no judgement of it came in, or only withdrawn ones\(alone).\(note)"
          ),
          columns: [.text("Candidate"), .number("Planned"), .number("Sent")]
            + kinds.map { .number("\($0.rawValue.prefix(1).uppercased())\($0.rawValue.dropFirst())") }
            + [
              .number("Over-length"), .number(reading.areCompared ? "Judged" : "Rated"), .number("Excluded"),
              .number("Analysed"),
            ],
          rows: rows)),
    ]
  }
}
