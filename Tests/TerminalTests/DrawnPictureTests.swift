import Foundation
import Imaging
import Testing

@testable import Terminal

/// Pictures that the terminal draws into its cells: sixels and iTerm2's.
@Suite("pictures in cells")
struct DrawnPictureTests {
  private let place = Rectangle(column: 2, row: 1, width: 20, height: 6)

  private func stripes(width: Int, height: Int) throws -> Raster {
    let pixels = (0..<height).flatMap { row in
      (0..<width).flatMap { [UInt8(row * 255 / height), UInt8($0 * 255 / width), 99] as [UInt8] }
    }
    return try #require(Raster(width: width, height: height, pixels: pixels))
  }

  private func painted(
    _ mode: PictureMode, _ file: [UInt8], zoom: PictureZoom = .whole, sixel: SixelLimits = SixelLimits()
  ) throws -> (frame: Frame, painted: Painter.Painted?) {
    var painter = Painter(
      mode: mode, depth: .trueColour, cell: PixelSize(width: 10, height: 20), sixel: sixel)
    var frame = Frame(width: 40, height: 10)
    frame.request = PictureRequest(name: "stripes", place: place, zoom: zoom)
    let painted = try painter.paint(&frame) { file }
    return (frame, painted)
  }

  private func text(_ placement: PicturePlacement?) -> String {
    String(decoding: placement?.bytes ?? [], as: UTF8.self)
  }

  @Test("sixels fill the cells' pixels, in whole bands of six")
  func sixels() throws {
    let (frame, painted) = try painted(.sixel, stripes(width: 400, height: 400).png())
    // 6 rows of 20 pixels are 120; the picture is square: 12 columns of 10.
    #expect(frame.placements.map(\.place) == [Rectangle(column: 6, row: 1, width: 12, height: 6)])
    let sequence = text(frame.placements.first)
    #expect(sequence.hasPrefix("\u{1B}[2;7H\u{1B}P0;1;0q\"1;1;120;120"))
    #expect(sequence.hasSuffix("\u{1B}\\"))
    #expect(sequence.split(separator: "-").count == 20)
    #expect(painted?.reached == PixelSize(width: 120, height: 120))
  }

  @Test("sixels keep to the colours and the extent a terminal can take")
  func limits() throws {
    let limits = SixelLimits(colours: 16, largest: PixelSize(width: 85, height: 1000))
    let (frame, _) = try painted(.sixel, stripes(width: 400, height: 400).png(), sixel: limits)
    #expect(frame.placements.first?.place.width == 8)
    let sequence = text(frame.placements.first)
    #expect(sequence.contains("#15;2;") && !sequence.contains("#16;2;"))
  }

  @Test("iTerm2 gets a JPEG or PNG as it is, and of a part a JPEG of its own")
  func iterm() throws {
    for file in [try stripes(width: 400, height: 400).png(), try stripes(width: 400, height: 400).jpeg()] {
      let (frame, _) = try painted(.iterm2, file)
      #expect(
        text(frame.placements.first)
          == "\u{1B}[2;7H\u{1B}]1337;File=inline=1;size=\(file.count);width=12;height=6;preserveAspectRatio=1;"
          + "doNotMoveCursor=1:\(Data(file).base64EncodedString())\u{7}")
      let (part, painted) = try painted(.iterm2, file, zoom: PictureZoom(factor: 4, x: 0.5, y: 0.5))
      let encoded = try #require(text(part.placements.first).split(separator: ":").last?.dropLast())
      let sent = try #require(Data(base64Encoded: String(encoded)))
      // At factor 4 the picture has 480 × 480 pixels, of which 200 × 120 are inside: of its own 400, 167 × 100.
      #expect(try ImageFile.size(of: [UInt8](sent)) == ImageSize(width: 167, height: 100))
      #expect(painted?.reached == PixelSize(width: 400, height: 400))
    }
  }

  @Test("iTerm2 gets what is no JPEG or PNG, or not upright, as a JPEG made of it")
  func remade() throws {
    let bitmap = try stripes(width: 40, height: 40).png()
    var turned = try stripes(width: 40, height: 40).jpeg()
    // An EXIF block that says: turned by 90° (orientation 6).
    let exif: [UInt8] =
      [0xFF, 0xE1, 0, 34]
      + Array("Exif\0\0MM\0*\0\0\0\u{8}\0\u{1}\u{1}\u{12}\0\u{3}\0\0\0\u{1}\0\u{6}\0\0\0\0\0\0".utf8)
    turned.insert(contentsOf: exif, at: 2)
    #expect(ImageFile.isUpright(bitmap) && !ImageFile.isUpright(turned))
    let (frame, _) = try painted(.iterm2, turned)
    #expect(!text(frame.placements.first).contains(Data(turned).base64EncodedString()))
    #expect(text(frame.placements.first).contains("]1337;File=inline=1;"))
  }

  @Test("no picture is shown where none shall be, and its file is not asked for")
  func none() throws {
    var painter = Painter(mode: .none, depth: .trueColour, cell: nil)
    var frame = Frame(width: 40, height: 10)
    frame.request = PictureRequest(name: "stripes", place: place)
    let painted = try painter.paint(&frame) {
      Issue.record("the file was asked for")
      return []
    }
    #expect(painted == nil && frame.placements.isEmpty)
  }

  @Test("a part of a large picture is decoded once, and panning asks for no file again")
  func kept() throws {
    let file = try stripes(width: 800, height: 400).png()
    var painter = Painter(mode: .symbols, depth: .trueColour, cell: nil)
    var asked = 0
    var parts: [PicturePart?] = []
    for x in [0.3, 0.5, 0.7, 0.5] {
      var frame = Frame(width: 40, height: 10)
      frame.request = PictureRequest(name: "stripes", place: place, zoom: PictureZoom(factor: 4, x: x, y: 0.5))
      parts.append(
        try painter.paint(&frame) {
          asked += 1
          return file
        }?.part)
    }
    #expect(asked == 1)
    #expect(parts[1] == parts[3] && Set(parts.compactMap { $0?.x }).count == 3)
  }
}
