internal import Statistics

extension PairTable {
  /// The judgements as the estimators of worths take them; "neither usable" is no preference.
  var forWorths: [PairJudgement] {
    rows.map { row in
      let outcome: PairJudgement.Outcome =
        switch row.outcome {
        case .first: .first
        case .second: .second
        case .tie, .neither: .tie
        }
      return PairJudgement(
        first: row.first, second: row.second, outcome: outcome, image: row.image, rater: row.rater)
    }
  }

  /// Whether being shown first helps.
  func positionBias(_ estimator: ScopeEstimator) -> PositionBias {
    let chosen = rows.filter { $0.outcome == .first || $0.outcome == .second }
    let first = chosen.count { $0.outcome == .first }
    var orders: [Int: Set<Int>] = [:]
    for row in rows {
      let pair = min(row.first, row.second) * models.count + max(row.first, row.second)
      orders[pair, default: []].insert(row.first)
    }
    var bias = PositionBias(
      firstWins: first, decided: chosen.count, leftOut: rows.count - chosen.count,
      share: exactShare(first, of: chosen.count, confidence: estimator.confidence),
      clustered: Self.scopes(estimator, chosen, .rate) { $0.outcome == .first ? 1 : 0 },
      p: try? binomialTest(successes: first, of: chosen.count),
      oneOrderOnly: orders.values.count { $0.count == 1 }, pairs: orders.count)
    do throws(PairwiseError) {
      let fit = try ClusteredWorths(forWorths, models: models.count, withOrder: true)
      guard let effect = fit.orderEffect else { return bias }
      bias.orderEffect = fit.scopes(effect, fit.orderParts, confidence: estimator.confidence)
    } catch {
      bias.orderReason =
        error == .notConverged ? "the order shown and the models cannot be told apart" : reason(error)
    }
    return bias
  }

  /// A share with the exact interval of Clopper and Pearson, or the reason why there is none.
  func exactShare(_ count: Int, of total: Int, confidence: Double) -> StatedNumber {
    do throws(EstimationError) {
      let interval = try clopperPearsonInterval(successes: count, of: total, confidence: confidence)
      return StatedNumber(Double(count) / Double(total), interval)
    } catch {
      return StatedNumber(reason: error == .noObservations ? "no decided judgement" : error.description)
    }
  }

  /// A reason that names models.
  func reason(_ error: PairwiseError) -> String {
    func list(_ groups: [[Int]]) -> String {
      groups.map { $0.map { models[$0] }.joined(separator: ", ") }.joined(separator: " | ")
    }
    return switch error {
    case .disconnected(let groups):
      "nobody compared a model of one group with one of another, so there is no common scale: \(list(groups))"
    case .separated(let groups):
      "each group never lost to those after it, so their distance has no upper limit: \(list(groups))"
    case .tooFewClusters(let found): "needs at least two images, found \(found)"
    default: error.description
    }
  }
}

extension ClusteredWorths {
  /// A distance with both of its intervals.
  func scopes(_ value: Double, _ parts: VarianceParts, confidence: Double) -> TwoScopes {
    func outcome(
      _ cautions: [String?], _ make: () throws(EstimationError) -> Estimate
    ) -> IntervalOutcome {
      do throws(EstimationError) {
        let cautions = cautions.compactMap(\.self)
        return .stated(try make(), caution: cautions.isEmpty ? nil : cautions.joined(separator: "; "))
      } catch {
        return .unavailable(reason: error.description)
      }
    }
    let few = images == 2 ? "two images: very wide, low information" : nil
    return TwoScopes(
      value: value,
      theseRaters: outcome([few]) { () throws(EstimationError) in
        try overNewImages(value, parts, confidence: confidence)
      },
      ratersLikeThese: outcome([few, raters == 2 ? "two raters: very wide, low information" : nil]) {
        () throws(EstimationError) in
        try overNewImagesAndRaters(value, parts, confidence: confidence)
      },
      variance: parts)
  }
}
