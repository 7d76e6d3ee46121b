internal import Glibc

/// Whether a file reaches its own end.
///
/// gdk-pixbuf's loaders for JPEG and PNG are made for slow networks: they take a file that breaks off for a picture
/// whose lower part is grey, or whatever was in memory, and so does the one for BMP. A rater would judge captions
/// against that; so these formats, and WebP, are checked by their own structure. The other loaders notice by
/// themselves.
enum Completeness {
  /// Whether nothing is missing at the end. True for a format that is not checked here.
  static func holds(for bytes: [UInt8], format: String) -> Bool {
    switch format {
    case "jpeg": jpeg(bytes)
    case "png": png(bytes)
    case "bmp": bitmap(bytes)
    case "webp": bytes.count >= 8 && bytes.count >= 8 + little(bytes, at: 4)
    default: true
    }
  }

  /// Walks the segments, and the coded data after each start of scan, to the end of the image (`FF D9`).
  private static func jpeg(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return false }
      var at = 2
      while at + 1 < bytes.count {
        // Most of a file is coded data, and no marker.
        guard let marker = memchr(start + at, 0xFF, bytes.count - at - 1) else { return false }
        at = start.distance(to: marker.assumingMemoryBound(to: UInt8.self))
        switch bytes[at + 1] {
        case 0xD9: return true
        case 0xFF: at += 1  // fill
        case 0x00, 0x01, 0xD0...0xD8: at += 2  // a stuffed byte, or a marker without a length
        default:
          guard at + 3 < bytes.count else { return false }
          at += 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
        }
      }
      return false
    }
  }

  /// Walks the chunks (length, name, data, checksum) to `IEND`.
  private static func png(_ bytes: [UInt8]) -> Bool {
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard at + 12 + length <= bytes.count else { return false }
      if bytes[(at + 4)..<(at + 8)].elementsEqual("IEND".utf8) { return true }
      at += 12 + length
    }
    return false
  }

  /// Where the pixels are not packed, their rows (padded to 4 bytes) must all be there. What the header says of the
  /// file's size is not used: writers put anything there.
  private static func bitmap(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 34, little(bytes, at: 14) >= 40, little(bytes, at: 30) == 0 else { return true }
    let width = little(bytes, at: 18)
    let height = abs(Int(Int32(truncatingIfNeeded: little(bytes, at: 22))))
    let bits = little(bytes, at: 28) & 0xFFFF
    let (stride, isHuge) = width.multipliedReportingOverflow(by: bits)
    guard !isHuge, stride < 1 << 31 else { return false }
    return bytes.count >= little(bytes, at: 10) + (stride + 31) / 32 * 4 * height
  }

  private static func little(_ bytes: [UInt8], at start: Int) -> Int {
    bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
