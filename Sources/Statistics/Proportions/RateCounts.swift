/// How many of so many trials succeeded.
public struct RateCounts: Hashable, Sendable {
  /// From 0 to ``trials``.
  public var successes: Int
  /// 0 or more.
  public var trials: Int

  /// How many of so many trials succeeded.
  public init(successes: Int = 0, trials: Int = 0) {
    self.successes = successes
    self.trials = trials
  }

  /// Successes over trials; nil without a trial.
  public var rate: Double? { trials > 0 ? Double(successes) / Double(trials) : nil }

  /// The same trials, with successes and failures changing places.
  public var failures: RateCounts { RateCounts(successes: trials - successes, trials: trials) }

  /// Both together.
  public static func + (left: RateCounts, right: RateCounts) -> RateCounts {
    RateCounts(successes: left.successes + right.successes, trials: left.trials + right.trials)
  }

  /// Adds others.
  public static func += (left: inout RateCounts, right: RateCounts) { left = left + right }

  func require() throws(EstimationError) {
    guard trials >= 0 else { throw .outOfDomain(parameter: "the number of trials", value: Double(trials)) }
    guard (0...trials).contains(successes) else {
      throw .outOfDomain(parameter: "the number of successes", value: Double(successes))
    }
  }
}
