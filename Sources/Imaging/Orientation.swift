/// How a JPEG's EXIF block says the picture was turned: 1 upright … 8, as in EXIF 2.3, tag 0x0112.
///
/// Turning itself is gdk-pixbuf's work; this only tells in advance whether width and height change places.
struct Orientation {
  /// 1…8.
  let value: Int

  /// Whether a turn by 90° is part of it.
  var swapsSides: Bool { value >= 5 }

  /// Reads the orientation; 1 where the file has none, or one that makes no sense.
  init(exifOf bytes: [UInt8]) { value = Self.read(bytes) ?? 1 }

  /// Walks a JPEG's segments (marker, two bytes of length) to the first `Exif` one.
  private static func read(_ bytes: [UInt8]) -> Int? {
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xFF {
      let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
      guard length >= 2, bytes[at + 1] != 0xDA, at + 2 + length <= bytes.count else { return nil }
      let body = bytes[(at + 4)..<(at + 2 + length)]
      if bytes[at + 1] == 0xE1, body.starts(with: Array("Exif\0\0".utf8)) { return tag(Array(body.dropFirst(6))) }
      at += 2 + length
    }
    return nil
  }

  /// Looks the tag up in the first directory of a TIFF block.
  private static func tag(_ block: [UInt8]) -> Int? {
    let isLittle = block.starts(with: Array("II".utf8))
    guard isLittle || block.starts(with: Array("MM".utf8)) else { return nil }
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset + count <= block.count else { return nil }
      let part = block[offset..<offset + count]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for entry in 0..<entries {
      let start = directory + 2 + entry * 12
      guard number(start, 2) == 0x0112 else { continue }
      return number(start + 8, 2).flatMap { (1...8).contains($0) ? $0 : nil }
    }
    return nil
  }
}
