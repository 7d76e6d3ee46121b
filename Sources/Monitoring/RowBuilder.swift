internal import Statistics

/// Works out one row after the other.
struct RowBuilder {
  private let table: EventTable
  private let terms: MonitorTerms
  private let span: ClosedRange<Day>
  private let window: Range<Int>
  /// Of the table, by number.
  private let outcomes: [Int]

  init(
    table: EventTable, terms: MonitorTerms, span: ClosedRange<Day>, window: ClosedRange<Day>,
    outcomes: [Int]
  ) {
    self.table = table
    self.terms = terms
    self.span = span
    self.window = window.lowerBound.number..<window.upperBound.number + 1
    self.outcomes = outcomes
  }

  func row(_ row: RowPlan.Row) throws(EstimationError) -> MonitorRow {
    let series = DaySeries(row.cells.map { (table.cells[$0].day, table.tallies[$0]) })
    let whole = span.lowerBound.number..<span.upperBound.number + 1
    let (total, inWindow) = (series.tally(whole), series.tally(window))
    let edits = inWindow.edits
    let newest = series.counts(window)
    let watch = try terms.watch(share: row.share)
    var interval: ClosedRange<Double>?
    if edits.trials > 0 {
      interval = try wilsonInterval(successes: edits.successes, of: edits.trials, confidence: terms.confidence)
    }
    var flags: [FlagSpell] = []
    switch terms.looks {
    case .daily: flags = try series.flags(terms, share: row.share, last: span.upperBound.number)
    case .once:
      if edits.trials >= terms.minimum, try terms.isFlagged(newest, watch) {
        flags = [FlagSpell(first: span.upperBound, last: nil)]
      }
    }
    return MonitorRow(
      category: row.category, tier: row.tier, total: total, window: inWindow, interval: interval,
      atLeast: terms.looks == .daily ? try watch.lowerBound(newest) : nil, flags: flags,
      trend: try trend(series.tally(whole.lowerBound..<window.lowerBound).edits, newest, edits, share: row.share),
      share: row.share, outcomes: try outcomes(row), points: series.points(whole, swap: terms.swap?.number))
  }

  /// Four bounds, each with a quarter of the row's share of the chance of an error: were the rate the same all the time, one of
  /// them would have to be on the wrong side of it.
  private func trend(
    _ before: RateCounts, _ newest: [RateCounts], _ now: RateCounts, share: Double
  ) throws(EstimationError) -> RateTrend? {
    guard before.trials >= terms.minimum, now.trials >= terms.minimum else { return nil }
    let error = (1 - terms.confidence) * share / 4
    let watch = try RateWatch(window: terms.window, period: MonitorTerms.period, error: error)
    let wasAbove = try anytimeLowerBound(before, error: error)
    let wasBelow = 1 - (try anytimeLowerBound(before.failures, error: error))
    let direction: RateTrend.Direction =
      if try watch.lowerBound(newest) > wasBelow {
        .rising
      } else if 1 - (try watch.lowerBound(newest.map(\.failures))) < wasAbove {
        .falling
      } else {
        .notShown
      }
    return RateTrend(before: before, direction: direction)
  }

  private func outcomes(_ row: RowPlan.Row) throws(EstimationError) -> [OutcomeEstimate?] {
    var estimates: [OutcomeEstimate?] = []
    for number in outcomes {
      let outcome = table.outcomes[number]
      let sum = row.cells.reduce(into: Moments()) { sum, cell in
        if window.contains(table.cells[cell].day), cell < outcome.moments.count { sum.add(outcome.moments[cell]) }
      }
      guard sum.count > 0 else {
        estimates.append(nil)
        continue
      }
      var interval: ClosedRange<Double>?
      if outcome.isRate {
        interval = try wilsonInterval(
          successes: Int((sum.mean * Double(sum.count)).rounded()), of: sum.count, confidence: terms.confidence)
      } else if let estimate = try? sum.estimate(confidence: terms.confidence) {
        interval = estimate.lower...estimate.upper
      }
      estimates.append(OutcomeEstimate(count: sum.count, mean: sum.mean, interval: interval))
    }
    return estimates
  }
}
