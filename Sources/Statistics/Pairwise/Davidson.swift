internal import Glibc

/// Worths from comparisons with ties: win, loss and tie have chances in proportion to worth a, worth b and
/// ν √(worth a · worth b).
///
/// A tie says that two models are close, whichever they are. ν = 0: never a tie; between equal models the chance of a
/// tie is ν / (2 + ν). Newton's method on the log-worths and log ν. Source: Davidson (1970), "On extending the
/// Bradley–Terry model to accommodate ties in paired comparison experiments", JASA 65.
///
/// By hand, two models, 4 wins, 1 loss, 4 ties: worths 4 : 1 and ν = 4 / √(4 · 1) = 2.
///
/// - Returns: ν as the tie parameter; without any tie ν = 0 and the worths are ``bradleyTerry(_:)``'s.
/// - Throws: `noComparisons`, `disconnected`, `separated`, `onlyTies`, `tiesWithoutLimit`.
public func davidson(_ counts: PairwiseCounts) throws(PairwiseError) -> TiedComparisons {
  let pairs = counts.pairs
  guard !pairs.isEmpty else { throw .noComparisons }
  guard counts.totalTies > 0 else {
    let fit = try bradleyTerryFit(counts)
    return TiedComparisons(scale: fit.scale, tieParameter: 0, negativeLogLikelihood: -fit.logLikelihood)
  }
  try requireFiniteTies(counts)
  let models = counts.models
  let start = Array(repeating: 0, count: models) + [log(2 * counts.totalTies / counts.totalWins)]
  let likelihood = WorthLikelihood(models: models, hasTies: true, hasOrder: false)
  let fit = try fitWorths(models: models, from: start) { likelihood.point(pairs, at: $0) }
  return TiedComparisons(
    scale: fit.scale, tieParameter: exp(fit.others[0]), negativeLogLikelihood: -fit.logLikelihood)
}
