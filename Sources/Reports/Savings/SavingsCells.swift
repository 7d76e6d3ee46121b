internal import Analysis
internal import Statistics

/// The cells of the savings' tables, for a terminal and for Markdown alike.
struct SavingsCells {
  let report: SavingsReport

  /// Header and rows of the bills.
  var bills: [[String]] {
    [["Candidate", report.isMonthly ? "USD a month" : "USD", "Lower than \(report.baseline)", "From the cache"]]
      + report.candidates.map { [$0.label, bill($0.bill), lower($0.bill), hits($0)] }
  }

  /// Header and rows of what is saved and by what; no rows where nothing is known.
  var parts: [[String]] {
    let known = report.candidates.compactMap { candidate in candidate.bill.saving.map { (candidate.label, $0) } }
    return [["Candidate", "Saved, USD", "By the models", "By the router", "By the cache"]]
      + known.map { [$0.0] + Self.split($0.1) }
  }

  private func bill(_ bill: CostComparison.Bill) -> String {
    switch bill.cost {
    case .known(let money): Self.amount(money)
    case .unknown: bill.atLeast.map { "unknown, at least \(CostText.plain($0))" } ?? Numbers.unknown
    }
  }

  private func lower(_ bill: CostComparison.Bill) -> String {
    if bill.arm == report.comparison.baseline { return "–" }
    if let lower = bill.lower {
      let range = lower.interval.estimate.map {
        "(\(Self.percent($0.lower)) to \(Self.percent($0.upper)))"
      }
      return "\(Self.percent(lower.value)) % \(range ?? "(no interval)")"
    }
    switch bill.bound {
    case .atLeast(let dollars): return "unknown; saves at least \(CostText.plain(dollars))"
    case .atMost(let dollars): return "unknown; saves at most \(CostText.plain(dollars))"
    case nil: return Numbers.unknown
    }
  }

  private func hits(_ candidate: SavingsReport.Candidate) -> String {
    guard let hits = candidate.hits else { return "–" }
    let range = hits.interval.map { " (\(Self.percent($0.lowerBound)) to \(Self.percent($0.upperBound)))" } ?? ""
    return "\(Self.percent(hits.rate)) %\(range)" + (hits.isStudys ? ", in the run" : "")
  }

  /// "24,017 (23,800 to 24,234)".
  static func amount(_ money: Money) -> String {
    guard let estimate = money.interval.estimate else { return "\(CostText.plain(money.dollars)) (no interval)" }
    let size = max(abs(money.dollars), estimate.halfWidth)
    let texts = [money.dollars, estimate.lower, estimate.upper].map { Numbers.dollars($0, like: size) }
    return "\(texts[0]) (\(texts[1]) to \(texts[2]))"
  }

  static func percent(_ share: Double) -> String { Numbers.fixed(share * 100, decimals: 1) }

  /// The whole and its parts as written: the last part is what the others leave of the whole, so that a reader who adds them
  /// up finds the whole.
  static func split(_ saving: Saving) -> [String] {
    let size = abs(saving.saved.dollars)
    let decimals = size >= 99.995 ? 0 : size == 0 || size >= 0.1 ? 2 : 6
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    func rounded(_ dollars: Double) -> Double { (dollars * scale).rounded() / scale }
    func text(_ dollars: Double, _ money: Money) -> String {
      guard let estimate = money.interval.estimate else { return Numbers.fixed(dollars, decimals: decimals) }
      let (low, high) = (
        Numbers.fixed(estimate.lower, decimals: decimals), Numbers.fixed(estimate.upper, decimals: decimals)
      )
      return "\(Numbers.fixed(dollars, decimals: decimals)) (\(low) to \(high))"
    }
    let whole = text(rounded(saving.saved.dollars), saving.saved)
    guard let model = saving.model else {
      return [whole, "not told apart", "not told apart", saving.cache.map { text(rounded($0.dollars), $0) } ?? "–"]
    }
    let parts = [model, saving.router, saving.cache]
    let last = parts.lastIndex { $0 != nil } ?? 0
    var left = rounded(saving.saved.dollars)
    let cells = parts.enumerated().map { index, money -> String in
      guard let money else { return "–" }
      let own = index == last ? left : rounded(money.dollars)
      left -= own
      return text(rounded(own), money)
    }
    return [whole] + cells
  }
}
