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

  @Test("captions that differ in white space at their ends alone look alike: in the pane, in lines and in the editor")
  func ends() throws {
    let same = [
      "A red bus.\nAt a stop.", "\n\nA red bus.\nAt a stop.", " \tA red bus.\nAt a stop.\r\n",
      "A red bus.\nAt a stop.\u{3000}\n ",
    ]
    let state = try Scratch.state(captions: same)
    let pane = CaptionPane(state, columns: 60)
    let written = pane.titles.map { title in pane.lines[title + 1...title + 2].map { $0.map(\.text).joined() } }
    #expect(written == Array(repeating: ["  A red bus.", "  At a stop."], count: 4))
    // Nothing stands between one and the next but a line: those that are not in focus have no answers below.
    #expect(Set(zip(pane.titles.dropFirst(), pane.titles.dropFirst(2)).map { $1 - $0 }).count == 1)
    let lines = same.indices.map { Array(PlainText.caption(state, $0).dropFirst()) }
    #expect(lines == Array(repeating: ["A red bus.", "At a stop."], count: 4))
    for caption in same {
      let editor = TextEditor(caption)
      #expect(String(editor.text) == same[0])
      #expect(
        editor.isUnchanged && editor.written == caption, "what is stored of no edit is the caption as it was written")
    }
  }

  @Test("names captions A to Z, and on")
  func letters() {
    #expect([0, 25, 26, 51, 52].map(CaptionPane.letter) == ["A", "Z", "AA", "AZ", "BA"])
  }
}
