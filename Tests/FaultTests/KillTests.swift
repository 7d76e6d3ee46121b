import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Faults F22: the process is gone from one moment to the next.
@Suite("kill -9")
struct KillTests {
  /// Starts of the rater's program in each of four packets: a thousand together.
  private static let starts = 250

  @Test(
    "a thousand acknowledged ratings, each followed at once by kill -9: none is lost, none doubled",
    arguments: ["ana", "bo", "chi", "dee"])
  func acknowledged(rater: String) throws {
    let packet = try FaultPacket(items: Self.starts / 2)
    var acknowledged: [FaultPacket.Score] = []
    let began = ContinuousClock.now
    for start in 0..<Self.starts {
      let terminal = try packet.start()
      try terminal.begin()
      // It goes on where the last acknowledged rating was, with that rating on the screen.
      let (item, slot) = (start / 2, start % 2)
      try #require(terminal.item == item + 1 && terminal.focus == slot, "\(terminal.screen.text)")
      if slot == 1 { try #require(terminal.scores[0] == acknowledged.last?.value) }
      acknowledged.append(try terminal.rate((start * 7 + start / 5) % 5 + 1))
      terminal.kill9()
      #expect(!FileManager.default.fileExists(atPath: packet.path + "-journal"), "acknowledged before it was stored")
    }
    print("\(Self.starts) ratings, each killed: \((ContinuousClock.now - began) / .seconds(1)) s")
    #expect(acknowledged.count == Self.starts)
    #expect(try packet.scores() == acknowledged)
    try packet.expectWhole()
    let sittings = try PacketFile(path: packet.path, writable: false).ratings()
      .count { $0.judgement.question == Judgement.Reserved.session }
    #expect(sittings == Self.starts)
  }

  @Test("killed at any moment between a key and its acknowledgement, a rating is stored once or not at all")
  func anyMoment() throws {
    let packet = try FaultPacket(items: 100)
    var acknowledged = 0
    var cut = 0
    for _ in 0..<60 {
      let terminal = try packet.start()
      try terminal.begin()
      let before = try packet.scores()
      #expect(before.count >= acknowledged, "an acknowledged rating is gone")
      for _ in 0..<Int.random(in: 0...2) {
        _ = try terminal.rate(3)
        if terminal.scores.values.allSatisfy({ $0 != nil }) {
          terminal.type("\r")
          try terminal.see("the next item") { $0.line(0).contains("open") }
        }
      }
      let sure = try packet.scores().count
      terminal.type("4")
      usleep(UInt32.random(in: 0...25_000))
      let (item, slot) = (try #require(terminal.item), try #require(terminal.focus))
      terminal.kill9()
      acknowledged = sure + (terminal.scores[slot] == .some(4) ? 1 : 0)
      // The one that was under way, and no other, may have been stored without a word.
      let after = try packet.scores()
      #expect(after.count == acknowledged || after.count == sure + 1)
      if after.count > sure { #expect(after.last == FaultPacket.Score(item: item - 1, slot: slot, value: 4)) }
      if after.count == sure { cut += 1 }
    }
    print("killed between key and acknowledgement: \(cut) of 60 not stored")
    let scores = try packet.scores()
    #expect(Set(scores.map { [$0.item, $0.slot] }).count == scores.count, "one caption was scored twice")
    try packet.expectWhole()
  }
}
