internal import Statistics

/// Which rows a table has, and which of its cells each of them sums.
struct RowPlan {
  struct Row {
    var category: String?
    var tier: String?
    var cells: [Int]
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
    let (hasTiers, hasCategories) = (table.used.tiers.count > 1, table.used.categories.count > 1)
    rows.append(Row(category: nil, tier: nil, cells: all))
    if hasTiers {
      for (tier, name) in sorted(table.tiers) {
        if let cells = byTier[tier] { rows.append(Row(category: nil, tier: name, cells: cells)) }
      }
    }
    guard hasCategories else { return }
    for (category, name) in sorted(table.categories) {
      guard let cells = byCategory[category] else { continue }
      rows.append(Row(category: name, tier: nil, cells: cells))
      guard hasTiers else { continue }
      for (tier, tierName) in sorted(table.tiers) {
        if let cells = byBoth[[category, tier]] { rows.append(Row(category: name, tier: tierName, cells: cells)) }
      }
    }
  }

  /// How many rows the whole of a table has: what a false flag's chance is divided by, on past days too.
  static func family(_ table: EventTable) -> Int {
    let (categories, tiers) = (table.used.categories.count, table.used.tiers.count)
    return 1 + (tiers > 1 ? tiers : 0) + (categories > 1 ? categories : 0)
      + (categories > 1 && tiers > 1 ? table.used.both.count : 0)
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
