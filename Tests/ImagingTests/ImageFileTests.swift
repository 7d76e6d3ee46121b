import Testing

@testable import Imaging

@Suite("Image files")
struct ImageFileTests {
  /// Left half one colour, right half another.
  static func halves(width: Int, height: Int, _ left: [UInt8] = [255, 0, 0], _ right: [UInt8] = [0, 0, 255]) throws
    -> Raster
  {
    let pixels = (0..<height).flatMap { _ in (0..<width).flatMap { $0 * 2 < width ? left : right } }
    return try #require(Raster(width: width, height: height, pixels: pixels))
  }

  /// A PNG made by hand: any colour type and depth, from raw scan lines.
  static func png(width: UInt32, height: UInt32, depth: UInt8, colourType: UInt8, lines: [UInt8]) -> [UInt8] {
    func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let body = Array(name.utf8) + data
      return big(UInt32(data.count)) + body + big(crc(body))
    }
    let header = big(width) + big(height) + [depth, colourType, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stored(lines))
      + chunk("IEND", [])
  }

  /// A zlib stream of one stored block.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    let size = UInt16(data.count)
    func little(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in data {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    let sum = [UInt8(high >> 8), UInt8(high & 255), UInt8(low >> 8), UInt8(low & 255)]
    return [0x78, 0x01, 0x01] + little(size) + little(~size) + data + sum
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }

  /// Puts an EXIF block with an orientation behind a JPEG's first two bytes.
  static func oriented(_ jpeg: [UInt8], _ orientation: UInt8) -> [UInt8] {
    let block: [UInt8] =
      Array("Exif\0\0".utf8) + Array("II".utf8) + [0x2A, 0, 8, 0, 0, 0, 1, 0]
      + [0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0] + [0, 0, 0, 0]
    let length = UInt16(block.count + 2)
    return Array(jpeg[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + block + jpeg[2...]
  }

  @Test("a PNG comes back pixel for pixel")
  func roundTrip() throws {
    let raster = try Self.halves(width: 31, height: 17)
    let file = try raster.png()
    #expect(try ImageFile.decode(file) == raster)
    #expect(try ImageFile.size(of: file) == ImageSize(width: 31, height: 17))
  }

  @Test("one pixel is a picture")
  func onePixel() throws {
    let raster = try #require(Raster(width: 1, height: 1, pixels: [1, 2, 3]))
    #expect(try ImageFile.decode(raster.png(), fittingWithin: ImageSize(width: 100, height: 100)) == raster)
  }

  @Test("scales down in proportion, and never up", arguments: ["png", "jpeg", "tiff", "bmp"])
  func scaled(format: String) throws {
    let file = try Self.halves(width: 400, height: 100).encoded(as: format)
    let small = try ImageFile.decode(file, fittingWithin: ImageSize(width: 40, height: 40))
    #expect((small.width, small.height) == (40, 10))
    #expect(small[2, 5].red > 240 && small[2, 5].blue < 15)
    #expect(small[37, 5].blue > 240 && small[37, 5].red < 15)
    let same = try ImageFile.decode(file, fittingWithin: ImageSize(width: 4000, height: 4000))
    #expect((same.width, same.height) == (400, 100))
  }

  /// Orientation 6 says: turn clockwise by 90°. Red on the left is then at the top. 3 is a half turn, 8 is
  /// anticlockwise.
  @Test(
    "applies the EXIF orientation to pixels and size",
    arguments: [(UInt8(1), 40, "left"), (3, 40, "right"), (6, 20, "top"), (8, 20, "bottom")])
  func orientation(value: UInt8, width: Int, red: String) throws {
    let jpeg = try Self.halves(width: 40, height: 20).encoded(as: "jpeg", options: [("quality", "100")])
    let file = Self.oriented(jpeg, value)
    #expect(try ImageFile.size(of: file).width == width)
    let raster = try ImageFile.decode(file, fittingWithin: ImageSize(width: 30, height: 30))
    let (right, bottom) = (raster.width - 2, raster.height - 2)
    let places = [
      "left": (1, bottom / 2), "right": (right, bottom / 2), "top": (right / 2, 1), "bottom": (right / 2, bottom),
    ]
    let place = try #require(places[red])
    #expect(raster[place.0, place.1].red > 200)
    #expect((raster.width > raster.height) == (width == 40))
    #expect(max(raster.width, raster.height) == 30)
  }

  @Test("greyscale becomes equal red, green and blue")
  func greyscale() throws {
    let file = Self.png(width: 2, height: 1, depth: 8, colourType: 0, lines: [0, 10, 200])
    #expect(try ImageFile.decode(file).pixels == [10, 10, 10, 200, 200, 200])
  }

  /// Over mid-grey 128: opaque white stays 255, nothing is 128, half of white is (255·128 + 128·127 + 127) / 255 = 192.
  @Test("transparent parts are shown over mid-grey")
  func alpha() throws {
    let file = Self.png(
      width: 3, height: 1, depth: 8, colourType: 6, lines: [0, 255, 255, 255, 255, 9, 9, 9, 0, 255, 255, 255, 128])
    #expect(try ImageFile.decode(file).pixels == [255, 255, 255, 128, 128, 128, 192, 192, 192])
  }

  @Test("16 bits a channel become 8")
  func sixteenBits() throws {
    let file = Self.png(width: 1, height: 1, depth: 16, colourType: 2, lines: [0, 0xFF, 0xFF, 0x80, 0x00, 0x01, 0x00])
    #expect(try ImageFile.decode(file).pixels == [255, 128, 1])
  }

  @Test("refuses what is not on the list of formats, SVG and text among them")
  func unknown() {
    for text in ["", "B", "<svg xmlns='http://www.w3.org/2000/svg'/>", "P6 1 1 255 abc", "hello"] {
      #expect(throws: ImagingError.unknownFormat) { try ImageFile.decode(Array(text.utf8)) }
    }
  }

  @Test("refuses a file that breaks off, anywhere", arguments: ["png", "jpeg", "tiff", "bmp"])
  func truncated(format: String) throws {
    let file = try Self.halves(width: 64, height: 64).encoded(as: format)
    for length in [16, 40, file.count / 2, file.count - 20, file.count - 1] {
      let raster = try? ImageFile.decode(Array(file[..<length]))
      #expect(raster?.width == nil, "the first \(length) of \(file.count) bytes")
    }
  }

  @Test(
    "a look without decoding refuses a file that breaks off, and 65,535 pixels each way", arguments: ["png", "jpeg"])
  func check(format: String) throws {
    let file = try Self.halves(width: 64, height: 64).encoded(as: format)
    try ImageFile.check(file)
    for length in [0, 7, 16, 40, file.count / 2, file.count - 1] {
      #expect(throws: ImagingError.self, "the first \(length) of \(file.count) bytes") {
        try ImageFile.check(Array(file[..<length]))
      }
    }
    let huge = Self.png(width: 65_535, height: 65_535, depth: 8, colourType: 2, lines: [0])
    #expect(throws: ImagingError.sizeRefused(ImageSize(width: 65_535, height: 65_535))) { try ImageFile.check(huge) }
  }

  @Test("refuses too many pixels, and none, by the header alone")
  func sides() throws {
    let huge = Self.png(width: 20_000, height: 20_000, depth: 8, colourType: 2, lines: [0])
    #expect(throws: ImagingError.sizeRefused(ImageSize(width: 20_000, height: 20_000))) { try ImageFile.decode(huge) }
    #expect(throws: ImagingError.sizeRefused(ImageSize(width: 20_000, height: 20_000))) { try ImageFile.size(of: huge) }
    let none = Self.png(width: 0, height: 5, depth: 8, colourType: 2, lines: [0])
    #expect(throws: ImagingError.self) { try ImageFile.decode(none) }
  }

  @Test("damaged bytes never crash it: every byte of a small file is spoilt once")
  func spoilt() throws {
    let file = try Self.halves(width: 8, height: 8).png()
    for index in file.indices {
      var bytes = file
      bytes[index] ^= 0xFF
      _ = try? ImageFile.decode(bytes)
    }
  }

  @Test("names the colours that fill a picture, most first")
  func colours() throws {
    #expect(try Self.halves(width: 64, height: 64).dominantColours() == ["blue", "red"])
    #expect(try Self.halves(width: 30, height: 9, [255, 255, 255], [250, 250, 250]).dominantColours() == ["white"])
    #expect(
      Raster.name(20, 20, 20) == "black" && Raster.name(30, 160, 40) == "green" && Raster.name(120, 70, 30) == "brown")
  }

  @Test("takes only pixels that match the size")
  func raster() {
    #expect(Raster(width: 2, height: 2, pixels: Array(repeating: 0, count: 11)) == nil)
    #expect(Raster(width: 0, height: 2, pixels: []) == nil)
    #expect(Raster(width: .max, height: .max, pixels: []) == nil)
  }
}
