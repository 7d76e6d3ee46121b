internal import Glibc
public import StudyModel

/// What a model's score on the primary question is expected to be, from the declarations alone.
///
/// The score is the one that a new rater of the panel would give to a new caption of the model: an expectation over
/// captions, raters and noise, averaged over the images with the traffic's weights. Every way in which a caption can go
/// wrong is enumerated per image and judged as raters judge; leniency and noise, rounding and clipping are integrated
/// by the normal distribution's cdf. Nothing is drawn by chance, so the number is exact but for rounding errors.
///
/// Answers that never come count as the scale's lowest point.
public struct DeclaredTruth: Sendable {
  private let book: FactBook
  private let panel: SimulatedPanel
  private let scale: ClosedRange<Int>
  private let weights: [ItemID: Double]

  /// - Parameters:
  ///   - book: the images.
  ///   - panel: the raters.
  ///   - traffic: category → weight, in any unit; empty: every image counts the same.
  ///   - scale: the primary question's lowest and highest point.
  /// - Throws: ``SimulatorError/weights(detail:)`` where weights and categories do not fit each other.
  public init(
    book: FactBook, panel: SimulatedPanel, traffic: [String: Double] = [:], scale: ClosedRange<Int> = 1...5
  ) throws {
    self.book = book
    self.panel = panel
    self.scale = scale
    let sizes = Dictionary(grouping: book.entries, by: \.category).mapValues { Double($0.count) }
    let traffic = traffic.isEmpty ? sizes : traffic
    if let empty = traffic.keys.sorted().first(where: { sizes[$0] == nil }) {
      throw SimulatorError.weights(detail: "no image has the category '\(empty)'. Take its weight out, or add images.")
    }
    if let unweighted = sizes.keys.sorted().first(where: { traffic[$0] == nil }) {
      throw SimulatorError.weights(detail: "the category '\(unweighted)' has no weight. Give it one; 0 is allowed.")
    }
    let total = traffic.values.reduce(0, +)
    guard total > 0, traffic.values.allSatisfy({ $0 >= 0 }) else {
      throw SimulatorError.weights(detail: "they must be 0 or more and not all 0.")
    }
    weights = Dictionary(
      uniqueKeysWithValues: book.entries.map {
        ($0.id, (traffic[$0.category] ?? 0) / total / (sizes[$0.category] ?? 1))
      })
  }

  /// The expected score of a model, in points of the scale, by a rater not yet known.
  public func score(of model: SimulatedModel) -> Double {
    book.entries.reduce(0) { $0 + weight(of: $1.id) * score(of: model, for: $1) }
  }

  /// The expected score of a model by these raters, each as lenient as declared or drawn.
  public func score(of model: SimulatedModel, by raters: [String]) -> Double {
    precondition(!raters.isEmpty, "an average over no raters")
    return book.entries.reduce(0) { sum, entry in
      let outcomes = PenaltyDistribution(of: model, for: entry).outcomes
      let mean = raters.reduce(0) { sum, rater in
        let leniency = panel.leniency(of: rater)
        return sum + outcomes.reduce(0) { $0 + $1.chance * expected(5 - $1.penalty + leniency, panel.noiseSD) }
      }
      return sum + weight(of: entry.id) * withFailures(mean / Double(raters.count), model)
    }
  }

  /// The expected score of a model for one image, by a rater not yet known.
  public func score(of model: SimulatedModel, for entry: FactBook.Entry) -> Double {
    let spread = (panel.leniencySD * panel.leniencySD + panel.noiseSD * panel.noiseSD).squareRoot()
    let mean = PenaltyDistribution(of: model, for: entry).outcomes
      .reduce(0) { $0 + $1.chance * expected(5 - $1.penalty, spread) }
    return withFailures(mean, model)
  }

  /// The share of an image in the average; all shares add up to 1.
  public func weight(of item: ItemID) -> Double { weights[item] ?? 0 }

  private func withFailures(_ mean: Double, _ model: SimulatedModel) -> Double {
    (1 - model.failure) * mean + model.failure * Double(scale.lowerBound)
  }

  /// The expected answer to a quality that is felt with a normal error: with x the felt quality stretched to the scale,
  ///
  ///     E[answer] = low + Σ k=low+1…high P(x ≥ k − ½)
  ///
  /// - Parameters:
  ///   - quality: on a scale from 1 to 5.
  ///   - spread: standard deviation of the error, on a scale from 1 to 5; 0 for none.
  private func expected(_ quality: Double, _ spread: Double) -> Double {
    let unit = Double(scale.upperBound - scale.lowerBound) / 4
    let centre = Double(scale.lowerBound) + (quality - 1) * unit
    return (scale.lowerBound..<scale.upperBound).reduce(Double(scale.lowerBound)) { sum, point in
      let distance = centre - (Double(point) + 0.5)
      return sum + (spread > 0 ? 0.5 * erfc(-distance / (spread * unit) / 2.0.squareRoot()) : distance >= 0 ? 1 : 0)
    }
  }
}
