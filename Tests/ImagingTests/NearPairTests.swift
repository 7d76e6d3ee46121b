import Testing

@testable import Imaging

@Suite("pairs of near-duplicates")
struct NearPairTests {
  /// Repeatable bits: SplitMix64.
  private struct Bits: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  /// Hashes at random, each third of them a copy of an earlier one with some bits turned over.
  private static func hashes(_ count: Int) -> [PerceptualHash] {
    var random = Bits(state: 20_261_128)
    var hashes: [PerceptualHash] = []
    for index in 0..<count {
      var bits = random.next()
      if index % 3 == 2, let earlier = hashes.randomElement(using: &random) {
        bits = earlier.bits
        for _ in 0..<Int.random(in: 0...10, using: &random) { bits ^= 1 << UInt64.random(in: 0..<64, using: &random) }
      }
      hashes.append(PerceptualHash(bits: bits))
    }
    return hashes
  }

  @Test("are those that comparing each with each finds, each once, the nearest first", arguments: [0, 1, 3, 6, 12, 63])
  func bruteForce(distance: Int) {
    let hashes = Self.hashes(900)
    var expected: Set<NearPair> = []
    let found = NearPair.all(of: hashes, within: distance)
    for first in hashes.indices {
      for second in hashes.indices.dropFirst(first + 1) {
        let apart = hashes[first].distance(to: hashes[second])
        guard apart <= distance else { continue }
        let isLater = { (index: Int) in hashes.firstIndex(of: hashes[index]) != index }
        // Of equal hashes only the first stands for them.
        if isLater(first) || (isLater(second) && apart > 0) { continue }
        #expect(first < second)
        expected.insert(NearPair(first: first, second: second, distance: apart))
      }
    }
    #expect(found.count == expected.count)
    #expect(Set(found) == expected)
    #expect(found.map(\.distance) == found.map(\.distance).sorted())
    #expect(distance > 0 || !found.isEmpty)
  }

  @Test("of equal hashes are each with the first; of none or one there are none")
  func alike() {
    let same = Array(repeating: PerceptualHash(bits: 7), count: 20)
    #expect(NearPair.all(of: same, within: 6).map(\.second) == Array(1..<20))
    #expect(NearPair.all(of: [], within: 6) == [])
    #expect(NearPair.all(of: [PerceptualHash(bits: 7)], within: 6) == [])
  }

  @Test("a pair at the stated distance is one, and a bit further is none")
  func edge() {
    let pair = { (bits: UInt64) in NearPair.all(of: [PerceptualHash(bits: 0), PerceptualHash(bits: bits)], within: 6) }
    #expect(pair(0b111111).map(\.distance) == [6])
    #expect(pair(0x8080_8080_8080_8000).isEmpty)
    #expect(pair(0x8080_8080_8080_0000).map(\.distance) == [6])
  }
}
