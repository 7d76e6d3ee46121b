/// One judgement of two captions, in the order in which they were shown, and where it came from.
public struct PairJudgement: Hashable, Sendable {
  /// What was judged.
  public enum Outcome: Int, Hashable, Sendable {
    /// The one shown first is better.
    case first
    /// The one shown second is better.
    case second
    /// Neither is.
    case tie
  }

  /// The model shown first, from 0.
  public var first: Int
  /// The other model.
  public var second: Int
  /// What was judged.
  public var outcome: Outcome
  /// The image, any number that names it.
  public var image: Int
  /// The rater, any number that names them.
  public var rater: Int

  /// One judgement.
  public init(first: Int, second: Int, outcome: Outcome, image: Int, rater: Int) {
    self.first = first
    self.second = second
    self.outcome = outcome
    self.image = image
    self.rater = rater
  }
}

extension PairwiseCounts {
  /// Sums judgements of `models` models.
  public init(_ judgements: some Sequence<PairJudgement>, models: Int) {
    self.init(models: models)
    for judgement in judgements {
      switch judgement.outcome {
      case .first: add(winner: judgement.first, loser: judgement.second)
      case .second: add(winner: judgement.second, loser: judgement.first)
      case .tie: add(tieBetween: judgement.first, and: judgement.second)
      }
    }
  }
}
