import Captioning
import Synchronization
import Testing

@testable import Runner

@Suite("Places at a service", .timeLimit(.minutes(30)))
struct HeldPlaceTests {
  private final class Order: Sendable { let list = Mutex<[Int]>([]) }

  @Test("no more are given than there are; one that is given back is the next one's, and not one's who gave up")
  func order() async throws {
    let places = PlaceQueue(2)
    try await places.take()
    try await places.take()
    let order = Order()
    let quitter = Task { try await places.take() }
    var others: [Task<Void, any Error>] = []
    for number in 1...3 {
      others.append(
        Task {
          try await places.take()
          order.list.withLock { $0.append(number) }
          places.giveBack()
        })
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(order.list.withLock { $0.isEmpty })
    quitter.cancel()
    await #expect(throws: CancellationError.self) { try await quitter.value }
    places.giveBack()
    for other in others { try await other.value }
    #expect(order.list.withLock { $0.sorted() } == [1, 2, 3])
    // One is still held, and one is free.
    try await places.take()
    let last = Task { try await places.take() }
    last.cancel()
    await #expect(throws: CancellationError.self) { try await last.value }
  }

  @Test("who has a place takes none again, and gives none back that it has not")
  func held() async throws {
    let places = PlaceQueue(1)
    let (one, other) = (HeldPlace(places), HeldPlace(places))
    try await one.take()
    try await one.take()
    one.giveBack()
    one.giveBack()
    try await other.take()
    let third = HeldPlace(places)
    let waiting = Task { try await third.take() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }
}
