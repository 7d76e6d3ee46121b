internal import Glibc

/// Watches a rate day after day for a rise above a limit, whenever it comes, and may be looked at all the time.
///
/// The rise may have begun on any of the last `window` days, so the evidence is summed over those beginnings s:
///
///     R = Σₛ E(successes and trials since day s),        a flag at R ≥ (period + window − 1) / error
///
/// with E as ``anytimeLowerBound(_:error:)`` has it. While the rate is at most the limit, every E has an expectation of at
/// most 1 at any moment, and R less the number of beginnings falls on the average. In any `period` days in a row, whenever
/// they begin, at most period + window − 1 beginnings count: by Doob's inequality the chance of a flag in them is at most
/// `error`, for looks after every trial. It wants trials whose chance of success, given all that was before, is at most the
/// limit; independent trials of such chances will do.
///
/// Source: Shin, Ramdas and Rinaldo (2023), "E-detectors: a nonparametric framework for sequential change detection", New
/// England Journal of Statistics in Data Science 2; the sum over beginnings is theirs (of Shiryaev and Roberts' kind), its
/// being cut to a window is ours and makes every stretch of days alike.
public struct RateWatch: Hashable, Sendable {
  /// In days, at least 1: a rise shows by what came since it began, at most so long ago.
  public let window: Int
  /// In days, at least 1: the stretch in which a false flag has the chance ``error`` at most.
  public let period: Int
  /// Above 0 and below 1.
  public let error: Double

  /// - Throws: `outOfDomain`.
  public init(window: Int, period: Int, error: Double) throws(EstimationError) {
    for (name, days) in [("the window", window), ("the period", period)] {
      guard (1...100_000).contains(days) else { throw .outOfDomain(parameter: name, value: Double(days)) }
    }
    try requireProbability(error)
    self.window = window
    self.period = period
    self.error = error
  }

  /// The sum at which a flag goes up.
  public var bar: Double { Double(period + window - 1) / error }

  /// Whether the days say that the rate is above a limit.
  ///
  /// - Parameters:
  ///   - days: one entry a day without gaps, the newest last; only the last ``window`` of them count. Where there are fewer,
  ///     those before had no trial: a rise may have begun on them too.
  ///   - limit: from 0 to 1.
  /// - Throws: `outOfDomain`.
  /// - Complexity: O(window).
  public func isAbove(_ limit: Double, _ days: some BidirectionalCollection<RateCounts>) throws(EstimationError) -> Bool
  {
    guard limit >= 0, limit <= 1 else { throw .outOfDomain(parameter: "the limit", value: limit) }
    let sums = try sums(days)
    // Where no beginning has a larger share than the limit, no term is above 1, and the bar is above their number.
    guard sums.contains(where: { Double($0.successes) > limit * Double($0.trials) }) else { return false }
    return evidence(sums, above: limit) >= log(bar)
  }

  /// The largest limit that ``isAbove(_:_:)`` holds of: what the rate of the newest days is above.
  ///
  /// - Returns: from 0 to 1; 0 where nothing is shown.
  /// - Throws: `outOfDomain`.
  public func lowerBound(_ days: some BidirectionalCollection<RateCounts>) throws(EstimationError) -> Double {
    let (sums, goal) = (try sums(days), log(bar))
    return RateEvidence.largest { evidence(sums, above: $0) >= goal }
  }

  /// Counts since each day of the window, the newest day's first.
  private func sums(_ days: some BidirectionalCollection<RateCounts>) throws(EstimationError) -> [RateCounts] {
    var since = RateCounts()
    var sums: [RateCounts] = []
    for day in days.reversed().prefix(window) {
      try day.require()
      since += day
      sums.append(since)
    }
    return sums + Array(repeating: since, count: sums.isEmpty ? 0 : window - sums.count)
  }

  private func evidence(_ sums: [RateCounts], above limit: Double) -> Double {
    sums.isEmpty
      ? -.infinity
      : RateEvidence.summed(sums, costs: RateEvidence.costs(limit)) - log(Double(RateEvidence.odds.count))
  }
}
