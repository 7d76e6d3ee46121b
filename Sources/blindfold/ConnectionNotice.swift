internal import CaptionClient

/// What is said where descriptors are too few for the requests that were wanted.
enum ConnectionNotice {
  /// As many requests at once at each of so many services as this process has descriptors for, and a notice where that is
  /// fewer than wanted.
  static func fitted(_ concurrency: Int, services: Int) -> Int {
    let fitted = ConnectionRoom.fitted(concurrency, services: services)
    if fitted < concurrency {
      printError(
        "concurrency \(concurrency): this shell lets a program open \((ConnectionRoom.here ?? 0) + ConnectionRoom.kept) files "
          + "at most (ulimit -n), so each service is sent \(fitted) at once. It takes longer and asks for the same.")
    }
    return fitted
  }
}
