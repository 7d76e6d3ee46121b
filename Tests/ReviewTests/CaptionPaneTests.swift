import StudyModel
import Terminal
import Testing

@testable import Review

@Suite("Caption pane")
struct CaptionPaneTests {
  private func lines(_ desk: Desk) -> [String] { view(desk.state).text }

  @Test("keeps the caption in focus in sight")
  func focus() throws {
    var desk = Desk(try Scratch.state(captions: (1...9).map { "caption number \($0)" }))
    desk.press(.enter)
    for number in 1...9 {
      #expect(lines(desk).contains { $0.contains("caption number \(number) ") }, "caption \(number)")
      #expect(lines(desk).contains { $0.contains("[Overall ·]") })
      desk.press("j")
    }
  }

  @Test("scrolls a caption longer than the pane to its end and back, and no further")
  func long() throws {
    let caption = (1...120).map { "word\($0)" }.joined(separator: " ")
    var desk = Desk(try Scratch.state(captions: [caption, "short"]))
    desk.press(.enter)
    #expect(lines(desk).contains { $0.contains("word1 ") } && !lines(desk).contains { $0.contains("word120") })
    #expect(lines(desk).contains { $0.contains("▼ more") })
    for _ in 0..<30 { desk.press(.pageDown) }
    #expect(lines(desk).contains { $0.contains("short") })
    #expect(!lines(desk).contains { $0.contains("▼ more") })
    let scrolled = desk.state.scroll
    desk.press(" ")
    #expect(desk.state.scroll == scrolled)
    for _ in 0..<30 { desk.press(.pageUp) }
    #expect(desk.state.scroll == 0)
    desk.press(" j")
    #expect(desk.state.scroll == 0, "another caption begins unscrolled")
  }

  @Test("names captions A to Z, and on")
  func letters() {
    #expect([0, 25, 26, 51, 52].map(CaptionPane.letter) == ["A", "Z", "AA", "AZ", "BA"])
  }
}
