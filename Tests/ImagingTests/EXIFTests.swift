import Imaging
import Testing

@Suite struct EXIFTests {
  private static func four(_ number: UInt8) -> [UInt8] { [0, 0, 0, number] }
  private static func zeros(_ count: UInt8) -> [UInt8] { [UInt8](repeating: 0, count: Int(count)) }

  private func png(_ chunks: [(String, UInt8)]) -> [UInt8] {
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    for (name, size) in chunks { bytes += Self.four(size) + Array(name.utf8) + Self.zeros(size + 4) }
    return bytes
  }

  private func webp(_ chunks: [(String, UInt8)]) -> [UInt8] {
    var bytes: [UInt8] = Array("RIFF".utf8) + Self.zeros(4) + Array("WEBP".utf8)
    for (name, size) in chunks { bytes += Array(name.utf8) + [size, 0, 0, 0] + Self.zeros(size + size % 2) }
    return bytes
  }

  private func jpeg(_ segments: [(UInt8, String)]) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xD8]
    for (marker, body) in segments { bytes += [0xFF, marker, 0, UInt8(body.utf8.count + 2)] + Array(body.utf8) }
    return bytes + [0xFF, 0xDA, 0, 2]
  }

  @Test("a block is found behind others, and its name elsewhere is not one")
  func found() {
    #expect(ImageFile.hasEXIF(jpeg([(0xE0, "JFIF"), (0xE1, "Exif\0\0MM")])) == true)
    #expect(ImageFile.hasEXIF(jpeg([(0xE0, "JFIF"), (0xE1, "http://ns.adobe.com/")])) == false)
    #expect(ImageFile.hasEXIF(jpeg([(0xFE, "Exif\0\0")])) == false)
    #expect(ImageFile.hasEXIF(png([("IHDR", 13), ("eXIf", 4), ("IEND", 0)])) == true)
    #expect(ImageFile.hasEXIF(png([("IHDR", 13), ("tEXt", 9), ("IEND", 0)])) == false)
    #expect(ImageFile.hasEXIF(webp([("VP8X", 10), ("VP8 ", 3), ("EXIF", 2)])) == true)
    #expect(ImageFile.hasEXIF(webp([("VP8 ", 3)])) == false)
    let little: [UInt8] = [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 1, 0, 0x69, 0x87]
    let big: [UInt8] = [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12]
    #expect(ImageFile.hasEXIF(little + Self.zeros(10)) == true)
    #expect(ImageFile.hasEXIF(big + Self.zeros(10)) == false)
    #expect(ImageFile.hasEXIF(Array("GIF89a".utf8)) == false)
  }

  @Test("what cannot be told is nil, and files that break off are no crash")
  func unknown() {
    let avif: [UInt8] = [0, 0, 0, 24] + Array("ftypavif".utf8)
    #expect(ImageFile.hasEXIF(avif) == nil)
    #expect(ImageFile.hasEXIF([]) == nil)
    for whole in [jpeg([(0xE1, "Exif\0\0MM")]), png([("IHDR", 13), ("eXIf", 4)]), webp([("EXIF", 2)])] {
      for length in 0..<whole.count { _ = ImageFile.hasEXIF(Array(whole.prefix(length))) }
    }
  }
}
