import Testing

@testable import Terminal

@Suite("Display width")
struct DisplayWidthTests {
  @Test(
    "counts the columns of a cluster",
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("ｱ", 1), ("Ａ", 2), ("한", 2), ("⚑", 1), ("✓", 1), ("😀", 2),
      ("❤", 1),
      ("❤\u{FE0F}", 2), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("👍🏽", 2), ("1\u{FE0F}\u{20E3}", 2), ("\u{200B}", 0), ("\u{1B}", 0),
      ("─", 1), ("…", 1), ("ก็", 1),
    ] as [(Character, Int)])
  func columns(cluster: Character, width: Int) {
    #expect(DisplayWidth.of(cluster) == width)
  }

  @Test("keeps its ranges ascending and apart, so that the search is right")
  func ranges() {
    for (left, right) in zip(WideRanges.all, WideRanges.all.dropFirst()) {
      #expect(left.upperBound < right.lowerBound)
    }
  }

  @Test("cuts a text to exactly the columns there are, never in the middle of a wide letter", arguments: 0...12)
  func fitting(columns: Int) {
    let text = "ab漢字😀é…xyz"
    #expect(DisplayWidth.of(text.fitted(to: columns)) <= columns)
    #expect(DisplayWidth.of(text.padded(to: columns)) == columns)
  }

  @Test("wraps to lines that fit and loses nothing but spaces", arguments: 2...30)
  func wrapping(columns: Int) {
    let text = "The quick brown fox—漢字かな交じり文は空白を含まない— jumps 😀 over supercalifragilisticexpialidocious dogs"
    let lines = Wrapping.lines(text, columns: columns)
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  @Test("labels right-to-left paragraphs once and keeps their order")
  func rightToLeft() {
    let lines = Wrapping.labelled("A street sign:\nשלום עולם\nand more", columns: 40)
    #expect(
      lines == [
        WrappedLine("A street sign:"), WrappedLine("[right to left]", isLabel: true), WrappedLine("שלום עולם"),
        WrappedLine("and more"),
      ])
  }
}
