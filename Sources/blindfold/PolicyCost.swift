internal import Roster

/// What one policy of a study means for its calls and costs.
struct PolicyCost {
  let label: String
  let kind: String
  /// Candidates whose captions it takes.
  let takes: [String]
  /// Images of the whole set whose captions it takes.
  let taken: Int
  /// US dollars of its own calls an image, under the condition that ``words`` tell; nil where unknown.
  let perImage: Double?
  /// Models that it may ask and that have no price.
  let unpriced: [String]
  /// A sentence.
  let words: String

  init(
    _ candidate: Candidate, _ forecast: PolicyForecast, items: Int,
    each: (Candidate) -> (input: Int, output: Int), dollars: (Double) -> String
  ) {
    label = candidate.label
    kind = candidate.policy?.kind.word ?? ""
    takes = candidate.takes.sorted()
    taken = forecast.taken
    perImage = forecast.cost(each).map { items > 0 ? $0 / Double(items) : 0 }
    unpriced = forecast.unpriced
    let money = forecast.calls.isEmpty ? "" : ". For the whole set: \(forecast.money(each, dollars))"
    words = "'\(label)' is \(forecast.meaning)\(money)."
  }
}
