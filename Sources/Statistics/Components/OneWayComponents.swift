/// How much of the spread lies between units and within them, by the one-way analysis of variance with units of different
/// size: (MS between − MS within) / n₀, n₀ = (n − Σ nᵢ²/n) / (u − 1).
///
/// Source: Searle (1971), "Linear Models", chapter 10. By hand: units (1, 3), (2, 6): MS between 4, within 5, n₀ = 2:
/// −½ and 5.
///
/// - Parameter observations: the image number is the unit.
/// - Returns: the variance between units, which may be negative, and within.
/// - Throws: `noObservations`, `tooFewImages`; `inseparable` where no unit has two.
public func oneWayComponents(
  _ observations: [Observation]
) throws(EstimationError) -> (between: Double, within: Double) {
  guard !observations.isEmpty else { throw .noObservations }
  let n = Double(observations.count)
  let mean = observations.reduce(0) { $0 + $1.value } / n
  var units = GroupSums()
  var total = 0.0
  for observation in observations {
    let y = observation.value - mean
    total += y * y
    units.add(y, to: observation.image)
  }
  let u = Double(units.count)
  guard u >= 2 else { throw .tooFewImages(found: units.count) }
  guard n > u else { throw .inseparable }
  let within = max(0, total - units.squaredSums) / (n - u)
  let size = (n - units.squaredSizes / n) / (u - 1)
  return ((units.squaredSums / (u - 1) - within) / size, within)
}

/// Sums and sizes by group.
private struct GroupSums {
  private var index = DenseIndex<Int>()
  private var sums: [Double] = []
  private var sizes: [Double] = []

  var count: Int { sums.count }
  /// Σ (Σ y)²/n.
  var squaredSums: Double { zip(sums, sizes).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } }
  /// Σ n².
  var squaredSizes: Double { sizes.reduce(0) { $0 + $1 * $1 } }

  mutating func add(_ value: Double, to label: Int) {
    let group = index.number(of: label)
    if group == sums.count {
      sums.append(0)
      sizes.append(0)
    }
    sums[group] += value
    sizes[group] += 1
  }
}
