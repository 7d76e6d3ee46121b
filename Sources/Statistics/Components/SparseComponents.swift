/// How much of the spread of ratings is due to images, to raters and to neither, where some image × rater cells have no
/// rating: the analysis-of-variance estimates of an unbalanced two-way random model.
///
///     T0 = Σ y²   TI = Σ over images (Σ y)²/nᵢ   TR = Σ over raters (Σ y)²/nⱼ        y = x − mean, n ratings in all
///     E T0 = (n − kI) images + (n − kR) raters + (n − 1) rest             kI = Σ nᵢ²/n, kR = Σ nⱼ²/n
///     E TI = (n − kI) images + (I − kR) raters + (I − 1) rest
///     E TR = (R − kI) images + (n − kR) raters + (R − 1) rest
///
/// solved for the three. Unbiased; on a complete table the same as ``CrossedComponents``. Source: Henderson (1953),
/// "Estimation of variance and covariance components", Biometrics 9, method 1; Searle (1971), "Linear Models", chapter 10.
///
/// By hand: rows (1, 3), (2, 6) are complete: y² adds up to 14, TI = (4 + 4)/2 = 4, TR = (9 + 9)/2 = 9. 14 = 2a + 2b + 3e,
/// 4 = 2a + e, 9 = 2b + e gives 1.5, 4 and 1.
public struct SparseComponents: Hashable, Sendable {
  /// Variance from image to image; not below 0.
  public let imageVariance: Double
  /// Variance from rater to rater; not below 0.
  public let raterVariance: Double
  /// Variance of what neither explains; not below 0.
  public let restVariance: Double
  /// Components that came out negative and were set to 0, in words.
  public let negative: [String]

  /// - Parameter observations: at most one for an image and rater.
  /// - Throws: `noObservations`, `tooFewImages`, `tooFewRaters`, `constantObservations`; `inseparable` where raters and
  ///   images cannot be told apart; `outOfDomain` for a value that is not finite.
  /// - Complexity: O(n).
  public init(_ observations: [Observation]) throws(EstimationError) {
    guard let first = observations.first else { throw .noObservations }
    var (low, high, sum) = (first.value, first.value, 0.0)
    for observation in observations {
      guard abs(observation.value) < 1e100 else {
        throw .outOfDomain(parameter: "an observation", value: observation.value)
      }
      low = min(low, observation.value)
      high = max(high, observation.value)
      sum += observation.value
    }
    let n = Double(observations.count)
    var images = GroupSums()
    var raters = GroupSums()
    var total = 0.0
    for observation in observations {
      let y = observation.value - sum / n
      total += y * y
      images.add(y, to: observation.image)
      raters.add(y, to: observation.rater)
    }
    guard images.count >= 2 else { throw .tooFewImages(found: images.count) }
    guard raters.count >= 2 else { throw .tooFewRaters(found: raters.count) }
    guard high - low > roundingShare * max(abs(low), abs(high)) else { throw .constantObservations(value: low) }
    let (kI, kR) = (images.squaredSizes / n, raters.squaredSizes / n)
    let (i, r) = (Double(images.count), Double(raters.count))
    let solution = solve(
      [
        [n - kI, n - kR, n - 1, total],
        [n - kI, i - kR, i - 1, images.squaredSums],
        [r - kI, n - kR, r - 1, raters.squaredSums],
      ])
    guard let solution else { throw .inseparable }
    imageVariance = max(0, solution[0])
    raterVariance = max(0, solution[1])
    restVariance = max(0, solution[2])
    // What rounding leaves below 0 is no negative component.
    let slack = -1e-12 * total
    negative = zip(["image", "rater", "rest"], solution).filter { $0.1 < slack }.map(\.0)
  }
}

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

/// Three equations in three unknowns by elimination with the largest pivot; nil where they do not fix them.
private func solve(_ system: [[Double]]) -> [Double]? {
  var rows = system
  let size = rows.map { row in row.dropLast().reduce(0) { max($0, abs($1)) } }.max() ?? 0
  for pivot in 0..<3 {
    guard let best = (pivot..<3).max(by: { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) }) else { return nil }
    rows.swapAt(pivot, best)
    guard abs(rows[pivot][pivot]) > 1e-9 * size else { return nil }
    for other in 0..<3 where other != pivot {
      let factor = rows[other][pivot] / rows[pivot][pivot]
      for column in 0..<4 { rows[other][column] -= factor * rows[pivot][column] }
    }
  }
  return (0..<3).map { rows[$0][3] / rows[$0][$0] }
}
