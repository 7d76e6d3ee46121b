import Statistics
import Synchronization
import Testing

@testable import Analysis

@Suite("work side by side, and rows in order")
struct SideBySideTests {
  @Test("every piece is done once, and gives the same whoever asks first")
  func piecesAreDoneOnce() {
    let done = Mutex([Int](repeating: 0, count: 50))
    let pieces = (0..<50).map { number in
      Piece {
        done.withLock { $0[number] += 1 }
        return number * number
      }
    }
    let sum = Piece { pieces.reduce(0) { $0 + $1.value } }
    finishSideBySide([sum] + pieces)
    #expect(sum.value == (0..<50).reduce(0) { $0 + $1 * $1 })
    #expect(pieces.map(\.value) == (0..<50).map { $0 * $0 })
    #expect(done.withLock { $0 } == [Int](repeating: 1, count: 50))
  }

  @Test("rows are ordered as a stable sort by all columns orders them")
  func rowsAreOrdered() {
    var generator = SeededGenerator(seed: 11)
    let names = ["", "a", "ana", "Z", "ä", "e\u{301}", "é", "10", "9"]
    let rows = (0..<2000).map { _ in (0..<3).map { _ in names[Int.random(in: 0..<9, using: &generator)] } }
    let order = RowOrder(rows.count, by: [{ rows[$0][0] }, { rows[$0][1] }, { rows[$0][2] }])
    let expected = rows.indices.sorted { left, right in
      rows[left] == rows[right] ? left < right : rows[left].lexicographicallyPrecedes(rows[right])
    }
    #expect(order.rows == expected)
    #expect(RowOrder(0, by: [{ _ in "" }]).rows.isEmpty)
  }
}
