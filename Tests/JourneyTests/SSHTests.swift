import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// A rater elsewhere, with a key that may run the rater's program on one packet and nothing else.
@Suite("over ssh with a forced command", .serialized, .enabled(if: SecureShell.isHere, "no ssh server is installed"))
struct SSHTests {
  private let folder: TemporaryFolder
  private let packet: String
  private let shell: SecureShell

  init() throws {
    let study = try AssignedStudy()
    folder = try TemporaryFolder("seat")
    packet = folder.path + "/ana.sqlite"
    try FileManager.default.copyItem(atPath: study.packet("ana"), toPath: packet)
    shell = try SecureShell(command: "\(Programs.path("blindfold-review")) \(packet)")
  }

  private var scores: [Answer?] {
    get throws {
      try PacketFile(path: packet, writable: false).ratings().filter { $0.judgement.slot != nil }.map(
        \.judgement.answer)
    }
  }

  /// Connects, answers what the program asks of a terminal, and opens the first open item.
  private func sit() throws -> PseudoTerminal {
    let terminal = try shell.terminal()
    try terminal.wait(for: "\u{1B}[c")
    terminal.type("\u{1B}[?62;c")
    try terminal.see("for ana")
    terminal.type("\r")
    try terminal.see("Captions")
    terminal.settle()
    return terminal
  }

  @Test("the rater rates in a terminal, and a connection that drops loses nothing that was acknowledged")
  func journey() throws {
    let first = try sit()
    first.type("4")
    try first.see("Overall 4")
    first.settle()
    first.type("2")
    try first.see("Accuracy 2")
    // The rater's side is gone in the middle of it: what the screen showed is there.
    first.kill9()
    #expect(try scores == [.number(4), .number(2)])
    let second = try sit()
    try second.see("Overall 4  Accuracy 2")
    second.type("3")
    try second.see("the next question") { !$0.contains("[Text in image") }
    // And now the server's side.
    shell.dropConnections()
    _ = second.end()
    let third = try sit()
    third.type("q")
    #expect(third.end() == 0)
    #expect(third.output.contains("Receipt (keep it"))
    let file = try PacketFile(path: packet, writable: false)
    #expect(try file.firstBrokenLink() == nil)
    #expect(try scores == [.number(4), .number(2), .option("partial")])
    let sittings = try file.ratings().count { $0.judgement.question == Judgement.Reserved.session }
    #expect(sittings == 3)
  }

  @Test("the key runs no other command, and forwards nothing")
  func nothingElse() throws {
    let marker = folder.path + "/marker"
    let other = try shell.ssh(command: ["touch \(marker); cat /etc/passwd"], input: "q\n")
    #expect(!FileManager.default.fileExists(atPath: marker))
    #expect(!other.output.contains("root:"))
    #expect(other.output.contains("rater ana"), "the packet opens instead, in lines: \(other.output)\(other.errors)")
    let forward = try shell.ssh(["-W", "127.0.0.1:22"])
    #expect(forward.status != 0 && forward.errors.contains("forwarding failed"), "\(forward.errors)")
    let copy = try shell.ssh(["-s"], command: ["sftp"])
    #expect(copy.status != 0 && copy.output.isEmpty && copy.errors.contains("subsystem request failed"))
  }
}
