public import StudyModel

/// Whether the raters can be trusted and whether the blind held, as far as the study itself tells.
public struct TrustResults: Hashable, Sendable, Codable {
  /// What was declared; whatever was not stays nil below.
  public var checks: RaterChecks
  /// On the claimed criterion; nil where no repeats were planned.
  public var selfAgreement: SelfAgreement?
  /// On the claimed criterion; nil where no anchors were planned.
  public var anchors: Anchors?
  /// Nil where no rule was declared.
  public var screening: ScreeningResult?
  /// Nil where nobody was asked.
  public var guesses: BlindGuesses?

  /// What each rater gave, and how long it took; those whom the claim leaves out are among them.
  public var profiles: [RaterProfile] = []

  /// What low anchors got.
  public struct Anchors: Hashable, Sendable, Codable {
    /// Anchors that were rated.
    public var rated: Int
    /// Their mean, in rubric points; nil where none was rated.
    public var mean: Double?
  }

  /// Nothing declared, nothing found.
  public init() { checks = RaterChecks() }
}

extension RatingTable {
  /// The ratings that a study's claim rests on, and what its checks of the raters found.
  ///
  /// The claim rests on all raters, unless the study declared in advance that it leaves screened raters out.
  ///
  /// - Parameters:
  ///   - checks: what the study declared.
  ///   - hidden: what raters said of repeats, of anchors and about the incumbent.
  /// - Throws: ``AnalysisError`` as ``estimates()``.
  public func claimed(
    _ checks: RaterChecks, _ hidden: HiddenRatings
  ) throws(AnalysisError) -> (table: RatingTable, trust: TrustResults) {
    var trust = TrustResults()
    trust.checks = checks
    trust.profiles = raterProfiles
    // How well preferences are repeated is another question: see PairRepeats.
    if checks.repeats > 0, preferences == nil {
      trust.selfAgreement = SelfAgreement(hidden.repeats, criterion: claim.criterion)
    }
    if checks.lowAnchors > 0 {
      let values = hidden.anchors.filter { $0.criterion == claim.criterion }.map(\.value)
      let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      trust.anchors = TrustResults.Anchors(rated: values.count, mean: mean)
    }
    if let rule = checks.screening { trust.screening = try ScreeningResult(self, anchors: hidden.anchors, rule: rule) }
    if checks.asksForGuess {
      trust.guesses = BlindGuesses(hidden.guesses, incumbent: incumbent, confidence: claim.confidence)
    }
    let leftOut = checks.screening?.excludes == true ? Set(trust.screening?.screened ?? []) : []
    return (without(leftOut), trust)
  }
}
