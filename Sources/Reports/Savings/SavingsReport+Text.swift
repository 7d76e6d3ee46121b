internal import Analysis
internal import Blinding
internal import Statistics

extension SavingsReport {
  private var cells: SavingsCells { SavingsCells(report: self) }

  /// What bills are for: "8,000,000 images a month (…)".
  private var lead: String {
    "\(Numbers.fixed(comparison.images, decimals: 0)) images\(isMonthly ? " a month" : "") (\(imagesFrom)); "
      + "measured on \(Numbers.count(measured.images)) of \(Numbers.counted(measured.of, "image"))"
      + (categories.isEmpty
        ? ", each counting the same"
        : ", weighted to traffic: "
          + categories.map { "\($0.name) \(Numbers.fixed($0.weight, decimals: 3))" }.joined(separator: ", "))
      + "; \(Numbers.confidence(confidence)) intervals for new images"
  }

  /// Sentences under the tables.
  private var sentences: [String] {
    var lines = [prices]
    for candidate in candidates {
      guard case .unknown(let reason) = candidate.bill.cost else { continue }
      let why = CostText(label: { arm in candidates.first { $0.bill.arm == arm }?.label ?? candidate.label }).why(
        reason)
      lines.append("\(candidate.label): the cost is unknown (\(why)). Unknown is never zero.")
    }
    for candidate in candidates {
      if let calls = candidate.bill.unanswered { lines.append("\(candidate.label): the bill is \(calls.words).") }
    }
    for candidate in candidates {
      guard let hits = candidate.hits else { continue }
      let asked = hits.asked < 1 ? ", asked for \(Numbers.percent(hits.asked)) of images" : ""
      lines.append("\(candidate.label): hit rate \(SavingsCells.percent(hits.rate)) %, from \(hits.from)\(asked).")
    }
    if candidates.contains(where: { $0.hits?.isStudys == true }) { lines.append(Self.caution) }
    if candidates.contains(where: { $0.hits?.isStudys == false }) {
      lines.append(
        "A stated hit rate is taken to find dear images as often as cheap ones: what it spares is that share of the full cost."
      )
    }
    for candidate in candidates {
      guard let saving = candidate.bill.saving else { continue }
      if let reason = saving.withoutCache {
        lines.append("\(candidate.label), by the cache: not told apart, \(reason).")
      }
      if saving.model == nil, let reason = saving.withoutRouter {
        lines.append("\(candidate.label), by models and router: not told apart, \(reason).")
      }
      for money in [saving.bill, saving.saved] {
        if case .unavailable(let reason) = money.interval {
          lines.append("\(candidate.label): no interval, \(reason).")
        }
        if case .stated(_, let caution?) = money.interval { lines.append("\(candidate.label): \(caution).") }
      }
    }
    lines += notes
    if candidates.contains(where: { $0.bill.saving != nil }) { lines.append(Self.order) }
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }

  /// For a terminal, at most 100 columns wide, ending in a line break.
  ///
  /// - Parameter showsArithmetic: whether each bill is worked out, term by term.
  public func text(showsArithmetic: Bool = false) -> String {
    var lines: [String] = []
    if let mark { lines += ["\(mark.uppercased()): no decision can rest on these numbers", ""] }
    lines += Columns.wrapped("\(study): \(lead)", hanging: "") + [""]
    lines += Columns.aligned(cells.bills, right: [])
    if cells.parts.count > 1 { lines += [""] + parts }
    lines.append("")
    lines += sentences.flatMap { Columns.wrapped($0) }
    if showsArithmetic { lines += [""] + candidates.flatMap(check) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is saved and by what: a table, or sentences where that would be too wide.
  private var parts: [String] {
    let rows = cells.parts
    let table = Columns.aligned(rows, right: [], width: .max)
    guard table.contains(where: { $0.count > 100 }) else { return table }
    return rows.dropFirst().flatMap { row in
      let shares = zip(["by the models", "by the router", "by the cache"], row.dropFirst(2)).filter { $0.1 != "–" }
      return Columns.wrapped(
        "\(row[0]) saves \(row[1]) USD: \(shares.map { "\($0.0) \($0.1)" }.joined(separator: ", "))")
    }
  }

  /// A document of its own, or a part of one, ending in a line break.
  public func markdown(showsArithmetic: Bool = false) -> String {
    func table(_ rows: [[String]]) -> [String] {
      let lines = rows.map { "| " + $0.map(Escaping.markdown).joined(separator: " | ") + " |" }
      return [lines[0], "|" + rows[0].map { _ in " --- |" }.joined()] + lines.dropFirst()
    }
    var lines = ["## What \(Escaping.markdown(study)) costs at stated traffic", ""]
    if let mark {
      lines += ["**\(mark.prefix(1).uppercased() + mark.dropFirst()): no decision can rest on these numbers.**", ""]
    }
    lines += [Escaping.markdown(lead) + ".", ""] + table(cells.bills)
    if cells.parts.count > 1 { lines += [""] + table(cells.parts) }
    lines.append("")
    lines += sentences.map { "- " + Escaping.markdown($0) }
    if showsArithmetic { lines += ["", "```"] + candidates.flatMap(check) + ["```"] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A bill worked out: a line a term.
  private func check(_ candidate: Candidate) -> [String] {
    guard let arithmetic = candidate.arithmetic else {
      return ["check \(Escaping.line(candidate.label)): \(Numbers.unknown), so there is nothing to work out"]
    }
    func number(_ value: Double, _ decimals: Int) -> String { Numbers.fixed(value, decimals: decimals) }
    var lines = ["check \(Escaping.line(candidate.label)): USD for an image of production"]
    for term in arithmetic.terms {
      lines.append(
        "  \(term.model) \(term.kind): \(number(term.tokens.value, 4)) tokens × \(plain(term.price)) / 1,000,000 = "
          + number(term.dollars, 9) + (term.isBehindCache ? "  behind the cache" : ""))
      if term.tokens.categories.count > 1 {
        let parts = term.tokens.categories.map { "\(plain($0.weight)) × \(number($0.mean, 4))" }
        lines.append("    \(number(term.tokens.value, 4)) = \(parts.joined(separator: " + "))")
      }
    }
    if arithmetic.cached > 0, arithmetic.rate > 0 {
      lines.append("  what came from the cache in the run had cost: \(number(arithmetic.cached, 9))  behind the cache")
    }
    if arithmetic.free > 0 {
      lines.append("  \(Numbers.counted(arithmetic.free, "request")) refused or never sent: 0")
    }
    let without = arithmetic.terms.filter { !$0.isBehindCache }.reduce(0) { $0 + $1.dollars }
    if arithmetic.rate > 0 {
      let behind = arithmetic.terms.filter(\.isBehindCache).reduce(arithmetic.cached) { $0 + $1.dollars }
      lines.append(
        "  \(number(without, 9)) + (1 − \(plain(arithmetic.rate))) × \(number(behind, 9)) = \(number(arithmetic.perImage, 9))"
      )
    }
    lines.append(
      "  \(number(arithmetic.perImage, 9)) × \(number(comparison.images, 0)) images = "
        + "\(number(arithmetic.perImage * comparison.images, 2)) USD")
    return lines
  }

  /// As few decimals as it has.
  private func plain(_ value: Double) -> String { JSONValue.rounded(value) }
}
