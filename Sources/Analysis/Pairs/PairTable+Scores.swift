internal import Statistics

extension PairTable {
  /// What a judgement says of one of its models: 1 better, 0 worse, ½ neither better nor worse.
  private static func value(_ row: Row, for model: Int) -> Double {
    switch row.outcome {
    case .first: row.first == model ? 1 : 0
    case .second: row.second == model ? 1 : 0
    case .tie, .neither: 0.5
    }
  }

  /// Every pair that was judged, the model first that comes first by name.
  func pairScores(_ estimator: ScopeEstimator) -> [PairScore] {
    var groups = [[Row]](repeating: [], count: models.count * models.count)
    for row in rows { groups[min(row.first, row.second) * models.count + max(row.first, row.second)].append(row) }
    return groups.enumerated().compactMap { number, rows in
      let (model, other) = (number / models.count, number % models.count)
      return rows.isEmpty ? nil : score(rows, of: model, against: other, estimator)
    }
  }

  /// Every model against all others, by name.
  func standings(_ estimator: ScopeEstimator) -> [PairScore] {
    var groups = [[Row]](repeating: [], count: models.count)
    for row in rows {
      groups[row.first].append(row)
      groups[row.second].append(row)
    }
    return groups.enumerated().map { model, rows in score(rows, of: model, against: nil, estimator) }
  }

  /// The share of all judgements with an outcome.
  func rate(_ estimator: ScopeEstimator, _ isCounted: (Outcome) -> Bool) -> TwoScopes? {
    Self.scopes(estimator, rows, .rate) { isCounted($0.outcome) ? 1 : 0 }
  }

  /// Numbers that come from judgements are always finite, so there is nothing for an estimator to refuse.
  static func scopes(
    _ estimator: ScopeEstimator, _ rows: [Row], _ quantity: ScopeEstimator.Quantity, _ value: (Row) -> Double
  ) -> TwoScopes? {
    try? estimator.overall(
      rows.map { Observation(image: $0.image, rater: $0.rater, value: value($0)) }, quantity)
  }

  private func score(_ rows: [Row], of model: Int, against other: Int?, _ estimator: ScopeEstimator) -> PairScore {
    var (wins, losses, ties, neither) = (0, 0, 0, 0)
    var leads: [Int: Int] = [:]
    for row in rows {
      let value = Self.value(row, for: model)
      if value == 1 { wins += 1 } else if value == 0 { losses += 1 }
      if row.outcome == .tie { ties += 1 } else if row.outcome == .neither { neither += 1 }
      leads[row.image, default: 0] += value == 1 ? 1 : value == 0 ? -1 : 0
    }
    let imagesWon = leads.values.count { $0 > 0 }
    let imagesLost = leads.values.count { $0 < 0 }
    return PairScore(
      model: models[model], other: other.map { models[$0] }, judgements: rows.count, wins: wins, losses: losses,
      ties: ties, neither: neither,
      winRate: Self.scopes(estimator, rows, .rate) { Self.value($0, for: model) },
      netWin: Self.scopes(estimator, rows, .net) { 2 * Self.value($0, for: model) - 1 },
      tieRate: Self.scopes(estimator, rows, .rate) { $0.outcome == .tie ? 1 : 0 },
      neitherRate: Self.scopes(estimator, rows, .rate) { $0.outcome == .neither ? 1 : 0 },
      signTest: wins + losses > 0 ? Statistics.signTest(wins: wins, losses: losses) : nil,
      signTestByImage: imagesWon + imagesLost > 0
        ? Statistics.signTest(wins: imagesWon, losses: imagesLost) : nil,
      imagesWon: imagesWon, imagesLost: imagesLost)
  }
}
