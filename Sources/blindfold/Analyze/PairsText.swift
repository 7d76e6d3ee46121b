internal import Analysis
internal import Foundation
internal import Statistics

/// The analysis of judgements of pairs for a reader at a terminal.
struct PairsText {
  private let analysis: PairAnalysis
  /// Raters are listed up to here.
  private static let mostRaters = 20
  /// Pairs are listed up to here.
  private static let mostPairs = 45

  init(_ analysis: PairAnalysis) { self.analysis = analysis }

  var text: String {
    var blocks = [head]
    if let connection { blocks.append(connection) }
    blocks.append(worths)
    if analysis.judgements > 0 {
      blocks.append(scores("each against the rest", analysis.standings))
      if analysis.worths.count > 2 { blocks.append(scores("pairs", analysis.pairs)) }
      blocks.append(position)
      blocks.append(raters)
    }
    let notes = analysis.cautions
    if !notes.isEmpty { blocks.append((["notes"] + notes.map { "  - " + $0 }).joined(separator: "\n")) }
    return blocks.joined(separator: "\n\n")
  }

  private var level: String { String(format: "%.4g %%", analysis.confidence * 100) }

  private var head: String {
    let parts = [
      "\(counted(analysis.judgements, "judgement")) of pairs", counted(analysis.worths.count, "model"),
      counted(analysis.images, "image"), counted(analysis.raters, "rater"),
      "\(counted(analysis.ties, "tie")), \(analysis.neither) with neither usable", "seed \(analysis.seed)",
    ]
    return parts.joined(separator: "; ")
  }

