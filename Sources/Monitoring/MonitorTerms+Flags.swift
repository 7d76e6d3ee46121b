public import Statistics

extension MonitorTerms {
  /// When the flag of one row was up at the end of a day, for looks on every day.
  ///
  /// - Parameters:
  ///   - days: one entry a day without gaps.
  ///   - first: the first of them.
  ///   - share: the row's, of the chance of a false flag: ``RowShares``.
  /// - Throws: ``EstimationError`` for counts that cannot be.
  public func flags(_ days: [RateCounts], from first: Day, share: Double) throws(EstimationError) -> [FlagSpell] {
    let watch = try watch(share: share)
    var spells: [FlagSpell] = []
    var inWindow = RateCounts()
    for (place, count) in days.enumerated() {
      inWindow += count
      if place >= window {
        let gone = days[place - window]
        inWindow = RateCounts(
          successes: inWindow.successes - gone.successes, trials: inWindow.trials - gone.trials)
      }
      var isUp = false
      if inWindow.trials >= minimum { isUp = try watch.isAbove(threshold, days[max(0, place + 1 - window)...place]) }
      if isUp, spells.last.map({ $0.last != nil }) ?? true {
        spells.append(FlagSpell(first: first + place, last: nil))
      } else if !isUp, let spell = spells.last, spell.last == nil {
        spells[spells.count - 1].last = first + (place - 1)
      }
    }
    return spells
  }

  /// The watch of a row with this share of the chance of a false flag.
  func watch(share: Double) throws(EstimationError) -> RateWatch {
    try RateWatch(window: window, period: Self.period, error: (1 - confidence) * share)
  }

  /// Whether the newest days raise a flag; that there are enough events is for the caller to see to.
  func isFlagged(_ days: [RateCounts], _ watch: RateWatch) throws(EstimationError) -> Bool {
    switch looks {
    case .daily: return try watch.isAbove(threshold, days)
    case .once:
      let sum = days.reduce(RateCounts(), +)
      guard sum.trials > 0 else { return false }
      return try wilsonInterval(successes: sum.successes, of: sum.trials, confidence: confidence).lowerBound > threshold
    }
  }
}
