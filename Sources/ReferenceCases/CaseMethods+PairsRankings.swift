internal import Statistics

extension CaseMethods {
  /// Rankings, some of only a part of the models.
  static func plackettLuceCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let (ids, names, ranks) = (try table.texts("ranking_id"), try table.texts("model"), try table.numbers("rank"))
    let models = Set(names).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(models, models.indices))
    var order: [String] = []
    var placed: [String: [(rank: Double, model: Int)]] = [:]
    for row in ids.indices {
      // A model without a rank was not ranked.
      guard let rank = ranks[row], let model = places[names[row]] else { continue }
      if placed[ids[row]] == nil { order.append(ids[row]) }
      placed[ids[row], default: []].append((rank, model))
    }
    let rankings = order.compactMap { placed[$0]?.sorted { $0.rank < $1.rank } }
    var answer = CaseAnswer()
    let keys = models.map { "\($0).log_worth_sum0" }
    if let tied = rankings.firstIndex(where: { Set($0.map(\.rank)).count < $0.count }) {
      for key in keys { answer.undefined(key, "\(PairwiseError.tiedRanks(ranking: tied))") }
      return answer
    }
    answer.state(keys) { () throws(PairwiseError) in
      try plackettLuce(rankings.map { $0.map(\.model) }, models: models.count).logWorths
    }
    return answer
  }

  /// (best − worst) / shown, for each model.
  static func bestWorstCase(_ folder: CaseFolder) throws -> CaseAnswer {
    let table = try folder.table()
    let (names, choices) = (try table.texts("model"), try table.texts("choice"))
    if let row = choices.firstIndex(where: { !["best", "worst", "none"].contains($0) }) {
      throw CaseError(
        "\(table.path):\(row + 2): choice '\(choices[row])' is none of best, worst, none. Nothing was computed.")
    }
    var answer = CaseAnswer()
    for model in Set(names).sorted() {
      let own = zip(names, choices).filter { $0.0 == model }.map(\.1)
      answer.state(["\(model).bw_score", "\(model).n"]) { () throws(PairwiseError) in
        let count = try BestWorstCount(
          shown: own.count, best: own.count { $0 == "best" }, worst: own.count { $0 == "worst" })
        return [count.score, Double(count.shown)]
      }
    }
    return answer
  }
}
