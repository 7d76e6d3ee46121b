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
  let fit = try fitWorths(models: models, from: start) { place in
    let size = models + 1
    var point = NewtonPoint(size: size)
    let tie = place[models]
    for pair in pairs {
      let half = (place[pair.first] - place[pair.second]) / 2
      let top = max(abs(half), tie)
      let total = pair.firstWins + pair.secondWins + pair.ties
      let (a, b, t) = (exp(half - top), exp(-half - top), exp(tie - top))
      let sum = a + b + t
      let (chanceA, chanceB, chanceT) = (a / sum, b / sum, t / sum)
      point.value += (pair.firstWins - pair.secondWins) * half + pair.ties * tie - total * (top + log(sum))
      let lead = chanceA - chanceB
      let score = (pair.firstWins - pair.secondWins - total * lead) / 2
      point.gradient[pair.first] += score
      point.gradient[pair.second] -= score
      point.gradient[models] += pair.ties - total * chanceT
      point.addDifference(
        pair.first, pair.second, information: total * (chanceA + chanceB - lead * lead) / 4,
        withLast: -total * lead * chanceT / 2)
      point.information[size * size - 1] += total * chanceT * (1 - chanceT)
    }
    return point
  }
  return TiedComparisons(
    scale: fit.scale, tieParameter: exp(fit.others[0]), negativeLogLikelihood: -fit.logLikelihood)
}

extension NewtonPoint {
  /// Adds the information on the difference of two worths, and on it together with the last parameter.
  mutating func addDifference(_ first: Int, _ second: Int, information value: Double, withLast cross: Double) {
    let size = gradient.count
    information[first * size + first] += value
    information[second * size + second] += value
    information[first * size + second] -= value
    information[second * size + first] -= value
    information[first * size + size - 1] += cross
    information[second * size + size - 1] -= cross
    information[(size - 1) * size + first] += cross
    information[(size - 1) * size + second] -= cross
  }
}
