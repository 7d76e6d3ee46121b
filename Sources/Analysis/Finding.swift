/// Something worked out, or the reason why it cannot be had from these ratings.
public enum Finding<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
  /// What came out.
  case stated(Value)
  /// Nothing, and why.
  case unavailable(reason: String)

  /// What came out, where something did.
  public var value: Value? {
    if case .stated(let value) = self { value } else { nil }
  }

  /// Why nothing came out; nil where something did.
  public var reason: String? {
    if case .unavailable(let reason) = self { reason } else { nil }
  }
}
