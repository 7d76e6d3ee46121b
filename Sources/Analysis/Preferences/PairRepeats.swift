internal import Statistics

/// How well raters repeat their own preferences on pairs they saw twice, the sides exchanged in between.
public struct PairRepeats: Hashable, Sendable, Codable {
  /// Pairs judged twice.
  public var repeats: Int
  /// Of these, with the same outcome: the same caption preferred, or the same of tie and neither.
  public var same: Int
  /// The other caption preferred.
  public var reversed: Int
  /// A preference that became none, none that became one, or a tie that became neither.
  public var changed: Int
  /// Of the reversed, shown the other way round: the same side was chosen twice, so that the place may have decided.
  public var sameSide: Int
  /// Share of `same`, over new images and raters; nil where nothing was judged twice.
  public var agreement: TwoScopes?
  /// Rater → pairs judged twice, and of these the same outcome; by pseudonym.
  public var raters: [Rater]

  /// One rater's part.
  public struct Rater: Hashable, Sendable, Codable {
    /// The pseudonym.
    public var rater: String
    /// Pairs judged twice.
    public var repeats: Int
    /// Of these, with the same outcome.
    public var same: Int
  }

  /// Counts pairs judged twice.
  ///
  /// - Parameter confidence: of the intervals, above 0 and below 1.
  public init(_ pairs: [RepeatedPreference], confidence: Double) {
    func isDecided(_ outcome: PairTable.Outcome) -> Bool { outcome == .first || outcome == .second }
    let flips = pairs.filter { $0.before != $0.after && isDecided($0.before) && isDecided($0.after) }
    repeats = pairs.count
    same = pairs.count { $0.before == $0.after }
    reversed = flips.count
    changed = pairs.count - same - flips.count
    sameSide = flips.count(where: \.isTurned)
    raters = Dictionary(grouping: pairs, by: \.rater).sorted { $0.key < $1.key }.map { rater, own in
      Rater(rater: rater, repeats: own.count, same: own.count { $0.before == $0.after })
    }
    let items = Set(pairs.map(\.item)).sorted()
    let images = Dictionary(uniqueKeysWithValues: zip(items, items.indices))
    let names = Dictionary(uniqueKeysWithValues: zip(raters.map(\.rater), raters.indices))
    // Zeros and ones are always finite, so there is nothing to refuse.
    agreement = try? ScopeEstimator(confidence: confidence).overall(
      pairs.sorted { ($0.item, $0.rater) < ($1.item, $1.rater) }.map {
        Observation(
          image: images[$0.item] ?? 0, rater: names[$0.rater] ?? 0, value: $0.before == $0.after ? 1 : 0)
      }, .rate)
  }
}
