internal import Captioning
internal import Synchronization

/// One caption's place at its service, which it has or has not.
///
/// The places at a service are the most captions for which something is sent there and not yet durable, whatever models they
/// ask.
final class HeldPlace: Sendable {
  private let places: PlaceQueue
  private let isHeld = Mutex(false)

  init(_ places: PlaceQueue) { self.places = places }

  /// Takes a place, unless it has one.
  ///
  /// - Throws: `CancellationError`.
  func take() async throws {
    if isHeld.withLock({ $0 }) { return }
    try await places.take()
    isHeld.withLock { $0 = true }
  }

  /// Gives the place back, if it has one.
  func giveBack() {
    let had = isHeld.withLock { isHeld in
      defer { isHeld = false }
      return isHeld
    }
    if had { places.giveBack() }
  }
}
