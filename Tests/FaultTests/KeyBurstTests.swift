import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F29: fingers that are faster than the screen, a key that stays down, a clipboard that is emptied into the
/// wrong window.
@Suite("keys in bursts")
struct KeyBurstTests {
  private func rating(_ items: Int, captions: [String] = ["A boat.", "Two gulls."]) throws -> (
    FaultPacket, PseudoTerminal
  ) {
    let packet = try FaultPacket(items: items, captions: captions)
    let terminal = try packet.start()
    try terminal.begin()
    // Until a key without a meaning is answered the item may not count as seen.
    terminal.settle()
    return (packet, terminal)
  }

  @Test("a key that is held rates captions of the one item on the screen, one a keystroke, and no other item")
  func held() throws {
    let (packet, terminal) = try rating(6, captions: (1...5).map { "Caption number \($0)." })
    // A keyboard repeats some thirty times a second.
    for _ in 0..<45 {
      terminal.type("4")
      terminal.settle(milliseconds: 33)
    }
    terminal.settle()
    let scores = try packet.scores()
    #expect(scores == (0..<5).map { FaultPacket.Score(item: 0, slot: $0, value: 4) })
    #expect(terminal.item == 1)
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test(
    "a double press is two keystrokes: the second answers what is in focus then, on the same item, and u takes it back")
  func double() throws {
    let (packet, terminal) = try rating(3)
    terminal.type("3")
    usleep(30_000)
    terminal.type("3")
    try terminal.see("both answers") { $0.scores == [0: 3, 1: 3] }
    #expect(try packet.scores().map(\.value) == [3, 3])
    terminal.type("u")
    try terminal.see("one answer taken back") { $0.scores == [0: 3, 1: nil] }
    let scores = try packet.scores()
    #expect(scores.map(\.value) == [3, 3, nil] && scores.map(\.slot) == [0, 1, 1], "taking back is a row more")
    #expect(terminal.scores[1] == .some(nil) && terminal.focus == 1)
    terminal.type("5")
    try terminal.see("another answer") { $0.scores == [0: 3, 1: 5] }
    #expect(try packet.scores().map(\.value) == [3, 3, nil, 5])
    terminal.type("q")
    #expect(terminal.end() == 0)
    try packet.expectWhole()
  }

  @Test("500 keys pasted at once rate nothing, with brackets around them or without", arguments: [true, false])
  func paste(isBracketed: Bool) throws {
    let (packet, terminal) = try rating(4)
    let text = String((0..<500).map { _ in "12345\rnjku".randomElement() ?? "1" })
    terminal.type(isBracketed ? "\u{1B}[200~\(text)\u{1B}[201~" : text)
    terminal.settle()
    #expect(try packet.scores().isEmpty)
    #expect(terminal.item == 1 && terminal.screen.contains("Pasted text rates nothing"))
    let score = try terminal.rate(2)
    #expect(try packet.scores() == [score])
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("keys that come while the next item is still being drawn rate nothing of it")
  func typeAhead() throws {
    let (packet, terminal) = try rating(12)
    var expected: [FaultPacket.Score] = []
    for item in 0..<12 {
      try terminal.see("item \(item + 1)") { _ in terminal.item == item + 1 }
      expected += try [4, 2].map { try terminal.rate($0) }
      #expect(expected.suffix(2).map(\.item) == [item, item])
      if item == 11 { break }
      // On to the next, and two answers for it, before any of it can have been seen.
      terminal.type("\r55")
      try terminal.see("a refusal") { $0.item == item + 2 && $0.contains("Not scored") }
      #expect(try packet.scores() == expected, "after item \(item + 1)")
      terminal.type("~")
      try terminal.see("no message") { !$0.contains("Not scored") }
    }
    terminal.type("q")
    #expect(terminal.end() == 0)
    try packet.expectWhole()
  }

  @Test("under a storm of answers each item was on the screen unrated, in a whole frame, before its first answer")
  func storm() throws {
    let packet = try FaultPacket(items: 30)
    let terminal = try packet.start()
    terminal.type("\r")
    // Answers and Enter in no rhythm, in bursts of up to three: each lands before, in or after some drawing.
    for _ in 0..<150 {
      terminal.type(String((0..<Int.random(in: 1...3)).map { _ in "345\r".randomElement() ?? "3" }))
      usleep(UInt32.random(in: 0...15_000))
    }
    terminal.settle()
    terminal.type("q")
    #expect(terminal.end() == 0)
    var screen = TerminalScreen(columns: 80, rows: 24)
    var first: [Int: [Int: Int?]] = [:]
    for byte in terminal.bytes {
      let frames = screen.frames
      screen.feed([byte])
      guard screen.frames > frames, screen.line(2).contains("Captions"), let item = screen.item else { continue }
      if first[item] == nil { first[item] = screen.scores }
    }
    let rated = Set(try packet.scores().map(\.item))
    #expect(!rated.isEmpty)
    for item in rated { #expect(first[item + 1] == [0: nil, 1: nil], "item \(item + 1)") }
    try packet.expectWhole()
  }
}
