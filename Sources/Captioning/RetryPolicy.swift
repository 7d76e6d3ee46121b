internal import Glibc
internal import Synchronization

/// When to ask again. The only layer that does: neither libcurl nor the client repeats an answered request.
///
///     wait before try n+1 = max(U(0, min(longest, base · 2ⁿ⁻¹)), what the service asked for)
///
/// A service that asks for more than the patience is not asked again in this run.
public struct RetryPolicy: Hashable, Sendable {
  /// Most tries for one caption.
  public var attempts: Int
  /// The ceiling of the first wait.
  public var base: Duration
  /// The ceiling of every wait of our own.
  public var longest: Duration
  /// The longest wait a service may ask for.
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

/// Time and chance, as a test may replace them.
public final class Pacer: Sendable {
  private let clock: any Clock<Duration>
  private let random: Mutex<any RandomNumberGenerator & Sendable>
  private let wallClock: @Sendable () -> Int64

  /// Time and chance.
  ///
  /// - Parameter wallClock: milliseconds since 1970.
  public init(
    clock: any Clock<Duration> = ContinuousClock(),
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    wallClock: @escaping @Sendable () -> Int64 = Pacer.millisecondsSince1970
  ) {
    self.clock = clock
    self.random = Mutex(random)
    self.wallClock = wallClock
  }

  /// The system's clock.
  @Sendable public static func millisecondsSince1970() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  func now() -> Int64 { wallClock() }

  func wait(after number: Int, asked: Duration?, by policy: RetryPolicy) async throws {
    let duration = random.withLock { Pacer.duration(after: number, asked: asked, by: policy, using: &$0) }
    try await clock.sleep(for: duration)
  }

  private static func duration(
    after number: Int, asked: Duration?, by policy: RetryPolicy,
    using random: inout any RandomNumberGenerator & Sendable
  ) -> Duration {
    policy.wait(after: number, asked: asked, using: &random)
  }
}
