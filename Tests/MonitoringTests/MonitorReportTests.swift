import Foundation
import Statistics
import Testing

@testable import Monitoring

@Suite("what a log says")
struct MonitorReportTests {
  /// Events as `(day, category, tier, edited, of)`, each edit of one word in four.
  private static func table(_ cells: [(day: Int, category: String, tier: String, edited: Int, of: Int)]) throws
    -> EventTable
  {
    var table = EventTable()
    var reader = EventReader(file: "log", form: .csv, latest: Day(number: 20_000), skipsBad: false)
    var text = "time,category,tier,shown,final,accepted\n"
    for cell in cells {
      for number in 0..<cell.of {
        text += "\(Day(number: cell.day)),\(cell.category),\(cell.tier),one two three four,"
        text += "\(number < cell.edited ? "one two three five" : "one two three four"),\(number % 2)\n"
      }
    }
    try reader.take(Array(text.utf8), into: &table)
    try reader.finish(into: &table)
    return table
  }

  private static let food = (19_000..<19_060).flatMap { day in
    [
      (day: day, category: "food", tier: "big", edited: day < 19_050 ? 4 : 11, of: 20),
      (day: day, category: "people", tier: "big", edited: 3, of: 20),
    ]
  }

  @Test("a category that gets worse is flagged by itself, some days after, and still is")
  func flag() throws {
    let report = try #require(try MonitorReport(Self.table(Self.food), try MonitorTerms()))
    // One tier has no rows of its own.
    try #require(report.rows.map(\.category) == [nil, "food", "people"] && report.rows.allSatisfy { $0.tier == nil })
    try #require(report.flagged.map(\.category) == ["food"])
    let since = try #require(report.flagged[0].flaggedSince)
    #expect(since.number > 19_050 && since.number < 19_060)
    #expect(report.flagged[0].trend?.direction == .rising)
    #expect(report.rows[2].flags.isEmpty && report.rows[2].trend?.direction == .notShown)
    #expect(report.rows[0].window.events == 28 * 40 && report.rows[0].total.events == 2400)
    // Wilson's interval of 18 days of 4 and 10 of 11 among 560.
    let interval = try #require(report.rows[1].interval)
    let wilson = try wilsonInterval(successes: 182, of: 560)
    #expect(interval == wilson)
    #expect(report.rows[1].window[.touchUp] == 182 && report.rows[1].window[.replaced] == 0)
    #expect(report.outcomes == [MonitorReport.Outcome(name: "accepted", isRate: true, cells: 2400)])
    #expect(report.rows[1].outcomes[0]?.mean == 0.5 && report.rows[1].outcomes[0]?.count == 560)
  }

  @Test("what a stream looks at is what the report says")
  func live() throws {
    for last in [19_040, 19_052, 19_054, 19_056, 19_060] {
      let table = try Self.table(Self.food.filter { $0.day < last })
      let report = try #require(try MonitorReport(table, try MonitorTerms()))
      let flags = try LiveFlag.all(table, try MonitorTerms())
      #expect(flags.map(\.category) == report.flagged.map(\.category))
    }
  }

  @Test("a category that is new looks the same to a stream and to the report, on every day")
  func newcomer() throws {
    for last in 19_051..<19_060 {
      let new = (19_050..<last).map { (day: $0, category: "charts", tier: "big", edited: 15, of: 30) }
      let table = try Self.table(Self.food.filter { $0.day < last } + new)
      let report = try #require(try MonitorReport(table, try MonitorTerms()))
      #expect(try LiveFlag.all(table, try MonitorTerms()).map(\.category) == report.flagged.map(\.category), "\(last)")
    }
  }

  @Test("what was flagged stays in the history whatever rows appear later, and a look that day would have shown it")
  func history() throws {
    let until = Self.food.filter { $0.day < 19_056 }
    let then = try #require(try MonitorReport(Self.table(until), try MonitorTerms()))
    let since = try #require(then.flagged.first { $0.category == "food" }?.flaggedSince)
    let more = (0..<60).map { (day: 19_056 + $0 / 10, category: "new \($0)", tier: "big", edited: 1, of: 5) }
    let now = try #require(try MonitorReport(Self.table(until + more), try MonitorTerms()))
    let food = try #require(now.rows.first { $0.category == "food" })
    #expect(food.flags.first?.first == since)
    #expect(food.share == then.rows.first { $0.category == "food" }?.share)
    #expect(now.rows.map(\.share).reduce(0, +) <= 1)
  }