  private var connection: String? {
    let found = analysis.connection
    func groups(_ list: [[String]]) -> String {
      list.map { $0.map(visible).joined(separator: ", ") }.joined(separator: "  |  ")
    }
    var lines: [String] = []
    switch found.status {
    case .disconnected: lines.append("not connected: \(groups(found.groups))")
    case .separated: lines.append("separated, best group first: \(groups(found.ladder))")
    case .connected, nil: break
    }
    if !found.neverWon.isEmpty { lines.append("never won: \(groups([found.neverWon]))") }
    if !found.neverLost.isEmpty { lines.append("never lost: \(groups([found.neverLost]))") }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private var worths: String {
    guard let method = analysis.method else { return "no worths: \(analysis.worthReason ?? "no judgements")" }
    let against = analysis.incumbent.map { "against \(visible($0))" } ?? "against the average model"
    var lines = ["log-odds \(against), \(method.rawValue)"]
    if let ties = analysis.tieParameter {
      lines[0] += String(format: "; between equal models %.0f %% are ties", 100 * ties / (2 + ties))
    }
    let stated = analysis.worths.compactMap(\.logOdds)
    let hasIntervals = stated.contains { $0.theseRaters.estimate != nil || $0.ratersLikeThese.estimate != nil }
    var rows = [
      ["rank", "model", "log-odds"]
        + (hasIntervals ? ["these raters \(level)", "raters like these \(level)"] : [])
        + (analysis.method == .davidson ? ["Rao–Kupper"] : [])
    ]
    for worth in analysis.worths {
      let name = visible(worth.model) + (worth.model == analysis.incumbent ? " *" : "")
      var row = [rank(worth), name, signed(worth.logOdds?.value)]
      if hasIntervals {
        row += [interval(worth.logOdds?.theseRaters, signed), interval(worth.logOdds?.ratersLikeThese, signed)]
      }
      if analysis.method == .davidson { row.append(signed(worth.raoKupper)) }
      rows.append(row)
    }
    lines.append(TextGrid(rows: rows, left: [1]).text)
    if analysis.incumbent != nil { lines.append("* the incumbent") }
    if let reason = analysis.worthReason {
      lines.append("no intervals: \(visible(reason))")
      lines.append("without the models that never won or never lost, the others may have some")
      return lines.joined(separator: "\n")
    }
    lines += reasons(analysis.worths.filter { $0.model != analysis.incumbent }.map { ($0.model, $0.logOdds) })
    return lines.joined(separator: "\n")
  }

  private func rank(_ worth: ModelWorth) -> String {
    guard let rank = worth.rank else { return "–" }
    guard let range = worth.rankRange, range.lowerBound < range.upperBound else { return "\(rank)" }
    return "\(rank) (\(range.lowerBound)–\(range.upperBound))"
  }

  private func scores(_ title: String, _ list: [PairScore]) -> String {
    var rows = [[title, "wins", "losses", "ties", "neither", "win rate"]]
    rows[0] += ["these raters \(level)", "raters like these \(level)", "sign test by image"]
    for score in list.prefix(Self.mostPairs) {
      rows.append([
        visible(score.model) + (score.other.map { " – " + visible($0) } ?? ""), "\(score.wins)", "\(score.losses)",
        "\(score.ties)", "\(score.neither)", percent(score.winRate?.value),
        interval(score.winRate?.theseRaters, percent), interval(score.winRate?.ratersLikeThese, percent),
        probability(score.signTestByImage),
      ])
    }
    var lines = [TextGrid(rows: rows, left: [0]).text]
    if list.count > Self.mostPairs { lines.append("and \(list.count - Self.mostPairs) more pairs: --json lists them") }
    lines += reasons(
      list.prefix(Self.mostPairs).map { ($0.model + ($0.other.map { " – " + $0 } ?? ""), $0.winRate) })
    return lines.joined(separator: "\n")
  }

  private var position: String {
    let found = analysis.position
    var line = "shown first wins \(found.firstWins) of \(found.decided) decided judgements "
    line += "(\(found.leftOut) without a preference left out): \(percent(found.share.value)), "
    line += "\(bounds(found.share, percent)), exact p \(probability(found.p))"
    var lines = [line]
    if let effect = found.orderEffect {
      let near = effect.ratersLikeThese.estimate ?? effect.theseRaters.estimate
      let whom = effect.ratersLikeThese.estimate != nil ? "raters like these" : "these raters"
      lines.append(
        "being shown first is worth \(signed(effect.value)) log-odds"
          + (near.map { ", \(whom) \(signed($0.lower)) to \(signed($0.upper))" } ?? ""))
    } else if let reason = found.orderReason, analysis.worthReason == nil {
      lines.append("no order effect in log-odds: \(visible(reason))")
    }
    return lines.joined(separator: "\n")
  }

  private var raters: String {
    var rows = [["rater", "judgements", "with the others' majority", level, "first shown wins", level]]
    for rater in analysis.raterAgreement.prefix(Self.mostRaters) {
      rows.append([
        visible(rater.rater), "\(rater.judgements)",
        rater.withMajority.value.map { "\(percent($0)) of \(rater.compared)" } ?? "–",
        bounds(rater.withMajority, percent), percent(rater.firstShare.value), bounds(rater.firstShare, percent),
      ])
    }
    var lines = [TextGrid(rows: rows, left: [0]).text]
    let more = analysis.raterAgreement.count - Self.mostRaters
    if more > 0 { lines.append("and \(more) more raters: --json lists them") }
    let alpha = analysis.alpha
    lines.append(
      alpha.value.map { "agreement (Krippendorff's α, nominal) \(signed($0)), \(bounds(alpha, signed))" }
        ?? "no agreement between raters: \(alpha.reason ?? "–")")
    return lines.joined(separator: "\n")
  }

  /// Why an interval is missing, and what must be known of those that are there; each once.
  private func reasons(_ list: [(name: String, scopes: TwoScopes?)]) -> [String] {
    var seen: [(text: String, names: [String])] = []
    for (name, scopes) in list {
      for (whom, outcome) in [
        ("these raters", scopes?.theseRaters), ("raters like these", scopes?.ratersLikeThese),
      ] {
        let text: String
        switch outcome {
        case .unavailable(let reason)?: text = "no interval for \(whom): \(reason)"
        case .stated(_, let caution?)?: text = "\(whom): \(caution)"
        default: continue
        }
        if let known = seen.firstIndex(where: { $0.text == text }) {
          seen[known].names.append(name)
        } else {
          seen.append((text, [name]))
        }
      }
    }
    return seen.map { entry in
      let whose = entry.names.count == list.count ? "" : entry.names.map(visible).joined(separator: "; ") + ": "
      return "  - " + whose + entry.text
    }
  }
}

private func signed(_ value: Double?) -> String {
  guard let value else { return "–" }
  let text = String(format: "%+.2f", value)
  if text == "+0.00" || text == "-0.00" { return "0.00" }
  return text.replacingOccurrences(of: "-", with: "−").replacingOccurrences(of: "+", with: "")
}

private func percent(_ value: Double?) -> String { value.map { String(format: "%.0f %%", 100 * $0) } ?? "–" }

private func probability(_ p: Double?) -> String {
  guard let p else { return "–" }
  return p < 0.001 ? "< 0.001" : String(format: "%.3f", p)
}

private func interval(_ outcome: IntervalOutcome?, _ write: (Double?) -> String) -> String {
  guard let estimate = outcome?.estimate else { return "–" }
  return "\(write(estimate.lower)) to \(write(estimate.upper))"
}

private func bounds(_ number: StatedNumber, _ write: (Double?) -> String) -> String {
  guard number.lower != nil, number.upper != nil else { return "–" }
  return "\(write(number.lower)) to \(write(number.upper))"
}
