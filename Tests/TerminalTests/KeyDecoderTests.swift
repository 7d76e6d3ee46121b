import Testing

@testable import Terminal

@Suite("Key decoder")
struct KeyDecoderTests {
  @Test(
    "reads keys",
    arguments: [
      ("a", [.character("a")]), ("漢é😀", [.character("漢"), .character("é"), .character("😀")]),
      ("\u{1B}[A\u{1B}OB\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
      ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~", [.home, .end, .home, .end]),
      ("\u{1B}[5~\u{1B}[6~\u{1B}[3~", [.pageUp, .pageDown, .delete]), ("\t\u{1B}[Z", [.tab, .backTab]),
      ("\u{7F}\r\u{12}\u{C}", [.backspace, .enter, .control("r"), .control("l")]),
      ("\u{1B}[200~12345\u{1B}[201~4", [.paste("12345"), .character("4")]), ("\u{1B}[1;5A", [.up]),
      ("\u{1B}_Gi=31;OK\u{1B}\\1", [.character("1")]), ("\u{1B}3", []), ("\u{1B}[?62;c2", [.character("2")]),
    ] as [(String, [Key])])
  func keys(text: String, expected: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.decode(Array(text.utf8)) == expected)
    #expect(!decoder.isWaiting)
  }

  @Test("reads the same keys wherever the bytes are cut")
  func cuts() {
    let bytes = Array("漢\u{1B}[5~x\u{1B}[200~pasted 12 \u{1B} 漢\u{1B}[201~\u{1B}OA9".utf8)
    var whole = KeyDecoder()
    let expected = whole.decode(bytes)
    #expect(expected.count == 6)
    for cut in bytes.indices {
      var decoder = KeyDecoder()
      #expect(decoder.decode(bytes[..<cut]) + decoder.decode(bytes[cut...]) == expected, "cut at \(cut)")
    }
  }

  @Test("takes a lone Escape as the key once nothing follows")
  func escape() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x1B]) == [])
    #expect(decoder.isWaiting)
    #expect(decoder.flush() == [.escape])
    #expect(decoder.decode([0x34]) == [.character("4")])
  }

  @Test("drops bytes that are not UTF-8 and goes on")
  func broken() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0xFF, 0xC3, 0x28, 0xE6, 0x41]) == [.character("("), .character("A")])
  }
}