  @Test("a flag's change has the day of the data, whenever one looks")
  func changes() throws {
    let terms = try MonitorTerms()
    let late = try Self.table(Self.food)
    let report = try #require(try MonitorReport(late, terms))
    let since = try #require(report.flagged.first?.flaggedSince)
    let up = try LiveFlag.all(late, terms)
    let changes = try LiveFlag.changes(from: [], to: up, late, terms)
    let change = try #require(changes.first)
    #expect(change.isUp && change.spell == FlagSpell(first: since, last: nil) && change.last.number == 19_059)
    let quiet = (19_060..<19_110).map { (day: $0, category: "food", tier: "big", edited: 2, of: 20) }
    let after = try Self.table(Self.food + quiet)
    let fallen = try LiveFlag.changes(from: up, to: LiveFlag.all(after, terms), after, terms)
    let down = try #require(fallen.first)
    #expect(!down.isUp && down.spell?.first == since && down.last.number == 19_109)
    #expect(down.spell?.last.map { $0 > since && $0.number < 19_090 } == true)
    #expect(try LiveFlag.changes(from: up, to: up, late, terms).isEmpty)
  }

  @Test("a row with few events is passed over, and one look goes by the plain interval")
  func terms() throws {
    let table = try Self.table([(day: 19_000, category: "food", tier: "big", edited: 60, of: 99)])
    #expect(try #require(try MonitorReport(table, try MonitorTerms())).flagged.isEmpty)
    #expect(try #require(try MonitorReport(table, try MonitorTerms(minimum: 99))).flagged.count == 1)
    // 30 of 80 has Wilson's lower bound at 0.277; 32 of 80 at 0.3.
    let near = try Self.table([(day: 19_000, category: "food", tier: "big", edited: 33, of: 80)])
    #expect(try #require(try MonitorReport(near, try MonitorTerms(minimum: 50))).flagged.isEmpty)
    #expect(try #require(try MonitorReport(near, try MonitorTerms(minimum: 50, looks: .once))).flagged.count == 1)
    #expect(throws: MonitorTerms.Fault.self) { try MonitorTerms(threshold: 30) }
    #expect(throws: MonitorTerms.Fault.self) { try MonitorTerms(window: 0) }
    #expect(throws: MonitorTerms.Fault.self) { try MonitorTerms(confidence: 1) }
  }

  @Test("a flag comes down once its days have left the window")
  func down() throws {
    let days = Self.food + (19_060..<19_110).map { (day: $0, category: "food", tier: "big", edited: 2, of: 20) }
    let report = try #require(try MonitorReport(Self.table(days), try MonitorTerms()))
    #expect(report.flagged.isEmpty)
    let spell = try #require(report.rows[1].flags.last)
    #expect(spell.last.map { $0 > spell.first && $0.number < 19_090 } == true)
  }

  @Test("before and after: a change of the mix of categories is no change of theirs")
  func swap() throws {
    let table = try Self.table([
      (day: 19_000, category: "food", tier: "big", edited: 50, of: 100),
      (day: 19_000, category: "people", tier: "big", edited: 90, of: 900),
      (day: 19_010, category: "food", tier: "big", edited: 450, of: 900),
      (day: 19_010, category: "people", tier: "big", edited: 10, of: 100),
      (day: 19_010, category: "charts", tier: "big", edited: 1, of: 10),
    ])
    let terms = try MonitorTerms(swap: Day(number: 19_010))
    let swap = try #require(try MonitorReport(table, terms)?.swap)
    #expect(swap.categories.map(\.name) == ["charts", "food", "people"] && swap.leftOut == ["charts"])
    #expect(swap.categories[0].difference == nil && swap.categories[1].difference?.value == 0)
    #expect(swap.all.difference.map { $0.lower > 0.2 } == true)
    #expect(swap.standardized.map { abs($0.value) < 1e-9 && $0.lower < 0 && $0.upper > 0 } == true)
  }

  @Test("no stretch of the figure lies on both sides of the swap")
  func points() throws {
    let terms = try MonitorTerms(swap: Day(number: 19_033))
    let report = try #require(try MonitorReport(Self.table(Self.food), terms))
    let points = report.rows[0].points
    #expect(points.contains { $0.first.number == 19_033 } && points.allSatisfy { $0.days == 7 })
    #expect(points.reduce(0) { $0 + $1.edits.trials } == 2400)
  }

  @Test("rows are everything, tiers, categories, and both where there are several of both")
  func rows() throws {
    let cells = [("food", "big"), ("food", "nano"), ("people", "nano")].map {
      (day: 19_000, category: $0.0, tier: $0.1, edited: 1, of: 5)
    }
    let report = try #require(try MonitorReport(Self.table(cells), try MonitorTerms()))
    #expect(
      report.rows.map { "\($0.category ?? "*")/\($0.tier ?? "*")" } == [
        "*/*", "*/big", "*/nano", "food/*", "food/big", "food/nano", "people/*", "people/nano",
      ])
    // All of one day: half of the chance, in equal parts.
    #expect(report.rows.allSatisfy { $0.share == 1 / 16.0 })
    #expect(try MonitorReport(EventTable(), try MonitorTerms()) == nil)
  }

  @Test("a command names every term that makes a flag, and gives the same terms")
  func command() throws {
    #expect(
      MonitorTerms.standard.command(log: "LOG", swap: "DAY")
        == "blindfold monitor LOG --swap DAY --threshold 0.3 --minimum 100 --window 28 --confidence 0.95")
  }
}
