/// Random numbers that a seed repeats exactly, on every machine: for resampling and for tests, never for secrets.
///
/// xoshiro256**, its state filled by ``SplitMix64``. Source: Blackman and Vigna (2021), "Scrambled linear pseudorandom
/// number generators", ACM Transactions on Mathematical Software 47; https://prng.di.unimi.it.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  /// - Parameter seed: any number; equal seeds give equal sequences.
  public init(seed: UInt64) {
    var filler = SplitMix64(state: seed)
    self.init(state: (filler.next(), filler.next(), filler.next(), filler.next()))
  }

  /// The state as it is; not all words may be zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(state != (0, 0, 0, 0), "an all-zero state yields only zeros")
    (a, b, c, d) = state
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = rotated(b &* 5, by: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotated(d, by: 45)
    return result
  }

  private func rotated(_ word: UInt64, by bits: UInt64) -> UInt64 { (word << bits) | (word >> (64 - bits)) }
}

/// A small generator whose use here is to turn one seed into the state of ``SeededGenerator``: even the seed 0 gives a
/// state that is not all zeros.
///
/// Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", with the constants of
/// https://prng.di.unimi.it/splitmix64.c.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
