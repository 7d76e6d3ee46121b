/// Computes alpha for units counted by pattern, again and again for resampled counts.
struct AlphaSums {
  let metric: AlphaMetric
  /// Each pattern's values, as places among the different values, one after the other.
  let places: [Int]
  /// Where a pattern's places begin; one more at the end.
  let starts: [Int]
  /// The different values, centred for the interval metric.
  let values: [Double]
  /// A unit's sum of distances over its ordered pairs, divided by its number of values less 1; empty for the ordinal
  /// metric, whose distances depend on all units.
  let disagreement: [Double]

  /// - Throws: `outOfDomain` for a value below 0 with the ratio metric.
  init(_ data: KrippendorffAlpha, metric: AlphaMetric) throws(AgreementError) {
    if metric == .ratio, let lowest = data.values.first, lowest < 0 {
      throw .outOfDomain(parameter: "a rating on a ratio scale", value: lowest)
    }
    self.metric = metric
    places = data.patterns.flatMap(\.places)
    var starts = [0]
    for pattern in data.patterns { starts.append(starts[starts.count - 1] + pattern.places.count) }
    self.starts = starts
    let mean = data.values.reduce(0, +) / Double(data.values.count)
    let values = metric == .interval ? data.values.map { $0 - mean } : data.values
    self.values = values
    disagreement = metric == .ordinal ? [] : data.patterns.map { Self.disagreement($0.places, values, metric) }
  }

  /// Σ distance over a unit's ordered pairs, divided by its number of values less 1.
  ///
  /// - Parameter places: ascending.
  /// - Complexity: O(values), with the ratio metric the square of its different ones.
  private static func disagreement(_ places: [Int], _ values: [Double], _ metric: AlphaMetric) -> Double {
    if metric == .interval || metric == .ordinal { return spread(places[...], values) }
    let size = Double(places.count)
    var runs: [(place: Int, count: Double)] = []
    for place in places {
      if let last = runs.last, last.place == place {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((place, 1))
      }
    }
    if metric == .nominal { return (size * size - runs.reduce(0) { $0 + $1.count * $1.count }) / (size - 1) }
    var sum = 0.0
    for a in runs {
      for b in runs { sum += a.count * b.count * distance(values[a.place], values[b.place], metric) }
    }
    return sum / (size - 1)
  }

  static func distance(_ a: Double, _ b: Double, _ metric: AlphaMetric) -> Double {
    if a == b { return 0 }
    switch metric {
    case .nominal: return 1
    case .ordinal, .interval: return (a - b) * (a - b)
    case .ratio: return (a - b) * (a - b) / ((a + b) * (a + b))
    }
  }

  /// - Parameter counts: how many units show each pattern.
  /// - Returns: nil where no two values differ.
  /// - Complexity: O(patterns × values a unit + different values), with the ratio metric their square.
  func alpha(_ counts: [Double]) -> Double? {
    let (marginals, total) = marginals(counts)
    guard marginals.count(where: { $0 > 0 }) > 1 else { return nil }
    let scale = metric == .ordinal ? meanRanks(marginals) : values
    var observed = 0.0
    for (pattern, count) in counts.enumerated() where count > 0 {
      observed += count * (metric == .ordinal ? spread(pattern, scale) : disagreement[pattern])
    }
    // Values that differ by less than squares can hold leave nothing to divide by.
    let expected = expected(marginals, total, scale)
    guard expected > 0 else { return nil }
    return 1 - (total - 1) * observed / expected
  }

  /// How often each value stands in the units, and how many values there are.
  func marginals(_ counts: [Double]) -> (marginals: [Double], total: Double) {
    var marginals = [Double](repeating: 0, count: values.count)
    var total = 0.0
    for (pattern, count) in counts.enumerated() where count > 0 {
      for index in starts[pattern]..<starts[pattern + 1] { marginals[places[index]] += count }
      total += count * Double(starts[pattern + 1] - starts[pattern])
    }
    return (marginals, total)
  }

  /// Each value's place in the ranking of all, the middle of those that are equal.
  func meanRanks(_ marginals: [Double]) -> [Double] {
    var below = 0.0
    return marginals.map { count in
      defer { below += count }
      return below + count / 2
    }
  }

  /// Σ (a − b)² over a unit's ordered pairs, divided by its number of values less 1.
  func spread(_ pattern: Int, _ scale: [Double]) -> Double {
    Self.spread(places[starts[pattern]..<starts[pattern + 1]], scale)
  }

  private static func spread(_ places: ArraySlice<Int>, _ scale: [Double]) -> Double {
    var sum = 0.0
    var squares = 0.0
    // From the first value on: equal ones leave exactly 0.
    let origin = scale[places[places.startIndex]]
    for place in places {
      let x = scale[place] - origin
      sum += x
      squares += x * x
    }
    let size = Double(places.count)
    return 2 * (size * squares - sum * sum) / (size - 1)
  }

  /// Σ nᵃ nᵇ distance over ordered pairs of values.
  func expected(_ marginals: [Double], _ total: Double, _ scale: [Double]) -> Double {
    switch metric {
    case .nominal:
      return total * total - marginals.reduce(0) { $0 + $1 * $1 }
    case .ordinal, .interval:
      let mean = zip(marginals, scale).reduce(0) { $0 + $1.0 * $1.1 } / total
      return 2 * total * zip(marginals, scale).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    case .ratio:
      var sum = 0.0
      for a in scale.indices where marginals[a] > 0 {
        for b in 0..<a { sum += 2 * marginals[a] * marginals[b] * Self.distance(scale[a], scale[b], .ratio) }
      }
      return sum
    }
  }
}
