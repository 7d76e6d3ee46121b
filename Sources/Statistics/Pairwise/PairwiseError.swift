/// Why models cannot be compared from these judgements. Never a huge number with a finite interval.
public enum PairwiseError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// There is no judgement.
  case noComparisons
  /// Nobody compared a model of one group with a model of another; each group lists its models.
  case disconnected(groups: [[Int]])
  /// Some models never lost to the others, so their lead has no upper limit; groups from the best down.
  case separated(groups: [[Int]])
  /// Every judgement is a tie: the chance of a tie has no finite estimate.
  case onlyTies
  /// Ties and wins fit a likelihood that rises without limit, so there is no finite estimate.
  case tiesWithoutLimit
  /// Too few clusters for a clustered standard error.
  case tooFewClusters(found: Int)
  /// Too few resampling rounds with finite worths.
  case tooFewRounds(found: Int)
  /// Every resampling round gives the same worths.
  case noSpread
  /// A ranking names a model twice, or gives two models the same rank.
  case tiedRanks(ranking: Int)
  /// The largest likelihood was not found.
  case notConverged
  /// A parameter outside its domain.
  case outOfDomain(parameter: String, value: Double)

  /// The reason in a sentence without a full stop, as documents quote it.
  public var description: String {
    switch self {
    case .noComparisons: "no comparisons"
    case .disconnected(let groups):
      "the models fall into \(groups.count) groups with no comparison between them, so no common scale exists"
    case .separated(let groups):
      "the models fall into \(groups.count) groups where one never lost to the next, so the distance between them has "
        + "no upper limit"
    case .onlyTies: "no comparison has a winner, so the chance of a tie has no finite estimate"
    case .tiesWithoutLimit:
      "the wins and ties fit ever larger distances between the models, so there is no finite estimate"
    case .tooFewClusters(let found): "needs at least two clusters, found \(found)"
    case .tooFewRounds(let found): "needs at least two rounds with finite worths, found \(found)"
    case .noSpread: "every round gives the same worths, so their spread is unknown"
    case .tiedRanks(let ranking): "ranking \(ranking + 1) gives two models one rank, or one model two ranks"
    case .notConverged: "the largest likelihood was not found"
    case .outOfDomain(let parameter, let value): "\(parameter) cannot be \(value)"
    }
  }
}
