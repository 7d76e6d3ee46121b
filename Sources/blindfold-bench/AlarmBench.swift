internal import ArgumentParser
internal import Foundation
internal import Monitoring
internal import Statistics

/// How often does `blindfold monitor` raise a flag in quarters in which nothing happens, and how long does it take to raise one
/// when something does? Events are drawn; rows, terms and flags are the program's own.
struct AlarmBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarms",
    abstract: "False flags of quiet quarters and the delay of true ones, looked at daily.",
    discussion: "Example:\n  script/bench alarms --quarters 1000 --seed 1")

  @Option(help: "Simulated quarters for each line.")
  var quarters = 1000

  @Option(help: "Equal seeds give equal tables.")
  var seed: UInt64 = 1

  func validate() throws {
    guard quarters > 0 else { throw ValidationError("--quarters must be above 0") }
  }

  /// Categories of one tier, all with as many events a day.
  private struct World {
    let categories: Int
    let perDay: Int
    /// Days from one category's first event to the next one's; 0: all are there from the start.
    var apart = 0

    var name: String {
      "\(categories) × \(perDay)" + (apart > 0 ? ", one more every \(apart) days" : "")
    }

    /// Everything, and each category where there are several.
    var rows: Int { categories > 1 ? categories + 1 : 1 }

    /// The first day of a category's events.
    func first(_ category: Int) -> Int { category * apart }

    /// By row: of the chance of a false flag.
    var shares: [Double] {
      // The first category is a row of its own once there is a second.
      let births = [0] + (rows > 1 ? (0..<categories).map { max(first($0), first(1)) } : [])
      let shares = RowShares(births: births)
      return births.map { shares[$0] }
    }
  }

  private static let worlds = [
    World(categories: 1, perDay: 100), World(categories: 6, perDay: 25), World(categories: 6, perDay: 100),
    World(categories: 12, perDay: 50, apart: 7), World(categories: 30, perDay: 50, apart: 3),
  ]

  func run() async throws {
    let terms = MonitorTerms.standard
    let error = 100 * (0.05 * 0.95 / Double(quarters)).squareRoot()
    print(
      """
      \(quarters) quarters of \(MonitorTerms.period) days a line, after \(terms.window) days that fill the window; a look at \
      the end of every day; seed \(seed). Monte Carlo error of 5 %: \(String(format: "%.1f", error)) points.

      | categories × events a day | rate | quarters with a false flag | the same by plain 95 % intervals |
      |---|---:|---:|---:|
      """)
    var generator = SeededGenerator(seed: seed)
    for world in Self.worlds {
      for rate in [0.2, 0.28, 0.3] {
        var (ours, plain) = (0, 0)
        for _ in 0..<quarters {
          let days = Self.days(world, MonitorTerms.period + terms.window, rate: { _, _ in rate }, with: &generator)
          if try Self.isFlagged(days, world.shares, terms) { ours += 1 }
          if try Self.isFlaggedPlainly(days, terms) { plain += 1 }
        }
        print("| \(world.name) | \(Int(100 * rate)) % | \(share(ours)) | \(share(plain)) |")
      }
    }
    print(
      """

      One category jumps from 20 % to 40 % after \(terms.window) days, the others stay at 20 %; where categories come one \
      after the other, it is the last one, which is at 40 % from its first day on:

      | categories × events a day | days until its flag: median | 90 % of quarters | all within the window |
      |---|---:|---:|---:|
      """)
    for world in Self.worlds {
      var delays: [Int] = []
      let worse = world.apart > 0 ? world.categories - 1 : 0
      let start = max(terms.window, world.first(worse))
      for _ in 0..<quarters {
        let days = Self.days(
          world, start + terms.window,
          rate: { day, category in category == worse && day >= start ? 0.4 : 0.2 }, with: &generator)
        let row = world.rows > 1 ? worse + 1 : 0
        let flags = try terms.flags(days[row], from: Day(number: 0), share: world.shares[row])
        if let first = flags.first(where: { $0.first.number >= start }) {
          delays.append(first.first.number - start + 1)
        }
      }
      delays.sort()
      func delay(_ part: Double) -> String {
        let place = Int((part * Double(quarters)).rounded(.up)) - 1
        return place < delays.count ? "\(delays[place])" : "later"
      }
      print("| \(world.name) | \(delay(0.5)) | \(delay(0.9)) | \(share(delays.count)) |")
    }
  }

  private func share(_ count: Int) -> String { String(format: "%.1f %%", 100 * Double(count) / Double(quarters)) }

  /// By row, then by day; the sum of all first where there are several categories.
  private static func days(
    _ world: World, _ count: Int, rate: (_ day: Int, _ category: Int) -> Double, with generator: inout SeededGenerator
  ) -> [[RateCounts]] {
    var rows = (0..<world.categories).map { category in
      (0..<count).map { day in
        let rate = rate(day, category)
        var edited = 0
        guard day >= world.first(category) else { return RateCounts() }
        for _ in 0..<world.perDay where Double.random(in: 0..<1, using: &generator) < rate { edited += 1 }
        return RateCounts(successes: edited, trials: world.perDay)
      }
    }
    if rows.count > 1 {
      rows.insert((0..<count).map { day in rows.reduce(RateCounts()) { $0 + $1[day] } }, at: 0)
    }
    return rows
  }

  /// Whether any row's flag was up on any day.
  private static func isFlagged(_ rows: [[RateCounts]], _ shares: [Double], _ terms: MonitorTerms) throws -> Bool {
    try zip(rows, shares).contains { try !terms.flags($0, from: Day(number: 0), share: $1).isEmpty }
  }

  /// What looking daily at plain intervals would have done, once the window is full.
  private static func isFlaggedPlainly(_ rows: [[RateCounts]], _ terms: MonitorTerms) throws -> Bool {
    for row in rows {
      for last in terms.window - 1..<row.count {
        let sum = row[last + 1 - terms.window...last].reduce(RateCounts(), +)
        guard sum.trials > 0 else { continue }
        let interval = try wilsonInterval(successes: sum.successes, of: sum.trials, confidence: terms.confidence)
        if interval.lowerBound > terms.threshold { return true }
      }
    }
    return false
  }
}
