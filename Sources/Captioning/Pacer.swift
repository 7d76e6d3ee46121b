internal import Glibc
internal import Synchronization

/// Time and chance, as a test may replace them, and the pace of every model that is called by them. One for a run: candidates
/// with the same pacer share what they learn about a model at a service.
public final class Pacer: Sendable {
  private let time: PacedTime
  private let random: Mutex<any RandomNumberGenerator & Sendable>
  private let wallClock: @Sendable () -> Int64
  private let paces = Mutex<[[String]: ServicePace]>([:])

  /// Time and chance.
  ///
  /// - Parameter wallClock: milliseconds since 1970.
  public init(
    clock: some Clock<Duration> = ContinuousClock(),
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    wallClock: @escaping @Sendable () -> Int64 = Pacer.millisecondsSince1970
  ) {
    time = PacedTime(clock)
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

  /// The pace of a model at the service at an address. Services refuse by model: one that is refused says nothing of another.
  ///
  /// - Parameter cap: the most requests under way at once; that of the first candidate counts.
  func pace(of model: String, at address: String, cap: Int) -> ServicePace {
    paces.withLock { paces in
      let pace = paces[[address, model]] ?? ServicePace(cap: cap, time: time)
      paces[[address, model]] = pace
      return pace
    }
  }

  /// Waits before another try.
  ///
  /// - Returns: how long.
  @discardableResult
  func wait(after number: Int, asked: Duration?, by policy: RetryPolicy) async throws -> Duration {
    let duration = random.withLock { Pacer.duration(after: number, asked: asked, by: policy, using: &$0) }
    try await time.sleep(duration)
    return duration
  }

  private static func duration(
    after number: Int, asked: Duration?, by policy: RetryPolicy,
    using random: inout any RandomNumberGenerator & Sendable
  ) -> Duration {
    policy.wait(after: number, asked: asked, using: &random)
  }
}

/// A clock of whatever kind, read as the time since it was taken up.
struct PacedTime: Sendable {
  /// Time since it was taken up.
  let elapsed: @Sendable () -> Duration
  /// Sleeps; throws `CancellationError`.
  let sleep: @Sendable (Duration) async throws -> Void

  init<C: Clock<Duration>>(_ clock: C) {
    let start = clock.now
    elapsed = { start.duration(to: clock.now) }
    sleep = { try await clock.sleep(for: $0) }
  }
}
