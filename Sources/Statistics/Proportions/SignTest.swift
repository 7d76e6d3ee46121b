/// How often a fair coin would come out at least as unevenly: 2 P(X ≤ min(wins, losses)), at most 1.
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
  if wins == losses { return 1 }
  let smaller = min(wins, losses)
  return min(1, 2 * regularizedBeta(Double(wins + losses - smaller), Double(smaller + 1), at: 0.5, complement: 0.5))
}

/// P(X = k) of n tosses of a fair coin.
func fairCoinMass(_ k: Int, of n: Int) -> Double {
  (try? Binomial(trials: n, probability: 0.5))?.mass(k) ?? 0
}
