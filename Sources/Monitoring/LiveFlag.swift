public import Statistics

/// A flag that is up while a stream goes on.
public struct LiveFlag: Hashable, Sendable {
  /// Nil: all of them.
  public var category: String?
  /// Likewise.
  public var tier: String?
  /// The newest day so far.
  public var day: Day
  /// Of the window.
  public var edits: RateCounts

  private func isSame(as other: LiveFlag) -> Bool { category == other.category && tier == other.tier }

  /// The flags that are up, and nothing else: what a stream looks at again and again.
  ///
  /// - Throws: ``EstimationError`` as the report itself.
  public static func all(_ table: EventTable, _ terms: MonitorTerms) throws(EstimationError) -> [LiveFlag] {
    guard let span = table.span else { return [] }
    let last = span.upperBound.number
    let range = last + 1 - terms.window..<last + 1
    var flags: [LiveFlag] = []
    for row in RowPlan(table, days: range).rows {
      let series = DaySeries(row.cells.map { (table.cells[$0].day, table.tallies[$0]) })
      let edits = series.tally(range).edits
      guard edits.trials >= terms.minimum,
        try terms.isFlagged(series.counts(range), try terms.watch(share: row.share))
      else { continue }
      flags.append(LiveFlag(category: row.category, tier: row.tier, day: span.upperBound, edits: edits))
    }
    return flags
  }

  /// What changed since an earlier look: flags that are up now and were not, then those that were up and are not.
  ///
  /// - Parameters:
  ///   - before: what was up then.
  ///   - flags: what is up now.
  ///   - table: as it is now.
  /// - Throws: ``EstimationError`` as the report itself.
  public static func changes(
    from before: [LiveFlag], to flags: [LiveFlag], _ table: EventTable, _ terms: MonitorTerms
  ) throws(EstimationError) -> [Change] {
    let up = flags.filter { flag in !before.contains { $0.isSame(as: flag) } }
    let down = before.filter { flag in !flags.contains { $0.isSame(as: flag) } }
    guard !(up.isEmpty && down.isEmpty), let last = table.span?.upperBound else { return [] }
    // All days are summed only where something has changed.
    let rows = RowPlan(table).rows
    var changes: [Change] = []
    for (flag, isUp) in up.map({ ($0, true) }) + down.map({ ($0, false) }) {
      let row = rows.first { $0.category == flag.category && $0.tier == flag.tier }
      var spell: FlagSpell?
      if let row, terms.looks == .daily {
        let series = DaySeries(row.cells.map { (table.cells[$0].day, table.tallies[$0]) })
        spell = try series.flags(terms, share: row.share, last: last.number).last
      }
      changes.append(Change(flag: flag, isUp: isUp, spell: spell, last: last))
    }
    return changes
  }

  /// A flag that went up or came down between two looks.
  public struct Change: Hashable, Sendable {
    /// As it is up now, or was at the look before.
    public var flag: LiveFlag
    /// Whether it is up now.
    public var isUp: Bool
    /// The newest days on which it was up by the events' own dates, whenever one looked; nil where one looks once, and where
    /// events that came late took them all away.
    public var spell: FlagSpell?
    /// The newest day that was read.
    public var last: Day
  }
}
