public import Statistics

/// What a log says of edits, by category and tier.
public struct MonitorReport: Sendable {
  /// A column whose mean is shown.
  public struct Outcome: Hashable, Sendable {
    /// As the log calls it.
    public var name: String
    /// Whether it holds nothing but 0 and 1, as far as its cells can be read.
    public var isRate: Bool
    /// Cells that hold anything.
    public var cells: Int
    /// Those that hold no number.
    public var unreadable = 0
    /// The first of these: `events.csv:7:41`.
    public var unreadableAt: String?
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
  /// Columns most of whose cells hold no number: they are left out.
  public let texts: [Outcome]
  /// How many times were finer than seconds since 1970, by what they count.
  public let fineTimes: [EventTime.Unit: Int]
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
    let kept = table.outcomes.indices.filter { !table.outcomes[$0].isText && table.outcomes[$0].readable > 0 }
    outcomes = kept.map { Outcome(table.outcomes[$0]) }
    texts = table.outcomes.filter(\.isText).map(Outcome.init)
    fineTimes = table.fineTimes
    let plan = RowPlan(table)
    let builder = RowBuilder(table: table, terms: terms, span: span, window: window, outcomes: kept)
    var rows: [MonitorRow] = []
    for row in plan.rows { rows.append(try builder.row(row)) }
    self.rows = rows
    swap = try terms.swap.map { day throws(EstimationError) in
      try SwapComparison(day: day, plan.categories(before: day), confidence: terms.confidence)
    }
  }

  /// Rows whose flag is up.
  public var flagged: [MonitorRow] { rows.filter { $0.flaggedSince != nil } }
}

extension MonitorReport.Outcome {
  init(_ column: EventTable.Outcome) {
    self.init(
      name: column.name, isRate: column.isRate, cells: column.readable + column.unreadable,
      unreadable: column.unreadable, unreadableAt: column.unreadableAt)
  }
}
