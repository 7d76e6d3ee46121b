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
    frame.placements = [KittyPlacement(name: "one", png: Array(repeating: 7, count: 6000), place: place)]
    let first = String(decoding: writer.bytes(for: frame), as: UTF8.self)
    #expect(first.contains("\u{1B}_Ga=t,f=100,t=d,i=1,q=2,m=1;"))
    #expect(first.contains("\u{1B}_Gq=2,m=0;"))
    #expect(first.contains("\u{1B}[4;3H\u{1B}_Ga=p,i=1,c=10,r=5,C=1,q=2\u{1B}\\"))
    frame.put("score", column: 20, row: 0)
    #expect(!String(decoding: writer.bytes(for: frame), as: UTF8.self).contains("_G"))
    frame.placements = [KittyPlacement(name: "two", png: [1], place: place)]
    let next = String(decoding: writer.bytes(for: frame), as: UTF8.self)
    #expect(next.contains("\u{1B}_Ga=d,d=I,i=1,q=2\u{1B}\\"))
    #expect(next.contains("a=t,f=100,t=d,i=2"))
    #expect(String(decoding: writer.bytesToEnd(), as: UTF8.self).contains("a=d,d=I,i=2"))
  }
}
