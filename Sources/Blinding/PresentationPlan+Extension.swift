internal import Digest
public import StudyModel

extension PresentationPlan {
  /// A packet, and which of its rater's packets it is.
  public struct Numbered: Sendable {
    /// The packet.
    public var packet: Packet
    /// 1 for the rater's first packet.
    public var number: Int
  }

  /// Every packet, and which of its rater's it is.
  public var numbered: [Numbered] {
    var counts: [String: Int] = [:]
    return packets.map { packet in
      counts[packet.rater, default: 0] += 1
      return Numbered(packet: packet, number: counts[packet.rater, default: 0])
    }
  }

  /// Raters in the order of their first packets.
  public var raters: [String] { numbered.filter { $0.number == 1 }.map(\.packet.rater) }

  /// Rater → every item that is this rater's, whether or not there was a caption to show; each once.
  public var itemsByRater: [String: [ItemID]] {
    packets.reduce(into: [:]) { items, packet in
      let known = Set(items[packet.rater] ?? [])
      let more = Set(packet.presentations.map(\.item) + packet.unshown + packet.unasked.map(\.item))
        .subtracting(known)
      items[packet.rater, default: []] += more.sorted()
    }
  }

  /// The seed by which the presentations of an extension are drawn up: by the same rules as the first, from a stream of
  /// the secret seed that nothing else uses.
  ///
  /// - Parameters:
  ///   - number: 1 for the study's first extension.
  ///   - secretSeed: 32 bytes that stay in the key database.
  public static func seed(ofExtension number: Int, secretSeed: [UInt8]) -> [UInt8] {
    SHA256.hash(secretSeed + Array("extension \(number)".utf8))
  }
}
