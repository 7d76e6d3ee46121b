internal import FlyingSocks

/// Bytes that come piece by piece, with a pause before each.
struct EventStream: AsyncBufferedSequence {
  typealias Element = UInt8

  let pieces: [[UInt8]]
  let pause: Duration

  func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces[...], pause: pause) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var pieces: ArraySlice<[UInt8]>
    let pause: Duration

    mutating func next() async throws -> UInt8? {
      guard var piece = pieces.popFirst() else { return nil }
      let byte = piece.removeFirst()
      if !piece.isEmpty { pieces = [piece] + pieces }
      return byte
    }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      guard let piece = pieces.popFirst() else { return nil }
      if pause > .zero { try await Task.sleep(for: pause) }
      return piece
    }
  }
}
