import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

@testable import StudyStore

@Suite("several raters on one machine at once", .serialized)
struct TogetherTests {
  @Test("four rate while the conductor asks for status and backups: nothing is lost, refused or read in part")
  func atOnce() throws {
    let study = try AssignedStudy()
    let names = ["ana", "bo", "chi", "dee"]
    let (items, copies) = (6, try TemporaryFolder("copies"))
    let packets = try names.map { try PacketFile(path: study.packet($0), writable: false) }
    let running = try names.map { try Running("blindfold-review", [study.packet($0), "--plain"]) }
    var (entries, seen) = ([1, 1, 1, 1], [Int]())
    for item in 0..<items {
      // All four at once, and the conductor while they rate.
      for (number, packet) in packets.enumerated() {
        let answers = packet.presentations[item].slots.count * packet.rubric.questions.count(where: \.isRequired)
        entries[number] += answers
        running[number].write(String(repeating: "4\n", count: answers))
      }
      let status = try study.status()
      seen.append(((status["raters"] as? [[String: Any]])?.compactMap { $0["rated"] as? Int }.reduce(0, +)) ?? -1)
      let backup = try Programs.run("blindfold", ["backup", study.folder, "\(copies.path)/\(item)"])
      #expect(backup.status == 0, "\(backup.errors)")
    }
    #expect(seen == seen.sorted() && (seen.first ?? -1) >= 0, "ratings were there and then were not: \(seen)")
    for program in running { #expect(program.until { $0.contains("Item \(items + 1) of 18") }) }

    // They sit there still: nobody else gets at their packets.
    for name in names {
      let second = try Programs.run("blindfold-review", [study.packet(name), "--plain"], input: "5\n")
      #expect(second.status == 75 && second.errors.contains("another session has this packet open"))
    }
    for (number, (program, name)) in zip(running, names).enumerated() {
      program.write("q\n")
      program.closeInput()
      let result = program.wait()
      #expect(result.status == 0, "\(result.errors)")
      let packet = try PacketFile(path: study.packet(name), writable: false)
      #expect(try packet.ratings().count == entries[number] && packet.firstBrokenLink() == nil)
      #expect(try study.rated(name) == items)
    }
    // Every copy is a study of its own, readable as it stands.
    for copy in 0..<items {
      let status = try Programs.run("blindfold", ["status", "\(copies.path)/\(copy)", "--json"])
      #expect(status.status == 0 && !status.output.contains("not readable"), "\(status.errors)")
    }
  }
}
