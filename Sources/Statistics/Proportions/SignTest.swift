/// How often a fair coin would come out at least as unevenly: 2 P(X ≤ min(wins, losses)), at most 1; which is
/// ``binomialTest(successes:of:chance:alternative:)`` at a chance of 1/2.
///
/// Ties are left out before; report how many. Wins and losses are counted as independent. Source: Arbuthnot (1710); Conover
/// (1999), "Practical Nonparametric Statistics", §3.4.
///
/// By hand: 3 wins, 1 loss: 2 · (1 + 4)/16 = 0.625.
///
/// - Parameters:
///   - wins: 0 or above.
///   - losses: 0 or above.
/// - Returns: 1 where there is neither.
public func signTest(wins: Int, losses: Int) -> Double {
  precondition(wins >= 0 && losses >= 0, "a count below 0")
  // Nothing else can be wrong with two counts: without any, a coin says nothing.
  return (try? binomialTest(successes: wins, of: wins + losses)) ?? 1
}
