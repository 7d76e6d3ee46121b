import Testing

@testable import Terminal

@Suite("parts of a picture")
struct PictureGeometryTests {
  private let cell = PixelSize(width: 10, height: 20)
  private let bounds = Rectangle(column: 0, row: 0, width: 80, height: 20)

  private func geometry(
    _ width: Int, _ height: Int, _ factor: Int, x: Double = 0.5, y: Double = 0.5, enlarging: Bool = true
  ) -> PictureGeometry {
    PictureGeometry(
      of: PixelSize(width: width, height: height), in: bounds, zoom: PictureZoom(factor: factor, x: x, y: y),
      cell: cell,
      enlarging: enlarging)
  }

  @Test("the whole picture at factor 1, in proportion and centred")
  func whole() {
    // The place has 800 × 400 pixels; 4000 × 4000 go to 400 × 400 of them, 40 columns of 10.
    let it = geometry(4000, 4000, 1)
    #expect(it.isWhole)
    #expect(it.place == Rectangle(column: 20, row: 0, width: 40, height: 20))
  }

  @Test("at factor n an n-th of what fills the place, and the place filled further where the picture was narrow")
  func enlarged() {
    // At factor 2 the picture is 800 × 800: all of its width and half of its height fit.
    let it = geometry(4000, 4000, 2)
    #expect(it.part == PicturePart(x: 0, y: 0.25, width: 1, height: 0.5))
    #expect(it.place == bounds)
    #expect(geometry(4000, 2000, 4).part == PicturePart(x: 0.375, y: 0.375, width: 0.25, height: 0.25))
  }

  @Test("whatever is asked for, the part lies inside the picture and the place inside the window")
  func inside() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let (width, height) = (Int.random(in: 1...9000, using: &random), Int.random(in: 1...9000, using: &random))
      let it = geometry(
        width, height, .random(in: -2...40, using: &random), x: .random(in: -1...2, using: &random),
        y: .random(in: -1...2, using: &random), enlarging: .random(using: &random))
      let part = it.part
      #expect(part.x >= 0 && part.y >= 0 && part.x + part.width <= 1.0000001 && part.y + part.height <= 1.0000001)
      #expect(it.pixels.width >= 1 && it.pixels.height >= 1)
      #expect(it.place.column >= 0 && it.place.column + it.place.width <= 80)
      #expect(it.place.width >= 1 && (1...20).contains(it.place.height))
    }
  }

  @Test("a part counts as the pixels that the whole has at its scale, at most the picture's own")
  func reached() {
    let it = geometry(4000, 2000, 4)
    // 160 × 40 reach the eye of a quarter each way.
    #expect(
      it.reached(PixelSize(width: 160, height: 40), of: PixelSize(width: 4000, height: 2000))
        == PixelSize(width: 640, height: 160))
    #expect(
      geometry(100, 50, 4).reached(PixelSize(width: 160, height: 40), of: PixelSize(width: 100, height: 50))
        == PixelSize(width: 100, height: 50))
  }
}
