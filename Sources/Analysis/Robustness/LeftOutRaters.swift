internal import Statistics
internal import StudyModel

/// The difference again without each rater in turn.
public struct LeftOutRaters: Hashable, Sendable, Codable {
  /// The difference without one rater.
  public struct Entry: Hashable, Sendable, Codable {
    /// Who is left out.
    public var rater: String
    /// Without this rater, in rubric points.
    public var difference: Double
    /// The fact against the margin without this rater; nil where there is no interval.
    public var margin: MarginFact?

    /// The difference without one rater.
    public init(rater: String, difference: Double, margin: MarginFact?) {
      self.rater = rater
      self.difference = difference
      self.margin = margin
    }
  }

  /// By pseudonym.
  public var entries: [Entry]
  /// The fact against the margin with everybody; nil where there is no interval.
  public var margin: MarginFact?

  /// The difference again without each rater in turn.
  public init(entries: [Entry], margin: MarginFact?) {
    self.entries = entries
    self.margin = margin
  }

  /// The smallest and the largest difference without one rater, in rubric points; nil where there is none.
  public var range: ClosedRange<Double>? {
    guard let low = entries.map(\.difference).min(), let high = entries.map(\.difference).max() else { return nil }
    return low...high
  }

  /// Those without whom the fact against the margin is another one.
  public var flipping: [Entry] { entries.filter { $0.margin != nil && margin != nil && $0.margin != margin } }

  /// Those without whom there is no interval.
  public var withoutInterval: [Entry] { entries.filter { $0.margin == nil } }
}

extension JudgedPairs {
  /// The difference without each rater in turn, with the fact against the margin for the declared scope.
  ///
  /// - Parameter names: pseudonym by rater number.
  /// - Complexity: O(raters × pairs).
  func leftOutRaters(_ names: [String]) -> Finding<LeftOutRaters> {
    let observations = observations
    let raters = Set(observations.map(\.rater)).sorted()
    guard raters.count >= 2 else { return .unavailable(reason: "this rater only") }
    let entries = raters.compactMap { rater -> LeftOutRaters.Entry? in
      let rest = observations.filter { $0.rater != rater }
      guard let number = try? estimator.overall(rest, .difference) else { return nil }
      return LeftOutRaters.Entry(rater: names[rater], difference: number.value, margin: marginFact(of: rest))
    }
    guard !entries.isEmpty else { return .unavailable(reason: "no pair lies in a category with traffic") }
    return .stated(
      LeftOutRaters(entries: entries.sorted { $0.rater < $1.rater }, margin: marginFact(of: observations)))
  }
}
