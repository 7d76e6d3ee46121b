/// Fleiss' kappa: agreement above chance of a fixed number of ratings a unit, on levels without an order.
///
///     κ = (P − Pe) / (1 − Pe),   P = mean over units of Σ n(n − 1) / m(m − 1),   Pe = Σ share²
///
/// Source: Fleiss (1971), "Measuring nominal scale agreement among many raters", Psychological Bulletin 76.
///
/// By hand, units (1, 1), (2, 2), (1, 2): P = 2/3, Pe = 1/2, κ = 1/3.
///
/// - Parameter units: each unit's ratings, in any order.
/// - Throws: `nothingToCompare`, `unequalRatings`, `noVariation`; `outOfDomain` for a rating that is not finite.
public func fleissKappa(_ units: [[Double]]) throws(AgreementError) -> Double {
  guard let ratings = units.first?.count, units.contains(where: { $0.count >= 2 }) else { throw .nothingToCompare }
  guard units.allSatisfy({ $0.count == ratings }) else { throw .unequalRatings }
  try requireRatings(units.joined())
  var totals: [Double: Int] = [:]
  var agreeing = 0
  for unit in units {
    var counts: [Double: Int] = [:]
    for value in unit { counts[value, default: 0] += 1 }
    for (value, count) in counts {
      totals[value, default: 0] += count
      agreeing += count * (count - 1)
    }
  }
  guard totals.count > 1 else { throw .noVariation }
  let observed = Double(agreeing) / Double(units.count * ratings * (ratings - 1))
  let all = Double(units.count * ratings)
  // Squares of whole numbers: the sum does not depend on the order.
  let chance = Double(totals.values.reduce(0) { $0 + $1 * $1 }) / (all * all)
  return (observed - chance) / (1 - chance)
}
