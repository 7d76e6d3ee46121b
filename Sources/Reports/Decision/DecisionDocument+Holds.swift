internal import Analysis
internal import Statistics
internal import StudyModel

/// Whether each verdict stays what it is where the same ratings are read otherwise: one table before the numbers.
extension DecisionDocument {
  /// Empty where there is nothing to read otherwise.
  var alternatives: [Block] {
    guard !reading.challengers.isEmpty else { return [] }
    let readings = alternativeReadings
    let rows = reading.challengers.map { candidate -> [Prose] in
      let own = candidate.comparison?.verdicts[claim.scope]?.margin
      let cells = readings.map { reading -> Prose in
        guard let own, let comparison = candidate.comparison else { return "–" }
        switch reading.fact(candidate, comparison) {
        case .unavailable(let reason): return Prose(stringLiteral: reason)
        case .stated(let fact): return fact == own ? "holds" : "\(strong: Prose(stringLiteral: fact.rawValue))"
        }
      }
      return [name(candidate), Prose(stringLiteral: own?.rawValue ?? "undecided: no interval")] + cells
    }
    return [
      .table(
        Table(
          caption: marked(
            "Does the verdict hold if …",
            " Against the margin, \(claim.scope.rawValue); “holds” where it is the same, the other verdict in bold where it "
              + "is not. Each is read off an interval that stands in the tables below. The last column is another claim, for "
              + "\(claim.scope.other.rawValue): it never takes the place of the declared one. \(screeningInWords)"),
          columns: [.text("Candidate"), .text("The verdict")] + readings.map { .text(Prose(stringLiteral: $0.title)) },
          rows: rows, stacks: true))
    ]
  }

  /// One way to read the same ratings otherwise.
  private struct AlternativeReading {
    var title: String
    /// The fact against the margin, or why there is none.
    var fact: (CandidateReading, Comparison) -> Finding<MarginFact>
  }

  private var alternativeReadings: [AlternativeReading] {
    var readings = [AlternativeReading(title: "failures are left out", fact: withoutFailures)]
    if let screening = dossier.trust.screening, !screening.screened.isEmpty {
      readings.append(
        AlternativeReading(
          title: screening.rule.excludes ? "screened raters count too" : "screened raters are left out"
        ) { candidate, _ in otherwiseScreened(candidate, screening) })
    }
    readings.append(AlternativeReading(title: "captions are equally long", fact: atEqualLengths))
    if reading.challengers.contains(where: { robustness(of: $0)?.leniencyAdjusted.value != nil }) {
      readings.append(AlternativeReading(title: "leniency is taken out", fact: withoutLeniency))
    }
    readings.append(AlternativeReading(title: "any one rater is left out", fact: withoutOneRater))
    if reading.challengers.count > 1 {
      readings.append(AlternativeReading(title: "all candidates are read together", fact: readTogether))
    }
    readings.append(
      AlternativeReading(title: "it is read for \(claim.scope.other.rawValue) (not the claim)", fact: otherScope))
    return readings
  }

  private func robustness(of candidate: CandidateReading) -> ComparisonRobustness? {
    dossier.robustness?.comparison(of: candidate.facts.arm)
  }

  private func fact(_ outcome: IntervalOutcome?) -> Finding<MarginFact> {
    switch outcome {
    case .stated(let estimate, _)?: .stated(marginFact(estimate))
    case .unavailable?: .unavailable(reason: "no interval")
    case nil: .unavailable(reason: "not known")
    }
  }

  private func withoutFailures(_ candidate: CandidateReading, _ comparison: Comparison) -> Finding<MarginFact> {
    if let left = comparison.differenceWithoutFailures { return fact(left[claim.scope]) }
    return .unavailable(reason: reading.countsFailures(of: candidate) ? "nothing left" : "no failures")
  }

  private func otherwiseScreened(
    _ candidate: CandidateReading, _ screening: ScreeningResult
  ) -> Finding<MarginFact> {
    guard let (all, rest) = screened(candidate, screening) else { return .unavailable(reason: "not compared") }
    let other = screening.rule.excludes ? all : rest
    return other.map { .stated($0) } ?? .unavailable(reason: "nobody left")
  }

  private func atEqualLengths(_ candidate: CandidateReading, _: Comparison) -> Finding<MarginFact> {
    guard let found = robustness(of: candidate)?.lengthControl.value else { return .unavailable(reason: "not known") }
    return fact(found.adjusted[claim.scope])
  }

  private func withoutLeniency(_ candidate: CandidateReading, _: Comparison) -> Finding<MarginFact> {
    guard let found = robustness(of: candidate)?.leniencyAdjusted.value else {
      return .unavailable(reason: "nothing to take out")
    }
    return fact(found[claim.scope])
  }

  private func withoutOneRater(_ candidate: CandidateReading, _ comparison: Comparison) -> Finding<MarginFact> {
    guard let own = comparison.verdicts[claim.scope]?.margin, let found = robustness(of: candidate)?.leftOutRaters.value
    else { return .unavailable(reason: "nobody can be") }
    guard let first = found.flipping.first else {
      return found.withoutInterval.isEmpty ? .stated(own) : .unavailable(reason: "holds where there is an interval")
    }
    return first.margin.map { .stated($0) } ?? .unavailable(reason: "not known")
  }

  private func readTogether(_ candidate: CandidateReading, _: Comparison) -> Finding<MarginFact> {
    dossier.robustness?.tests(of: candidate.facts.arm)?.simultaneousVerdict.map { .stated($0.margin) }
      ?? .unavailable(reason: "not known")
  }

  private func otherScope(_: CandidateReading, _ comparison: Comparison) -> Finding<MarginFact> {
    comparison.verdicts[claim.scope.other].map { .stated($0.margin) } ?? .unavailable(reason: "no interval")
  }

  /// Who was screened, or that nobody was.
  private var screeningInWords: Prose {
    guard let screening = dossier.trust.screening else { return "Nobody was screened: no rule for that was declared." }
    guard !screening.screened.isEmpty else { return "Nobody was screened by the declared rule." }
    return "Screened: \(Prose.list(screening.screened.map { "\(code: $0)" }))."
  }
}
