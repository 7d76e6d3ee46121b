internal import Statistics

/// Which rows a table has, and which of its cells each of them sums.
struct RowPlan {
  struct Row {
    var category: String?
    var tier: String?
    var cells: [Int]
    /// Of the chance of a false flag.
    var share: Double
  }

  private(set) var rows: [Row] = []
  private let table: EventTable

  /// - Parameter days: only cells of these days; nil: all.
  init(_ table: EventTable, days: Range<Int>? = nil) {
    self.table = table
    var (byCategory, byTier, byBoth): ([Int32: [Int]], [Int32: [Int]], [[Int32]: [Int]]) = ([:], [:], [:])
    var all: [Int] = []
    for (number, cell) in table.cells.enumerated() where days?.contains(cell.day) ?? true {
      all.append(number)
      byCategory[cell.category, default: []].append(number)
      byTier[cell.tier, default: []].append(number)
      byBoth[[cell.category, cell.tier], default: []].append(number)
    }
    func sorted(_ names: [String]) -> [(Int32, String)] {
      names.enumerated().map { (Int32($0), $1) }.sorted { $0.1 < $1.1 }
    }
    let births = RowBirths(table)
    let shares = RowShares(births: births.all)
    rows.append(Row(category: nil, tier: nil, cells: all, share: shares[births.first]))
    for (tier, name) in sorted(table.tiers) {
      guard let cells = byTier[tier], let birth = births.of(tier: tier) else { continue }
      rows.append(Row(category: nil, tier: name, cells: cells, share: shares[birth]))
    }
    for (category, name) in sorted(table.categories) {
      guard let cells = byCategory[category], let birth = births.of(category: category) else { continue }
      rows.append(Row(category: name, tier: nil, cells: cells, share: shares[birth]))
      for (tier, tierName) in sorted(table.tiers) {
        guard let cells = byBoth[[category, tier]], let birth = births.of(category: category, tier: tier) else {
          continue
        }
        rows.append(Row(category: name, tier: tierName, cells: cells, share: shares[birth]))
      }
    }
  }

  /// Each category's edits on both sides of a day.
  func categories(before day: Day) -> [(name: String, before: RateCounts, after: RateCounts)] {
    var sums: [Int32: (before: RateCounts, after: RateCounts)] = [:]
    for (cell, tally) in zip(table.cells, table.tallies) {
      if cell.day < day.number {
        sums[cell.category, default: (RateCounts(), RateCounts())].before += tally.edits
      } else {
        sums[cell.category, default: (RateCounts(), RateCounts())].after += tally.edits
      }
    }
    return sums.map { (table.categories[Int($0)], $1.before, $1.after) }.sorted { $0.0 < $1.0 }
  }
}

/// On which day each row of a table came to be one: a category where there are two, a tier where there are two, and both.
private struct RowBirths {
  /// Of the row of everything.
  let first: Int
  private let firsts: EventTable.FirstDays
  /// From when on there are several of them; nil: never.
  private let (severalCategories, severalTiers): (Int?, Int?)

  init(_ table: EventTable) {
    firsts = table.firsts
    first = table.span?.lowerBound.number ?? 0
    severalCategories = firsts.categories.values.sorted().dropFirst().first
    severalTiers = firsts.tiers.values.sorted().dropFirst().first
  }

  func of(tier: Int32) -> Int? { Self.latest(firsts.tiers[tier], severalTiers) }

  func of(category: Int32) -> Int? { Self.latest(firsts.categories[category], severalCategories) }

  func of(category: Int32, tier: Int32) -> Int? { birth(of: EventTable.both(category, tier)) }

  private func birth(of both: Int64) -> Int? {
    Self.latest(firsts.both[both], severalCategories).flatMap { Self.latest($0, severalTiers) }
  }

  /// Of every row.
  var all: [Int] {
    [first] + firsts.tiers.keys.compactMap(of(tier:)) + firsts.categories.keys.compactMap(of(category:))
      + firsts.both.keys.compactMap(birth(of:))
  }

  private static func latest(_ day: Int?, _ other: Int?) -> Int? {
    guard let day, let other else { return nil }
    return max(day, other)
  }
}
