import Imaging
import Testing

@testable import Terminal

@Suite("pictures made of symbols")
struct SymbolPictureTests {
  @Test("an upright edge stays upright, whatever the picture's width", arguments: [355, 356, 357, 358])
  func uprightEdge(width: Int) throws {
    // Left half black, right half white.
    let height = 240
    let row = (0..<width).flatMap { [UInt8](repeating: $0 < width / 2 ? 0 : 255, count: 3) }
    let raster = try #require(
      Raster(width: width, height: height, pixels: Array(repeating: row, count: height).flatMap { $0 }))
    let cells = SymbolPicture.cells(of: raster, columns: 40, rows: 12, depth: .trueColour)
    for (number, line) in cells.enumerated() {
      // Every row of the picture is the same, so every row of cells is: a sheared picture has none like its neighbour.
      #expect(line == cells[0], "row \(number) differs from the first at width \(width)")
    }
    #expect(Set(cells[0].map(\.style)).count > 1)
  }
}
