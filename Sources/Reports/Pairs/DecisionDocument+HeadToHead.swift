internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// All candidates on one scale, from every pair.
extension DecisionDocument {
  var headToHead: [Block] {
    guard let found = dossier.preferences?.headToHead else { return [] }
    return [.heading(3, "Head to head"), .paragraph(scaleInWords(found))] + worths(found) + duels(found)
  }

  private func label(_ model: String) -> Prose { "\(code: reading.label(of: ArmCode(rawValue: model)))" }

  private func scaleInWords(_ found: PairAnalysis) -> Prose {
    var words: Prose
    if let method = found.method {
      words =
        "Worths put all candidates on one scale, whoever met whom: \(method.rawValue)’s model of "
        + "\(Numbers.counted(found.judgements, "pair")). A difference of 1 in log-odds is odds of 2.7 to 1 where one of the "
        + "two is preferred. They rest on a model and no verdict rests on them."
      if let ties = found.tieParameter {
        let even = Numbers.percent(ties / (2 + ties))
        words += " Between equals, no preference is to be expected in \(even) (no interval)."
      }
    } else {
      words = "There is no common scale"
      words += Prose(stringLiteral: found.worthReason.map { ": \(reading.named($0))." } ?? ".")
    }
    for caution in found.cautions { words += Prose(stringLiteral: " \(sentence(reading.named(caution)))") }
    return words
  }

  private func sentence(_ text: String) -> String { "\(text.prefix(1).uppercased())\(text.dropFirst())." }

  private func worths(_ found: PairAnalysis) -> [Block] {
    guard found.method != nil else { return [] }
    let rows = found.worths.map { worth -> [Prose] in
      let rank = worth.rank.map(Numbers.count) ?? "–"
      let range = worth.rankRange.map {
        $0.lowerBound == $0.upperBound
          ? Numbers.count($0.lowerBound) : "\(Numbers.count($0.lowerBound)) to \(Numbers.count($0.upperBound))"
      }
      let standing = found.standings.first { $0.model == worth.model }
      let isIncumbent = worth.model == found.incumbent
      return [
        label(worth.model) + (isIncumbent ? ", incumbent" : ""),
        isIncumbent
          ? "0 by definition"
          : Prose(stringLiteral: worth.logOdds.map { IntervalText.points($0, scope: claim.scope) } ?? "–"),
        Prose(stringLiteral: rank), Prose(stringLiteral: range ?? "–"),
        Prose(stringLiteral: standing.map { IntervalText.share($0.winRate, scope: claim.scope) } ?? "–"),
        Prose(stringLiteral: standing.map { Numbers.count($0.judgements) } ?? "–"),
      ]
    }
    return [
      .table(
        Table(
          caption: marked(
            "Worths and ranks.",
            " Log-odds against \(code: reading.incumbent.label), every pair counting the same; "
              + "\(Numbers.confidence(found.confidence)) intervals for \(claim.scope.rawValue). Rank ranges hold the middle "
              + "\(Numbers.confidence(found.confidence)) of \(Numbers.count(found.rounds)) draws of images"
              + "\(found.drawsRaters ? " and raters" : ""). The win rate is over all pairs, no preference counting half."
          ),
          columns: [
            .text("Candidate"), .text("Worth, log-odds"), .number("Rank"), .number("Rank range"),
            .text("Win rate over all pairs"), .number("Pairs"),
          ], rows: rows, stacks: true))
    ]
  }

  private func duels(_ found: PairAnalysis) -> [Block] {
    let places = Dictionary(
      reading.candidates.enumerated().map { ($1.facts.arm.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
    func place(_ pair: PairScore) -> (Int, Int) { (places[pair.model] ?? 0, places[pair.other ?? ""] ?? 0) }
    let rows = found.pairs.sorted { place($0) < place($1) }.map { pair -> [Prose] in
      let missing = dossier.preferences?.preferences.filter {
        $0.basis != .judged && Set([$0.first.rawValue, $0.second.rawValue]) == Set([pair.model, pair.other ?? ""])
      }
      return [
        "\(label(pair.model)) – \(label(pair.other ?? ""))", "\(Numbers.count(pair.wins))",
        "\(Numbers.count(pair.losses))",
        "\(Numbers.count(pair.ties))", "\(Numbers.count(pair.neither))", "\(Numbers.count(missing?.count ?? 0))",
        "\(Numbers.count(pair.imagesWon)) – \(Numbers.count(pair.imagesLost))",
        Prose(stringLiteral: pair.signTestByImage.map(Numbers.chance) ?? "–"),
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      .table(
        Table(
          caption: marked(
            "Every two candidates that met.",
            " Counts of pairs, as they are and not weighted, and so without intervals. An image is won by whoever was preferred more often on it; the "
              + "sign test is of images, two-sided, for these raters."),
          columns: [
            .text("Pair"), .number("First preferred"), .number("Second preferred"), .number("No difference"),
            .number("Neither usable"), .number("Of these not asked"), .text("Images won"), .number("Sign test p"),
          ], rows: rows))
    ]
  }
}
