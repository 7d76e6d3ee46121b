public import Blinding
internal import Statistics
internal import StudyModel

/// How one arm fared in its pairs with the incumbent: the four parts that the net preference is made of.
public struct PreferenceShares: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// Pairs, those that nobody was asked about among them.
  public var pairs: Int
  /// Pairs that a rater judged.
  public var judged: Int
  /// Of these, for the arm.
  public var wins: Int
  /// For the incumbent.
  public var losses: Int
  /// No difference.
  public var ties: Int
  /// Neither usable.
  public var neither: Int
  /// Pairs of one caption twice: ties.
  public var sameCaption: Int
  /// Pairs without a caption of the arm only: lost.
  public var withoutOwn: Int
  /// Pairs without a caption of the incumbent only: won.
  public var withoutIncumbent: Int
  /// Pairs without any caption: ties.
  public var withoutBoth: Int
  /// Share of all pairs that the arm won, between 0 and 1, weighted to traffic where weights are declared; nil where there
  /// is no pair.
  public var won: TwoScopes?
  /// Share of all pairs that the incumbent won. `won` less `lost` is the net preference.
  public var lost: TwoScopes?
  /// Share of all pairs without a difference.
  public var tied: TwoScopes?
  /// Share of all pairs of which neither caption is usable.
  public var unusable: TwoScopes?

  /// Counts one arm's pairs with the incumbent.
  init(
    _ arm: ArmCode, _ numbered: NumberedPreferences, by estimator: ScopeEstimator
  ) throws(EstimationError) {
    let own = numbered.rows.filter { $0.preference.other(than: arm) == numbered.incumbent }
    let asked = own.map(\.preference).filter { $0.basis == .judged }
    let missing = own.map(\.preference).filter { $0.basis == .noCaption }
    self.arm = arm
    pairs = own.count
    judged = asked.count
    wins = asked.count { $0.value(of: arm) > 0 }
    losses = asked.count { $0.value(of: arm) < 0 }
    ties = asked.count { $0.outcome == .tie }
    neither = asked.count { $0.outcome == .neither }
    sameCaption = own.count { $0.preference.basis == .sameCaption }
    withoutOwn = missing.count { $0.value(of: arm) < 0 }
    withoutIncumbent = missing.count { $0.value(of: arm) > 0 }
    withoutBoth = missing.count { $0.outcome == .tie }
    func share(_ isCounted: (Preference) -> Bool) throws(EstimationError) -> TwoScopes? {
      try estimator.overall(
        own.map { Observation(image: $0.image, rater: $0.rater, value: isCounted($0.preference) ? 1 : 0) }, .rate)
    }
    won = try share { $0.value(of: arm) > 0 }
    lost = try share { $0.value(of: arm) < 0 }
    tied = try share { $0.outcome == .tie }
    unusable = try share { $0.outcome == .neither }
  }
}

/// Preferences in a fixed order, with numbers for images and raters.
struct NumberedPreferences {
  struct Row {
    let preference: Preference
    let image: Int
    let rater: Int
  }

  let incumbent: ArmCode
  let rows: [Row]
  /// Category by image number.
  let categories: [String]

  init(_ preferences: [Preference], incumbent: ArmCode) {
    let names = preferences.namesByContent(incumbent: incumbent)
    let sorted = preferences.sorted { left, right in
      let (one, other) = (left.place(names), right.place(names))
      return (one.item, one.rater, one.low, one.high) < (other.item, other.rater, other.low, other.high)
    }
    let items = Set(sorted.map(\.item)).sorted()
    let raters = Set(sorted.map(\.rater)).sorted()
    let images = Dictionary(uniqueKeysWithValues: zip(items, items.indices))
    let numbers = Dictionary(uniqueKeysWithValues: zip(raters, raters.indices))
    let strata = Dictionary(sorted.map { ($0.item, $0.category) }, uniquingKeysWith: { first, _ in first })
    self.incumbent = incumbent
    rows = sorted.map {
      Row(preference: $0, image: images[$0.item] ?? 0, rater: numbers[$0.rater] ?? 0)
    }
    categories = items.map { strata[$0] ?? "" }
  }
}

extension Preference {
  /// Where a preference stands among others, whatever the codes of its arms are.
  fileprivate func place(
    _ names: [ArmCode: String]
  ) -> (item: ItemID, rater: String, low: String, high: String) {
    let (one, other) = (names[first] ?? "", names[second] ?? "")
    return (item, rater, min(one, other), max(one, other))
  }
}
