public import Roster

/// When to ask again. The only layer that does: neither libcurl nor the client repeats an answered request.
///
///     wait before try n+1 = max(U(0, min(longest, base · 2ⁿ⁻¹)), what the service asked for)
///
/// A service that asks for more than the patience, or has said 429 and nothing else for longer than it, is not asked again
/// in this run. A 429 says nothing about the caption and does not count as one of its tries, as long as all its waits
/// together are within the patience.
public struct RetryPolicy: Hashable, Sendable {
  /// Most tries for one caption, those that were refused with 429 not counted.
  public var attempts: Int
  /// The ceiling of the first wait.
  public var base: Duration
  /// The ceiling of every wait of our own.
  public var longest: Duration
  /// The longest wait a service may ask for, and the longest that a caption waits for it in all.
  public var patience: Duration
  /// The least wait while a service is loading its model.
  public var loading: Duration

  /// When to ask again.
  public init(
    attempts: Int = 4, base: Duration = .seconds(1), longest: Duration = .seconds(30),
    patience: Duration = .seconds(120),
    loading: Duration = .seconds(5)
  ) {
    self.attempts = attempts
    self.base = base
    self.longest = longest
    self.patience = patience
    self.loading = loading
  }

  /// When to ask again as a run's settings say.
  public init(_ settings: RunSettings) {
    self.init(attempts: settings.attempts)
    if let patience = settings.patience { self.patience = .seconds(patience) }
  }

  /// How long to wait after a try.
  ///
  /// - Parameters:
  ///   - number: of the try that failed, from 1.
  ///   - asked: what the service asked for.
  public func wait(
    after number: Int, asked: Duration?, using random: inout some RandomNumberGenerator
  ) -> Duration {
    // 2³⁰ times any base is beyond any ceiling.
    let ceiling = min(longest, base * (1 << min(max(number - 1, 0), 30)))
    let own = ceiling * Double.random(in: 0..<1, using: &random)
    return max(own, asked ?? .zero)
  }
}
