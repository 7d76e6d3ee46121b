internal import Analysis
internal import Statistics
internal import StudyModel

/// Estimates as every file of numbers has them.
extension JSONValue {
  /// A number with both of its intervals; null where there is none.
  static func scopes(_ number: TwoScopes?) -> JSONValue {
    guard let number else { return .null }
    return .keyed([
      "value": .real(number.value), "these_raters": interval(number.theseRaters),
      "raters_like_these": interval(number.ratersLikeThese),
    ])
  }

  /// An interval, or why there is none.
  static func interval(_ outcome: IntervalOutcome) -> JSONValue {
    switch outcome {
    case .stated(let estimate, let caution):
      .keyed([
        "lower": .real(estimate.lower), "upper": .real(estimate.upper),
        "standard_error": .real(estimate.standardError), "degrees_of_freedom": .real(estimate.degreesOfFreedom),
        "confidence": .real(estimate.confidence), "caution": .text(caution),
      ])
    case .unavailable(let reason): .keyed(["unavailable": .string(reason)])
    }
  }

  /// Percentiles of calls, with how many were timed; null where none was.
  static func latency(_ latency: Latency?) -> JSONValue {
    guard let latency else { return .null }
    return .keyed(["median": .real(latency.median), "p95": .real(latency.p95), "calls": .integer(latency.calls)])
  }

  /// An amount in US dollars; null where it is unknown.
  static func money(_ money: Money?) -> JSONValue {
    guard let money else { return .null }
    return .keyed(["value": .real(money.dollars), "interval": interval(money.interval)])
  }

  /// A comparison's verdict for a scope, or why there is none.
  static func verdict(_ comparison: Comparison, _ scope: Scope) -> JSONValue {
    guard let verdict = comparison.verdicts[scope] else {
      let reason = comparison.withoutVerdict[scope]
      return .keyed(["margin": .null, "direction": .null, "reason": .string(reason ?? "no interval")])
    }
    return .keyed([
      "margin": .string(verdict.margin.rawValue), "direction": .string(verdict.direction.rawValue), "reason": .null,
    ])
  }
}
