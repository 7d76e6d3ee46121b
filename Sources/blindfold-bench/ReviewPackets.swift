internal import Digest
internal import Foundation
internal import Imaging
internal import Packet
internal import StudyModel

/// Packets made to measure the rater's program on.
enum ReviewPackets {
  /// 4000 × 3000 pixels.
  static let twelveMegapixels = (width: 4000, height: 3000)

  /// A packet with these images, three captions each.
  static func write(_ images: [[UInt8]], to path: String) throws {
    var bytes: [ItemID: [UInt8]] = [:]
    var presentations: [Presentation] = []
    for (index, image) in images.enumerated() {
      guard let item = ItemID(hex: SHA256.hex(image)) else { continue }
      bytes[item] = image
      let slots = captions.enumerated().map {
        Slot(id: SlotID(rawValue: "s\(index)-\($0.offset)"), caption: $0.element)
      }
      presentations.append(Presentation(id: PresentationID(rawValue: "p\(index)"), item: item, slots: slots))
    }
    let points = (1...5).map { ScalePoint(value: $0, anchor: "What \($0) means, in a line that takes its place") }
    let questions = [
      Question(id: "overall", ask: "How well does it do its job?", kind: .scale(points), isPrimary: true),
      Question(id: "accuracy", ask: "Is all of it true?", kind: .scale(points)),
    ]
    try PacketFile.create(
      PacketContents(
        header: PacketHeader(
          packet: "bench", study: "bench", rater: "ana", secondsPerItem: 40,
          protocolHash: String(repeating: "1", count: 64), commitment: String(repeating: "2", count: 64)),
        rubric: Rubric(name: "bench", version: 1, mode: .absolute, sources: [], questions: questions),
        presentations: presentations, images: bytes),
      at: path)
  }

  /// A picture with soft shapes and grain, about as hard to compress as a photograph; different for each seed.
  static func photograph(width: Int, height: Int, seed: UInt64) throws -> [UInt8] {
    var noise = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
      for row in 0..<height {
        let down = sin(Double(row) * 9 / Double(height) + Double(seed % 7)) * 50
        for column in 0..<width {
          noise ^= noise << 13
          noise ^= noise >> 7
          noise ^= noise << 17
          let grain = Double(noise >> 40 & 31) - 16
          let across = Double(column * (3 + Int(seed % 5)) % width) * 90 / Double(width)
          let base = 80 + down + across + grain
          let at = (row * width + column) * 3
          buffer[at] = UInt8(clamping: Int(base))
          buffer[at + 1] = UInt8(clamping: Int(base * 0.8 + 20))
          buffer[at + 2] = UInt8(clamping: Int(220 - base * 0.7))
        }
      }
      count = width * height * 3
    }
    guard let raster = Raster(width: width, height: height, pixels: pixels) else { return [] }
    return try raster.jpeg(quality: 88)
  }

  private static let captions = [
    "A red boat lies on the sand beside a small pier at low tide, with two gulls on its bow.", "Boat on a beach.",
    "The image shows a boat. It is a nice boat in a nice place, and the weather is nice too.",
  ]
}
