internal import Glibc

/// Worths from decided comparisons: P(a beats b) = worth a / (worth a + worth b).
///
/// The log-likelihood Σ wins(a, b) log P(a beats b) is maximised by Newton's method; the covariance is the inverse of
/// the information, which takes every judgement for independent. For judgements that share images and raters use
/// ``clusteredBradleyTerry(_:models:)``. Source: Bradley and Terry (1952), "Rank analysis of incomplete block designs:
/// I", Biometrika 39; Hunter (2004), "MM algorithms for generalized Bradley–Terry models", Annals of Statistics 32.
///
/// By hand, two models, 3 wins to 1: difference log 3, variance 1/3 + 1/1.
///
/// - Parameter counts: a tie counts as half a win for either side.
/// - Returns: log-worths in log-odds, with sum 0.
/// - Throws: `noComparisons`, `disconnected`, `separated`: see ``ComparisonGraph``.
/// - Complexity: O(models³) a step; the number of judgements does not matter.
public func bradleyTerry(_ counts: PairwiseCounts) throws(PairwiseError) -> WorthScale {
  try bradleyTerryFit(counts).scale
}

/// The same with the log-likelihood.
func bradleyTerryFit(_ counts: PairwiseCounts) throws(PairwiseError) -> (scale: WorthScale, logLikelihood: Double) {
  let halved = counts.tiesAsHalfWins
  let pairs = halved.pairs
  guard !pairs.isEmpty else { throw .noComparisons }
  try ComparisonGraph(halved).requireConnected()
  let models = counts.models
  let fit = try fitWorths(models: models, from: Array(repeating: 0, count: models)) {
    bradleyTerryPoint(pairs, worths: $0)
  }
  return (fit.scale, fit.logLikelihood)
}

/// Log-likelihood, gradient and information of the pairs' wins.
func bradleyTerryPoint(_ pairs: [PairwiseCounts.Pair], worths: [Double]) -> NewtonPoint {
  let models = worths.count
  var point = NewtonPoint(size: models)
  for pair in pairs {
    let difference = worths[pair.first] - worths[pair.second]
    // One exponential of a number below 0 serves both chances and their logarithms.
    let power = exp(-abs(difference))
    let larger = 1 / (1 + power)
    let smaller = power * larger
    let (chance, other) = difference >= 0 ? (larger, smaller) : (smaller, larger)
    let total = pair.firstWins + pair.secondWins
    point.value -= total * log1p(power) + (difference >= 0 ? pair.secondWins : pair.firstWins) * abs(difference)
    let score = pair.firstWins * other - pair.secondWins * chance
    let information = total * chance * other
    point.gradient[pair.first] += score
    point.gradient[pair.second] -= score
    point.information[pair.first * models + pair.first] += information
    point.information[pair.second * models + pair.second] += information
    point.information[pair.first * models + pair.second] -= information
    point.information[pair.second * models + pair.first] -= information
  }
  return point
}
