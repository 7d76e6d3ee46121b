internal import Roster

/// A model that a candidate may ask, or whose captions it takes, with its price: what the candidate's money was worked out
/// with.
struct AskedModel: Sendable {
  let candidate: CandidateReading
  /// The label of the policy's part; nil for the candidate itself.
  let part: String?
  let price: Price?
  /// Whether another candidate asks it, and the captions are taken from there.
  let isTaken: Bool
  /// What the candidate's own requests to it came to; nil where there was none.
  let own: CallFacts?
}

extension Reading {
  /// The models of all candidates, each label once a candidate, in order; none where no price is known and none was asked.
  var askedModels: [AskedModel] {
    let models = candidates.flatMap(\.models)
    return models.contains { $0.price != nil || $0.own != nil } ? models : []
  }
}

extension CandidateReading {
  /// The models that it may ask or takes captions of.
  var models: [AskedModel] {
    let asked = Set(candidate.asks.map(\.label))
    var seen: Set<String> = []
    return candidate.reached.filter { $0.call != nil && seen.insert($0.label).inserted }.map { model in
      let isItself = candidate.policy == nil
      return AskedModel(
        candidate: self, part: isItself ? nil : model.label, price: model.price,
        isTaken: !asked.contains(model.label),
        own: facts.calls.first { $0.part == (isItself ? "" : model.label) })
    }
  }
}
