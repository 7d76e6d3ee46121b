internal import Glibc

/// Worths from rankings: the first place goes to a model with a chance in proportion to its worth, then the second among
/// the rest, and so on.
///
/// The log-likelihood Σ over places (log worth chosen − log Σ worths still there) is maximised by Newton's method.
/// Rankings may leave models out: a model that was not shown says nothing. Source: Plackett (1975), "The analysis of
/// permutations", Applied Statistics 24; Luce (1959), "Individual Choice Behavior"; Hunter (2004), Annals of
/// Statistics 32.
///
/// By hand, rankings of two models are Bradley–Terry comparisons: 3 to 1 is a difference of log 3.
///
/// - Parameters:
///   - rankings: models from best to worst, each at most once.
///   - models: how many there are.
/// - Returns: log-worths with sum 0; the covariance takes every ranking for independent.
/// - Throws: `noComparisons` where no ranking has two models, `tiedRanks` for a model that stands twice,
///   `disconnected`, `separated`.
/// - Complexity: O(different rankings × length × length²) a step.
public func plackettLuce(_ rankings: [[Int]], models: Int) throws(PairwiseError) -> WorthScale {
  var counts: [[Int]: Double] = [:]
  for (number, ranking) in rankings.enumerated() {
    guard Set(ranking).count == ranking.count else { throw .tiedRanks(ranking: number) }
    if ranking.count >= 2 { counts[ranking, default: 0] += 1 }
  }
  guard !counts.isEmpty else { throw .noComparisons }
  // In one order, so that sums come out the same on every run.
  let different = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  var above = [Bool](repeating: false, count: models * models)
  for (ranking, _) in different {
    for (place, model) in ranking.enumerated() {
      for below in ranking[(place + 1)...] { above[model * models + below] = true }
    }
  }
  try ComparisonGraph(models: models) { above[$0 * models + $1] }.requireConnected()
  return try fitWorths(models: models, from: Array(repeating: 0, count: models)) { worths in
    var point = NewtonPoint(size: models)
    for (ranking, count) in different {
      for place in 0..<(ranking.count - 1) {
        let left = ranking[place...]
        let top = left.reduce(-.infinity) { max($0, worths[$1]) }
        let powers = left.map { exp(worths[$0] - top) }
        let sum = powers.reduce(0, +)
        point.value += count * (worths[ranking[place]] - top - log(sum))
        point.gradient[ranking[place]] += count
        for (model, power) in zip(left, powers) {
          let chance = power / sum
          point.gradient[model] -= count * chance
          point.information[model * models + model] += count * chance
          for (other, otherPower) in zip(left, powers) {
            point.information[model * models + other] -= count * chance * otherPower / sum
          }
        }
      }
    }
    return point
  }.scale
}
