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
}
