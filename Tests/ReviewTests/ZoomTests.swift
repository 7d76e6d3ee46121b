import StudyModel
import Terminal
import Testing

@testable import Review

/// The picture alone: size and place of what is shown, without a terminal.
@Suite("Zoom")
struct ZoomTests {
  /// A review that shows its first picture alone, 4:3 in a place of the same shape.
  private func zoomed() throws -> Desk {
    var desk = try Desk.rating()
    desk.press("z")
    return desk
  }

  /// What a painter would tell of the zoom wanted, where picture and place have the same shape.
  private func draw(_ desk: inout Desk) throws {
    let zoom = desk.state.zoom
    let share = 1 / Double(zoom.factor)
    func start(_ middle: Double) -> Double { min(1 - share, max(0, middle - share / 2)) }
    let part = PicturePart(x: start(zoom.x), y: start(zoom.y), width: share, height: share)
    let id = try #require(desk.state.presentation?.id)
    desk.send(.zoomed(id, part: part, picture: PixelSize(width: 60 * zoom.factor, height: 40 * zoom.factor)))
  }

  @Test("+ and - step through the sizes, a digit is a size, 0 is the whole picture")
  func sizes() throws {
    var desk = try zoomed()
    var factors: [Int] = []
    for key in "+++++++++----5+-=_901" {
      desk.press(String(key))
      try draw(&desk)
      factors.append(desk.state.zoom.factor)
    }
    #expect(factors == [2, 3, 4, 6, 8, 12, 16, 16, 16, 12, 8, 6, 4, 5, 6, 4, 6, 4, 9, 1, 1])
    #expect(desk.state.zoom == .whole)
  }

  @Test("arrows and hjkl move by a quarter of what is shown, and stop at the picture's edge")
  func moves() throws {
    var desk = try zoomed()
    desk.press("4")
    try draw(&desk)
    for (key, x, y) in [
      (Key.right, 0.4375, 0.375), (.character("l"), 0.5, 0.375), (.down, 0.5, 0.4375), (.character("j"), 0.5, 0.5),
      (.left, 0.4375, 0.5), (.character("h"), 0.375, 0.5), (.up, 0.375, 0.4375), (.character("k"), 0.375, 0.375),
    ] {
      desk.press(key)
      try draw(&desk)
      #expect(desk.state.part == PicturePart(x: x, y: y, width: 0.25, height: 0.25), "\(key)")
    }
    for _ in 0..<50 { desk.press("lj") }
    try draw(&desk)
    #expect(desk.state.part == PicturePart(x: 0.75, y: 0.75, width: 0.25, height: 0.25))
    // One step back is one step: nothing was run up beyond the edge.
    desk.press("h")
    try draw(&desk)
    #expect(desk.state.part.x == 0.6875)
  }

  @Test("what is in the middle stays in the middle when the size changes")
  func middle() throws {
    var desk = try zoomed()
    desk.press("3ll")
    try draw(&desk)
    let before = desk.state.part
    desk.press("+")
    try draw(&desk)
    let after = desk.state.part
    #expect(abs(before.x + before.width / 2 - after.x - after.width / 2) < 1e-9)
  }

  @Test("the whole picture cannot be moved")
  func whole() throws {
    var desk = try zoomed()
    desk.press("hjkl")
    #expect(desk.state.zoom == .whole)
    #expect(desk.state.part == .whole)
  }

  @Test("no key of the picture alone rates anything, and z, Esc, Enter, Space and q go back to the captions")
  func back() throws {
    for key in [Key.character("z"), .escape, .enter, .character(" "), .character("q")] {
      var desk = try zoomed()
      desk.press("123456789+-hjkl0")
      #expect(desk.state.screen == .zoom)
      desk.press(key)
      #expect(desk.state.screen == .rating)
      #expect(desk.stored.isEmpty)
    }
  }

  @Test("the place is kept while the item is, and forgotten with it")
  func kept() throws {
    var desk = try zoomed()
    desk.press("4l")
    try draw(&desk)
    let zoom = desk.state.zoom
    desk.press("zz")
    #expect(desk.state.zoom == zoom)
    desk.press("z]z")
    #expect(desk.state.zoom == .whole && desk.state.part == .whole)
  }

  @Test("a rating says at what scale the picture was seen, and whether in parts only")
  func display() throws {
    var desk = try Desk.rating()
    desk.press("4")
    desk.press("z4")
    try draw(&desk)
    desk.press("z2")
    let id = try #require(desk.state.presentation?.id)
    desk.send(.drawn(id, picture: PixelSize(width: 300, height: 200)))
    desk.press("1")
    desk.press("]4")
    #expect(
      desk.stored.map { "\($0.display.mode) \($0.display.pixelWidth)×\($0.display.pixelHeight)" } == [
        "symbols-256 60×40", "symbols-256+zoomed 240×160", "symbols-256 300×200", "symbols-256 60×40",
      ])
  }

  @Test("a coarse picture says what helps, until it was seen larger")
  func coarse() throws {
    var desk = try Desk.rating()
    #expect(view(desk.state).text[2].contains("coarse: z zoom o open"))
    desk.press("z4")
    try draw(&desk)
    desk.press("z")
    #expect(!view(desk.state).text[2].contains("coarse"))
  }
}
