internal import Digest
internal import Glibc

/// Draws that depend on what they are for and on nothing else: the same seed parts and the same label always give the
/// same number, in whatever order and however often they are asked for.
struct Draws: Sendable {
  private let state: UInt64

  /// - Parameter parts: what the draws belong to, for example seed, item and model.
  init(_ parts: String...) {
    state = SHA256.hash(Array(parts.joined(separator: "\n").utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number from 0 up to but without 1, uniform, with 53 random bits.
  func unit(_ label: String) -> Double { Double(bits(label) >> 11) * 0x1p-53 }

  /// A standard normal number, by Box and Muller's method.
  func normal(_ label: String) -> Double {
    let radius = (-2 * log(1 - unit(label + "/radius"))).squareRoot()
    return radius * cos(2 * Double.pi * unit(label + "/angle"))
  }

  /// Splitmix64's output function over the state and an FNV-1a hash of the label.
  private func bits(_ label: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Self.mix(Self.mix(state &+ hash) ^ hash)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
