internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// The decision document: one screen that stands alone, then the record in MADR form, then the evidence.
struct DecisionDocument: Sendable {
  let reading: Reading

  var dossier: Dossier { reading.dossier }
  var claim: Claim { reading.claim }

  /// The whole document.
  func document() -> Document {
    Document(
      warnings: warnings(leftOut: ratersLeftOut), title: Prose(stringLiteral: dossier.question),
      blocks: Self.numbered(firstScreen + record + moreInformation))
  }

  /// What is quoted: everything down to the figure of differences. It follows from the ratings and the terms of the claim.
  ///
  /// - Parameter leftOut: raters whom a rule fixed in advance left out: they are not in the ratings.
  func cited(leftOut: [String]) -> Document {
    Document(
      warnings: warnings(leftOut: leftOut), title: Prose(stringLiteral: dossier.question),
      blocks: Self.numbered(citedBlocks))
  }

  /// "Table of x (simulated ratings)": no block of numbers goes without the mark.
  func marked(_ title: Prose, _ rest: Prose = "") -> Prose {
    let mark: Prose = reading.mark.map { " \(strong: "[\($0)]")" } ?? ""
    return "\(strong: title)\(mark)\(rest)"
  }

  /// The same blocks, with the mark behind every sentence that states something measured and lacks it: each may be
  /// quoted alone.
  func measured(_ blocks: [Block]) -> [Block] {
    guard let mark = reading.mark else { return blocks }
    func signed(_ prose: Prose) -> Prose {
      let words = prose.words
      return words.contains(mark) || !words.contains(/[0-9][.,][0-9]|[0-9] %/) ? prose : "\(prose) [\(mark)]"
    }
    return blocks.map { block in
      switch block {
      case .paragraph(let prose): .paragraph(signed(prose))
      case .list(let entries): .list(entries.map(signed))
      default: block
      }
    }
  }

  /// A candidate's name in a table, with its own mark where a stand-in answered for it.
  func name(_ candidate: CandidateReading) -> Prose {
    var name: Prose = "\(code: candidate.label)"
    if candidate.isIncumbent { name += ", incumbent" }
    if candidate.facts.isSimulated { name += " (simulated)" }
    return name
  }

  /// The same for an arm.
  func name(of arm: ArmCode) -> Prose {
    reading.candidates.first { $0.facts.arm == arm }.map(name) ?? "\(code: reading.label(of: arm))"
  }

  private func warnings(leftOut: [String]) -> [Prose] {
    var lines: [Prose] = []
    let unblinding = dossier.unblinding
    if unblinding.isEarly {
      let reason = unblinding.earlyReason.map { "reason given: “\($0)”" } ?? "no reason was given"
      let count = "\(Numbers.count(unblinding.ratingsIn)) of \(Numbers.count(unblinding.ratingsPlanned))"
      lines.append(
        "\(strong: "Unblinded early") with \(count) planned ratings in; \(reason). Ratings made later were not blind "
          + "to the result, and the intervals do not allow for stopping early.")
    }
    if let mark = reading.mark {
      lines.append(
        "\(strong: "\(mark.prefix(1).uppercased())\(mark.dropFirst())"): this document shows how a report reads. "
          + "No decision can rest on its numbers.")
    }
    if !leftOut.isEmpty {
      let names = Prose.list(leftOut.map { "\(code: $0)" })
      lines.append(
        "\(strong: "Left out by a rule fixed in advance"): the ratings of \(names). What all raters together say is "
          + "under “Can the raters be trusted?”.")
    }
    return lines
  }

  private var firstScreen: [Block] { citedBlocks + [.table(service)] + mixtures }

  private var citedBlocks: [Block] {
    let status: Prose =
      "Status: \(strong: "proposed") · \(Dates.day(dossier.reportMade)) · study \(code: dossier.study)"
    var blocks: [Block] = [.paragraph(status), .paragraph(proposal)]
    let verdicts = reading.challengers.map { candidate in
      candidate.comparison.map { VerdictSentence(reading: reading, candidate: candidate, comparison: $0).line }
        ?? unrated(candidate)
    }
    blocks.append(
      verdicts.isEmpty
        ? .paragraph("There is no candidate but the incumbent, \(code: reading.incumbent.label).")
        : .verdicts(verdicts))
    return blocks + [.table(reading.areCompared ? preferenceScores : scores), .figure(forest)]
  }

