/// How far apart two values are, for ``KrippendorffAlpha``.
public enum AlphaMetric: String, Hashable, Sendable, CaseIterable {
  /// 0 or 1.
  case nominal
  /// The square of the number of ratings between the two, by the observed shares.
  case ordinal
  /// (a − b)².
  case interval
  /// ((a − b) / (a + b))², for values of 0 or above.
  case ratio
}

/// Krippendorff's alpha: agreement above chance, for any number of raters, any scale and missing values.
///
///     α = 1 − (n − 1) Σ observed · distance / Σ nᵃ nᵇ · distance
///
/// over the n values in units with at least two. 1: complete; 0: as chance would have it; below 0: systematic
/// disagreement. Source: Krippendorff (2011), "Computing Krippendorff's alpha-reliability".
///
/// By hand, units (1, 1), (2, 2), (1, 2), nominal: n = 6, observed 2, expected 18, α = 1 − 5 · 2/18 = 4/9.
///
/// Units with the same values are counted together, and the ordinal distance is the interval distance of the values'
/// mean ranks, so that one alpha costs the different units and values only, never their pairs.
public struct KrippendorffAlpha: Sendable {
  /// A set of values that some units share.
  struct Pattern: Hashable, Sendable {
    /// Places in `values`, ascending.
    var places: [Int]
  }

  /// Different values, ascending.
  let values: [Double]
  let patterns: [Pattern]
  /// Which pattern a pairable unit shows.
  let patternOfUnit: [Int]
  /// Values in units with at least two.
  public let pairableValues: Int
  /// Units with at least two values.
  public var pairableUnits: Int { patternOfUnit.count }

  /// - Parameter units: each unit's values, one a rater who gave one, in any order.
  /// - Throws: `nothingToCompare` where no unit has two; `outOfDomain` for a value that is not finite
  ///   and below 1e100 in size.
  public init(units: [[Double]]) throws(AgreementError) {
    let pairable = units.filter { $0.count >= 2 }
    guard !pairable.isEmpty else { throw .nothingToCompare }
    try requireRatings(pairable.joined())
    values = Set(pairable.joined()).sorted()
    pairableValues = pairable.reduce(0) { $0 + $1.count }
    let places = Dictionary(uniqueKeysWithValues: zip(values, values.indices))
    var known: [Pattern: Int] = [:]
    var patterns: [Pattern] = []
    patternOfUnit = pairable.map { unit in
      let pattern = Pattern(places: unit.compactMap { places[$0] }.sorted())
      if let number = known[pattern] { return number }
      known[pattern] = patterns.count
      patterns.append(pattern)
      return patterns.count - 1
    }
    self.patterns = patterns
  }

  /// How many units show each pattern.
  var counts: [Double] {
    var counts = [Double](repeating: 0, count: patterns.count)
    for pattern in patternOfUnit { counts[pattern] += 1 }
    return counts
  }

  /// Alpha.
  ///
  /// - Throws: `noVariation` where every value is the same; `outOfDomain` for a value below 0 with the ratio metric.
  public func value(_ metric: AlphaMetric) throws(AgreementError) -> Double {
    let sums = try AlphaSums(self, metric: metric)
    guard let value = sums.alpha(counts) else { throw .noVariation }
    return value
  }
}
