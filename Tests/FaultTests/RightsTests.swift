import Foundation
import Glibc
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F18: rights that are missing from the start, and a packet that goes away while it is open.
@Suite("missing rights and a packet that goes away")
struct RightsTests {
  /// Runs the rater's program under an account that owns nothing. Only root can do that, and the account must be able
  /// to reach what was built.
  private static func asNobody(_ packet: FaultPacket, _ input: String = "") throws -> Programs.Result {
    let words = ["--reuid=65534", "--regid=65534", "--clear-groups", Programs.path("blindfold-review")]
    return try Programs.run(
      "/usr/bin/setpriv", words + [packet.path, "--plain"], environment: ["TMPDIR": "/tmp"], input: input)
  }

  private static let canBeNobody: Bool = {
    guard getuid() == 0, let packet = try? FaultPacket(items: 1) else { return false }
    return (try? asNobody(packet).errors.contains(packet.path)) ?? false
  }()

  @Test(
    "a packet, or a folder, that the rater may not write to is refused before the first item, and is as it was",
    .enabled(if: canBeNobody, "becoming another account takes root, and what was built must be readable by all"),
    arguments: [
      (file: 0o444, folder: 0o755, says: "chmod u+w"), (file: 0o666, folder: 0o755, says: "the folder it is in"),
      (file: 0o400, folder: 0o755, says: "cannot be written to"), (file: 0o666, folder: 0o700, says: "no such packet"),
    ])
  func rights(file: Int, folder: Int, says: String) throws {
    let packet = try FaultPacket(items: 1)
    let before = try Data(contentsOf: URL(fileURLWithPath: packet.path))
    try FileManager.default.setAttributes([.posixPermissions: file], ofItemAtPath: packet.path)
    try FileManager.default.setAttributes([.posixPermissions: folder], ofItemAtPath: packet.folder.path)
    let result = try Self.asNobody(packet, "4\n")
    #expect(result.status == 66 && result.output == "" && result.errors.contains(says), "\(result.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: packet.path)) == before)
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: packet.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: packet.folder.path)
    #expect(try Self.asNobody(packet, "4\nq\n").status == 0, "with both rights it works")
    #expect(try packet.scores().map(\.value) == [4])
  }

  @Test(
    "a disk mounted read-only is refused before the first item, even for root",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes rights that this account lacks"))
  func readOnlyDisk() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let packet = try FaultPacket(items: 1, in: disk.path)
    try disk.makeReadOnly()
    let result = try Programs.run(
      "blindfold-review", [packet.path, "--plain"], environment: packet.environment, input: "4\n")
    #expect(result.status == 66 && result.output == "" && result.errors.contains("cannot be written to"))
    #expect(try PacketFile(path: packet.path, writable: false).ratings().isEmpty)
  }

  @Test(
    "a packet that goes away while it is open: NOT SAVED at the next answer, no receipt for what nobody can find",
    arguments: ["its folder is deleted", "it is deleted", "it is moved", "another file takes its place"])
  func gone(how: String) throws {
    let folder = try TemporaryFolder("gone")
    let place = folder.path + "/packets"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let packet = try FaultPacket(items: 2, in: place)
    let terminal = try packet.start()
    try terminal.begin()
    _ = try terminal.rate(4)
    let files = FileManager.default
    switch how {
    case "its folder is deleted": try files.removeItem(atPath: place)
    case "it is deleted": try files.removeItem(atPath: packet.path)
    case "it is moved": try files.moveItem(atPath: packet.path, toPath: folder.path + "/elsewhere.sqlite")
    default: try Data("another".utf8).write(to: URL(fileURLWithPath: packet.path), options: .atomic)
    }
    terminal.type("2")
    try terminal.see("NOT SAVED")
    #expect(terminal.scores[1] == .some(nil))
    terminal.type("q")
    try terminal.see("q again leaves without it")
    terminal.type("q")
    #expect(terminal.end() >> 8 == 74 && terminal.isGivenBack)
    let said = terminal.output
    #expect(said.contains("the last answer is NOT SAVED") && said.contains("taken away, or replaced"), "\(said)")
    #expect(!said.contains("Receipt"))
    if how == "it is moved" {
      let moved = try PacketFile(path: folder.path + "/elsewhere.sqlite", writable: false)
      #expect(try moved.ratings().map(\.judgement.answer).last == .number(4))
      #expect(try moved.firstBrokenLink() == nil)
    }
  }

  @Test("a packet that is deleted and not rated any more is not given a receipt either")
  func goneUnnoticed() throws {
    let packet = try FaultPacket(items: 2)
    let terminal = try packet.start()
    try terminal.begin()
    _ = try terminal.rate(4)
    try FileManager.default.removeItem(atPath: packet.path)
    terminal.type("q")
    #expect(terminal.end() >> 8 == 74)
    #expect(!terminal.output.contains("Receipt"))
  }
}
