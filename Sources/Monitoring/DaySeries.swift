internal import Statistics

/// One row's events by day, the oldest first, without days that have none.
struct DaySeries {
  private(set) var days: [(day: Int, tally: EventTally)] = []

  /// - Parameter parts: in any order, several of a day too.
  init(_ parts: [(day: Int, tally: EventTally)]) {
    for part in parts.sorted(by: { $0.day < $1.day }) {
      if days.last?.day == part.day { days[days.count - 1].tally.add(part.tally) } else { days.append(part) }
    }
  }

  /// The sum over some days.
  func tally(_ range: Range<Int>) -> EventTally {
    days.reduce(into: EventTally()) { sum, day in if range.contains(day.day) { sum.add(day.tally) } }
  }

  /// An entry a day without gaps: what a watch reads.
  func counts(_ range: Range<Int>) -> [RateCounts] {
    var counts = [RateCounts](repeating: RateCounts(), count: range.count)
    for day in days where range.contains(day.day) { counts[day.day - range.lowerBound] = day.tally.edits }
    return counts
  }

  /// When a flag was up at the end of a day.
  ///
  /// - Parameters:
  ///   - terms: by which it goes up.
  ///   - share: the row's, of the chance of a false flag.
  ///   - last: the log's last day.
  func flags(_ terms: MonitorTerms, share: Double, last: Int) throws(EstimationError) -> [FlagSpell] {
    guard let first = days.first?.day else { return [] }
    return try terms.flags(counts(first..<last + 1), from: Day(number: first), share: share)
  }

  /// Rates over stretches of equally many days, none of which lies on both sides of a swap.
  func points(_ span: Range<Int>, swap: Int?) -> [RatePoint] {
    let length = Self.length(span.count)
    // Stretches end with the last day, or begin with the swap where there is one.
    let anchor = swap ?? span.upperBound
    func stretch(_ day: Int) -> Int { Int((Double(day - anchor) / Double(length)).rounded(.down)) }
    var points: [RatePoint] = []
    for day in days where span.contains(day.day) {
      let first = anchor + stretch(day.day) * length
      if points.last?.first.number != first {
        points.append(RatePoint(first: Day(number: first), days: length, edits: RateCounts()))
      }
      points[points.count - 1].edits += day.tally.edits
    }
    return points
  }

  /// How many days a point stands for, so that there are some twenty at most in two years.
  private static func length(_ days: Int) -> Int {
    [1, 2, 7, 14, 28].first { days <= 21 * $0 } ?? max(91, (days + 20) / 21)
  }
}
