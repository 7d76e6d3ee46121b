import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// The program on a terminal's screen.
@Suite("On a screen", .serialized)
struct ScreenTests {
  private let folder: Scratch.Folder
  private let path: String

  init() throws {
    folder = try Scratch.Folder()
    path = folder.path + "/ana.sqlite"
    try PacketFile.create(Scratch.contents(items: 3), at: path)
  }

  /// Starts the program and answers its questions as a terminal of the kind would.
  private func start(answer: String = "\u{1B}[?62;c", _ arguments: [String] = []) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      ProgramTests.program, [path] + arguments,
      environment: [
        "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMPDIR": folder.path, "SWIFT_BACKTRACE": "enable=no",
      ])
    try terminal.wait(for: "\u{1B}[c")
    terminal.type(answer)
    try terminal.wait(for: "begins")
    return terminal
  }

  private var answers: [Answer?] {
    get throws {
      try PacketFile(path: path, writable: false).ratings().filter { $0.judgement.slot != nil }.map(\.judgement.answer)
    }
  }

  @Test("rates, quits, prints the receipt on the normal screen and gives the terminal back")
  func rating() throws {
    let terminal = try start()
    #expect(!terminal.isGivenBack)
    terminal.type("\r")
    try terminal.wait(for: "Captions")
    terminal.settle()
    for key in ["4", "2", "u"] {
      terminal.type(key)
      terminal.settle()
    }
    terminal.type("q")
    #expect(terminal.end() == 0)
    #expect(try answers == [.number(4), .option("given"), nil])
    #expect(terminal.isGivenBack)
    let ending = try #require(terminal.output.range(of: "\u{1B}[?1049l"))
    #expect(terminal.output[ending.upperBound...].contains("entries  4 stored"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ana.sqlite"])
  }

  @Test("what was typed before an item was on the screen, or came in a burst, rates nothing")
  func typeAhead() throws {
    let terminal = try start()
    terminal.type("\r4")
    terminal.settle()
    terminal.type("123123123")
    terminal.settle()
    terminal.type("\u{1B}[200~4\u{1B}[201~")
    terminal.settle()
    #expect(try answers.isEmpty)
    terminal.type("3")
    terminal.settle()
    terminal.type("q")
    #expect(terminal.end() == 0)
    #expect(try answers == [.number(3)])
  }

  @Test("a crash gives the terminal back, and what was acknowledged is stored", arguments: [SIGSEGV, SIGILL, SIGABRT])
  func crash(signal: Int32) throws {
    let terminal = try start()
    terminal.type("\r")
    try terminal.wait(for: "Captions")
    terminal.settle()
    terminal.type("5")
    terminal.settle()
    kill(terminal.process, signal)
    #expect(terminal.end() & 0x7F == signal)
    #expect(terminal.isGivenBack)
    #expect(terminal.output.hasSuffix("\u{1B}[?1049l"))
    #expect(try answers == [.number(5)])
  }

  @Test("a wish to stop saves, leaves and says so", arguments: [SIGTERM, SIGINT])
  func stop(signal: Int32) throws {
    let terminal = try start()
    kill(terminal.process, signal)
    #expect(terminal.end() == 0)
    #expect(terminal.isGivenBack)
    #expect(terminal.output.contains("Receipt"))
  }

  @Test("sends a Kitty picture to a terminal that draws them, and takes it away at the end")
  func kitty() throws {
    let terminal = try start(answer: "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;c")
    terminal.type("\r")
    try terminal.wait(for: "a=p,i=1,")
    terminal.settle()
    #expect(terminal.output.contains("\u{1B}_Ga=t,f=100,t=d,i=1,q=2,m="))
    terminal.type("4")
    terminal.settle()
    terminal.type("q")
    #expect(terminal.end() == 0)
    #expect(terminal.output.contains("\u{1B}_Ga=d,d=I,i=1,q=2\u{1B}\\"))
    let rating = try #require(try PacketFile(path: path, writable: false).ratings().last)
    // The test picture's own 96 × 64 pixels, not enlarged.
    #expect(
      rating.judgement.display == Display(mode: "kitty", columns: 80, rows: 24, pixelWidth: 96, pixelHeight: 64))
  }

  @Test("draws sixels for a terminal that says it can, within what it can take, and again after a change of size")
  func sixel() throws {
    let terminal = try PseudoTerminal(
      ProgramTests.program, [path], environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMPDIR": folder.path])
    try terminal.wait(for: "\u{1B}[c")
    terminal.type("\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[6;20;10t\u{1B}[?64;4;22c")
    try terminal.wait(for: "\u{1B}[?2;1;0S\u{1B}[c")
    terminal.type("\u{1B}[?1;0;256S\u{1B}[?1;0;256S\u{1B}[?2;0;1000;1000S\u{1B}[?64;4;22c")
    try terminal.wait(for: "begins")
    terminal.type("\r")
    // 96 × 64 pixels, cut to whole bands of six.
    try terminal.wait(for: "q\"1;1;96;60")
    terminal.settle()
    let before = terminal.output.components(separatedBy: "q\"1;1;96;60").count
    terminal.type("4")
    terminal.settle()
    #expect(terminal.output.components(separatedBy: "q\"1;1;96;60").count == before)
    terminal.resize(columns: 100, rows: 30)
    try terminal.wait(for: "q\"1;1;96;60")
    terminal.settle()
    terminal.type("q")
    #expect(terminal.end() == 0)
    let rating = try #require(try PacketFile(path: path, writable: false).ratings().last)
    #expect(rating.judgement.display.mode == "sixel")
  }

  @Test("what was asked for and cannot be is said on the first screen, with what is used instead")
  func impossible() throws {
    let terminal = try PseudoTerminal(
      ProgramTests.program, [path, "--display", "kitty"],
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMPDIR": folder.path])
    try terminal.wait(for: "\u{1B}[c")
    terminal.type("\u{1B}[?62;c")
    try terminal.see("! --display kitty: this terminal says that it does not draw such pictures")
    terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test("o over ssh shows an address that serves the item's picture once, while rating goes on, and dies with the item")
  func fetched() throws {
    let terminal = try PseudoTerminal(
      ProgramTests.program, [path],
      environment: [
        "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMPDIR": folder.path, "DISPLAY": "localhost:10.0",
        "SSH_CONNECTION": "198.51.100.4 51000 192.0.2.7 22",
      ])
    try terminal.wait(for: "\u{1B}[c")
    terminal.type("\u{1B}[?62;c")
    try terminal.wait(for: "begins")
    terminal.type("\r")
    try terminal.see("Captions")
    terminal.settle()
    func address() throws -> (port: UInt16, path: String) {
      terminal.type("o")
      try terminal.see("http://127.0.0.1:")
      let address = try #require(terminal.screen.text.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)(\/[0-9a-f]{32})\n/))
      #expect(terminal.screen.contains("-L \(address.output.1):127.0.0.1:\(address.output.1) "))
      #expect(terminal.screen.contains("@192.0.2.7"))
      terminal.type("x")
      try terminal.see("Captions")
      return (try #require(UInt16(address.output.1)), String(address.output.2))
    }
    let (port, page) = try address()
    terminal.type("4")
    try terminal.see("Overall 4")
    let item = try #require(try PacketFile(path: path, writable: false).presentations.first?.item)
    let picture = try PacketFile(path: path, writable: false).image(of: item)
    #expect(HTTPAnswer.get(port, page)?.body == picture)
    try terminal.see("The picture was fetched.")
    #expect(HTTPAnswer.get(port, page) == nil)
    terminal.type("2")
    terminal.settle()
    // Offered again, it is gone with the item.
    let (again, _) = try address()
    #expect(HTTPAnswer.listens(again))
    terminal.type("]")
    try terminal.see("Item 2/3")
    for _ in 0..<3000 where HTTPAnswer.listens(again) { usleep(20_000) }
    #expect(!HTTPAnswer.listens(again))
    terminal.type("q")
    #expect(terminal.end() == 0)
    let modes = try PacketFile(path: path, writable: false).ratings().suffix(2).map(\.judgement.display.mode)
    #expect(modes == ["symbols-256", "symbols-256+opened"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ana.sqlite"])
  }
}
