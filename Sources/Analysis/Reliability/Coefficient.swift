/// A coefficient of agreement with its interval, or the reason why there is none.
public struct Coefficient: Hashable, Sendable, Codable {
  /// At most 1; nil where it is undefined.
  public var value: Double?
  /// Lower bound; nil where there is no interval.
  public var lower: Double?
  /// Upper bound; nil where there is no interval.
  public var upper: Double?
  /// How the interval was made, in a phrase; nil where there is none.
  public var interval: String?
  /// Why there is no value, or no interval; nil where both are there.
  public var reason: String?

  /// A coefficient with its interval.
  public init(value: Double, lower: Double, upper: Double, interval: String) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.interval = interval
  }

  /// A coefficient without an interval, and why.
  public init(value: Double, withoutInterval reason: String) {
    self.value = value
    self.reason = reason
  }

  /// No coefficient, and why.
  public init(undefined reason: String) { self.reason = reason }

  /// The same for 1 − factor · (1 − coefficient); nil parts stay nil.
  func scaled(disagreementBy factor: Double) -> Coefficient {
    func moved(_ x: Double?) -> Double? { x.map { 1 - factor * (1 - $0) } }
    var copy = self
    copy.value = moved(value)
    copy.lower = moved(lower)
    copy.upper = moved(upper)
    return copy
  }
}
