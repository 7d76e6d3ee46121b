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

  /// A candidate against the incumbent.
  ///
  /// - Parameters:
  ///   - scope: whose verdict is the study's.
  ///   - mayReplace: nil with `sentence` where only numbers are wanted.
  static func comparison(
    _ comparison: Comparison, candidate: String, _ scope: Scope, mayReplace: JSONValue? = nil,
    sentence: JSONValue? = nil
  ) -> JSONValue {
    let members: KeyValuePairs<String, JSONValue?> = [
      "candidate": .string(candidate),
      "may_replace": mayReplace,
      "verdict": verdict(comparison, scope),
      "sentence": sentence,
      "pairs": .integer(comparison.pairs),
      "unpaired": .integer(comparison.unpaired),
      "images": .integer(comparison.items),
      "raters": .integer(comparison.raters),
      "difference": scopes(comparison.difference),
      "difference_without_failures": scopes(comparison.differenceWithoutFailures),
      "by_category": .sorted(comparison.byCategory.mapValues { scopes($0) }),
      "images_by_category": .sorted(comparison.itemsByCategory.mapValues { .integer($0) }),
      "verdicts": .keyed([
        "these_raters": verdict(comparison, .theseRaters), "raters_like_these": verdict(comparison, .ratersLikeThese),
      ]),
    ]
    return .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
  }

  /// A candidate on one criterion.
  static func criterion(_ estimate: ArmEstimate, candidate: String, isClaimed: Bool) -> JSONValue {
    .keyed([
      "candidate": .string(candidate),
      "criterion": .string(estimate.criterion),
      "claimed": .bool(isClaimed),
      "images": .integer(estimate.items),
      "raters": .integer(estimate.raters),
      "ratings": .integer(estimate.ratings),
      "failures": .integer(estimate.failures),
      "mean": scopes(estimate.mean),
      "mean_without_failures": scopes(estimate.meanWithoutFailures),
      "publishable": scopes(estimate.publishable),
      "by_category": .sorted(estimate.byCategory.mapValues { scopes($0) }),
    ])
  }
}
