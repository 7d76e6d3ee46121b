import Testing

@testable import Terminal

@Suite("Safe text")
struct SafeTextTests {
  @Test(
    "shows what would act, and names what would hide",
    arguments: [
      ("plain text, 漢字, é", "plain text, 漢字, é"),
      ("\u{1B}[31mred\u{7}", "␛[31mred␇"),
      ("a\tb\rc\u{7F}", "a␉b␍c␡"),
      ("one\r\ntwo\nthree", "one\ntwo\nthree"),
      ("\u{9B}2J", "⟨9B⟩2J"),
      ("abc\u{202E}fed", "abc⟨RLO⟩fed"),
      ("zero\u{200B}width\u{FEFF}", "zero⟨ZWSP⟩width⟨BOM⟩"),
      ("soft\u{AD}hyphen", "soft⟨SHY⟩hyphen"),
      ("tag\u{E0041}\u{E0042}\u{E007F}!", "tag⟨TAG×3⟩!"),
      ("\u{10EEEE}\u{E000}", "\u{FFFD}\u{FFFD}"),
      ("line\u{2028}separator", "line⟨LS⟩separator"),
      ("a\u{200D}b", "a⟨ZWJ⟩b"),
      ("👩\u{200D}👧", "👩\u{200D}👧"),
      ("می\u{200C}خواهم", "می\u{200C}خواهم"),
      ("❤\u{FE0F} x\u{FE0F}", "❤\u{FE0F} x⟨VS16⟩"),
      ("\u{3164}", "⟨FILLER⟩"),
    ])
  func shown(text: String, expected: String) {
    #expect(SafeText.shown(text) == expected)
  }

  @Test("keeps at most four combining marks on a letter, and gives a lone one something to stand on")
  func marks() {
    let stacked = "Z" + String(repeating: "\u{301}", count: 50)
    #expect(SafeText.shown(stacked).unicodeScalars.count == 5)
    #expect(SafeText.shown("\u{301}x").unicodeScalars.first == "\u{25CC}")
  }

  @Test("lets no control, no invisible and no private scalar through, whatever comes in")
  func everyScalar() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = SafeText.shown("a\(scalar)b")
      let acts = shown.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar.value != 0x0A
        case .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
        default: false
        }
      }
      if acts { Issue.record("U+\(String(value, radix: 16)) comes through as \(shown.debugDescription)") }
    }
  }

  @Test("a frame lets nothing act even where a caller forgot")
  func frame() {
    var frame = Frame(width: 12, height: 1)
    frame.put("\u{1B}]0;x\u{7}\u{9B}J", column: 0, row: 0)
    #expect(frame.text == ["␛]0;x␇⟨9B⟩J "])
  }
}
