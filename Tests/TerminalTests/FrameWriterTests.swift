import Testing

@testable import Terminal

@Suite("Frame writer")
struct FrameWriterTests {
  @Test("writes nothing where nothing changed")
  func unchanged() {
    var writer = FrameWriter(depth: .indexed)
    let frame = Frame(width: 80, height: 24)
    #expect(!writer.bytes(for: frame).isEmpty)
    #expect(writer.bytes(for: frame).isEmpty)
    writer.forget()
    #expect(!writer.bytes(for: frame).isEmpty)
  }

  @Test("writes only the cells that changed, as one synchronized update")
  func difference() {
    var writer = FrameWriter(depth: .indexed)
    var frame = Frame(width: 80, height: 24)
    frame.put("Overall 3", column: 10, row: 5)
    _ = writer.bytes(for: frame)
    frame.put("4", column: 18, row: 5)
    let text = String(decoding: writer.bytes(for: frame), as: UTF8.self)
    #expect(text == "\u{1B}[?2026h\u{1B}[6;19H\u{1B}[0m4\u{1B}[0m\u{1B}[?2026l")
  }

  @Test("moves the cursor absolutely after a cluster that is not one narrow scalar, and blanks its cells first")
  func uncertain() {
    var writer = FrameWriter(depth: .indexed)
    var frame = Frame(width: 20, height: 1)
    frame.put("a👩‍👧b", column: 0, row: 0)
    let text = String(decoding: writer.bytes(for: frame), as: UTF8.self)
    #expect(text.contains("a  \u{1B}[1;2H👩‍👧\u{1B}[1;4Hb"))
  }

  @Test("writes a row anew where an uncertain cluster was or is, since it may have covered its neighbours")
  func neighbours() {
    var writer = FrameWriter(depth: .indexed)
    var frame = Frame(width: 8, height: 1)
    frame.put("👩‍👧 xyz", column: 0, row: 0)
    _ = writer.bytes(for: frame)
    frame.put("ab", column: 0, row: 0)
    #expect(String(decoding: writer.bytes(for: frame), as: UTF8.self).contains("ab xyz"))
  }

  @Test("half of a wide letter never stays")
  func halves() {
    var frame = Frame(width: 6, height: 1)
    frame.put("漢字漢", column: 0, row: 0)
    frame.put("x", column: 1, row: 0)
    #expect(frame.text == [" x字漢"])
    frame.put("y", column: 2, row: 0)
    #expect(frame.text == [" xy 漢"])
    frame.put("漢", column: 5, row: 0)
    #expect(DisplayWidth.of(frame.text[0]) == 6)
  }

  @Test("turns colours into the nearest of 256, and drops them without colours")
  func colours() {
    #expect(ColourTable.nearest(255, 0, 0) == 196)
    #expect(ColourTable.nearest(128, 128, 128) == 244)
    var frame = Frame(width: 1, height: 1)
    frame.put("x", column: 0, row: 0, style: Style(foreground: .rgb(255, 0, 0), bold: true))
    var none = FrameWriter(depth: .none)
    #expect(String(decoding: none.bytes(for: frame), as: UTF8.self).contains("[0;1mx"))
    var indexed = FrameWriter(depth: .indexed)
    #expect(String(decoding: indexed.bytes(for: frame), as: UTF8.self).contains("[0;1;38;5;196mx"))
  }

  @Test("sends a Kitty picture once, in pieces of 4096, and frees it when it goes")
  func kitty() {
    var writer = FrameWriter(depth: .trueColour)
    var frame = Frame(width: 40, height: 10)
    let place = Rectangle(column: 2, row: 3, width: 10, height: 5)
    frame.placements = [
      PicturePlacement(name: "one", drawing: .kitty(png: Array(repeating: 7, count: 6000)), place: place)
    ]
    let first = String(decoding: writer.bytes(for: frame), as: UTF8.self)
    #expect(first.contains("\u{1B}_Ga=t,f=100,t=d,i=1,q=2,m=1;"))
    #expect(first.contains("\u{1B}_Gq=2,m=0;"))
    #expect(first.contains("\u{1B}[4;3H\u{1B}_Ga=p,i=1,c=10,r=5,C=1,q=2\u{1B}\\"))
    frame.put("score", column: 20, row: 0)
    #expect(!String(decoding: writer.bytes(for: frame), as: UTF8.self).contains("_G"))
    frame.placements = [PicturePlacement(name: "two", drawing: .kitty(png: [1]), place: place)]
    let next = String(decoding: writer.bytes(for: frame), as: UTF8.self)
    #expect(next.contains("\u{1B}_Ga=d,d=I,i=1,q=2\u{1B}\\"))
    #expect(next.contains("a=t,f=100,t=d,i=2"))
    #expect(String(decoding: writer.bytesToEnd(), as: UTF8.self).contains("a=d,d=I,i=2"))
  }

