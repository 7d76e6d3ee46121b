public import Statistics

/// What a log says of edits, by category and tier.
public struct MonitorReport: Sendable {
  /// A column whose mean is shown.
  public struct Outcome: Hashable, Sendable {
    /// As the log calls it.
    public var name: String
    /// Whether it holds nothing but 0 and 1.
    public var isRate: Bool
  }

  /// By which terms.
  public let terms: MonitorTerms
  /// From the first event's day to the last one's.
  public let span: ClosedRange<Day>
  /// The newest days, which rates are taken over.
  public let window: ClosedRange<Day>
  /// Everything first, then each tier, then each category, followed by its tiers; where there is one category or one tier
  /// only, it has no row of its own.
  public let rows: [MonitorRow]
  /// Where the terms name a swap.
  public let swap: SwapComparison?
  /// In the order of their columns.
  public let outcomes: [Outcome]
  /// Columns of text that are no outcomes, and where that showed.
  public let texts: [(name: String, place: String)]
  /// What was passed over.
  public let bad: BadLines

  /// - Parameters:
  ///   - table: with at least one event.
  ///   - terms: by which flags are raised.
  ///   - bad: what was passed over.
  /// - Returns: nil where the table is empty.
  /// - Throws: ``EstimationError`` for sums that cannot be, which would be a fault of ours.
  public init?(_ table: EventTable, _ terms: MonitorTerms, bad: BadLines = BadLines()) throws(EstimationError) {
    guard let span = table.span else { return nil }
    self.terms = terms
    self.span = span
    self.bad = bad
    window = max(span.lowerBound, span.upperBound - (terms.window - 1))...span.upperBound
    let kept = table.outcomes.indices.filter { number in
      table.outcomes[number].textAt == nil && table.outcomes[number].moments.contains { $0.count > 0 }
    }
    outcomes = kept.map { Outcome(name: table.outcomes[$0].name, isRate: table.outcomes[$0].isRate) }
    texts = table.outcomes.compactMap { outcome in outcome.textAt.map { (outcome.name, $0) } }
    let plan = RowPlan(table)
    let builder = try RowBuilder(
      table: table, terms: terms, span: span, window: window, family: plan.rows.count, outcomes: kept)
    var rows: [MonitorRow] = []
    for row in plan.rows { rows.append(try builder.row(row)) }
    self.rows = rows
    swap = try terms.swap.map { day throws(EstimationError) in
      try SwapComparison(day: day, plan.categories(before: day), confidence: terms.confidence)
    }
  }

  /// Rows whose flag is up.
  public var flagged: [MonitorRow] { rows.filter { $0.flaggedSince != nil } }

  /// The flags that are up, and nothing else: what a stream looks at again and again.
  ///
  /// - Throws: ``EstimationError`` as the report itself.
  public static func flags(_ table: EventTable, _ terms: MonitorTerms) throws(EstimationError) -> [LiveFlag] {
    guard let span = table.span else { return [] }
    let last = span.upperBound.number
    let range = last + 1 - terms.window..<last + 1
    let plan = RowPlan(table, days: range)
    let watch = try terms.watch(family: RowPlan.family(table))
    var flags: [LiveFlag] = []
    for row in plan.rows {
      let series = DaySeries(row.cells.map { (table.cells[$0].day, table.tallies[$0]) })
      let edits = series.tally(range).edits
      guard edits.trials >= terms.minimum, try terms.isFlagged(series.counts(range), watch) else { continue }
      flags.append(LiveFlag(category: row.category, tier: row.tier, day: span.upperBound, edits: edits))
    }
    return flags
  }
}

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
}
