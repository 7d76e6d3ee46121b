internal import Glibc

/// Intervals for the mean of numbers between 0 and 1 that may be looked at after every observation: with the stated
/// confidence all of them hold at once.
///
/// The observations must come in random order, one an image. Every bound uses what came before only, and no running
/// intersection is taken. Source: Waudby-Smith and Ramdas (2024), "Estimating means of bounded random variables by
/// betting", JRSS B 86.
public enum ConfidenceSequence: String, Hashable, Sendable, CaseIterable {
  /// Predictable-mixture Hoeffding (proposition 1); does not use the spread.
  case hoeffding
  /// Predictable-mixture empirical Bernstein (theorem 2), each side with half the error.
  case empiricalBernstein
  /// Hedged betting (theorem 3), the larger of two capitals; the narrowest.
  case bettingHedged

  /// The interval after the last of these observations.
  ///
  /// By hand, Hoeffding after one observation x: λ = 1 (from √(8 log 40 / log 2), at most 1), so x ± (log 40 + 1/8).
  ///
  /// - Parameters:
  ///   - observations: in the order in which they were made, each from 0 to 1.
  ///   - confidence: above 0 and below 1.
  /// - Returns: within 0...1.
  /// - Throws: `noObservations`; `outOfDomain` for an observation or a confidence.
  /// - Complexity: O(n); betting about 50 times that.
  public func interval(
    after observations: some Collection<Double>, confidence: Double = 0.95
  ) throws(EstimationError) -> ClosedRange<Double> {
    guard !observations.isEmpty else { throw .noObservations }
    for x in observations where !(x >= 0 && x <= 1) { throw .outOfDomain(parameter: "an observation", value: x) }
    try requireConfidence(confidence)
    let error = 1 - confidence
    switch self {
    case .hoeffding: return hoeffding(observations, error: error)
    case .empiricalBernstein:
      return interval(
        bernsteinLower(observations, error: error), 1 - bernsteinLower(observations.map { 1 - $0 }, error: error))
    case .bettingHedged:
      let bets = bets(observations, error: error)
      return interval(
        bettingLower(observations, bets, error: error),
        1 - bettingLower(observations.map { 1 - $0 }, bets, error: error))
    }
  }

  /// Cut to 0...1. Bounds that have crossed mark one place: the observations do not look like a sample of one mean.
  private func interval(_ lower: Double, _ upper: Double) -> ClosedRange<Double> {
    let low = min(1, max(0, lower))
    let high = min(1, max(0, upper))
    return low <= high ? low...high : (low + high) / 2...(low + high) / 2
  }

  private func hoeffding(_ observations: some Collection<Double>, error: Double) -> ClosedRange<Double> {
    let surprise = log(2 / error)
    var (bets, weighted, cost, t) = (0.0, 0.0, 0.0, 0.0)
    for x in observations {
      t += 1
      let bet = min(1, (8 * surprise / (t * log(t + 1))).squareRoot())
      bets += bet
      weighted += bet * x
      cost += bet * bet / 8
    }
    let margin = (surprise + cost) / bets
    return interval(weighted / bets - margin, weighted / bets + margin)
  }

  /// √(2 log(2/error) / (σ² t log(t + 1))), with σ² the variance so far and one made-up observation of mean 1/2 and
  /// variance 1/4 before the first.
  private func bets(_ observations: some Collection<Double>, error: Double) -> [Double] {
    var (t, sum, squares) = (1.0, 0.5, 0.25)
    return observations.map { x in
      let bet = (2 * log(2 / error) / (squares / t * t * log(t + 1))).squareRoot()
      t += 1
      sum += x
      let deviation = x - sum / t
      squares += deviation * deviation
      return bet
    }
  }

  private func bernsteinLower(_ observations: some Collection<Double>, error: Double) -> Double {
    var (bets, weighted, cost) = (0.0, 0.0, 0.0)
    var (count, sum) = (0.0, 0.0)
    for (x, free) in zip(observations, self.bets(observations, error: error)) {
      let bet = min(0.5, free)
      let deviation = x - (count > 0 ? sum / count : 0)
      bets += bet
      weighted += bet * x
      cost += deviation * deviation * (-log1p(-bet) - bet)
      count += 1
      sum += x
    }
    return (weighted - log(2 / error) - cost) / bets
  }

  /// The largest mean m against which half the capital has grown to 1 / error: Π (1 + λ (x − m)) with λ at most 1/(2m)
  /// falls as m rises.
  private func bettingLower(_ observations: some Collection<Double>, _ bets: [Double], error: Double) -> Double {
    let goal = log(2 / error)
    func isRefuted(_ m: Double) -> Bool {
      var capital = 0.0
      for (x, free) in zip(observations, bets) { capital += log1p(min(free, 0.5 / m) * (x - m)) }
      return capital >= goal
    }
    var (low, high) = (0.0, 1.0)
    while high - low > 1e-12 {
      let middle = (low + high) / 2
      if isRefuted(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
