import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F28: captions that try to act on whoever reads them.
enum HostileCaptions {
  static let all: [String] = [
    "A cat.\u{1B}]52;c;cm0gLXJmIH4=\u{7}\u{1B}[2J\u{9B}31m\r\u{202E}dog\u{202C}\u{0} end",
    "\u{1B}]0;owned\u{7}\u{1B}]8;;http://example.org\u{1B}\\a link\u{1B}]8;;\u{1B}\\ and \u{1B}P+q544e\u{1B}\\ \u{1B}_Gi=1,a=T;AAAA\u{1B}\\",
    "\u{9D}0;owned\u{9C}\u{90}$qm\u{9C}\u{8D}\u{85}\u{1B}c\u{1B}#8\u{1B}(0\u{E}qqq\u{F}\u{5}\u{8}\u{8}\u{B}\u{C}\u{7F}",
    "\u{2066}\u{2067}mixed\u{2069}\u{202B}\u{200F} zero\u{200B}width\u{2060}\u{FEFF} tag\u{E0041}\u{E0042}\u{E007F}",
    "Z" + String(repeating: "\u{336}\u{489}", count: 60) + "algo \u{FE0F}\u{FE0E} \u{3164}\u{115F}",
    "Kitty \u{10EEEE}\u{305}\u{30D} and private \u{E000}\u{F8FF}\u{F0000}",
    "=HYPERLINK(\"http://example.org\",\"click\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1,1)", "\t=1+1", "\r=1+1",
    "<script>alert(1)</script><img src=x onerror=alert(1)>", "a | b | c\n| d |\n---\n# heading\n- list\n\n1. one",
    "`code` **bold** [link](http://example.org) ![picture](x) $x^2$ \\ &amp; <!-- hidden -->",
    "line one\r\nline two\nline three\u{2028}four\u{2029}five\u{85}six", "\"quoted\", 'single', comma, \"\"\"",
    "\u{1B}[201~4\u{1B}[200~", "  NOT SAVED  any key tries again ✓ rated", "",
  ]
}

@Suite("captions that try to act")
struct HostileCaptionTests {
  private static let pairs = stride(from: 0, to: HostileCaptions.all.count, by: 4).map {
    Array(HostileCaptions.all[$0..<min($0 + 4, HostileCaptions.all.count)])
  }

  @Test("the packet gives every caption back byte for byte, NUL and all")
  func stored() throws {
    let packet = try FaultPacket(items: 1, captions: HostileCaptions.all)
    let captions = try PacketFile(path: packet.path, writable: false).presentations[0].slots.map(\.caption)
    #expect(captions.map { Array($0.utf8) } == HostileCaptions.all.map { Array($0.utf8) })
  }

  @Test("on the screen only our own commands reach the terminal, in every view and at every scroll", arguments: pairs)
  func screen(captions: [String]) throws {
    let packet = try FaultPacket(items: 2, captions: captions)
    for (columns, rows) in [(UInt16(80), UInt16(24)), (120, 40)] {
      let terminal = try packet.start(columns: columns, rows: rows)
      try terminal.begin()
      for keys in ["j", "j", "j", " ", " ", "k", "z", "z", "?", "q", "c", "\u{1B}", "\u{C}", "]", "["] {
        terminal.type(keys)
        terminal.settle(milliseconds: 60)
      }
      terminal.type("q")
      #expect(terminal.end() == 0 && terminal.isGivenBack)
      #expect(terminal.screen.strange.isEmpty, "\(terminal.screen.strange.prefix(5))")
      #expect(!terminal.screen.isInCommand)
      #expect(try packet.scores().isEmpty, "no caption rates itself")
      let scalars = Set(terminal.output.unicodeScalars)
      for scalar in scalars.subtracting(["\u{1B}", "\r", "\n"]) {
        let isHarmless: Bool =
          switch scalar.properties.generalCategory {
          case .control, .privateUse, .surrogate, .unassigned: false
          case .format: false
          default: true
          }
        #expect(isHarmless, "U+\(String(scalar.value, radix: 16)) reached the terminal")
      }
    }
  }

  @Test("the screen that watches for commands finds each of them: the test above can fail")
  func watcher() {
    for caption in HostileCaptions.all[..<3] {
      var screen = TerminalScreen(columns: 80, rows: 24)
      screen.feed(Array(caption.utf8))
      #expect(!screen.strange.isEmpty, "\(caption.debugDescription)")
    }
  }

  @Test("in lines no control character but the line's end is printed, and nothing that turns or hides text")
  func plain() throws {
    let packet = try FaultPacket(items: 1, captions: HostileCaptions.all)
    let result = try Programs.run(
      "blindfold-review", [packet.path, "--plain"], environment: packet.environment, input: "a\n3\nq\n")
    #expect(result.status == 0, "\(result.errors)")
    for scalar in Set((result.output + result.errors).unicodeScalars) where scalar != "\n" {
      let category = scalar.properties.generalCategory
      #expect(
        ![.control, .format, .privateUse, .unassigned].contains(category), "U+\(String(scalar.value, radix: 16))")
    }
    #expect(result.output.contains("Caption A: A cat.␛]52;c;cm0gLXJmIH4=␇␛[2J⟨9B⟩31m␍⟨RLO⟩dog⟨PDF⟩␀ end"))
    #expect(try packet.scores().map(\.value) == [3])
  }
}
