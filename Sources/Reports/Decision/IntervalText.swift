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

  /// A score as an index from 0 to 100: "83 (77 to 88)".
  static func index(_ number: TwoScopes?, on range: ClosedRange<Double>?, scope: Scope) -> String {
    guard let number else { return "no ratings" }
    guard let index = range.flatMap(number.index(on:)) else { return "not defined" }
    // Cautions and reasons are those of the score, which stands beside it.
    let value = Numbers.fixed(index.value, decimals: 0)
    guard let estimate = index[scope].estimate else { return value }
    return "\(value) (\(Numbers.fixed(estimate.lower, decimals: 0)) to \(Numbers.fixed(estimate.upper, decimals: 0)))"
  }

  /// A share: "87 % (81 % to 92 %)".
  static func share(_ number: TwoScopes?, scope: Scope) -> String {
    guard let number else { return "not defined" }
    return cell(Numbers.percent(number.value), number[scope]) {
      "\(Numbers.percent(max(0, $0))) to \(Numbers.percent(min(1, $1)))"
    }
  }

  /// A paired difference: like points, with bounds that never look as if they touched the margin or zero.
  ///
  /// - Parameter value: how the number itself is written; a preference has its sign.
  static func difference(
    _ number: TwoScopes?, scope: Scope, margin: Double, value: (Double) -> String = Numbers.points
  ) -> String {
    guard let number else { return "nothing to compare" }
    return cell(value(number.value), number[scope]) {
      "\(bound($0, margin: margin)) to \(bound($1, margin: margin))"
    }
  }

  /// One bound of a paired difference.
  static func bound(_ bound: Double, margin: Double) -> String {
    Numbers.bound(bound, landmarks: [-margin, 0, margin])
  }

  /// An interval that brings its own number, in points.
  static func points(_ outcome: IntervalOutcome) -> String {
    switch outcome {
    case .stated(let estimate, _):
      cell(Numbers.points(estimate.value), outcome) { "\(Numbers.points($0)) to \(Numbers.points($1))" }
    case .unavailable(let reason): "none: \(reason)"
    }
  }

  /// A coefficient of agreement: "0.41 (0.35 to 0.47)".
  static func coefficient(_ number: Coefficient) -> String {
    guard let value = number.value else { return "undefined: \(number.reason ?? Numbers.unknown)" }
    guard let lower = number.lower, let upper = number.upper else {
      return "\(Numbers.points(value)) (no interval: \(number.reason ?? Numbers.unknown))"
    }
    return "\(Numbers.points(value)) (\(Numbers.points(lower)) to \(Numbers.points(upper)))"
  }

  private static func cell(_ value: String, _ outcome: IntervalOutcome, range: (Double, Double) -> String) -> String {
    switch outcome {
    case .stated(let estimate, let caution):
      "\(value) (\(range(estimate.lower, estimate.upper)))" + (caution.map { "; \($0)" } ?? "")
    case .unavailable(let reason): "\(value) (no interval: \(reason))"
    }
  }
}
