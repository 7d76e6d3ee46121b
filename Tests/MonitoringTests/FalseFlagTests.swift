import Statistics
import Testing

@testable import Monitoring

/// Quarters in which nothing happens, looked at daily. `script/bench alarms` does the same over 1,000 of them and more rows.
@Suite("false flags and late ones")
struct FalseFlagTests {
  private static let quarters = 150

  /// Days of a quarter and of the window before it; the rate is at the very threshold: the worst that raises no true flag.
  private static func days(_ rate: Double, _ generator: inout SeededGenerator) -> [RateCounts] {
    (0..<MonitorTerms.period + 28).map { _ in
      RateCounts(successes: (0..<40).count { _ in Double.random(in: 0..<1, using: &generator) < rate }, trials: 40)
    }
  }

  @Test(
    "over quiet quarters at the threshold itself, daily looks raise a false flag in 5 % at most; plain intervals do not keep it"
  )
  func level() throws {
    var generator = SeededGenerator(seed: 20_261_128)
    let terms = try MonitorTerms()
    var (ours, plain) = (0, 0)
    for _ in 0..<Self.quarters {
      let days = Self.days(terms.threshold, &generator)
      if try !terms.flags(days, from: Day(number: 0), share: 1).isEmpty { ours += 1 }
      let isPlain = try (27..<days.count).contains { last in
        let sum = days[last - 27...last].reduce(RateCounts(), +)
        return try wilsonInterval(successes: sum.successes, of: sum.trials).lowerBound > terms.threshold
      }
      if isPlain { plain += 1 }
    }
    // Two standard errors above 5 %: a level of 10 % would be found out nine times in ten.
    let allowed = 0.05 + 2 * (0.05 * 0.95 / Double(Self.quarters)).squareRoot()
    #expect(Double(ours) / Double(Self.quarters) < allowed, "\(ours)")
    #expect(Double(plain) / Double(Self.quarters) > allowed, "\(plain)")
  }

  @Test("where a category more appears every week, all rows there ever are raise a false flag in 5 % at most")
  func appearing() throws {
    var generator = SeededGenerator(seed: 20_261_129)
    let terms = try MonitorTerms()
    // Looked at on every day with the rows of that day: what is looked at later changes nothing of it.
    let births = [0] + (0..<12).map { max(7 * $0, 7) }
    let shares = RowShares(births: births)
    var flagged = 0
    for _ in 0..<Self.quarters {
      let rows = births.dropFirst().indices.map { row in
        let first = 7 * (row - 1)
        return (0..<first).map { _ in RateCounts() } + Self.days(terms.threshold, &generator).dropFirst(first)
      }
      let isFlagged = try zip(rows, births.dropFirst()).contains { row, birth in
        try !terms.flags(Array(row), from: Day(number: 0), share: shares[birth]).isEmpty
      }
      if isFlagged { flagged += 1 }
    }
    let allowed = 0.05 + 2 * (0.05 * 0.95 / Double(Self.quarters)).squareRoot()
    #expect(Double(flagged) / Double(Self.quarters) < allowed, "\(flagged)")
  }

  @Test("no later row takes anything from an earlier one, and however many come, all shares together are at most 1")
  func shares() {
    // By hand: 1/2 for the two of the first day, 1/6 for the next, 1/12 for the three after.
    let births = [3, 3, 9, 40, 40, 40]
    let shares = RowShares(births: births)
    let expected = [0.25, 0.25, 1.0 / 6, 1.0 / 36, 1.0 / 36, 1.0 / 36]
    #expect(zip(births.map { shares[$0] }, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(shares[4] == 0)
    let many = (0..<2000).map { $0 / 2 }
    let all = RowShares(births: many)
    #expect(many.map { all[$0] }.reduce(0, +) <= 1)
    for count in stride(from: 2, to: 2000, by: 2) { #expect(RowShares(births: Array(many.prefix(count)))[0] == all[0]) }
  }

  @Test("a jump from 20 % to 40 % is flagged within the window, every time")
  func delay() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<20 {
      let quiet = Self.days(0.2, &generator).suffix(40)
      let worse = Self.days(0.4, &generator).prefix(28)
      let flags = try MonitorTerms().flags(Array(quiet) + worse, from: Day(number: 0), share: 0.5)
      let first = try #require(flags.first)
      #expect(first.first.number >= 40 && first.first.number < 68)
    }
  }
}
