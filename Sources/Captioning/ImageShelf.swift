internal import Dispatch
public import Roster
internal import StudyModel
internal import Synchronization

/// Image files, read and encoded once for all candidates: ahead of those who will send them while others are waited for, and
/// kept as long as one of the last few is wanted again.
public final class ImageShelf: Sendable {
  /// Images that are ready before anybody has taken them: at most so many, and none more from so many bytes on.
  fileprivate static let ahead = (images: 16, bytes: 4 << 20)
  /// Images that are kept after they were taken.
  private static let kept = 16

  fileprivate struct Place {
    let item: ItemID
    let request: CaptionRequest
    var isTaken: Bool
    /// In memory, once it is ready.
    var bytes = 0
  }

  fileprivate struct Expected {
    let item: SetItem
    let make: @Sendable (CaptionRequest) -> Void
  }

  fileprivate struct State {
    var places: [Place] = []
    var expected: [Expected] = []
    var isMaking = false
  }

  private let reading: @Sendable (SetItem) throws -> [UInt8]
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "images ahead")

  /// - Parameter reading: gives an item's image file's bytes.
  public init(reading: @escaping @Sendable (SetItem) throws -> [UInt8]) { self.reading = reading }

  /// What is told of an item, with its image, as candidates share it.
  public func request(for item: SetItem) -> CaptionRequest {
    let (request, wakes) = state.withLock { state in
      state.expected.removeAll { $0.item.id == item.id }
      let request: CaptionRequest
      if let index = state.places.firstIndex(where: { $0.item == item.id }) {
        state.places[index].isTaken = true
        request = state.places[index].request
      } else {
        request = self.newRequest(item)
        state.places.append(Place(item: item.id, request: request, isTaken: true))
      }
      if state.places.count(where: \.isTaken) > Self.kept, let oldest = state.places.firstIndex(where: \.isTaken) {
        state.places.remove(at: oldest)
      }
      return (request, state.willMake())
    }
    if wakes { queue.async { self.makeReady() } }
    return request
  }

  /// Has an image made ready before it is taken. Returns at once.
  ///
  /// - Parameter making: reads and encodes it as it will be sent; what is wrong with it comes to light when it is sent.
  public func expect(_ item: SetItem, making: @escaping @Sendable (CaptionRequest) -> Void) {
    let wakes = state.withLock { state in
      let isKnown = state.places.contains { $0.item == item.id } || state.expected.contains { $0.item.id == item.id }
      if !isKnown { state.expected.append(Expected(item: item, make: making)) }
      return state.willMake()
    }
    if wakes { queue.async { self.makeReady() } }
  }

  private func makeReady() {
    while let (expected, request) = state.withLock({ $0.next(newRequest) }) {
      expected.make(request)
      let bytes = request.readyBytes
      state.withLock { state in
        guard let index = state.places.firstIndex(where: { $0.item == expected.item.id }) else { return }
        state.places[index].bytes = bytes
      }
    }
  }

  private func newRequest(_ item: SetItem) -> CaptionRequest { CaptionRequest(item) { [reading] in try reading(item) } }
}

extension ImageShelf.State {
  private var hasRoom: Bool {
    let waiting = places.filter { !$0.isTaken }
    return waiting.count < ImageShelf.ahead.images
      && waiting.reduce(0) { $0 + $1.bytes } < ImageShelf.ahead.bytes
  }

  /// Whether whoever asks must set the making going.
  fileprivate mutating func willMake() -> Bool {
    guard !isMaking, !expected.isEmpty, hasRoom else { return false }
    isMaking = true
    return true
  }

  /// The next to be made ready; nil, and the making ends, where there is none or no room.
  fileprivate mutating func next(
    _ newRequest: (SetItem) -> CaptionRequest
  ) -> (expected: ImageShelf.Expected, request: CaptionRequest)? {
    guard !expected.isEmpty, hasRoom else {
      isMaking = false
      return nil
    }
    let next = expected.removeFirst()
    let request = newRequest(next.item)
    places.append(ImageShelf.Place(item: next.item.id, request: request, isTaken: false))
    return (next, request)
  }
}
