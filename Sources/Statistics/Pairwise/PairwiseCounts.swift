/// Judgements of pairs of models, summed: all that the Bradley–Terry family needs, however many judgements there were.
public struct PairwiseCounts: Hashable, Sendable {
  /// The number of models; a model is a number from 0.
  public let models: Int
  /// Row: winner; column: loser.
  private var wins: [Double]
  /// Symmetric.
  private var tied: [Double]

  /// No judgement yet.
  public init(models: Int) {
    precondition(models >= 0, "a number of models")
    self.models = models
    wins = Array(repeating: 0, count: models * models)
    tied = wins
  }

  /// Adds judgements in which `winner` was preferred to `loser`.
  public mutating func add(_ count: Double = 1, winner: Int, loser: Int) {
    precondition(winner != loser && count >= 0, "two models, and a count")
    wins[winner * models + loser] += count
  }

  /// Adds judgements without a preference.
  public mutating func add(_ count: Double = 1, tieBetween first: Int, and second: Int) {
    precondition(first != second && count >= 0, "two models, and a count")
    tied[first * models + second] += count
    tied[second * models + first] += count
  }

  /// How often `winner` was preferred to `loser`.
  public func wins(of winner: Int, over loser: Int) -> Double { wins[winner * models + loser] }

  /// How often neither was preferred.
  public func ties(_ first: Int, _ second: Int) -> Double { tied[first * models + second] }

  /// All ties.
  public var totalTies: Double { tied.reduce(0, +) / 2 }

  /// All judgements with a preference.
  public var totalWins: Double { wins.reduce(0, +) }

  /// The same with each tie as half a win for either side.
  public var tiesAsHalfWins: PairwiseCounts {
    var halved = PairwiseCounts(models: models)
    for index in wins.indices { halved.wins[index] = wins[index] + tied[index] / 2 }
    return halved
  }

  /// The same without its ties.
  public var decided: PairwiseCounts {
    var result = self
    for index in tied.indices { result.tied[index] = 0 }
    return result
  }

  /// One compared pair, the first model's number below the second's.
  struct Pair {
    var first: Int
    var second: Int
    var firstWins: Double
    var secondWins: Double
    var ties: Double
  }

  /// Every pair that was compared at least once.
  var pairs: [Pair] {
    var pairs: [Pair] = []
    for first in 0..<models {
      for second in (first + 1)..<max(models, first + 1) {
        let pair = Pair(
          first: first, second: second, firstWins: wins(of: first, over: second),
          secondWins: wins(of: second, over: first), ties: ties(first, second))
        if pair.firstWins + pair.secondWins + pair.ties > 0 { pairs.append(pair) }
      }
    }
    return pairs
  }
}
