import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Fault F24: one packet, two programs.
@Suite("two sessions of one packet")
struct TwoSessionsTests {
  @Test("started at once twenty times, one runs, the other says so and ends with 75, and nothing is rated twice")
  func atOnce() throws {
    let packet = try FaultPacket(items: 20)
    var winners: [Int] = []
    for round in 1...20 {
      let both = try (0..<2).map { _ in
        try Running("blindfold-review", [packet.path, "--plain"], environment: packet.environment)
      }
      for rater in both { rater.write("\(round % 5 + 1)\n1\n") }
      let refused = try #require(
        (0..<2).first { index in
          both[index].until { _ in both.contains { !$0.process.isRunning } }
            && !both[index].process.isRunning
        })
      winners.append(1 - refused)
      let result = both[refused].wait()
      #expect(result.status == 75 && result.output == "", "\(result.status) \(result.output)")
      #expect(result.errors.contains("another session has this packet open"))
      let winner = both[1 - refused]
      #expect(winner.until { $0.contains("Item \(round) is complete") }, "\(winner.output)\(winner.errors)")
      winner.closeInput()
      #expect(winner.wait().status == 0)
      #expect(try packet.scores().count == round * 2)
    }
    let scores = try packet.scores()
    #expect(Set(scores.map { [$0.item, $0.slot] }).count == 40)
    let sittings = try PacketFile(path: packet.path, writable: false).ratings()
      .count { $0.judgement.question == Judgement.Reserved.session }
    #expect(sittings == 20, "who was refused left nothing")
    try packet.expectWhole()
    print("two sessions at once: the first started won \(winners.count { $0 == 0 }) of 20")
  }

  @Test("a session that was killed locks nobody out, and one through another name of the file is refused too")
  func afterKill() throws {
    let packet = try FaultPacket(items: 2)
    let link = packet.folder.path + "/link.sqlite"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: packet.path)
    let first = try packet.start()
    let second = try Programs.run("blindfold-review", [link, "--plain"], environment: packet.environment, input: "4\n")
    #expect(second.status == 75 && second.output == "")
    first.kill9()
    let third = try Programs.run(
      "blindfold-review", [link, "--plain"], environment: packet.environment, input: "4\nq\n")
    #expect(third.status == 0, "\(third.errors)")
    #expect(try packet.scores().map(\.value) == [4])
  }
}
