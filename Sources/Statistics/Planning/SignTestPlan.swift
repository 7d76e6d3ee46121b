/// The chance that an exact two-sided sign test shows a preference.
///
/// The test rejects from k wins or k losses on, the smallest k with P(X ≥ k) ≤ α/2 for a fair coin. Source: Conover (1999),
/// "Practical Nonparametric Statistics", §3.4.
///
/// By hand: of 6, 6 wins have 1/64 ≤ 0.025 and 5 have 7/64: k = 6, and at p = 0.9 the power is 0.9⁶ + 0.1⁶ = 0.531442.
public struct SignTestPlan: Hashable, Sendable {
  /// The fewest wins of all that reject.
  public let criticalWins: Int
  /// The chance of a rejection.
  public let power: Double

  /// - Parameters:
  ///   - judgements: that are no tie; above 0.
  ///   - winProbability: the true one, from 0 to 1.
  ///   - alpha: the two-sided level, between 0 and 1.
  /// - Throws: `noObservations`; `outOfDomain`; `tooFewForSignTest` where even all wins would not reject.
  public init(judgements: Int, winProbability: Double, alpha: Double = 0.05) throws(EstimationError) {
    guard judgements > 0 else { throw .noObservations }
    guard alpha > 0, alpha < 1 else { throw .outOfDomain(parameter: "alpha", value: alpha) }
    let fair = try Binomial(trials: judgements, probability: 0.5)
    // More than half, so that both sides cannot reject at once.
    var low = judgements / 2
    var high = judgements
    guard fair.atLeast(high) <= alpha / 2 else { throw .tooFewForSignTest(found: judgements) }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if fair.atLeast(middle) <= alpha / 2 { high = middle } else { low = middle }
    }
    let found = try Binomial(trials: judgements, probability: winProbability)
    criticalWins = high
    power = found.atLeast(high) + found.cumulative(judgements - high)
  }
}
