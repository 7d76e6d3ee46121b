internal import Statistics

extension PairTable {
  /// What one rater says of an image × pair: the lower-numbered model better, the higher, tie, neither.
  private enum Opinion: Int, Hashable {
    case lower, higher, tie, neither

    init(_ row: Row) {
      self =
        switch row.outcome {
        case .first: row.first < row.second ? .lower : .higher
        case .second: row.first < row.second ? .higher : .lower
        case .tie: .tie
        case .neither: .neither
        }
    }
  }

  /// One image × pair with what each rater says of it; a rater who contradicts themselves says nothing.
  private struct Unit {
    var image: Int
    var opinions: [(rater: Int, opinion: Opinion)]
  }

  private struct UnitKey: Hashable {
    var image: Int
    var lower: Int
    var higher: Int
  }

  /// In the order of the table.
  private var units: [Unit] {
    var places: [UnitKey: Int] = [:]
    var said: [(image: Int, byRater: [Int: Set<Opinion>])] = []
    for row in rows {
      let key = UnitKey(image: row.image, lower: min(row.first, row.second), higher: max(row.first, row.second))
      let place = places[key] ?? said.count
      if place == said.count {
        places[key] = place
        said.append((row.image, [:]))
      }
      said[place].byRater[row.rater, default: []].insert(Opinion(row))
    }
    return said.map { unit in
      let clear = unit.byRater.filter { $0.value.count == 1 }.sorted { $0.key < $1.key }
      return Unit(image: unit.image, opinions: clear.flatMap { rater, said in said.map { (rater, $0) } })
    }
  }

  /// Each rater beside the most frequent outcome among the others.
  func raterAgreement(confidence: Double) -> [RaterAgreement] {
    var agreed = [[Observation]](repeating: [], count: raters.count)
    for unit in units {
      var counts = [0, 0, 0, 0]
      for (_, opinion) in unit.opinions { counts[opinion.rawValue] += 1 }
      for (rater, opinion) in unit.opinions {
        counts[opinion.rawValue] -= 1
        let most = counts.max() ?? 0
        if most > 0, counts.count(where: { $0 == most }) == 1 {
          let agrees = counts[opinion.rawValue] == most
          agreed[rater].append(Observation(image: unit.image, rater: rater, value: agrees ? 1 : 0))
        }
        counts[opinion.rawValue] += 1
      }
    }
    var byRater = [[Row]](repeating: [], count: raters.count)
    for row in rows { byRater[row.rater].append(row) }
    return raters.indices.map { rater in
      let chosen = byRater[rater].filter { $0.outcome == .first || $0.outcome == .second }
      return RaterAgreement(
        rater: raters[rater], judgements: byRater[rater].count, compared: agreed[rater].count,
        withMajority: Self.share(agreed[rater], confidence: confidence), decided: chosen.count,
        firstShare: exactShare(chosen.count { $0.outcome == .first }, of: chosen.count, confidence: confidence))
    }
  }

  private static func share(_ observations: [Observation], confidence: Double) -> StatedNumber {
    let scopes = try? ScopeEstimator(confidence: confidence).overall(observations, .rate)
    guard let scopes else { return StatedNumber(reason: "no image and pair on which others have a majority") }
    switch scopes.theseRaters {
    case .stated(let estimate, let caution):
      return StatedNumber(scopes.value, estimate.lower...max(estimate.lower, estimate.upper), caution: caution)
    case .unavailable(let reason):
      return StatedNumber(
        scopes.value, reason: scopes.value == 1 ? "always with the majority, so the spread is unknown" : reason)
    }
  }

  /// Krippendorff's α with its bootstrap interval over images × pairs.
  func alpha(confidence: Double, seed: UInt64) -> StatedNumber {
    let values = units.map { $0.opinions.map { Double($0.opinion.rawValue) }.sorted() }
    do throws(AgreementError) {
      let alpha = try KrippendorffAlpha(units: values)
      let value = try alpha.value(.nominal)
      do throws(AgreementError) {
        let interval = try alpha.bootstrapInterval(.nominal, rounds: 1000, confidence: confidence, seed: seed)
        return StatedNumber(value, interval.lower...interval.upper)
      } catch {
        return StatedNumber(value, reason: error.description)
      }
    } catch {
      return StatedNumber(
        reason: error == .nothingToCompare ? "no two raters judged the same pair of one image" : error.description)
    }
  }
}
