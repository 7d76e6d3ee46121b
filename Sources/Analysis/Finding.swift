/// A result, or the reason why there is none.
public enum Finding<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
  /// What was found.
  case stated(Value)
  /// Nothing, and why: a sentence without a full stop.
  case unavailable(reason: String)

  /// The result, where there is one.
  public var value: Value? {
    if case .stated(let value) = self { value } else { nil }
  }

  /// The reason, where there is no result.
  public var reason: String? {
    if case .unavailable(let reason) = self { reason } else { nil }
  }
}
