internal import Blinding
internal import Statistics
public import StudyModel

/// What a study of pairs found beside its comparisons with the incumbent, still under cover.
public struct PreferenceResults: Hashable, Sendable, Codable {
  /// Every pair's fate, in the order of packets.
  public var preferences: [Preference]
  /// Each arm but the incumbent's, by code.
  public var shares: [PreferenceShares]
  /// Why one or the other was preferred, as far as raters said; by code.
  public var reasons: [PreferenceReasons]
  /// All arms on one scale, from all pairs; places, raters and their agreement from judged pairs only. Models go by
  /// their codes.
  public var headToHead: PairAnalysis
  /// Nil where no repeats were planned.
  public var repeats: PairRepeats?
}

extension RatingTable {
  /// What a study of pairs found beside its comparisons; nil where captions were rated.
  ///
  /// - Parameters:
  ///   - rubric: the questions.
  ///   - repeats: pairs judged twice; nil where none were planned.
  ///   - seed: of resampling.
  /// - Throws: ``AnalysisError`` where the traffic weights contradict themselves.
  /// - Complexity: that of ``PairAnalysis``.
  public func preferenceResults(
    rubric: Rubric, repeats: [RepeatedPreference]?, seed: UInt64
  ) throws(AnalysisError) -> PreferenceResults? {
    guard let preferences else { return nil }
    let numbered = NumberedPreferences(preferences, incumbent: incumbent)
    let estimator = ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: numbered.categories), categories: numbered.categories,
      confidence: claim.confidence)
    let arms = Set(preferences.compactMap { $0.other(than: incumbent) }).sorted()
    var shares: [PreferenceShares] = []
    for arm in arms {
      do throws(EstimationError) { shares.append(try PreferenceShares(arm, numbered, by: estimator)) } catch {
        throw .notEstimable(arm: arm, criterion: claim.criterion, error)
      }
    }
    return PreferenceResults(
      preferences: preferences, shares: shares,
      reasons: arms.map { PreferenceReasons($0, against: incumbent, preferences, rubric: rubric) },
      headToHead: preferences.headToHead(incumbent: incumbent, confidence: claim.confidence, seed: seed),
      repeats: repeats.map { PairRepeats($0, confidence: claim.confidence) })
  }
}

extension [Preference] {
  /// All arms on one scale.
  func headToHead(incumbent: ArmCode, confidence: Double, seed: UInt64) -> PairAnalysis {
    let names = namesByContent(incumbent: incumbent)
    func table(_ preferences: [Preference]) -> PairTable {
      let judgements = preferences.map {
        PairTable.Judgement(
          image: $0.item.hex, rater: $0.rater, first: names[$0.first] ?? "", second: names[$0.second] ?? "",
          outcome: $0.outcome)
      }
      // A pair is of two arms, so there is nothing to refuse.
      guard let table = try? PairTable(judgements) else { preconditionFailure("an arm is paired with itself") }
      return table
    }
    let all = table(self)
    let known = all.models.contains(names[incumbent] ?? "")
    guard
      let analysis = try? PairAnalysis(
        all, judged: table(filter { $0.basis == .judged }), incumbent: known ? names[incumbent] : nil,
        confidence: confidence, seed: seed)
    else { preconditionFailure("a checked confidence is refused") }
    return analysis.renamed(Dictionary(uniqueKeysWithValues: names.map { ($1, $0.rawValue) }))
  }
}

extension PairAnalysis {
  /// The same with other names for the models, everything else in its order.
  func renamed(_ names: [String: String]) -> PairAnalysis {
    func name(_ old: String) -> String { names[old] ?? old }
    func score(_ old: PairScore) -> PairScore {
      var new = old
      new.model = name(old.model)
      new.other = old.other.map(name)
      return new
    }
    var copy = self
    copy.incumbent = incumbent.map(name)
    copy.connection.groups = connection.groups.map { $0.map(name) }
    copy.connection.ladder = connection.ladder.map { $0.map(name) }
    copy.connection.neverWon = connection.neverWon.map(name)
    copy.connection.neverLost = connection.neverLost.map(name)
    for index in worths.indices { copy.worths[index].model = name(worths[index].model) }
    copy.pairs = pairs.map(score)
    copy.standings = standings.map(score)
    for (old, new) in names { copy.worthReason = copy.worthReason?.replacing(old, with: new) }
    return copy
  }
}
