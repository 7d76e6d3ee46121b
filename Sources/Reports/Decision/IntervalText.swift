internal import Analysis
internal import Statistics
internal import StudyModel

/// Numbers with their intervals, as tables and sentences show them. A number never goes without one: where there is
/// none, the reason stands in its place.
enum IntervalText {
  /// Rubric points: "4.02 (3.85 to 4.19)".
  static func points(_ number: TwoScopes?, scope: Scope) -> String {
    guard let number else { return "no ratings" }
    return cell(Numbers.points(number.value), number[scope]) { "\(Numbers.points($0)) to \(Numbers.points($1))" }
  }

  /// A share: "87 % (81 % to 92 %)".
  static func share(_ number: TwoScopes?, scope: Scope) -> String {
    guard let number else { return "not defined" }
    return cell(Numbers.percent(number.value), number[scope]) {
      "\(Numbers.percent(max(0, $0))) to \(Numbers.percent(min(1, $1)))"
    }
  }

  /// A paired difference: like points, with bounds that never look as if they touched the margin or zero.
  static func difference(_ number: TwoScopes?, scope: Scope, margin: Double) -> String {
    guard let number else { return "nothing to compare" }
    return cell(Numbers.points(number.value), number[scope]) {
      "\(bound($0, margin: margin)) to \(bound($1, margin: margin))"
    }
  }

  /// One bound of a paired difference.
  static func bound(_ bound: Double, margin: Double) -> String {
    Numbers.bound(bound, landmarks: [-margin, 0, margin])
  }

  private static func cell(_ value: String, _ outcome: IntervalOutcome, range: (Double, Double) -> String) -> String {
    switch outcome {
    case .stated(let estimate, let caution):
      "\(value) (\(range(estimate.lower, estimate.upper)))" + (caution.map { "; \($0)" } ?? "")
    case .unavailable(let reason): "\(value) (no interval: \(reason))"
    }
  }
}
