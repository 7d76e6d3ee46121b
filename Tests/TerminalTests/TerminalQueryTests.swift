import Testing

@testable import Terminal

@Suite("Terminal query")
struct TerminalQueryTests {
  private func traits(_ answer: String, _ environment: [String: String] = ["TERM": "xterm-256color"]) -> TerminalTraits
  {
    var query = TerminalQuery()
    query.take(Array(answer.utf8))
    return query.traits(environment: environment)
  }

  @Test("believes a terminal that draws Kitty pictures and tells its cell")
  func kitty() {
    let answer =
      "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.26.5)\u{1B}\\\u{1B}[6;20;10t\u{1B}P1$r0;48:2:1:2:3m\u{1B}\\\u{1B}[?62;c"
    #expect(
      traits(answer)
        == TerminalTraits(
          name: "kitty(0.26.5)", drawsKitty: true, cell: PixelSize(width: 10, height: 20), depth: .trueColour))
  }

  @Test("knows tmux by its own name, and by the environment where it does not say")
  func tmux() {
    #expect(traits("\u{1B}P>|tmux 3.3a\u{1B}\\\u{1B}[?1;2c").isMultiplexed)
    #expect(traits("\u{1B}[?1;2c", ["TERM": "screen-256color"]).isMultiplexed)
    #expect(!traits("\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[?64c").isMultiplexed)
  }

  @Test("takes colours from the environment only where the terminal did not say")
  func colours() {
    #expect(traits("\u{1B}[?1;2c").depth == .indexed)
    #expect(traits("\u{1B}[?1;2c", ["TERM": "xterm", "COLORTERM": "truecolor"]).depth == .trueColour)
    #expect(traits("\u{1B}[?1;2c", ["TERM": "vt100"]).depth == .none)
  }

  @Test("waits for the last answer and no longer")
  func complete() {
    var query = TerminalQuery()
    query.take(Array("\u{1B}[6;20;10t\u{1B}[?6".utf8))
    #expect(!query.isComplete)
    query.take(Array("2;c".utf8))
    #expect(query.isComplete)
  }

  @Test("sixels are attribute 4, wherever it stands after the class, and nothing else is")
  func sixel() {
    #expect(traits("\u{1B}[?62;4;22c").drawsSixel)
    #expect(traits("\u{1B}[?64;1;2;6;9;15;4c").drawsSixel)
    #expect(!traits("\u{1B}[?4;6c").drawsSixel)
    #expect(!traits("\u{1B}[?62;14;44c").drawsSixel)
    #expect(!traits("").hasAnswered && traits("\u{1B}[?1;2c").hasAnswered)
  }

  @Test("what a terminal can take of sixels is what it answers, and unlimited where it does not")
  func limits() {
    func limits(_ answer: String) -> SixelLimits {
      var query = TerminalQuery()
      query.take(Array(answer.utf8))
      return SixelLimits(query)
    }
    #expect(
      limits("\u{1B}[?1;0;256S\u{1B}[?1;0;256S\u{1B}[?2;0;1000;800S\u{1B}[?64;4c")
        == SixelLimits(colours: 256, largest: PixelSize(width: 1000, height: 800)))
    #expect(limits("\u{1B}[?1;3;0S\u{1B}[?1;0;16S\u{1B}[?2;1;0S\u{1B}[?64;4c") == SixelLimits(colours: 16))
    #expect(limits("\u{1B}[?64;4c") == SixelLimits())
  }

  @Test("a console with 16 colours is known by its name")
  func sixteen() {
    #expect(traits("\u{1B}[?6c", ["TERM": "linux"]).depth == .sixteen)
    #expect(traits("\u{1B}[?6c", ["TERM": "xterm-16color"]).depth == .sixteen)
  }

  @Test("tmux is not asked for Kitty's pictures: it would take the question for a title")
  func title() {
    #expect(String(decoding: TerminalQuery.question(inTmux: false), as: UTF8.self).contains("_G"))
    #expect(!String(decoding: TerminalQuery.question(inTmux: true), as: UTF8.self).contains("_G"))
    #expect(TerminalQuery.isInTmux(["TERM": "tmux-256color"]) && !TerminalQuery.isInTmux(["TERM": "xterm"]))
  }
}
