/// A cache in front of a candidate: a caption that was asked for before is given again.
public struct CacheRule: Hashable, Sendable, Codable {
  /// The label of the candidate that is asked where the cache has nothing.
  public var of: String
  /// Seconds for which a caption is good, from when it came; nil: for ever.
  public var ttl: Double?
  /// Most bits of 64 by which the perceptual hashes of two pictures may differ for one's caption to be given for the other;
  /// nil: only for the same bytes.
  public var near: Int?

  /// A cache in front of a candidate.
  public init(of: String, ttl: Double? = nil, near: Int? = nil) {
    self.of = of
    self.ttl = ttl
    self.near = near
  }

  /// What ``near`` may be. Half of the bits differ between pictures that have nothing in common; a quarter is far from the
  /// same picture.
  public static let nearBits = 0...16

  /// What ``ttl`` may be: up to ten years.
  public static let lifetimes: ClosedRange<Double> = 1...315_360_000

  /// What ``lifetime(_:)`` reads, for messages.
  public static let lifetimeForm = "a time from 1s to 3650d with its unit (s, m, h or d)"

  /// Seconds of a time with its unit: `90s`, `12h`, `30d`.
  ///
  /// - Returns: nil for what is no such time, or is outside of ``lifetimes``.
  public static func lifetime(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let number = text.dropLast().split(separator: " ")
    guard let unit = text.last.flatMap({ units[$0] }), number.count == 1,
      number[0].allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let count = Double(number[0]),
      lifetimes.contains(count * unit)
    else { return nil }
    return count * unit
  }
}
