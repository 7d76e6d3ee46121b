internal import Blinding
internal import StudyModel

/// What one rater gave, and how long it took: of every rater, those whom the claim leaves out among them.
public struct RaterProfile: Hashable, Sendable, Codable {
  /// So many values on one point.
  public struct Point: Hashable, Sendable, Codable {
    /// Rubric points.
    public var value: Double
    /// Judged captions that got it.
    public var count: Int
  }

  /// What became of a rater's pairs, where captions were compared.
  public struct Outcomes: Hashable, Sendable, Codable {
    /// The one shown first was preferred.
    public var first: Int
    /// No difference.
    public var tie: Int
    /// Neither usable.
    public var neither: Int
    /// The one shown second was preferred.
    public var second: Int
  }

  /// The pseudonym.
  public var rater: String
  /// Captions judged on the claimed criterion, or pairs judged. What nobody was shown is not among them; a caption that
  /// several arms gave was shown once and counts once.
  public var judgements: Int
  /// By value, those that occur; empty where captions were compared.
  public var points: [Point]
  /// Nil where captions were rated.
  public var outcomes: Outcomes?
  /// Items (pairs) whose time is known.
  public var timed: Int
  /// Seconds for an item (a pair), the median; nil where no time is known.
  public var medianSeconds: Double?
}

extension RatingTable {
  /// Every rater with a judgement on the claimed criterion, by pseudonym.
  ///
  /// - Complexity: O(n log n).
  public var raterProfiles: [RaterProfile] {
    struct Item: Hashable {
      let order: Int
      let seconds: Double
    }
    func times(_ showings: [Showing]) -> (timed: Int, median: Double?) {
      let items = Set(
        showings.compactMap { showing in showing.seconds.map { Item(order: showing.order, seconds: $0) } })
      return (items.count, median(items.map(\.seconds)))
    }
    if let preferences {
      let judged = Dictionary(grouping: preferences.filter { $0.basis == .judged }, by: \.rater)
      return judged.sorted { $0.key < $1.key }.map { rater, own in
        func count(_ outcome: PairTable.Outcome) -> Int { own.count { $0.outcome == outcome } }
        let (timed, middle) = times(own.compactMap(\.showings.first))
        return RaterProfile(
          rater: rater, judgements: own.count, points: [],
          outcomes: RaterProfile.Outcomes(
            first: count(.first), tie: count(.tie), neither: count(.neither), second: count(.second)),
          timed: timed, medianSeconds: middle)
      }
    }
    let judged = Dictionary(
      grouping: withSharedCaptionsOnce().cells.filter { $0.criterion == claim.criterion && !$0.isFailure }, by: \.rater)
    return judged.sorted { $0.key < $1.key }.map { rater, own in
      let counts = own.reduce(into: [Double: Int]()) { $0[$1.value, default: 0] += 1 }
      let (timed, middle) = times(own.compactMap(\.showing))
      return RaterProfile(
        rater: rater, judgements: own.count,
        points: counts.sorted { $0.key < $1.key }.map { RaterProfile.Point(value: $0.key, count: $0.value) },
        timed: timed, medianSeconds: middle)
    }
  }
}
