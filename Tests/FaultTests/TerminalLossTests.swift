import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F23: the terminal goes away, changes its size, or is wanted back for a while.
@Suite("the terminal")
struct TerminalLossTests {
  @Test(
    "an ssh line that drops ends the program by itself; the last acknowledged rating is there, and it goes on there")
  func hangUp() throws {
    let packet = try FaultPacket(items: 3)
    var acknowledged: [FaultPacket.Score] = []
    for _ in 0..<4 {
      let terminal = try packet.start()
      try terminal.begin()
      #expect(terminal.item == acknowledged.count / 2 + 1 && terminal.focus == acknowledged.count % 2)
      acknowledged.append(try terminal.rate(3))
      terminal.hangUp()
      #expect(terminal.end() == 0, "it leaves as if by q")
      #expect(try packet.scores() == acknowledged)
    }
    try packet.expectWhole()
    #expect(try FileManager.default.contentsOfDirectory(atPath: packet.folder.path) == ["ana.sqlite"])
  }

  @Test(
    "in lines too, whether it waits for a line or the line is cut at any moment", arguments: [SIGHUP, SIGTERM, SIGINT])
  func plain(signal: Int32) throws {
    let packet = try FaultPacket(items: 3)
    let terminal = try packet.launch(["--plain"])
    try terminal.wait(for: "Caption A, Overall [1 2 3 4 5]:")
    terminal.type("4\n")
    try terminal.wait(for: "Saved: item 1, caption A, Overall: 4.")
    if signal == SIGHUP { terminal.hangUp() } else { terminal.kill(signal) }
    #expect(terminal.end() == 0 && (signal == SIGHUP || terminal.isGivenBack))
    #expect(try packet.scores() == [FaultPacket.Score(item: 0, slot: 0, value: 4)])
    try packet.expectWhole()
    #expect(try FileManager.default.contentsOfDirectory(atPath: packet.folder.path) == ["ana.sqlite"])
  }

  @Test(
    "a wish to stop, from whoever, saves and gives back every setting of the terminal", arguments: [SIGHUP, SIGTERM])
  func asked(signal: Int32) throws {
    let packet = try FaultPacket(items: 3)
    let terminal = try packet.start()
    try terminal.begin()
    let score = try terminal.rate(2)
    #expect(!terminal.isGivenBack)
    terminal.kill(signal)
    #expect(terminal.end() == 0 && terminal.isGivenBack)
    #expect(!terminal.screen.isAlternate && terminal.output.contains("Receipt"))
    #expect(try packet.scores() == [score])
  }

