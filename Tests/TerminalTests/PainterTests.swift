import Imaging
import Testing

@testable import Terminal

@Suite("Painter")
struct PainterTests {
  /// Left half red, right half blue.
  private func flag(width: Int, height: Int) throws -> [UInt8] {
    let pixels = (0..<height).flatMap { _ in
      (0..<width).flatMap { $0 * 2 < width ? [255, 0, 0] : [0, 0, 255] as [UInt8] }
    }
    return try #require(Raster(width: width, height: height, pixels: pixels)).png()
  }

  private func frame(_ place: Rectangle) -> Frame {
    var frame = Frame(width: 40, height: 12)
    frame.request = PictureRequest(name: "flag", place: place)
    return frame
  }

  @Test("draws a picture in symbols of its own colours, in proportion, inside its place")
  func symbols() throws {
    var painter = Painter(mode: .symbols, depth: .trueColour, cell: nil)
    var frame = frame(Rectangle(column: 2, row: 1, width: 20, height: 10))
    let file = try flag(width: 200, height: 100)
    let reached = try painter.paint(&frame) { file }
    // 20 columns of 8 pixels are 160 wide, so 80 high: 5 rows of 16.
    #expect(reached == Painter.Painted(reached: PixelSize(width: 40, height: 10), part: .whole))
    let row = Array(frame[row: 3])
    #expect(row[3].style.background == .rgb(255, 0, 0) || row[3].style.foreground == .rgb(255, 0, 0))
    #expect(row[20].style.background == .rgb(0, 0, 255) || row[20].style.foreground == .rgb(0, 0, 255))
    #expect(row[23] == Cell())
    #expect(Array(frame[row: 6])[3] == Cell())
  }

  @Test(
    "uses places of the 256-colour table where there are no more colours, 16 where there are 16, and two inks where there are none"
  )
  func depths() throws {
    let file = try flag(width: 64, height: 64)
    for (depth, isRight) in [
      (ColourDepth.indexed, { (colour: Colour) in if case .indexed = colour { true } else { false } }),
      (.none, { (colour: Colour) in colour == .standard }),
      (
        .sixteen,
        { (colour: Colour) in if case .indexed(let place) = colour { place < 8 } else { colour == .standard } }
      ),
    ] {
      var painter = Painter(mode: .symbols, depth: depth, cell: nil)
      var frame = frame(Rectangle(column: 0, row: 0, width: 10, height: 5))
      _ = try painter.paint(&frame) { file }
      #expect(
        frame[row: 2].prefix(8).allSatisfy { isRight($0.style.background) },
        "\(depth) \(frame[row: 2].prefix(8).map(\.style))")
    }
  }

  @Test("with two inks, bright parts are bright: reversed spaces, or full blocks")
  func inks() throws {
    let pixels = (0..<64).flatMap { _ in (0..<64).flatMap { Array(repeating: $0 < 32 ? 255 : 0, count: 3) as [UInt8] } }
    let file = try #require(Raster(width: 64, height: 64, pixels: pixels)).png()
    var painter = Painter(mode: .symbols, depth: .none, cell: nil)
    var frame = frame(Rectangle(column: 0, row: 0, width: 16, height: 8))
    _ = try painter.paint(&frame) { file }
    let row = Array(frame[row: 4])
    #expect(row[2] == Cell(" ", style: Style(reversed: true)) || row[2] == Cell("█"))
    #expect(row[12] == Cell(" ") || row[12] == Cell("█", style: Style(reversed: true)))
  }

  @Test("asks for the file only when the picture changes, not for its place or a part of it")
  func keeps() throws {
    var painter = Painter(mode: .symbols, depth: .indexed, cell: nil)
    let file = try flag(width: 64, height: 64)
    var asked: [String] = []
    for (name, width, factor) in [("one", 10, 1), ("one", 12, 1), ("one", 12, 2), ("two", 12, 1), ("one", 10, 1)] {
      var frame = Frame(width: 40, height: 12)
      let place = Rectangle(column: 0, row: 0, width: width, height: 5)
      frame.request = PictureRequest(name: name, place: place, zoom: PictureZoom(factor: factor, x: 0.5, y: 0.5))
      _ = try painter.paint(&frame) {
        asked.append(name)
        return file
      }
    }
    #expect(asked == ["one", "two", "one"])
  }

  @Test("places a Kitty picture at its own size, never enlarged")
  func kitty() throws {
    var painter = Painter(mode: .kitty, depth: .trueColour, cell: PixelSize(width: 10, height: 20))
    var frame = frame(Rectangle(column: 0, row: 0, width: 20, height: 10))
    let file = try flag(width: 40, height: 40)
    #expect(try painter.paint(&frame) { file }?.reached == PixelSize(width: 40, height: 40))
    #expect(frame.placements.map(\.place) == [Rectangle(column: 8, row: 0, width: 4, height: 2)])
  }

  @Test("passes on why bytes are not a picture")
  func broken() {
    var painter = Painter(mode: .symbols, depth: .indexed, cell: nil)
    var frame = frame(Rectangle(column: 0, row: 0, width: 20, height: 10))
    #expect(throws: ImagingError.unknownFormat) { try painter.paint(&frame) { Array("<svg/>".utf8) } }
  }
}
