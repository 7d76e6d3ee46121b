internal import FlyingSocks

/// Bytes that come piece by piece, with a pause before each, and may break off.
struct EventStream: AsyncBufferedSequence {
  typealias Element = UInt8

  let pieces: [[UInt8]]
  let pause: Duration
  /// What follows the last piece.
  var ending = Responder.Answer.Ending.whole

  /// The connection is closed in mid-answer.
  struct BrokenOff: Error {}

  func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces[...], pause: pause, ending: ending) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var pieces: ArraySlice<[UInt8]>
    let pause: Duration
    let ending: Responder.Answer.Ending

    mutating func next() async throws -> UInt8? {
      guard var piece = pieces.popFirst() else { return nil }
      let byte = piece.removeFirst()
      if !piece.isEmpty { pieces = [piece] + pieces }
      return byte
    }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      guard let piece = pieces.popFirst() else {
        switch ending {
        case .whole, .cut: return nil
        case .stalled: try await Task.sleep(for: .milliseconds(Responder.Answer.forEver))
        case .closed: break
        }
        throw BrokenOff()
      }
      if pause > .zero { try await Task.sleep(for: pause) }
      return piece
    }
  }
}
