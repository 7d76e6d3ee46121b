internal import Glibc

/// How much a number of successes speaks against a rate, such that anybody may look after every trial.
///
///     E = (1/10) Σⱼ ρⱼ^k / (1 + (ρⱼ − 1) r)^n,        ρⱼ = 1 + 2^j/64, j = 0…9
///
/// Each term tilts the odds of success by ρⱼ. For a trial whose chance of success, given all before it, is at most r, the
/// factor's expectation is at most 1; so E, which begins at 1, ever reaches 1/α with a chance of at most α (Ville's
/// inequality). It falls as r rises, and needs the two sums alone, in whatever order the trials came.
///
/// Source: the sub-Bernoulli test supermartingale with a discrete mixture, in Howard, Ramdas, McAuliffe and Sekhon (2021),
/// "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49.
///
/// By hand, for the term ρ = 2 alone: one success against r = 1/2 gives 2/1.5 = 4/3, one failure 1/1.5 = 2/3.
enum RateEvidence {
  /// From what shows only among many trials (the odds up by 1/64) to what shows among a few (ninefold).
  static let odds: [Double] = (0...9).map { 1 + Double(1 << $0) / 64 }
  private static let logarithms = odds.map { log($0) }

  /// log E, without overflow.
  ///
  /// - Parameters:
  ///   - counts: any.
  ///   - rate: from 0 to 1.
  static func logarithm(_ counts: RateCounts, above rate: Double) -> Double {
    summed([counts], costs: costs(rate)) - log(Double(odds.count))
  }

  /// log(1 + (ρⱼ − 1) r): what a trial costs.
  static func costs(_ rate: Double) -> [Double] { odds.map { log1p(($0 - 1) * rate) } }

  /// The logarithm of the sum, over all counts and all odds, of ρⱼ^k / (1 + (ρⱼ − 1) r)^n.
  static func summed(_ counts: [RateCounts], costs: [Double]) -> Double {
    var (largest, sum) = (-Double.infinity, 0.0)
    for count in counts {
      for (gain, cost) in zip(logarithms, costs) {
        let term = Double(count.successes) * gain - Double(count.trials) * cost
        if term <= largest {
          sum += exp(term - largest)
        } else {
          sum = sum * exp(largest - term) + 1
          largest = term
        }
      }
    }
    return largest + log(sum)
  }

  /// The largest rate that is refuted, where `isRefuted` holds up to some rate and not beyond; 0 where none is.
  static func largest(_ isRefuted: (Double) -> Bool) -> Double {
    guard isRefuted(0) else { return 0 }
    var (low, high) = (0.0, 1.0)
    while high - low > 1e-9 {
      let middle = (low + high) / 2
      if isRefuted(middle) { low = middle } else { high = middle }
    }
    return low
  }
}

/// A lower bound for a rate that has been the same since the first trial, valid however often and whenever one looks: the
/// chance that it is ever above the rate is at most `error`.
///
/// An upper bound is 1 less that of the failures.
///
/// - Parameters:
///   - counts: since the first trial.
///   - error: above 0 and below 1.
/// - Returns: from 0 to 1; 0 without a trial.
/// - Throws: `outOfDomain`.
/// - Complexity: the same for any counts.
public func anytimeLowerBound(_ counts: RateCounts, error: Double) throws(EstimationError) -> Double {
  try counts.require()
  try requireProbability(error)
  let goal = -log(error)
  return RateEvidence.largest { RateEvidence.logarithm(counts, above: $0) >= goal }
}
