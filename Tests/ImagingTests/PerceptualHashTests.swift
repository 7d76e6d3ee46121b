import Foundation
import Testing

@testable import Imaging

@Suite("perceptual hashes")
struct PerceptualHashTests {
  private static func demo(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "datasets/demo/images")
    return [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  @Test(
    "are at most 4 bits from ImageHash 4.3.2's on every image of the demo set", arguments: reference.keys.sorted())
  func near(name: String) throws {
    let theirs = PerceptualHash(bits: try #require(reference[name]))
    let ours = try PerceptualHash(of: Self.demo(name))
    #expect(ours.distance(to: theirs) <= 4, "\(ours) here, \(theirs) there")
  }

  @Test("stay within 6 bits when a picture is halved and compressed again")
  func scaled() throws {
    for name in reference.keys.sorted() {
      let bytes = try Self.demo(name)
      let whole = try ImageFile.decode(bytes)
      let half = try whole.stretched(to: ImageSize(width: whole.width / 2, height: whole.height / 2))
      let again = try PerceptualHash(of: half.jpeg(quality: 60))
      #expect(try PerceptualHash(of: bytes).distance(to: again) <= 6, "\(name)")
    }
  }

  @Test("are a turned picture's own: EXIF orientation is applied first")
  func upright() throws {
    let bytes = try Self.demo("everyday-02-desk.jpg")
    let turned = try PerceptualHash(of: ImageFileTests.oriented(bytes, 6))
    let upright = try PerceptualHash(of: ImageFileTests.oriented(bytes, 1))
    #expect(try upright == PerceptualHash(of: bytes))
    #expect(turned.distance(to: upright) > 16)
  }

  @Test("a picture of one pixel has one")
  func tiny() throws {
    let dot = try #require(Raster(width: 1, height: 1, pixels: [9, 9, 9]))
    // Only the mean lies above the median of 64 waves of which 63 are zero, but for rounding.
    #expect(try PerceptualHash(dot).bits >> 63 == 1)
  }

  @Test("are written as 16 hexadecimal digits and read back; anything else is no hash")
  func written() {
    let hash = PerceptualHash(bits: 0x00ab_4814_f237_a1d3)
    #expect(hash.description == "00ab4814f237a1d3")
    #expect(PerceptualHash(hex: hash.description) == hash)
    #expect(hash.distance(to: PerceptualHash(bits: hash.bits ^ 0b1011)) == 3)
    for wrong in ["", "00ab4814f237a1d", "00ab4814f237a1d33", "+0ab4814f237a1d3", "00ab4814f237a1dg"] {
      #expect(PerceptualHash(hex: wrong) == nil, "\(wrong)")
    }
  }
}

/// `imagehash.phash(Image.open(path))` of ImageHash 4.3.2.
private let reference: [String: UInt64] = [
  "everyday-01-breakfast.jpg": 0xe62c81db3ae5938c,
  "everyday-02-desk.jpg": 0xe7b89c63e01e24cd,
  "everyday-03-windowsill.jpg": 0xfab4814f237a1d32,
  "everyday-04-bookshelf.jpg": 0xfeae81b9919494c9,
  "everyday-05-kitchen.jpg": 0xef91906f88916f98,
  "everyday-06-park-bench.jpg": 0xaf299056d5a76d18,
  "everyday-07-street-corner.jpg": 0xeaaba0be04e59d32,
  "everyday-08-living-room.jpg": 0xa7d2c83da718e946,
  "everyday-09-beach.jpg": 0xec909b6d6458e2a7,
  "hard-01-browser-timeout.png": 0xbf4cc0331e6e634c,
  "hard-02-app-crash.png": 0x952f6fd0d045c03f,
  "hard-03-stack-trace.jpg": 0xeac49d9d85a1951d,
  "hard-04-line-chart.png": 0xa627773760e56161,
  "hard-05-stacked-bars.png": 0xfe81817a307aa66e,
  "hard-06-pie-chart.jpg": 0xb639c9ce4e383632,
  "hard-07-jazz-poster.jpg": 0xc3931ecba56c7832,
  "hard-08-snail-meme.jpg": 0xf3b9a80e0c6dd3b0,
  "hard-09-road-sign.webp": 0xe2eded161148e23e,
  "product-01-teapot.jpg": 0xfa91c16ab76818c7,
  "product-02-perfume-bottle.jpg": 0xf2338bcc9c887336,
  "product-03-table-lamp.jpg": 0xc69abd6452caca9c,
  "product-04-headphones.jpg": 0xedc69269989b692c,
  "product-05-espresso-cup.jpg": 0xf8b1d0c78ecccd18,
  "product-06-keyboard.jpg": 0xdbc2b52dc116a4cb,
  "product-07-notebook.jpg": 0xc7c03a9f3164d1f2,
  "product-08-saucepan.jpg": 0xf0cf8f30981f6698,
  "product-09-umbrella.jpg": 0xe690db4bc46e92e4,
  "product-10-candle.jpg": 0xcf383047a79ada2c,
  "product-11-chess-pieces.png": 0xf687c94899368763,
  "product-12-wall-clock.png": 0xcb9534c2e26ccb9a,
  "product-13-wine-glasses.jpg": 0xf819c3c6383c6ec3,
  "product-14-desk-fan.jpg": 0xf1248ed3a46cd936,
  "product-15-snake-plant.jpg": 0xe69a9975a3639c22,
  "product-16-dumbbells.jpg": 0xfaa7c5581cc631a5,
  "product-17-toy-train.jpg": 0xbe91c16e2e943b19,
  "product-18-tea-tin.webp": 0xec93c34d963438d3,
]
