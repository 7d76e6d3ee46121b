extension ImageFile {
  /// Whether a file holds an EXIF block, told from its headers; nothing is decoded.
  ///
  /// JPEG: an APP1 segment `Exif`. PNG: an `eXIf` chunk. WebP: an `EXIF` chunk. TIFF: an EXIF directory (tag 0x8769) in
  /// the first directory. GIF and BMP cannot hold one. Sources: EXIF 2.3; PNG 3rd edition 11.3.4.5; RFC 9649.
  ///
  /// - Parameter bytes: the whole file.
  /// - Returns: nil for HEIF and AVIF, of which this cannot be told here, and for what is no image.
  public static func hasEXIF(_ bytes: [UInt8]) -> Bool? {
    func at(_ offset: Int, _ text: String) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return jpegHasEXIF(bytes) }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      return hasChunk("eXIf", bytes, from: 8, sizeFirst: true, isLittle: false)
    }
    if at(0, "RIFF") && at(8, "WEBP") { return hasChunk("EXIF", bytes, from: 12, sizeFirst: false, isLittle: true) }
    if at(0, "GIF8") || at(0, "BM") { return false }
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) { return tiffHasEXIF(bytes, isLittle: true) }
    if bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) { return tiffHasEXIF(bytes, isLittle: false) }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int, isLittle: Bool) -> Int? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    let part = bytes[offset..<offset + count]
    return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Segments up to the start of the picture: a marker, then a length that counts itself.
  private static func jpegHasEXIF(_ bytes: [UInt8]) -> Bool {
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xFF, bytes[at + 1] != 0xDA {
      guard let length = number(bytes, at + 2, 2, isLittle: false), length >= 2 else { return false }
      if bytes[at + 1] == 0xE1, bytes.dropFirst(at + 4).starts(with: Array("Exif\0\0".utf8)) { return true }
      at += 2 + length
    }
    return false
  }

  /// Chunks of PNG (size, name, body, checksum) or RIFF (name, size, body, padded to an even length).
  private static func hasChunk(
    _ name: String, _ bytes: [UInt8], from start: Int, sizeFirst: Bool, isLittle: Bool
  ) -> Bool {
    var at = start
    while let size = number(bytes, at + (sizeFirst ? 0 : 4), 4, isLittle: isLittle) {
      if bytes.dropFirst(at + (sizeFirst ? 4 : 0)).starts(with: name.utf8) { return true }
      at += sizeFirst ? 12 + size : 8 + size + size % 2
    }
    return false
  }

  private static func tiffHasEXIF(_ bytes: [UInt8], isLittle: Bool) -> Bool {
    guard let directory = number(bytes, 4, 4, isLittle: isLittle),
      let entries = number(bytes, directory, 2, isLittle: isLittle)
    else { return false }
    return (0..<entries).contains { number(bytes, directory + 2 + $0 * 12, 2, isLittle: isLittle) == 0x8769 }
  }
}
