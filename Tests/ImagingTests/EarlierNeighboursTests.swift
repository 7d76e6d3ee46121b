import Imaging
import Testing

/// What a cache that was filled in a list's order would have found at most.
@Suite("Earlier neighbours") struct EarlierNeighboursTests {
  private func list(_ bits: UInt64?...) -> EarlierNeighbours {
    EarlierNeighbours(bits.map { $0.map(PerceptualHash.init(bits:)) })
  }

  @Test("are those before a picture, the nearest first, and of several as near the one that stands first")
  func order() {
    let list = list(0b1111, 0, 0b0001, 0b0011, 0b0000)
    #expect(
      list.near(4, within: 2) == [
        .init(index: 1, distance: 0), .init(index: 2, distance: 1), .init(index: 3, distance: 2),
      ])
    #expect(list.near(0, within: 16) == [], "nothing stands before the first")
    #expect(
      list.nearest(within: 1) == [
        nil, nil, .init(index: 1, distance: 1), .init(index: 2, distance: 1), .init(index: 1, distance: 0),
      ])
  }

  @Test("a picture that could not be decoded is near none, and a copy is neither neighbour nor has any")
  func without() {
    let list = list(7, nil, 7, 7)
    #expect(list.near(1, within: 64) == [] && list.near(2, within: 0) == [.init(index: 0, distance: 0)])
    #expect(list.nearest(within: 0, besides: [2]) == [nil, nil, nil, .init(index: 0, distance: 0)])
  }

  @Test("the nearest of all is the first of those that are near, for random hashes", arguments: [0, 4, 12, 20])
  func agrees(bits: Int) {
    var seed: UInt64 = 88_172_645_463_325_252
    let hashes = (0..<300).map { index -> PerceptualHash? in
      seed ^= seed << 13
      seed ^= seed >> 7
      seed ^= seed << 17
      // A third of them a few bits from one before.
      return PerceptualHash(bits: index % 3 == 2 ? (seed & 0x1111) ^ 0xABCD : seed)
    }
    let list = EarlierNeighbours(hashes)
    let nearest = list.nearest(within: bits)
    for index in hashes.indices { #expect(nearest[index] == list.near(index, within: bits).first) }
  }
}
