public import Blinding
public import StudyModel

/// What became of one pair of captions with one rater, still under cover.
///
/// A pair that need not be asked about counts too, as a failure does where captions are rated: once for each rater who had
/// it and who judged anything.
public struct Preference: Hashable, Sendable, Codable {
  /// Where the outcome comes from.
  public enum Basis: String, Hashable, Sendable, Codable, CaseIterable {
    /// The rater judged both captions.
    case judged
    /// Both arms gave the same caption: a tie, and nobody was asked.
    case sameCaption = "same caption"
    /// One arm gave no caption, or neither did: lost by the one without, or a tie. Nobody was asked.
    case noCaption = "no caption"
  }

  /// The image.
  public var item: ItemID
  /// The image's stratum.
  public var category: String
  /// The rater's pseudonym.
  public var rater: String
  /// Shown first; of a pair that was not shown, one of the two.
  public var first: ArmCode
  /// Shown second; of a pair that was not shown, the other.
  public var second: ArmCode
  /// What was said, or what the rule says.
  public var outcome: PairTable.Outcome
  /// Where the outcome comes from.
  public var basis: Basis
  /// How both captions were put before the rater, the first one first; empty where they were not.
  public var showings: [Showing]
  /// What else the rater said of the pair, by question.
  public var said: [String: Answer]

  /// What became of one pair of captions with one rater.
  public init(
    item: ItemID, category: String, rater: String, first: ArmCode, second: ArmCode, outcome: PairTable.Outcome,
    basis: Basis = .judged, showings: [Showing] = [], said: [String: Answer] = [:]
  ) {
    self.item = item
    self.category = category
    self.rater = rater
    self.first = first
    self.second = second
    self.outcome = outcome
    self.basis = basis
    self.showings = showings
    self.said = said
  }

  /// The other arm of the pair; nil where `arm` is not in it.
  public func other(than arm: ArmCode) -> ArmCode? { arm == first ? second : arm == second ? first : nil }

  /// +1 where `arm` was preferred, −1 where the other was, 0 for a tie or for neither.
  public func value(of arm: ArmCode) -> Double {
    switch outcome {
    case .first: arm == first ? 1 : -1
    case .second: arm == second ? 1 : -1
    case .tie, .neither: 0
    }
  }

  /// Whether `arm`, one of the two, gave no caption.
  func isWithoutCaption(_ arm: ArmCode) -> Bool { basis == .noCaption && value(of: arm) <= 0 }

  /// How the caption of `arm`, one of the two, was put before the rater.
  func showing(of arm: ArmCode) -> Showing? {
    showings.count == 2 ? showings[arm == first ? 0 : 1] : nil
  }
}

/// A pair that one rater judged twice without being told, the sides exchanged.
public struct RepeatedPreference: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// The image.
  public var item: ItemID
  /// At the first showing: this one counts.
  public var before: PairTable.Outcome
  /// At the second, in the order of the first: `first` is the caption that was shown first then.
  public var after: PairTable.Outcome
  /// Whether the sides were exchanged in between.
  public var isTurned: Bool

  /// A pair that was judged twice.
  public init(
    rater: String, item: ItemID, before: PairTable.Outcome, after: PairTable.Outcome, isTurned: Bool
  ) {
    self.rater = rater
    self.item = item
    self.before = before
    self.after = after
    self.isTurned = isTurned
  }
}

extension PairTable.Outcome {
  /// What a preference's answer says; nil for an answer that is none.
  init?(_ answer: Answer?) {
    guard case .option(let option)? = answer else { return nil }
    switch option {
    case "A": self = .first
    case "B": self = .second
    case "tie": self = .tie
    case "both_bad": self = .neither
    default: return nil
    }
  }

  /// The same with the two captions named the other way about.
  var turned: Self {
    switch self {
    case .first: .second
    case .second: .first
    case .tie, .neither: self
    }
  }
}
