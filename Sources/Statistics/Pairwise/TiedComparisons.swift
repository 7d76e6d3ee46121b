/// Worths together with how easily raters tie.
public struct TiedComparisons: Hashable, Sendable {
  /// The models' log-worths.
  public let scale: WorthScale
  /// Davidson's ν or Rao and Kupper's θ.
  public let tieParameter: Double
  /// −Σ counts × log probability, without multinomial coefficients.
  public let negativeLogLikelihood: Double
}

/// Refuses ties and wins without a finite largest likelihood, for both models of ties.
///
/// The likelihood rises without limit along worths u and a tie threshold s if no win falls short of the threshold,
/// u winner − u loser ≥ s, and no tie exceeds it, |u first − u second| ≤ s. With s = 0 that is a graph that is not
/// strongly connected; with s = 1 it is a system of difference constraints, which has a solution exactly where no cycle
/// has more wins than ties.
func requireFiniteTies(_ counts: PairwiseCounts) throws(PairwiseError) {
  try ComparisonGraph(counts).requireConnected()
  guard counts.totalWins > 0 else { throw .onlyTies }
  let models = counts.models
  var length = [Double](repeating: .infinity, count: models * models)
  for i in 0..<models {
    for j in 0..<models where i != j {
      if counts.wins(of: i, over: j) > 0 {
        length[i * models + j] = -1
      } else if counts.ties(i, j) > 0 {
        length[i * models + j] = 1
      }
    }
  }
  for k in 0..<models {
    for i in 0..<models {
      for j in 0..<models {
        // The bound keeps a cycle that is walked again and again from overflowing.
        let way = max(-1e9, length[i * models + k] + length[k * models + j])
        if way < length[i * models + j] { length[i * models + j] = way }
      }
    }
  }
  guard (0..<models).contains(where: { length[$0 * models + $0] < 0 }) else { throw .tiesWithoutLimit }
}