  private func picture(_ name: String, _ drawing: PicturePlacement.Drawing, column: Int = 2) -> PicturePlacement {
    PicturePlacement(name: name, drawing: drawing, place: Rectangle(column: column, row: 3, width: 4, height: 2))
  }

  private func text(_ writer: inout FrameWriter, _ frame: Frame) -> String {
    String(decoding: writer.bytes(for: frame), as: UTF8.self)
  }

  @Test("draws a picture in cells once, after all text, and writes nothing over it while it stays")
  func inCells() {
    var writer = FrameWriter(depth: .trueColour)
    var frame = Frame(width: 12, height: 6)
    frame.placements = [picture("one", .inCells(Array("<one>".utf8)))]
    #expect(text(&writer, frame).hasSuffix("\u{1B}[4;3H<one>\u{1B}[?2026l"))
    // A cluster whose width is uncertain makes its row be written anew, but not over the picture.
    frame.put("👩‍👧", column: 8, row: 3)
    let next = text(&writer, frame)
    #expect(!next.contains("<one>"))
    #expect(next.contains("\u{1B}[4;1H") && next.contains("\u{1B}[4;7H") && !next.contains("\u{1B}[4;3H"))
  }

  @Test("wipes a picture in cells when it goes, moves or changes, and only then draws the next")
  func wiped() {
    var writer = FrameWriter(depth: .trueColour)
    var frame = Frame(width: 12, height: 6)
    frame.placements = [picture("one", .inCells(Array("<one>".utf8)))]
    _ = writer.bytes(for: frame)
    frame.placements = [picture("two", .inCells(Array("<two>".utf8)), column: 3)]
    #expect(
      text(&writer, frame)
        == "\u{1B}[?2026h\u{1B}[4;3H\u{1B}[0m    \u{1B}[5;3H    \u{1B}[0m\u{1B}[4;4H<two>\u{1B}[?2026l")
    frame.placements = []
    #expect(text(&writer, frame).contains("\u{1B}[4;4H\u{1B}[0m    \u{1B}[5;4H    "))
  }

  @Test("a window of another size, and a redraw, bring every picture back")
  func redrawn() {
    for drawing in [PicturePlacement.Drawing.inCells(Array("<one>".utf8)), .kitty(png: [1])] {
      var writer = FrameWriter(depth: .trueColour)
      var frame = Frame(width: 12, height: 6)
      frame.placements = [picture("one", drawing)]
      _ = writer.bytes(for: frame)
      var larger = Frame(width: 12, height: 7)
      larger.placements = frame.placements
      for _ in 0..<2 {
        let text = text(&writer, larger)
        #expect(text.contains("\u{1B}[2J"))
        #expect(text.contains("<one>") || (text.contains("a=d,d=A") && text.contains("a=p,i=")))
        writer.forget()
      }
    }
  }

  @Test("behind tmux a picture that goes makes the whole screen be drawn anew; one that stays does not")
  func passedOn() {
    var writer = FrameWriter(depth: .trueColour)
    var frame = Frame(width: 12, height: 6)
    frame.placements = [picture("one", .passedOn(Array("\u{1B}Pq\u{1B}\\".utf8)))]
    #expect(text(&writer, frame).contains("\u{1B}[4;3H \u{1B}Ptmux;\u{8}\u{1B}\u{1B}Pq\u{1B}\u{1B}\\\u{1B}\\"))
    frame.put("score", column: 7, row: 0)
    #expect(!text(&writer, frame).contains("\u{1B}[2J"))
    frame.placements = []
    #expect(text(&writer, frame).contains("\u{1B}[2J"))
  }

  @Test("writes the 16 named colours by their own codes")
  func named() {
    var frame = Frame(width: 1, height: 1)
    frame.put("x", column: 0, row: 0, style: Style(foreground: .rgb(250, 0, 0), background: .indexed(4)))
    var writer = FrameWriter(depth: .sixteen)
    #expect(text(&writer, frame).contains("[0;91;44mx"))
  }
}
