/// Agreement above chance after Gwet, which stays high where nearly all ratings are on one level.
public struct GwetAgreement: Hashable, Sendable {
  /// AC1 with identity weights, AC2 with others; at most 1.
  public let value: Double
  /// For new units, the same raters; 0 where every unit agrees alike. Nil with one unit.
  public let standardError: Double?
  /// Weighted agreement, chance included: from 0 to 1.
  public let observed: Double
}

/// Gwet's AC1 and AC2, for any number of ratings a unit.
///
///     AC = (pa − pe) / (1 − pe),   pe = Σ w / (q (q − 1)) · Σ π (1 − π)
///
/// with π each level's mean share over units and pa the mean agreement of a unit's pairs of ratings. Source: Gwet
/// (2008), "Computing inter-rater reliability and its variance in the presence of high agreement", British Journal of
/// Mathematical and Statistical Psychology 61; Gwet (2014), "Handbook of Inter-Rater Reliability", chapter 5.
///
/// By hand, units (1, 1), (1, 1), (1, 1), (1, 2): pa = 3/4, π = 7/8 and 1/8, pe = 2 · 7/64, AC1 = 17/25.
///
/// - Parameters:
///   - units: each unit's ratings, in any order; empty units are passed over.
///   - levels: all levels that could occur; nil: those that do.
///   - weights: by the levels' values.
/// - Throws: `nothingToCompare`, `noVariation` with one level only, `undeclaredLevel`; `outOfDomain` for a rating that
///   is not finite.
public func gwetAgreement(
  _ units: [[Double]], levels: [Double]? = nil, weights: AgreementWeights = .identity
) throws(AgreementError) -> GwetAgreement {
  try requireRatings(units.joined())
  let rated = units.filter { !$0.isEmpty }
  let scale = Set(levels ?? rated.flatMap { $0 }).sorted()
  let size = scale.count
  let pairable = rated.count { $0.count >= 2 }
  guard pairable > 0 else { throw .nothingToCompare }
  guard size > 1 else { throw .noVariation }
  var counts: [[Double]] = []
  for unit in rated {
    var row = [Double](repeating: 0, count: size)
    for value in unit {
      guard let place = scale.firstIndex(of: value) else { throw .undeclaredLevel(value: value) }
      row[place] += 1
    }
    counts.append(row)
  }
  let weight = weights.matrix(scale)
  let n = Double(rated.count)
  var shares = [Double](repeating: 0, count: size)
  var agreement: [Double] = []
  for row in counts {
    let ratings = row.reduce(0, +)
    for k in 0..<size { shares[k] += row[k] / ratings / n }
    guard ratings >= 2 else {
      agreement.append(0)
      continue
    }
    var pairs = 0.0
    for k in 0..<size where row[k] > 0 {
      let alike = (0..<size).reduce(0) { $0 + weight[k * size + $1] * row[$1] }
      pairs += row[k] * (alike - 1)
    }
    agreement.append(pairs / (ratings * (ratings - 1)))
  }
  let observed = agreement.reduce(0, +) / Double(pairable)
  let factor = weight.reduce(0, +) / Double(size * (size - 1))
  let chance = factor * shares.reduce(0) { $0 + $1 * (1 - $1) }
  guard 1 - chance > 1e-12 else { throw .chanceIsComplete }
  let value = (observed - chance) / (1 - chance)

  var standardError: Double?
  if rated.count >= 2 {
    var sum = 0.0
    for (row, own) in zip(counts, agreement) {
      let ratings = row.reduce(0, +)
      let ownChance = factor * (0..<size).reduce(0) { $0 + row[$1] / ratings * (1 - shares[$1]) }
      let ownValue = ratings >= 2 ? n / Double(pairable) * (own - chance) / (1 - chance) : 0
      let influence = ownValue - 2 * (1 - value) * (ownChance - chance) / (1 - chance) - value
      sum += influence * influence
    }
    standardError = (sum / (n * (n - 1))).squareRoot()
  }
  return GwetAgreement(value: value, standardError: standardError, observed: observed)
}
