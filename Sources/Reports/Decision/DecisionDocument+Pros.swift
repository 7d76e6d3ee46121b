internal import Analysis
internal import StudyModel

/// What speaks for and against each option, each fact with what it was counted on.
extension DecisionDocument {
  var pros: [Block] {
    guard !reading.challengers.isEmpty else { return [] }
    let rows = reading.candidates.map { candidate -> [Prose] in
      let facts = candidate.isIncumbent ? incumbentFacts : facts(of: candidate)
      func cell(_ side: OptionFact.Side) -> Prose {
        let own = facts.filter { $0.side == side }.map(\.words)
        return own.isEmpty ? "–" : Prose.joined(own, by: "; ")
      }
      return [name(candidate), cell(.good), cell(.bad), cell(.neutral)]
    }
    return [
      .heading(2, "Pros and cons of the options"),
      .table(
        Table(
          caption: marked(
            "Against \(code: reading.incumbent.label).",
            " Differences with their \(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue). Costs, "
              + "failures and checks are the run’s, counted and not estimated, and so have no intervals."),
          columns: [
            .text("Candidate"), .text("Good, because"), .text("Bad, because"), .text("Neutral, because"),
          ], rows: rows, stacks: true)),
    ]
  }

  private var incumbentFacts: [OptionFact] {
    [OptionFact(.neutral, "the others are compared with it, and it stays where none may replace it")]
  }

  private func facts(of candidate: CandidateReading) -> [OptionFact] {
    [quality(candidate), cost(candidate)]
      + [
        count(candidate, "images without a caption", in: \.failures),
        count(candidate, "breaches of declared checks", in: { $0.checksBroken.values.reduce(0, +) }),
      ].compactMap(\.self)
  }

  private func quality(_ candidate: CandidateReading) -> OptionFact {
    guard let comparison = candidate.comparison else {
      return OptionFact(.neutral, "it has no \(reading.judgement)s")
    }
    let counts =
      "\(Numbers.counted(comparison.raters, "rater")), \(Numbers.counted(comparison.items, "image"))"
    let evidence = "\(reading.difference(comparison.difference, for: claim.scope)); \(counts)"
    guard let verdict = comparison.verdicts[claim.scope] else {
      return OptionFact(.neutral, "the \(reading.judgement)s decide nothing: \(evidence)")
    }
    let side: OptionFact.Side =
      switch verdict.margin {
      case .notWorse, .equivalent: .good
      case .worseBeyondMargin: .bad
      case .undecided: .neutral
      }
    return OptionFact(side, "\(verdict.margin.rawValue), \(verdict.direction.rawValue): \(evidence)")
  }

  private func cost(_ candidate: CandidateReading) -> OptionFact {
    guard let new = candidate.cost.perThousand, let old = reading.incumbent.cost.perThousand,
      let ratio = Numbers.ratio(new, of: old)
    else { return OptionFact(.neutral, "what it costs against the incumbent is unknown") }
    return OptionFact(
      new < old ? .good : new > old ? .bad : .neutral,
      "it comes at \(ratio) the cost\(reading.costBasis(candidate)): \(Numbers.dollars(new)) against "
        + "\(Numbers.dollars(old)) per 1,000 images" as Prose)
  }

  /// A count beside the incumbent's; nil where they are the same.
  private func count(_ candidate: CandidateReading, _ what: String, in facts: (ArmFacts) -> Int) -> OptionFact? {
    let (new, old) = (facts(candidate.facts), facts(reading.incumbent.facts))
    guard new != old else { return nil }
    let sent = (candidate.facts.flow.sent, reading.incumbent.facts.flow.sent)
    return OptionFact(
      new < old ? .good : .bad,
      "\(what): \(Numbers.count(new)) in \(Numbers.count(sent.0)) against \(Numbers.count(old)) in \(Numbers.count(sent.1))"
    )
  }
}

/// A fact about an option and what it speaks for.
private struct OptionFact {
  enum Side { case good, bad, neutral }
  var side: Side
  var words: Prose

  init(_ side: Side, _ words: String) { self.init(side, Prose(stringLiteral: words)) }

  init(_ side: Side, _ words: Prose) {
    self.side = side
    self.words = words
  }
}
