extension KrippendorffAlpha {
  /// The standard error over units by linearization: how much one unit more of each kind would move alpha, squared and
  /// added up.
  ///
  ///     α = 1 − (n − 1) O/E      SE² = u/(u − 1) Σ (dα/du − mean)²      by unit u
  ///
  /// O adds up the units' own distances, E those of all values; for the ordinal metric both also move with the ranks that
  /// a unit's values shift. It is what ``jackknifeStandardError(_:)`` tends to, at the cost of one alpha instead of one a
  /// unit: for tables too large to resample. Source: Efron and Stein (1981), Annals of Statistics 9; Jaeckel (1972), "The
  /// infinitesimal jackknife", Bell Laboratories memorandum.
  ///
  /// - Returns: above 0.
  /// - Throws: `tooFewUnits` with one pairable unit; `noVariation` where no two values differ; `outOfDomain` as
  ///   ``value(_:)``.
  /// - Complexity: O(values + different values), with the ratio metric the square of the latter.
  public func linearizedStandardError(_ metric: AlphaMetric) throws(AgreementError) -> Double {
    guard pairableUnits >= 2 else { throw .tooFewUnits(found: pairableUnits) }
    let sums = try AlphaSums(self, metric: metric)
    let counts = counts
    guard let influence = sums.influence(counts) else { throw .noVariation }
    let units = Double(pairableUnits)
    let mean = zip(counts, influence).reduce(0) { $0 + $1.0 * $1.1 } / units
    let squares = zip(counts, influence).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    return (units / (units - 1) * squares).squareRoot()
  }
}

extension AlphaSums {
  /// By pattern, the derivative of alpha by the number of its units; nil where no two values differ.
  func influence(_ counts: [Double]) -> [Double]? {
    let (marginals, total) = marginals(counts)
    guard marginals.count(where: { $0 > 0 }) > 1 else { return nil }
    let raw = metric == .ordinal ? meanRanks(marginals) : values
    let centre = zip(marginals, raw).reduce(0) { $0 + $1.0 * $1.1 } / total
    let scale = raw.map { $0 - centre }
    let expected = expected(marginals, total, raw)
    let own = counts.indices.map { metric == .ordinal ? spread($0, scale) : disagreement[$0] }
    let observed = zip(counts, own).reduce(0) { $0 + $1.0 * $1.1 }
    let ratio = (total - 1) / expected

    // dE by one value more on each place, ranks held.
    var pull: [Double]
    switch metric {
    case .nominal: pull = marginals.map { 2 * (total - $0) }
    case .interval, .ordinal:
      let squares = zip(marginals, scale).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      pull = scale.map { 2 * (squares + total * $0 * $0) }
    case .ratio:
      pull = values.map { value in
        zip(marginals, values).reduce(0) { $0 + 2 * $1.0 * Self.distance(value, $1.1, .ratio) }
      }
    }
    for place in pull.indices { pull[place] *= -ratio * observed / expected }
    if metric == .ordinal {
      let byRank = rankSlopes(counts, marginals, total, scale, expected: expected, observed: observed)
      // A value on a place lifts every rank above it by 1 and its own by ½.
      var above = 0.0
      for place in pull.indices.reversed() {
        pull[place] += above + byRank[place] / 2
        above += byRank[place]
      }
    }
    return counts.indices.map { pattern in
      let range = starts[pattern]..<starts[pattern + 1]
      let pulls = range.reduce(0) { $0 + pull[places[$1]] }
      return -(observed / expected * Double(range.count) + ratio * own[pattern] + pulls)
    }
  }

  /// By place, the derivative of (n − 1) O/E by the place's rank.
  private func rankSlopes(
    _ counts: [Double], _ marginals: [Double], _ total: Double, _ scale: [Double], expected: Double, observed: Double
  ) -> [Double] {
    let ratio = (total - 1) / expected
    var slopes = zip(marginals, scale).map { -ratio * observed / expected * 4 * total * $0 * $1 }
    for (pattern, count) in counts.enumerated() where count > 0 {
      let range = starts[pattern]..<starts[pattern + 1]
      let size = Double(range.count)
      let sum = range.reduce(0) { $0 + scale[places[$1]] }
      for index in range {
        slopes[places[index]] += count * ratio * 4 * (size * scale[places[index]] - sum) / (size - 1)
      }
    }
    return slopes
  }
}
