internal import Analysis
internal import Statistics
internal import StudyModel

/// What a number did between two studies, with both intervals, or why that cannot be said.
enum Change: Sendable {
  case stated(TwoScopes)
  /// The two numbers do not mean the same, or one is missing.
  case refused([String])

  /// The later number less the earlier one.
  ///
  /// - Parameters:
  ///   - confidence: of the interval.
  ///   - obstacles: why the studies' numbers do not mean the same; empty where they do.
  init(from old: TwoScopes?, to new: TwoScopes?, confidence: Double, obstacles: [String]) {
    guard obstacles.isEmpty else {
      self = .refused(obstacles)
      return
    }
    guard let old, let new else {
      self = .refused(["\(old == nil ? "the earlier" : "the later") study has no number for it"])
      return
    }
    func interval(_ scope: Scope) -> IntervalOutcome {
      switch (old[scope], new[scope]) {
      case (.stated(let before, let caution), .stated(let after, let other)):
        do {
          let cautions = [caution, other].compactMap { $0 }
          return .stated(
            try after.minus(independent: before, confidence: confidence),
            caution: cautions.isEmpty ? nil : cautions.joined(separator: "; "))
        } catch {
          return .unavailable(reason: "\(error)")
        }
      case (.unavailable(let reason), _): return .unavailable(reason: "the earlier study: \(reason)")
      case (_, .unavailable(let reason)): return .unavailable(reason: "the later study: \(reason)")
      }
    }
    self = .stated(
      TwoScopes(
        value: new.value - old.value, theseRaters: interval(.theseRaters),
        ratersLikeThese: interval(.ratersLikeThese)))
  }

  /// What an interval says of a change; never a verdict.
  static func reading(_ outcome: IntervalOutcome) -> String {
    guard let estimate = outcome.estimate else { return "cannot be told" }
    return switch DirectionFact(lower: estimate.lower, upper: estimate.upper) {
    case .measurablyHigher: "went up"
    case .measurablyLower: "went down"
    case .noDifferenceShown: "no change shown"
    }
  }
}