  @Test(
    "Ctrl-Z gives the shell its terminal as it was, fg goes on at the same item, and a key means what it meant",
    arguments: ["", "env --block-signal=TSTP "])
  func suspended(startedBy launcher: String) throws {
    let packet = try FaultPacket(items: 3)
    let program = Programs.path("blindfold-review")
    let shell = try PseudoTerminal(
      "/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"],
      environment: packet.environment.merging(["PS1": "ready> "]) { $1 })
    try shell.wait(for: "ready> ")
    func settings() throws -> String {
      shell.type("stty -a; echo don''e\n")
      try shell.wait(for: "done")
      let lines = shell.output.components(separatedBy: "\r\n")
      let start = try #require(lines.lastIndex { $0.hasPrefix("speed") })
      return lines[start...].prefix { $0 != "done" }.joined(separator: "\n")
    }
    let before = try settings()
    shell.type("\(launcher)'\(program)' '\(packet.path)'\n")
    try shell.wait(for: "\u{1B}[c")
    shell.type("\u{1B}[?62;c")
    try shell.see("Enter begins")
    try shell.begin()
    _ = try shell.rate(4)
    for round in 0..<3 {
      shell.type("\u{1A}")
      try shell.wait(for: "Stopped")
      #expect(!shell.screen.isAlternate)
      #expect(try settings() == before, "round \(round)")
      shell.type("fg\n")
      try shell.see("the same item") { $0.isAlternate && $0.line(2).contains("Captions") }
      #expect(shell.item == 1 && shell.focus == 1 && shell.scores[0] == .some(4))
    }
    _ = try shell.rate(2)
    shell.type("q")
    try shell.wait(for: "Receipt")
    #expect(try settings() == before)
    shell.type("exit\n")
    #expect(shell.end() == 0)
    #expect(try packet.scores().map(\.value) == [4, 2])
  }

  @Test("in a window of 20×5 no key rates; in its old size the item is there as it was, and rates")
  func tiny() throws {
    let packet = try FaultPacket(items: 3)
    let terminal = try packet.start()
    try terminal.begin()
    let first = try terminal.rate(4)
    terminal.resize(columns: 20, rows: 5)
    try terminal.see("rating") { $0.text.replacing("\n", with: " ").contains("The window has 20×5") }
    terminal.type("555")
    terminal.settle()
    #expect(try packet.scores() == [first])
    terminal.resize(columns: 80, rows: 24)
    try terminal.see("the item") { _ in terminal.item == 1 && terminal.focus == 1 && terminal.scores[0] == .some(4) }
    let second = try terminal.rate(1)
    terminal.type("q")
    #expect(terminal.end() == 0 && terminal.isGivenBack)
    #expect(try packet.scores() == [first, second])
  }

  @Test("a storm of resizes while keys come in: every acknowledged rating is there once, and the order stays")
  func storm() throws {
    let packet = try FaultPacket(items: 12)
    let terminal = try packet.start()
    try terminal.begin()
    var acknowledged: [FaultPacket.Score] = []
    let sizes: [(UInt16, UInt16)] = [(80, 24), (100, 40), (61, 19), (20, 5), (200, 60), (79, 23), (1, 1), (300, 100)]
    for round in 0..<24 {
      for _ in 0..<8 {
        let size = sizes.randomElement() ?? (80, 24)
        terminal.resize(columns: size.0, rows: size.1)
        usleep(UInt32.random(in: 0...3000))
      }
      terminal.resize(columns: 80, rows: 24)
      terminal.settle(milliseconds: 60)
      try terminal.see("item \(round / 2 + 1)") { _ in
        terminal.item == round / 2 + 1 && terminal.focus == round % 2
      }
      acknowledged.append(try terminal.rate(round % 5 + 1))
      if round % 2 == 1 && round < 23 {
        terminal.type("\r")
        try terminal.see("the next item") { _ in terminal.item == round / 2 + 2 }
      }
    }
    terminal.type("q")
    #expect(terminal.end() == 0 && terminal.isGivenBack)
    #expect(try packet.scores() == acknowledged && acknowledged.count == 24)
    #expect(terminal.screen.strange.isEmpty, "\(terminal.screen.strange.prefix(5))")
    try packet.expectWhole()
  }

  @Test("after any end the items come in the same order, with the captions in the same places")
  func order() throws {
    let packet = try FaultPacket(items: 4, captions: ["A boat.", "Two gulls.", "A pier at low tide."])
    var shown: [[String]] = []
    for end in ["kill", "hang up", "q"] {
      let terminal = try packet.start()
      try terminal.begin()
      var texts: [String] = []
      for item in 1...4 {
        try terminal.see("item \(item)") { _ in terminal.item == item }
        texts.append((3..<13).map { String(terminal.screen.line($0).dropFirst(38)) }.joined(separator: "\n"))
        if item < 4 { terminal.type("]") }
      }
      shown.append(texts)
      switch end {
      case "kill": terminal.kill9()
      case "hang up":
        terminal.hangUp()
        #expect(terminal.end() == 0)
      default:
        terminal.type("q")
        #expect(terminal.end() == 0)
      }
    }
    #expect(shown[0] == shown[1] && shown[1] == shown[2], "\(shown)")
    #expect(Set(shown[0]).count >= 1 && shown[0][0].contains("A pier at low tide."))
  }
}
