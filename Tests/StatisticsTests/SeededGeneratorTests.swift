internal import Testing

@testable import Statistics

@Suite("Seeded random numbers")
struct SeededGeneratorTests {
  /// First outputs of xoshiro256starstar.c (https://prng.di.unimi.it) from the state 1, 2, 3, 4.
  @Test("xoshiro256** gives the published sequence")
  func xoshiro() {
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    let published: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
      16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    #expect(published.map { _ in generator.next() } == published)
  }

  /// First outputs of splitmix64.c (https://prng.di.unimi.it) from the state 1477776061723855037.
  @Test("SplitMix64 gives the published sequence")
  func splitMix() {
    var generator = SplitMix64(state: 1_477_776_061_723_855_037)
    let published: [UInt64] = [
      1_985_237_415_132_408_290, 2_979_275_885_539_914_483, 13_511_426_838_097_143_398, 8_488_337_342_461_049_707,
      15_141_737_807_933_549_159,
    ]
    #expect(published.map { _ in generator.next() } == published)
  }

  @Test("equal seeds repeat, different seeds part, and zero is a seed like any other")
  func seeds() {
    func draw(_ seed: UInt64) -> [UInt64] {
      var generator = SeededGenerator(seed: seed)
      return (0..<8).map { _ in generator.next() }
    }
    #expect(draw(7) == draw(7))
    #expect(draw(7) != draw(8))
    #expect(Set(draw(0)).count == 8)
  }
}
