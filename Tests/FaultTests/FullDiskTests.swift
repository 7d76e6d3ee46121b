import Foundation
import Packet
import ProgramStand
import StudyModel
import StudyStore
import Testing

/// Fault F16: no room where a rating should go, or where the conductor's copy should.
@Suite("a full disk", .enabled(if: SmallDisk.canMount, "mounting a small disk takes rights that this account lacks"))
struct FullDiskTests {
  @Test("on the screen an answer that finds no room is NOT SAVED, is kept, and is stored once there is room")
  func screen() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let packet = try FaultPacket(items: 4, in: disk.path)
    let terminal = try packet.start()
    try terminal.begin()
    var acknowledged = [try terminal.rate(4)]
    try disk.fill()
    terminal.type("2")
    try terminal.see("NOT SAVED")
    #expect(terminal.scores[1] == .some(nil), "nothing is shown as stored that is not")
    #expect(try packet.scores() == acknowledged)
    terminal.type("5")
    terminal.settle()
    #expect(terminal.screen.contains("NOT SAVED") && terminal.scores[1] == .some(nil))
    try packet.expectWhole()
    try disk.free()
    terminal.type("x")
    try terminal.see("the answer that was kept") { _ in terminal.scores[1] == .some(2) }
    acknowledged.append(FaultPacket.Score(item: 0, slot: 1, value: 2))
    #expect(try packet.scores() == acknowledged, "what was pressed in between means nothing but: try again")
    terminal.type("\r")
    try terminal.see("the next item") { _ in terminal.item == 2 }
    acknowledged.append(try terminal.rate(1))
    terminal.type("q")
    #expect(terminal.end() == 0 && terminal.isGivenBack)
    #expect(try packet.scores() == acknowledged)
    try packet.expectWhole()
  }

  @Test("leaving without the answer takes a second q, ends with 74, and says so after the screen is gone")
  func leaving() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let packet = try FaultPacket(items: 2, in: disk.path)
    let terminal = try packet.start()
    try terminal.begin()
    let acknowledged = try terminal.rate(4)
    try disk.fill()
    terminal.type("2")
    try terminal.see("any key tries again")
    terminal.type("q")
    try terminal.see("q again leaves without it")
    terminal.type("q")
    #expect(terminal.end() >> 8 == 74 && terminal.isGivenBack)
    #expect(terminal.output.contains("the last answer is NOT SAVED"), "\(terminal.output)")
    #expect(try packet.scores() == [acknowledged])
    try packet.expectWhole()
  }

  @Test("in lines it is the same: NOT SAVED, Enter tries again, and Saved comes only when it is")
  func plain() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let packet = try FaultPacket(items: 2, in: disk.path)
    let rater = try Running("blindfold-review", [packet.path, "--plain"], environment: packet.environment)
    rater.write("4\n")
    #expect(rater.until { $0.contains("Saved: item 1, caption A, Overall: 4.") }, "\(rater.output)\(rater.errors)")
    try disk.fill()
    rater.write("2\n")
    #expect(rater.until { $0.contains("NOT SAVED") }, "\(rater.output)")
    #expect(try packet.scores().map(\.value) == [4])
    rater.write("\n")
    #expect(rater.until { $0.components(separatedBy: "NOT SAVED: ").count - 1 == 2 }, "\(rater.output)")
    #expect(!rater.output.contains("caption B, Overall: 2."))
    try disk.free()
    rater.write("\n")
    #expect(rater.until { $0.contains("Saved: item 1, caption B, Overall: 2.") }, "\(rater.output)")
    #expect(rater.until { $0.contains("Item 2 of 2") }, "an answer saved late leads on as one saved at once")
    rater.write("q\n")
    rater.closeInput()
    #expect(rater.wait().status == 0)
    #expect(try packet.scores().map(\.value) == [4, 2])
    try packet.expectWhole()
  }

  @Test("a disk that is full from the start is told before the first item, on the screen and in lines")
  func fromTheStart() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let packet = try FaultPacket(items: 2, in: disk.path)
    try disk.fill()
    let plain = try Programs.run(
      "blindfold-review", [packet.path, "--plain"], environment: packet.environment, input: "4\n")
    #expect(plain.status == 74 && plain.output == "" && plain.errors.contains("nothing can be stored in it"))
    let terminal = try packet.launch()
    try terminal.wait(for: "\u{1B}[c")
    terminal.type("\u{1B}[?62;c")
    #expect(terminal.end() >> 8 == 74 && terminal.isGivenBack)
    #expect(terminal.output.contains("Nothing was shown"), "\(terminal.output)")
    try disk.free()
    #expect(try packet.scores().isEmpty)
    try packet.expectWhole()
  }

  @Test("collect says what was not stored and ends with 73; with room again it takes in what was missing")
  func collect() throws {
    let folder = try TemporaryFolder("full")
    let original = try Captioned.copy(in: folder)
    let disk = try SmallDisk(kilobytes: 64_000)
    let study = disk.path + "/study"
    try FileManager.default.copyItem(atPath: original, toPath: study)
    try comment(["kept"], in: study + "/packets/ana.sqlite")
    #expect(try Programs.run("blindfold", ["collect", study]).status == 0)
    let packets = folder.path + "/mail"
    try FileManager.default.copyItem(atPath: study + "/packets", toPath: packets)
    for rater in ["ana", "bo"] {
      try comment((0..<40).map { "\($0) " + String(repeating: "word ", count: 50) }, in: packets + "/\(rater).sqlite")
    }
    try disk.fill()
    let full = try Programs.run("blindfold", ["collect", study, packets])
    #expect(full.status == 73, "\(full.status) \(full.output)\(full.errors)")
    #expect(full.errors.contains("not stored") || full.errors.contains("cannot be opened"), "\(full.errors)")
    let report = try Programs.run("blindfold", ["report", study, "--unblind-early", "a test"])
    #expect(report.status == 73, "\(report.status) \(report.errors)")
    try disk.free()
    #expect(try StudyBackup.check(study).ratings == 1, "both databases are whole")
    let again = try Programs.run("blindfold", ["collect", study, packets])
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("ana.sqlite: ana, 40 new, 1 there already"), "\(again.output)")
    #expect(again.output.contains("bo.sqlite: bo, 40 new, 0 there already"), "\(again.output)")
  }

  @Test(
    "a backup that finds no room ends with 73 and leaves nothing, whichever file it was at", arguments: [40, 400, 1500])
  func backup(kilobytes: Int) throws {
    let folder = try TemporaryFolder("full")
    let study = try Captioned.copy(in: folder)
    let disk = try SmallDisk(kilobytes: kilobytes)
    let result = try Programs.run("blindfold", ["backup", study, disk.path + "/copy"])
    #expect(result.status == 73, "\(result.status) \(result.output)\(result.errors)")
    #expect(result.errors.contains(disk.path + "/copy"), "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
    let other = try Programs.run("blindfold", ["backup", study, folder.path + "/copy"])
    #expect(other.status == 0, "the study itself is as it was")
  }
}
