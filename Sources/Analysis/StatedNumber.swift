/// A number with its interval, as far as the data carry it: what is missing is nil, and says why.
public struct StatedNumber: Hashable, Sendable, Codable {
  /// The number; nil with a ``reason``.
  public var value: Double?
  /// Lower bound, same unit; nil with a ``reason``.
  public var lower: Double?
  /// Upper bound, same unit; nil with a ``reason``.
  public var upper: Double?
  /// Why the number, or its interval, cannot be had.
  public var reason: String?
  /// What a reader must know of the interval.
  public var caution: String?

  /// A number with its interval.
  public init(_ value: Double, _ interval: ClosedRange<Double>, caution: String? = nil) {
    self.value = value
    lower = interval.lowerBound
    upper = interval.upperBound
    self.caution = caution
  }

  /// A number, or nothing, without an interval, and why.
  public init(_ value: Double? = nil, reason: String) {
    self.value = value
    self.reason = reason
  }
}