  /// A candidate without a single rating is not passed over in silence.
  private func unrated(_ candidate: CandidateReading) -> VerdictLine {
    let (new, old): (Prose, Prose) = ("\(code: candidate.label)", "\(code: reading.incumbent.label)")
    return VerdictLine(
      tone: .open,
      sentence:
        "\(strong: "Whether \(new) may replace \(old) is undecided"): it has no \(reading.judgement)s. \(old) stays."
    )
  }

  private var forest: Figure {
    let plot = ForestPlot(reading: reading)
    let caption: Prose =
      "How far each candidate lies from \(code: reading.incumbent.label). Left of the dashed line is a loss that "
      + "matters. A verdict is read off the thick interval (\(claim.scope.rawValue)) alone."
    return Figure(
      file: "figures/forest.svg", alternative: plot.description, caption: marked("Figure 1.", " \(caption)"),
      svg: plot.svg)
  }

  /// Scores, differences and verdicts, both scopes labelled.
  private var scores: Table {
    let level = Numbers.confidence(claim.confidence)
    let incumbent = reading.incumbent.label
    let range = Tabulation.ranges(of: dossier.rubric)[claim.criterion]
    let rows = reading.candidates.map { candidate -> [Prose] in
      [
        name(candidate),
        Prose(stringLiteral: IntervalText.points(candidate.estimate?.mean, scope: claim.scope)),
        Prose(stringLiteral: IntervalText.index(candidate.estimate?.mean, on: range, scope: claim.scope)),
        Prose(stringLiteral: IntervalText.share(candidate.estimate?.publishable, scope: claim.scope)),
        difference(candidate, claim.scope), verdict(candidate), difference(candidate, claim.scope.other),
        Prose(stringLiteral: counts(candidate)),
      ]
    }
    let caption: Prose =
      " Criterion \(reading.criterion), \(pointRange), as an index 0 to 100. Brackets: \(level) intervals for "
      + "\(claim.scope.rawValue), the declared scope; the last column but one is for the other scope, and no verdict rests "
      + "on it. \(weighting)\(beyondTheScale(range))"
    return Table(
      caption: marked("Scores and verdicts.", caption),
      columns: [
        .text("Candidate"), .text("Score"), .text("Index, 0 to 100"), .text("Publishable (4 or better)"),
        .text("Difference from \(code: incumbent)"), .text("Verdict"),
        .text("Not the claim: difference for \(claim.scope.other.rawValue)"), .text("Ratings"),
      ], rows: rows, stacks: true)
  }

  /// Said where an interval of a score passes an end of its scale, so that nobody takes it for a slip.
  private func beyondTheScale(_ range: ClosedRange<Double>?) -> String {
    let passes = reading.candidates.contains { candidate in
      guard let range, case .stated(let mean, _)? = candidate.estimate?.mean?[claim.scope] else { return false }
      return mean.lower < range.lowerBound || mean.upper > range.upperBound
    }
    return passes
      ? " An interval may pass an end of the scale: it says how exact a mean is, not what a rating can be." : ""
  }

  private func difference(_ candidate: CandidateReading, _ scope: Scope) -> Prose {
    guard !candidate.isIncumbent else { return "–" }
    return Prose(
      stringLiteral: reading.difference(candidate.comparison?.difference, for: scope))
  }

  func verdict(_ candidate: CandidateReading) -> Prose {
    guard let comparison = candidate.comparison else { return "–" }
    guard let verdict = comparison.verdicts[claim.scope] else { return "\(strong: "undecided"): no interval" }
    let holm = dossier.robustness?.tests(of: candidate.facts.arm)?.holmP
    let adjusted = holm.map { " (Holm p \(Numbers.chance($0)))" } ?? ""
    return "\(strong: Prose(stringLiteral: verdict.margin.rawValue)); \(verdict.direction.rawValue)\(adjusted)"
  }

  private func counts(_ candidate: CandidateReading) -> String {
    guard let estimate = candidate.estimate else { return "none" }
    let failures = estimate.failures > 0 ? " and \(Numbers.counted(estimate.failures, "failure"))" : ""
    return "\(Numbers.count(estimate.ratings))\(failures), \(Numbers.counted(estimate.items, "image")), "
      + Numbers.counted(estimate.raters, "rater")
  }

  private var pointRange: String {
    let range = dossier.rubric.question(claim.criterion)?.range
    return range.map { "\(Numbers.fixed($0.lowerBound, decimals: 0)) to \(Numbers.fixed($0.upperBound, decimals: 0))" }
      ?? "in rubric points"
  }

  var weighting: String {
    dossier.images.traffic.isEmpty ? "Every image counts the same." : "Weighted to traffic."
  }
}
