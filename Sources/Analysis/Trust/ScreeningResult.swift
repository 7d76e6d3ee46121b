internal import Statistics
public import StudyModel

/// Who did not look, by the rule fixed in advance, and what the comparisons are with and without them.
public struct ScreeningResult: Hashable, Sendable, Codable {
  /// What the rule says of one rater.
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// Enough anchors were marked low.
    case passed
    /// Too many were not.
    case screened
    /// Too few anchors were rated to tell.
    case tooFewAnchors = "too few anchors"
  }

  /// One rater.
  public struct Rater: Hashable, Sendable, Codable {
    /// The pseudonym.
    public var rater: String
    /// Anchors rated on the claimed criterion.
    public var anchors: Int
    /// Of these, scored above the rule's highest score.
    public var above: Int
    /// What follows.
    public var outcome: Outcome
  }

  /// The rule.
  public var rule: ScreeningRule
  /// Every rater with ratings, by pseudonym.
  public var raters: [Rater]
  /// Comparisons by all raters.
  public var withAll: [Comparison]
  /// Comparisons without the screened, or why there are none: nobody is screened, or nobody is left.
  public var withoutScreened: Finding<[Comparison]>

  /// Pseudonyms of the screened.
  public var screened: [String] { raters.filter { $0.outcome == .screened }.map(\.rater) }

  /// Applies a rule: more than the allowed share of a rater's anchors above the highest score. Exactly the share passes.
  ///
  /// Source: ITU-R BS.1534-3 (2015), §4.1.2, by `PostScreening`.
  ///
  /// - Parameters:
  ///   - table: every rater's cells.
  ///   - anchors: any criterion's; those of the claimed one count.
  ///   - rule: as declared.
  /// - Throws: ``AnalysisError`` as ``RatingTable/estimates()``.
  public init(_ table: RatingTable, anchors: [AnchorScore], rule: ScreeningRule) throws(AnalysisError) {
    let screening = PostScreening(threshold: rule.maxAnchor, mostPercent: 100 - rule.minPassPercent)
    let scores = Dictionary(grouping: anchors.filter { $0.criterion == table.claim.criterion }, by: \.rater)
    let names = Set(table.cells.map(\.rater)).union(scores.keys)
    self.rule = rule
    raters = names.sorted().map { name in
      let own = (scores[name] ?? []).map(\.value)
      guard own.count >= rule.minAnchors, let share = try? screening.overratedAnchors(own) else {
        return Rater(
          rater: name, anchors: own.count, above: own.count { $0 > rule.maxAnchor }, outcome: .tooFewAnchors)
      }
      return Rater(
        rater: name, anchors: share.items, above: share.against,
        outcome: screening.isOverLimit(share) ? .screened : .passed)
    }
    withAll = try table.estimates().comparisons
    let out = Set(raters.filter { $0.outcome == .screened }.map(\.rater))
    let kept = table.without(out)
    withoutScreened =
      if out.isEmpty {
        .unavailable(reason: "nobody was screened")
      } else if kept.cells.isEmpty {
        .unavailable(reason: "every rater was screened")
      } else {
        .stated(try kept.estimates().comparisons)
      }
  }
}

extension RatingTable {
  /// The same table without some raters' cells.
  func without(_ raters: Set<String>) -> RatingTable {
    var table = self
    table.cells.removeAll { raters.contains($0.rater) }
    table.preferences?.removeAll { raters.contains($0.rater) }
    return table
  }
}
