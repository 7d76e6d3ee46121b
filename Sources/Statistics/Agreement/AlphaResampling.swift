/// Where resampled alphas lie.
public struct AlphaInterval: Hashable, Sendable {
  /// Lower percentile.
  public let lower: Double
  /// Upper percentile.
  public let upper: Double
  /// Rounds that drew units without any variation and say nothing.
  public let undefinedRounds: Int
}

extension KrippendorffAlpha {
  /// The jackknife's standard error over units: √((u − 1)/u Σ (α without unit − mean)²).
  ///
  /// Source: Efron and Stein (1981), "The jackknife estimate of variance", Annals of Statistics 9.
  ///
  /// - Throws: `tooFewUnits` with one pairable unit; `noVariation` where some unit alone carries all the variation;
  ///   `noSpread` where alpha is the same without any unit.
  /// - Complexity: one alpha a pattern.
  public func jackknifeStandardError(_ metric: AlphaMetric) throws(AgreementError) -> Double {
    guard pairableUnits >= 2 else { throw .tooFewUnits(found: pairableUnits) }
    let sums = try AlphaSums(self, metric: metric)
    var counts = counts
    var without: [Double] = []
    for pattern in counts.indices {
      counts[pattern] -= 1
      guard let alpha = sums.alpha(counts) else { throw .noVariation }
      counts[pattern] += 1
      without.append(alpha)
    }
    let units = Double(pairableUnits)
    let mean = zip(counts, without).reduce(0) { $0 + $1.0 * $1.1 } / units
    let sum = zip(counts, without).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    let error = ((units - 1) / units * sum).squareRoot()
    guard error > 0 else { throw .noSpread(value: mean) }
    return error
  }

  /// The percentile interval of alphas of resampled units.
  ///
  /// Source: Efron (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7.
  ///
  /// - Parameters:
  ///   - rounds: how many times as many units are drawn with replacement as there are pairable ones.
  ///   - confidence: above 0 and below 1.
  ///   - seed: equal seeds give equal intervals.
  /// - Throws: `tooFewUnits` with one pairable unit; `noVariation` where no two values differ; `noSpread` where both
  ///   percentiles are the same, as where raters agree on every unit; `outOfDomain`.
  /// - Complexity: a round draws every unit once and computes one alpha.
  public func bootstrapInterval(
    _ metric: AlphaMetric, rounds: Int = 2000, confidence: Double = 0.95, seed: UInt64
  ) throws(AgreementError) -> AlphaInterval {
    guard confidence > 0, confidence < 1 else { throw .outOfDomain(parameter: "confidence", value: confidence) }
    guard rounds > 0 else { throw .outOfDomain(parameter: "the number of rounds", value: Double(rounds)) }
    guard pairableUnits >= 2 else { throw .tooFewUnits(found: pairableUnits) }
    guard values.count > 1 else { throw .noVariation }
    let sums = try AlphaSums(self, metric: metric)
    var generator = SeededGenerator(seed: seed)
    var alphas: [Double] = []
    alphas.reserveCapacity(rounds)
    var counts = [Double](repeating: 0, count: patterns.count)
    for _ in 0..<rounds {
      for index in counts.indices { counts[index] = 0 }
      for _ in 0..<pairableUnits {
        counts[patternOfUnit[Int.random(in: 0..<pairableUnits, using: &generator)]] += 1
      }
      if let alpha = sums.alpha(counts) { alphas.append(alpha) }
    }
    guard !alphas.isEmpty else { throw .noVariation }
    alphas.sort()
    let lower = percentile((1 - confidence) / 2, ofSorted: alphas)
    let upper = percentile((1 + confidence) / 2, ofSorted: alphas)
    guard upper - lower > 1e-9 else { throw .noSpread(value: lower) }
    return AlphaInterval(
      lower: lower, upper: upper, undefinedRounds: rounds - alphas.count)
  }
}
