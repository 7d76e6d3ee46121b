internal import Analysis
internal import Statistics
internal import StudyModel

/// The tables of a study in which captions were compared, in the places where a study of ratings has scores.
extension DecisionDocument {
  /// First screen: shares, index, net preference and verdict.
  var preferenceScores: Table {
    let level = Numbers.confidence(claim.confidence)
    let incumbent = reading.incumbent.label
    let rows = reading.candidates.map { candidate -> [Prose] in
      guard !candidate.isIncumbent else {
        return [
          name(candidate), "the others are compared with it", "50 by definition", "0 by definition", "–", "–", "–",
        ]
      }
      guard candidate.comparison != nil else {
        return [name(candidate), "no judgements", "–", "–", "–", "–", "none"]
      }
      return [
        name(candidate), shares(candidate),
        Prose(
          stringLiteral: IntervalText.index(candidate.comparison?.difference, on: -1...1, scope: claim.scope)),
        netPreference(candidate, claim.scope), verdict(candidate), netPreference(candidate, claim.scope.other),
        Prose(stringLiteral: judgements(candidate)),
      ]
    }
    let caption: Prose =
      " Question \(reading.criterion). The net preference is the share of judgements for the candidate less the share for "
      + "\(code: incumbent), from −1 to 1; no difference and neither usable count 0. The index is the share of wins, "
      + "everything else counting half, in percent. Brackets hold \(level) intervals for \(claim.scope.rawValue), the "
      + "declared scope; the last column but one holds those of the other scope, on which no verdict rests. \(weighting)"
    return Table(
      caption: marked("Preferences and verdicts.", caption),
      columns: [
        .text("Candidate"), .text("Against \(code: incumbent)"), .text("Index, 0 to 100"),
        .text(reading.differenceTitle), .text("Verdict"),
        .text("Not the claim: net preference for \(claim.scope.other.rawValue)"), .text("Judgements"),
      ], rows: rows, stacks: true)
  }

  /// "won 42 %, lost 30 %, no difference 20 %, neither usable 8 %".
  private func shares(_ candidate: CandidateReading) -> Prose {
    guard let shares = reading.shares(of: candidate), let won = shares.won, let lost = shares.lost,
      let tied = shares.tied, let unusable = shares.unusable
    else { return "no judgements" }
    return "won \(Numbers.percent(won.value)), lost \(Numbers.percent(lost.value)), no difference "
      + "\(Numbers.percent(tied.value)), neither usable \(Numbers.percent(unusable.value))"
  }

  private func netPreference(_ candidate: CandidateReading, _ scope: Scope) -> Prose {
    Prose(
      stringLiteral: reading.difference(candidate.comparison?.difference, for: scope))
  }

  /// "180 judgements, 6 pairs of one caption, 3 without a caption, 36 images, 12 raters".
  private func judgements(_ candidate: CandidateReading) -> String {
    guard let shares = reading.shares(of: candidate), let comparison = candidate.comparison else { return "none" }
    let missing = shares.withoutOwn + shares.withoutIncumbent + shares.withoutBoth
    let parts = [
      Numbers.counted(shares.judged, "judgement"),
      shares.sameCaption > 0 ? "\(Numbers.counted(shares.sameCaption, "pair")) of one caption" : nil,
      missing > 0 ? "\(Numbers.counted(missing, "pair")) without a caption" : nil,
      Numbers.counted(comparison.items, "image"), Numbers.counted(comparison.raters, "rater"),
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  var preferencesByCategory: [Block] {
    let rows = dossier.images.byCategory.keys.sorted().flatMap { category in
      reading.challengers.map { candidate -> [Prose] in
        let own = candidate.comparison?.byCategory[category]
        let weight = dossier.images.traffic.isEmpty ? "–" : Numbers.percent(reading.weight(of: category) ?? 0)
        let text = own.map {
          reading.difference($0, for: claim.scope)
        }
        return [
          Prose(stringLiteral: category), name(candidate), Prose(stringLiteral: text ?? "not estimated"),
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
            "Net preference by category.",
            " Unweighted within a category; \(Numbers.confidence(claim.confidence)) intervals for "
              + "\(claim.scope.rawValue). No claim was made for a category: read these as hints."),
          columns: [
            .text("Category"), .text("Candidate"), .text(reading.differenceTitle), .number("Images"),
            .number("Traffic"),
          ], rows: rows))
    ]
  }

  /// What was counted without asking.
  var notAsked: Prose {
    let parts = reading.challengers.compactMap { candidate -> Prose? in
      guard let shares = reading.shares(of: candidate) else { return nil }
      let counts = [
        (shares.sameCaption, "the same caption twice, a tie"),
        (shares.withoutOwn, "no caption of this candidate, lost"),
        (shares.withoutIncumbent, "no caption of \(reading.incumbent.label), won"),
        (shares.withoutBoth, "no caption of either, a tie"),
      ].filter { $0.0 > 0 }
      guard !counts.isEmpty else { return nil }
      return "\(code: candidate.label): "
        + Prose(
          stringLiteral: counts.map { "\(Numbers.count($0.0)) × \($0.1)" }.joined(separator: "; "))
    }
    return parts.isEmpty
      ? " Raters were asked about every pair."
      : " Pairs that raters need not be asked about count too. \(Prose.joined(parts, by: ". "))."
  }

  /// What raters said beside their preferences.
  var reasons: [Block] {
    guard let found = dossier.preferences?.reasons, found.contains(where: { !$0.counts.isEmpty }) else { return [] }
    let own = reading.challengers.compactMap { candidate in
      found.first { $0.arm == candidate.facts.arm }.map { (candidate, $0) }
    }
    let rows = own.flatMap { candidate, reasons in
      reasons.counts.filter { $0.won + $0.lost + $0.undecided > 0 }.map { count -> [Prose] in
        [
          name(candidate), "\(code: count.question)", "\(code: count.answer)",
          share(count.won, of: reasons.wins), share(count.lost, of: reasons.losses),
          share(count.undecided, of: reasons.undecided),
        ]
      }
    }
    guard !rows.isEmpty else { return [.paragraph("Nobody said why one or the other was preferred.")] }
    return [
      .table(
        Table(
          caption: marked(
            "Why one or the other was preferred.",
            " For 100 judgements of that outcome, with the count in brackets. A judgement may have several reasons, or "
              + "none; what nobody said is left out. Counted, not estimated: no intervals."),
          columns: [
            .text("Candidate"), .text("Question"), .text("Answer"), .number("Candidate preferred"),
            .number("\(code: reading.incumbent.label) preferred"), .number("Neither preferred"),
          ], rows: rows))
    ]
  }

  private func share(_ count: Int, of whole: Int) -> Prose {
    guard whole > 0 else { return "–" }
    return count == 0
      ? "0" : "\(Numbers.fixed(100 * Double(count) / Double(whole), decimals: 1)) (\(Numbers.count(count)))"
  }
}
