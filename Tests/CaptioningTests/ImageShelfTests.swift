internal import Captioning
internal import Foundation
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing

@Suite("images that candidates share")
struct ImageShelfTests {
  /// Counts how often each item's image is read.
  private final class Reads: Sendable {
    private let counts = Mutex<[ItemID: Int]>([:])
    private let isBroken = Mutex(false)

    var total: Int { counts.withLock { $0.values.reduce(0, +) } }
    func of(_ item: SetItem) -> Int { counts.withLock { $0[item.id, default: 0] } }
    func breaks(_ value: Bool) { isBroken.withLock { $0 = value } }

    func read(_ item: SetItem) throws -> [UInt8] {
      counts.withLock { $0[item.id, default: 0] += 1 }
      if isBroken.withLock({ $0 }) { throw CocoaError(.fileReadNoSuchFile) }
      return Array(item.fileName.utf8)
    }

    /// Waits until so many were read, and then for whoever might read one more.
    func settle(at total: Int) async throws {
      for _ in 0..<2000 where self.total < total { try await Task.sleep(for: .milliseconds(5)) }
      for _ in 0..<4 { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  private static func items(_ count: Int) throws -> [SetItem] {
    try (0..<count).map { number in
      var item = Stand.item
      item.id = try #require(ItemID(hex: String(repeating: "0", count: 60) + String(format: "%04x", number)))
      item.fileName = "\(number).jpg"
      return item
    }
  }

  private static func make(_ request: CaptionRequest) { _ = try? request.imageBytes() }

  @Test("what is expected is read before anybody takes it, and once for all who do")
  func ahead() async throws {
    let (reads, items) = (Reads(), try Self.items(3))
    let shelf = ImageShelf(reading: reads.read)
    for item in items + items { shelf.expect(item, making: Self.make) }
    try await reads.settle(at: 3)
    #expect(items.map(reads.of) == [1, 1, 1])
    for item in items + items {
      #expect(try shelf.request(for: item).imageBytes() == Array(item.fileName.utf8))
    }
    #expect(items.map(reads.of) == [1, 1, 1])
  }

  @Test("sixteen wait ready and no more; each that is taken makes room for the next")
  func room() async throws {
    let (reads, items) = (Reads(), try Self.items(40))
    let shelf = ImageShelf(reading: reads.read)
    for item in items { shelf.expect(item, making: Self.make) }
    try await reads.settle(at: 16)
    #expect(reads.total == 16)
    for (number, item) in items.enumerated() {
      _ = try shelf.request(for: item).imageBytes()
      try await reads.settle(at: min(40, 17 + number))
      #expect(reads.total == min(40, 17 + number))
    }
    #expect(items.allSatisfy { reads.of($0) == 1 })
  }

  @Test("what could not be read ahead is read again when it is taken, and its fault is told then")
  func unreadable() async throws {
    let (reads, items) = (Reads(), try Self.items(2))
    let shelf = ImageShelf(reading: reads.read)
    reads.breaks(true)
    for item in items { shelf.expect(item, making: Self.make) }
    try await reads.settle(at: 2)
    #expect(throws: CocoaError.self) { try shelf.request(for: items[0]).imageBytes() }
    reads.breaks(false)
    #expect(try shelf.request(for: items[1]).imageBytes() == Array("1.jpg".utf8))
  }
}
