internal import Digest

/// A stream of bits that is fixed by a seed and a purpose, and that shows nothing of the seed.
///
///     blockₙ = SHA-256(seed ‖ purpose ‖ n), read as four 64-bit numbers
///
/// Orders of captions are drawn from a secret seed by this, so that whoever sees the orders cannot work out the rest;
/// what need not be secret (which rater gets which image) is drawn by the same code from the study's public seed.
public struct HashGenerator: RandomNumberGenerator, Sendable {
  private let key: [UInt8]
  private var counter: UInt64 = 0
  private var block: [UInt64] = []

  /// - Parameters:
  ///   - seed: 32 secret bytes, or the bytes of a public seed.
  ///   - purpose: what is drawn; each purpose has a stream of its own.
  public init(seed: [UInt8], purpose: String) {
    key = SHA256.hash(seed + [0] + Array(purpose.utf8))
  }

  /// From the study file's public seed.
  public init(publicSeed: UInt64, purpose: String) {
    self.init(seed: Array("public \(publicSeed)".utf8), purpose: purpose)
  }

  /// The stream's next 64 bits.
  public mutating func next() -> UInt64 {
    if block.isEmpty {
      let digest = SHA256.hash(key + (0..<8).map { UInt8(truncatingIfNeeded: counter >> (8 * $0)) })
      counter += 1
      block = (0..<4).map { word in
        digest[word * 8..<word * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
      }
    }
    return block.removeLast()
  }
}

/// A random name of 128 bits from the system's generator, as 32 lower-case hexadecimal digits.
public func randomName() -> String {
  var system = SystemRandomNumberGenerator()
  return hexadecimal((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &system) })
}

/// 256 random bits from the system's generator, as 64 lower-case hexadecimal digits.
public func randomSecret() -> String { randomName() + randomName() }
