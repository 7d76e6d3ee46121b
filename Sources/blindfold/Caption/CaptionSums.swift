internal import Foundation
internal import StudyModel
internal import StudyStore

/// The closing sum of captioning in bulk: the output as a whole, and how fast this run was.
struct CaptionSums {
  private let sums: BulkSums
  private let before: BulkSums
  private let elapsed: Duration
  private let severalMayServe: Bool

  /// - Parameters:
  ///   - sums: of all runs of the output.
  ///   - before: those of earlier runs.
  ///   - elapsed: how long this run took.
  ///   - severalMayServe: whether a policy chooses among models. It is told then who served, also where one served all: that
  ///     may be the one that was meant for few.
  init(_ sums: BulkSums, before: BulkSums, elapsed: Duration, severalMayServe: Bool) {
    self.severalMayServe = severalMayServe
    self.sums = sums
    self.before = before
    self.elapsed = elapsed
  }

  func text(out: String) -> String {
    let order = Outcome.allCases.map(\.rawValue) + [CaptionLine.unusable]
    let outcomes = order.compactMap { outcome in sums.outcomes[outcome].map { "\(grouped($0)) \(outcome)" } }
    var lines = [
      "\(out): \(grouped(sums.rows)) row\(sums.rows == 1 ? "" : "s")"
        + (outcomes.isEmpty ? "" : ": " + outcomes.joined(separator: ", "))
        + (before.rows > 0 ? " (\(grouped(before.rows)) of them before)" : "")
    ]
    var calls = ["\(grouped(sums.attempts)) call\(sums.attempts == 1 ? "" : "s")"]
    if sums.lost > 0 { calls.append("\(grouped(sums.lost)) without an answer") }
    calls.append(dollars(sums.cost) + (sums.cost == nil ? "" : " known"))
    if sums.cost != nil, sums.unknownCosts > 0 { calls.append("\(grouped(sums.unknownCosts)) of unknown cost") }
    if let input = sums.inputTokens, let output = sums.outputTokens {
      calls.append("\(grouped(input)) tokens in, \(grouped(output)) out")
    }
    lines.append(calls.joined(separator: " · "))
    if sums.parts.count > 1 || severalMayServe && !sums.parts.isEmpty {
      let served = sums.parts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      lines.append("by: " + served.map { "\(grouped($1)) \($0)" }.joined(separator: ", "))
    }
    if !sums.hits.isEmpty {
      lines.append(
        "cache: " + sums.hits.sorted { $0.key < $1.key }.map { "\(grouped($1)) \($0)" }.joined(separator: ", "))
    }
    let seconds = elapsed / .seconds(1)
    let rows = sums.rows - before.rows
    var speed = [String(format: "%.1f s", seconds)]
    if rows > 0, seconds > 0 {
      speed.append(String(format: "%.1f rows/s", Double(rows) / seconds))
      let tokens = (sums.outputTokens ?? 0) - (before.outputTokens ?? 0)
      if tokens > 0 { speed.append(String(format: "%.1f tokens/s", Double(tokens) / seconds)) }
    }
    lines.append("this run: " + speed.joined(separator: " · "))
    return lines.joined(separator: "\n")
  }
}

/// A sum of US dollars. Nothing is 0; only what nobody knows is unknown.
func dollars(_ sum: Double?, digits: Int = 6) -> String {
  guard let sum else { return "cost unknown" }
  return sum == 0 ? "0 USD" : String(format: "%.\(digits)f USD", sum)
}
