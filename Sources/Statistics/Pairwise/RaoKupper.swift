internal import Glibc

/// Worths from comparisons with ties: P(a beats b) = worth a / (worth a + θ worth b), and a tie is what is left.
///
/// θ ≥ 1 is the threshold below which raters see no difference; θ = 1: never a tie. With d the difference of log-worths
/// and η = log θ, P(tie) = P(a wins) P(b wins) (θ² − 1), so that the log-likelihood is concave in d and η; Newton's
/// method. Source: Rao and Kupper (1967), "Ties in paired-comparison experiments: a generalization of the Bradley–Terry
/// model", JASA 62.
///
/// By hand, two models, 1 win, 1 loss, 2 ties: equal worths and 1 / (1 + θ) = 1/4, so θ = 3.
///
/// - Returns: θ as the tie parameter; without any tie θ = 1 and the worths are ``bradleyTerry(_:)``'s.
/// - Throws: `noComparisons`, `disconnected`, `separated`, `onlyTies`, `tiesWithoutLimit`.
public func raoKupper(_ counts: PairwiseCounts) throws(PairwiseError) -> TiedComparisons {
  let pairs = counts.pairs
  guard !pairs.isEmpty else { throw .noComparisons }
  let ties = counts.totalTies
  guard ties > 0 else {
    let fit = try bradleyTerryFit(counts)
    return TiedComparisons(scale: fit.scale, tieParameter: 1, negativeLogLikelihood: -fit.logLikelihood)
  }
  try requireFiniteTies(counts)
  let models = counts.models
  // Equal worths: P(tie) = (θ − 1) / (θ + 1).
  let start = Array(repeating: 0, count: models) + [log1p(2 * ties / counts.totalWins)]
  let fit = try fitWorths(models: models, from: start) { place in
    let size = models + 1
    var point = NewtonPoint(size: size)
    let threshold = place[models]
    guard threshold > 0 else {
      point.value = -.infinity
      return point
    }
    // log(e^2η − 1), its slope and its bend.
    let shrink = -expm1(-2 * threshold)
    point.value = ties * (2 * threshold + log(shrink))
    point.gradient[models] = ties * 2 / shrink
    point.information[size * size - 1] = ties * 4 * exp(-2 * threshold) / (shrink * shrink)
    for pair in pairs {
      let difference = place[pair.first] - place[pair.second]
      let chanceA = logistic(difference - threshold)
      let chanceB = logistic(-difference - threshold)
      let (countA, countB) = (pair.firstWins + pair.ties, pair.secondWins + pair.ties)
      point.value += countA * logLogistic(difference - threshold) + countB * logLogistic(-difference - threshold)
      let (scoreA, scoreB) = (countA * (1 - chanceA), countB * (1 - chanceB))
      point.gradient[pair.first] += scoreA - scoreB
      point.gradient[pair.second] -= scoreA - scoreB
      point.gradient[models] -= scoreA + scoreB
      let (bendA, bendB) = (scoreA * chanceA, scoreB * chanceB)
      point.addDifference(pair.first, pair.second, information: bendA + bendB, withLast: bendB - bendA)
      point.information[size * size - 1] += bendA + bendB
    }
    return point
  }
  return TiedComparisons(
    scale: fit.scale, tieParameter: exp(fit.others[0]), negativeLogLikelihood: -fit.logLikelihood)
}
