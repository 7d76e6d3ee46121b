import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F17: the account may not make files beyond a size. The signal for that would end a program that does not ask.
@Suite("a limit on the size of files")
struct LimitTests {
  /// The packet's size in the kilobytes of `ulimit -f`: what fits in the file as it is can still be stored.
  private func limit(_ packet: FaultPacket) throws -> Int {
    let size = try FileManager.default.attributesOfItem(atPath: packet.path)[.size] as? Int ?? 0
    return (size + 1023) / 1024
  }

  @Test("on the screen the answer that does not fit is NOT SAVED and kept; nothing dies of SIGXFSZ")
  func screen() throws {
    let packet = try FaultPacket(items: 40)
    let terminal = try packet.start(shell: "ulimit -S -f \(limit(packet));")
    try terminal.begin()
    var acknowledged: [FaultPacket.Score] = []
    var value = 1
    while acknowledged.count < 60 {
      let (item, slot) = (try #require(terminal.item), try #require(terminal.focus))
      terminal.type("\(value)")
      try terminal.see("an outcome") { screen in
        screen.contains("NOT SAVED") || screen.contains("Not scored") || terminal.scores[slot] == .some(value)
      }
      if terminal.screen.contains("NOT SAVED") { break }
      if terminal.scores[slot] == .some(value) {
        acknowledged.append(FaultPacket.Score(item: item - 1, slot: slot, value: value))
        value = value % 5 + 1
      }
      terminal.type(terminal.focus == slot ? "\r" : "~")
      try terminal.see("the next caption") { screen in
        !screen.contains("Not scored") && terminal.focus.map { terminal.scores[$0] == .some(nil) } == true
      }
    }
    #expect(terminal.screen.contains("NOT SAVED") && acknowledged.count > 2 && acknowledged.count < 60)
    #expect(try packet.scores() == acknowledged)
    try packet.expectWhole()
    let raised = try Programs.run("/usr/bin/prlimit", ["--pid", "\(terminal.process)", "--fsize=unlimited:unlimited"])
    try #require(raised.status == 0, "\(raised.errors)")
    terminal.type("~")
    try terminal.see("the kept answer") { !$0.contains("NOT SAVED") }
    terminal.type("q")
    #expect(terminal.end() == 0 && terminal.isGivenBack)
    #expect(try packet.scores().map(\.value) == acknowledged.map(\.value) + [value])
    try packet.expectWhole()
  }

  @Test("in lines too: NOT SAVED with the reason, exit code 74, everything acknowledged stored")
  func plain() throws {
    let packet = try FaultPacket(items: 40)
    let command = "ulimit -f \(try limit(packet)); exec \"$0\" \"$@\""
    let result = try Programs.run(
      "/bin/bash", ["-c", command, Programs.path("blindfold-review"), packet.path, "--plain"],
      environment: packet.environment, input: String(repeating: "3\n", count: 80) + "q\nq\n")
    #expect(result.status == 74, "\(result.status) \(result.errors)")
    #expect(result.output.contains("NOT SAVED: ") && result.output.contains("a limit on the size of files"))
    let saved = result.output.matches(of: /Saved: item \d+, caption [AB], Overall: 3\./).count
    #expect(saved > 2 && saved < 80)
    #expect(try packet.scores().count == saved)
    try packet.expectWhole()
  }

  @Test("run, collect, backup and report end with a message and an exit code, not by the signal; what was stored stays")
  func conductor() throws {
    let folder = try TemporaryFolder("limit")
    let study = try Captioned.copy(in: folder)
    func limited(_ kilobytes: Int, _ arguments: [String]) throws -> Programs.Result {
      try Programs.run(
        "/bin/bash", ["-c", "ulimit -f \(kilobytes); exec \"$0\" \"$@\"", Programs.path("blindfold")] + arguments)
    }
    try comment((0..<200).map { "\($0) " + String(repeating: "word ", count: 50) }, in: study + "/packets/ana.sqlite")
    for arguments in [
      ["collect", study], ["backup", study, folder.path + "/copy"], ["report", study, "--unblind-early", "a test"],
    ] {
      let result = try limited(24, arguments)
      #expect(result.status == 73, "\(arguments[0]): \(result.status) \(result.output)\(result.errors)")
      #expect(!result.errors.isEmpty)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["study"])
    let collect = try Programs.run("blindfold", ["collect", study])
    #expect(collect.status == 0 && collect.output.contains("ana, 200 new"), "\(collect.output)\(collect.errors)")

    let begun = folder.path + "/begun"
    try FileManager.default.createDirectory(atPath: begun, withIntermediateDirectories: true)
    try demoStudy(in: begun)
    let service = try Service(log: folder.path + "/requests.jsonl")
    let command = "ulimit -f 60; exec \"$0\" \"$@\""
    let environment = ["SIMULATOR_URL": service.url]
    let run = try Programs.run(
      "/bin/bash", ["-c", command, Programs.path("blindfold"), "run", begun, "--yes"], environment: environment)
    #expect(run.status == 73, "\(run.status) \(run.errors)")
    let rest = try Programs.run("blindfold", ["run", begun, "--yes"], environment: environment)
    #expect(rest.status == 0 && rest.output.contains("180 captions stored"), "\(rest.errors)")
  }
}
