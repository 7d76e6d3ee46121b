internal import Glibc

/// Which counts speak against the hypothesis.
public enum BinomialAlternative: Hashable, Sendable {
  /// As unlikely as the count found, or more: either side.
  case twoSided
  /// The count found or more.
  case greater
}

/// The exact test of a share: how likely a count at least this far from `chance × trials` is.
///
/// Two-sided as in R's binom.test: the sum over all counts that are no more likely than the one found, with a relative
/// slack of 1e-7 for counts that are equally likely. Source: Clopper and Pearson (1934), Biometrika 26, for the tails;
/// each by the incomplete beta function (DLMF 8.17.5).
///
/// By hand: 4 of 4 at 1/2: (1 + 1) / 16 two-sided, 1/16 greater.
///
/// - Parameters:
///   - successes: from 0 to `trials`.
///   - trials: above 0.
///   - chance: the share under the hypothesis, above 0 and below 1.
/// - Returns: a p value, from 0 to 1.
/// - Throws: `noObservations` for no trial, `outOfDomain` for the rest.
public func binomialTest(
  successes: Int, of trials: Int, chance: Double = 0.5, alternative: BinomialAlternative = .twoSided
) throws(EstimationError) -> Double {
  guard trials > 0 else { throw .noObservations }
  guard (0...trials).contains(successes) else {
    throw .outOfDomain(parameter: "the number of successes", value: Double(successes))
  }
  guard chance > 0, chance < 1 else { throw .outOfDomain(parameter: "chance", value: chance) }

  let hypothesis = try Binomial(trials: trials, probability: chance)
  if alternative == .greater { return hypothesis.atLeast(successes) }

  // A fair coin's sides mirror each other: no need to look for the counts that are as unlikely.
  if chance == 0.5 { return min(1, 2 * hypothesis.atLeast(max(successes, trials - successes))) }

  func logProbability(_ k: Int) -> Double {
    var sign: Int32 = 0
    let (n, k) = (Double(trials), Double(k))
    return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign) + k * log(chance)
      + (n - k) * log1p(-chance)
  }
  let limit = logProbability(successes) + 1e-7
  let mean = Double(trials) * chance
  if Double(successes) == mean { return 1 }
  if Double(successes) > mean {
    // The largest count below the mean that is no more likely; chances rise up to the mean.
    var (low, high) = (-1, Int(mean.rounded(.down)))
    while low < high {
      let middle = (low + high + 1) / 2
      if middle < 0 || logProbability(middle) <= limit { low = middle } else { high = middle - 1 }
    }
    return min(1, hypothesis.atLeast(successes) + hypothesis.cumulative(low))
  }
  var (low, high) = (Int(mean.rounded(.up)), trials + 1)
  while low < high {
    let middle = (low + high) / 2
    if middle > trials || logProbability(middle) <= limit { high = middle } else { low = middle + 1 }
  }
  return min(1, hypothesis.cumulative(successes) + hypothesis.atLeast(low))
}
