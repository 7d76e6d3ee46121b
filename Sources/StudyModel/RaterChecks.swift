/// What a study declares to find out whether its raters can be trusted and whether the blind held. All of it is fixed
/// before packets are written, and nothing of it but ``asksForGuess`` is ever in a packet.
public struct RaterChecks: Hashable, Sendable, Codable {
  /// Share of a rater's items that are shown a second time, between 0 and ½; 0: none.
  public var repeats: Double
  /// Share of a rater's presentations that have one more slot, with a caption of another image; between 0 and ½.
  public var lowAnchors: Double
  /// Who counts as careless; nil: no rule.
  public var screening: ScreeningRule?
  /// Whether raters are asked at the end which captions they take for the incumbent's.
  public var asksForGuess: Bool

  /// What a study declares; without arguments, nothing.
  public init(
    repeats: Double = 0, lowAnchors: Double = 0, screening: ScreeningRule? = nil, asksForGuess: Bool = false
  ) {
    self.repeats = repeats
    self.lowAnchors = lowAnchors
    self.screening = screening
    self.asksForGuess = asksForGuess
  }

  /// Whether nothing is declared.
  public var isEmpty: Bool { self == RaterChecks() }

  /// How many of so many are a share: rounded up, so that a share above 0 is never nobody.
  public static func count(_ share: Double, of total: Int) -> Int {
    min(total, Int((share * Double(total) - 1e-9).rounded(.up)))
  }
}

/// A rule on low anchors: a rater who scores more than a share of them above a point did not look.
///
/// The limit of 15 % is that of ITU-R BS.1534-3 (2015), §4.1.2. The rule is fixed before packets are written.
public struct ScreeningRule: Hashable, Sendable, Codable {
  /// The highest score a low anchor may get, in points of the claimed criterion.
  public var maxAnchor: Double
  /// The smallest whole percentage of anchors that must get no more than that.
  public var minPassPercent: Int
  /// A rater with fewer rated anchors is not screened: one slip would decide.
  public var minAnchors: Int
  /// Whether the claim leaves screened raters out. Results are shown with and without them either way.
  public var excludes: Bool

  /// A rule; as it stands, 15 % may fail, of three anchors or more, and nobody is left out of the claim.
  public init(maxAnchor: Double, minPassPercent: Int = 85, minAnchors: Int = 3, excludes: Bool = false) {
    self.maxAnchor = maxAnchor
    self.minPassPercent = minPassPercent
    self.minAnchors = minAnchors
    self.excludes = excludes
  }
}
