/// Which raters are left out because they did not find the hidden reference, or took the anchor for it.
///
/// A rater is left out who scores the hidden reference below 90 on more than 15 % of items, or the middle anchor above 90 on
/// more than 15 %. Exactly 15 % stays. The rule is fixed before unblinding, and results are shown with and without. Source:
/// ITU-R BS.1534-3 (2015), §4.1.2.
///
/// By hand: 3 of 20 is 15 % and stays; 4 of 20 goes.
public struct PostScreening: Hashable, Sendable {
  /// Scores below this do not recognise the reference; scores above it take the anchor for one. 90 of 100.
  public let threshold: Double
  /// The largest whole percentage that stays.
  public let mostPercent: Int

  /// A rule; as it stands that of BS.1534-3.
  public init(threshold: Double = 90, mostPercent: Int = 15) {
    self.threshold = threshold
    self.mostPercent = mostPercent
  }

  /// A share of a rater's items, as a count.
  public struct Share: Hashable, Sendable {
    /// Items against the rater.
    public let against: Int
    /// All items.
    public let items: Int

    /// From 0 to 1.
    public var value: Double { Double(against) / Double(items) }
  }

  /// How often the hidden reference was scored too low.
  ///
  /// - Throws: `noObservations`.
  public func missedReferences(_ scores: [Double]) throws(EstimationError) -> Share {
    guard !scores.isEmpty else { throw .noObservations }
    return Share(against: scores.count { $0 < threshold }, items: scores.count)
  }

  /// How often the anchor was scored too high.
  ///
  /// - Throws: `noObservations`.
  public func overratedAnchors(_ scores: [Double]) throws(EstimationError) -> Share {
    guard !scores.isEmpty else { throw .noObservations }
    return Share(against: scores.count { $0 > threshold }, items: scores.count)
  }

  /// Whether a share is over the limit; counted in whole numbers, so that exactly 15 % never is by rounding.
  public func isOverLimit(_ share: Share) -> Bool { 100 * share.against > mostPercent * share.items }
}
