import Synchronization

/// What has come before.
final class Seen: Sendable {
  private let numbers = Mutex<Set<Int>>([])
  /// Whether this one is the first of its number.
  func isFirst(_ number: Int) -> Bool { numbers.withLock { $0.insert(number).inserted } }
}
