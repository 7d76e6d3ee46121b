internal import Statistics
public import StudyModel

/// The mean of one number an image, weighted to traffic, with what it is made of: what a reader needs to work it out again.
///
///     mean = Σ over categories of weight × mean of the category
public struct TrafficMean: Hashable, Sendable {
  /// What an image of production has.
  public var value: Double
  /// By category, sorted; one called `all` where no traffic is declared.
  public var categories: [Category]

  /// A category's part.
  public struct Category: Hashable, Sendable {
    /// The category.
    public var name: String
    /// Its share of production among the categories that have an image, between 0 and 1.
    public var weight: Double
    /// How many images it has.
    public var images: Int
    /// Over them.
    public var mean: Double
  }

  /// - Parameters:
  ///   - values: by image; an image without one counts as 0.
  ///   - categories: image → category, of the images that count.
  ///   - traffic: category → weight; empty: every image counts the same.
  /// - Throws: ``AnalysisError`` where the weights do not fit the images.
  public init(
    _ values: [ItemID: Double], categories: [ItemID: String], traffic: [String: Double]
  ) throws(AnalysisError) {
    let weights = try ImageWeights(categories: categories, traffic: traffic, confidence: 0.95)
    let all = categories.map { ($0.key, values[$0.key] ?? 0) }
    self.categories = weights.strata(Dictionary(all, uniquingKeysWith: { first, _ in first })).compactMap { stratum in
      guard !stratum.observations.isEmpty else { return nil }
      let sum = stratum.observations.reduce(0) { $0 + $1.value }
      return Category(
        name: stratum.name, weight: stratum.weight, images: stratum.observations.count,
        mean: sum / Double(stratum.observations.count))
    }
    value = self.categories.reduce(0) { $0 + $1.weight * $1.mean }
  }
}
