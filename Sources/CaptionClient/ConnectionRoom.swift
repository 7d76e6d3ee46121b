internal import Glibc

/// How many connections this process may have open at once.
public enum ConnectionRoom {
  /// Descriptors that are kept for everything else: databases, images, the terminal, libcurl's own.
  public static let kept = 32

  /// The limit on open files (`ulimit -n`) less what is kept, 1 at least; nil where there is no limit.
  public static var here: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < 1 << 30 else {
      return nil
    }
    return max(1, Int(limit.rlim_cur) - kept)
  }

  /// As many requests at each of so many services as there is room for.
  ///
  /// - Parameter room: connections that may be open at once; nil where there is no limit.
  /// - Returns: `concurrency`, or less; 1 at least.
  public static func fitted(_ concurrency: Int, services: Int, room: Int? = here) -> Int {
    guard let room else { return concurrency }
    return min(concurrency, max(1, room / max(1, services)))
  }
}
