internal import Analysis
internal import Statistics

extension JSONTree {
  /// A number with both intervals; null for none.
  static func scopes(_ scopes: TwoScopes?) -> JSONTree {
    guard let scopes else { return .null }
    return .object([
      "value": .number(scopes.value), "these_raters": interval(scopes.theseRaters),
      "raters_like_these": interval(scopes.ratersLikeThese),
    ])
  }

  /// An interval, or nulls and why.
  private static func interval(_ outcome: IntervalOutcome) -> JSONTree {
    var object = NotedObject()
    let estimate = outcome.estimate
    var reason: String?
    if case .unavailable(let why) = outcome { reason = why }
    object.set("lower", estimate?.lower, reason: reason)
    object.set("upper", estimate?.upper, reason: reason)
    object.set("standard_error", estimate?.standardError, reason: reason)
    object.set("degrees_of_freedom", estimate?.degreesOfFreedom, reason: reason)
    if case .stated(_, let caution?) = outcome { object.note("caution", caution) }
    return object.tree
  }
}
