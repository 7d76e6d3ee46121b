internal import Analysis
internal import Statistics
internal import StudyModel

/// The verdicts as a table for a terminal, at most 100 columns wide, ending in a line break.
///
/// - Throws: where the dossier's parts do not fit together.
public func verdictTable(_ dossier: Dossier) throws(ReportError) -> String {
  TerminalTable(reading: try Reading(dossier)).text
}

/// The verdicts as aligned lines.
struct TerminalTable {
  let reading: Reading

  private static let width = 100
  private static let gap = "  "

  /// Warnings, the table, and what the table has no room for.
  var text: String {
    let claim = reading.claim
    var lines: [String] = []
    let unblinding = reading.dossier.unblinding
    if unblinding.isEarly {
      lines.append(
        "UNBLINDED EARLY, with \(Numbers.count(unblinding.ratingsIn)) of \(Numbers.count(unblinding.ratingsPlanned)) "
          + "planned ratings in")
      lines += wrapped(unblinding.earlyReason ?? "no reason was given", indent: "  ", hanging: "  ")
    }
    if let mark = reading.mark { lines.append("\(mark.uppercased()): no decision can rest on these numbers") }
    if !lines.isEmpty { lines.append("") }
    lines += table
    lines.append("")
    lines += wrapped(
      "\(claim.criterion), in \(reading.unit), against \(reading.incumbent.label); margin \(Numbers.margin(claim.margin)); "
        + "\(Numbers.confidence(claim.confidence)) intervals for \(claim.scope.rawValue)")
    lines += notes
    return lines.joined(separator: "\n") + "\n"
  }

  private var table: [String] {
    let claim = reading.claim
    let level = reading.areCompared ? "Won–lost" : "Score"
    let head = [
      "Candidate", level, reading.areCompared ? "Net preference" : "Difference", "Against the margin", "Against zero",
      "USD/1,000",
    ]
    let rows = reading.candidates.map { candidate -> [String] in
      let verdict = candidate.comparison?.verdicts[claim.scope]
      let facts: [String]
      if candidate.isIncumbent {
        facts = ["–", "incumbent", ""]
      } else {
        let estimate = candidate.comparison?.difference?[claim.scope].estimate
        let range = estimate.map {
          "(\(IntervalText.bound($0.lower, margin: claim.margin)) to "
            + "\(IntervalText.bound($0.upper, margin: claim.margin)))"
        }
        let value = candidate.comparison?.difference.map { reading.difference($0.value) } ?? "none"
        facts = [
          "\(value) \(range ?? "(no interval)")", verdict?.margin.rawValue ?? "undecided",
          verdict?.direction.rawValue ?? "",
        ]
      }
      let score =
        reading.areCompared
        ? shares(candidate) : candidate.estimate?.mean.map { Numbers.points($0.value) } ?? "none"
      return [Escaping.line(candidate.label), score] + facts + [candidate.cost.short]
    }
    return aligned([head] + rows)
  }

  /// "42–30 %".
  private func shares(_ candidate: CandidateReading) -> String {
    if candidate.isIncumbent { return "–" }
    guard let shares = reading.shares(of: candidate), let won = shares.won, let lost = shares.lost else {
      return "none"
    }
    return "\(Numbers.percent(won.value).dropLast(2))–\(Numbers.percent(lost.value))"
  }

  /// Columns as wide as their widest cell; labels give way where the whole would be too wide.
  private func aligned(_ rows: [[String]]) -> [String] {
    var widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let rest = widths.dropFirst().reduce(0, +) + Self.gap.count * (widths.count - 1)
    widths[0] = max(9, min(widths[0], Self.width - rest))
    return rows.map { row in
      var line = row.enumerated().map { column, cell in
        let text = column == 0 ? Escaping.shortened(cell, to: widths[0]) : cell
        let pad = String(repeating: " ", count: max(0, widths[column] - text.count))
        return column == row.count - 1 || column == 1 ? pad + text : text + pad
      }.joined(separator: Self.gap)
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// What a cost rests on, and why a verdict is open, one line each.
  private var notes: [String] {
    let costs = reading.drawnTrials.flatMap { trial in
      wrapped("what \(Escaping.shortened(trial.label, to: 24)) costs is \(trial.basis)")
    }
    let without = reading.candidates.flatMap { candidate in
      candidate.cost.without.map {
        wrapped("what \(Escaping.shortened(candidate.label, to: 24)) costs is \($0.words)")
      } ?? []
    }
    return costs + without + open
  }

  private var open: [String] {
    reading.challengers.flatMap { candidate -> [String] in
      guard let comparison = candidate.comparison,
        let undecided = Undecided(comparison, claim: reading.claim, pairs: reading.pairs)
      else { return [] }
      let label = Escaping.shortened(candidate.label, to: 24)
      return wrapped("\(label) is undecided: \(undecided.because)")
    }
  }

  /// A sentence on as many lines as it needs; a word that is too long for one is cut.
  private func wrapped(_ text: String, indent: String = "", hanging: String = "  ") -> [String] {
    var lines: [String] = []
    var line = indent
    for word in Escaping.line(text).split(separator: " ") {
      let word = Escaping.shortened(String(word), to: Self.width - hanging.count)
      let isFirst = line.allSatisfy { $0 == " " }
      if !isFirst && line.count + 1 + word.count > Self.width {
        lines.append(line)
        line = hanging + word
      } else {
        line += isFirst ? word : " " + word
      }
    }
    return lines + [line]
  }
}
