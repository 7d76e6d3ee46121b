import Digest
import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import Packet
@testable import StudyStore

/// Fault F30: packets that come back twice, in any order, changed, or from elsewhere.
@Suite("packets in any order", .serialized)
struct MergeTests {
  /// Four files: an early copy of ana's packet, a later one of it, bo's and chi's.
  private func mail(_ study: String, to folder: String) throws -> [String] {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let names = ["early", "later", "bo", "chi"].map { "\(folder)/\($0).sqlite" }
    try files.copyItem(atPath: study + "/packets/ana.sqlite", toPath: names[0])
    try comment(["one", "two"], in: names[0])
    try files.copyItem(atPath: names[0], toPath: names[1])
    try comment(["three", "four", "five"], in: names[1])
    for (name, words) in [("bo", ["b"]), ("chi", ["c", "d"])] {
      try files.copyItem(atPath: "\(study)/packets/\(name).sqlite", toPath: "\(folder)/\(name).sqlite")
      try comment(words, in: "\(folder)/\(name).sqlite")
    }
    return names
  }

  private static func orders<Element>(_ list: [Element]) -> [[Element]] {
    guard let last = list.last else { return [[]] }
    return orders(list.dropLast()).flatMap { order in
      (0...order.count).map { order[..<$0] + [last] + order[$0...] }.map(Array.init)
    }
  }

  /// What is collected, row by row, as the tables hold it.
  private func rows(_ study: String) throws -> [String] {
    try OldStudy.rows("SELECT packet, sequence, judgement, chain FROM rating ORDER BY packet, sequence", in: study)
  }

  @Test("all 24 orders of four packets, each taken in twice, leave the very same rows, whether at once or one by one")
  func permutations() throws {
    let folder = try TemporaryFolder("merge", isInMemory: true)
    let original = try Captioned.copy(in: folder)
    let packets = try mail(original, to: folder.path + "/mail")
    var outcomes: Set<[String]> = []
    let orders = Self.orders(packets)
    #expect(Set(orders).count == 24)
    for (number, order) in orders.enumerated() {
      let study = "\(folder.path)/\(number)"
      // Two databases and the study file are all that collecting needs.
      try FileManager.default.createDirectory(atPath: study, withIntermediateDirectories: true)
      for name in ["study.yaml", "study.sqlite", "key.sqlite"] {
        try FileManager.default.copyItem(atPath: "\(original)/\(name)", toPath: "\(study)/\(name)")
      }
      let steps = number.isMultiple(of: 4) ? order.map { [$0] } : [order]
      for files in steps {
        let result = try Programs.run("blindfold", ["collect", study] + files)
        #expect(result.status == 0, "\(result.errors)")
      }
      let once = try rows(study)
      let again = try Programs.run("blindfold", ["collect", study] + order.reversed())
      #expect(again.status == 0 && again.output.contains("0 new entries"), "\(again.output)")
      #expect(try rows(study) == once)
      outcomes.insert(once)
    }
    #expect(outcomes.count == 1 && outcomes.first?.count == 8)
  }

  @Test(
    "a byte changed in a rating, a caption, a picture, the rubric or the header: nothing of the file is taken in, and it is named",
    arguments: ["rating", "caption", "picture", "rubric", "header"])
  func edited(what: String) throws {
    let folder = try TemporaryFolder("merge", isInMemory: true)
    let study = try Captioned.copy(in: folder)
    let packets = try mail(study, to: folder.path + "/mail")
    let file = try PacketFile(path: packets[1], writable: false)
    let image = try #require(try file.image(of: file.presentations[0].item))
    let target =
      switch what {
      case "rating": Data("three".utf8)
      case "caption":
        Data(try #require(file.presentations[0].slots.first { $0.caption.count > 20 }).caption.utf8.prefix(20))
      // In the middle of a picture's compressed bytes, where they are in one piece.
      case "picture": Data(image[200..<216])
      case "rubric": Data(file.rubric.questions[0].ask.utf8.prefix(12))
      default: Data(file.header.commitment.utf8)
      }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: packets[1]))
    let place = try #require(bytes.range(of: target), "\(what)")
    bytes[place.lowerBound + 3] ^= 1
    try bytes.write(to: URL(fileURLWithPath: packets[1]))
    let result = try Programs.run("blindfold", ["collect", study] + packets + ["--json"])
    #expect(result.status == 65, "\(result.output)")
    #expect(result.errors.contains("later.sqlite") && result.errors.contains("Ask the rater"), "\(result.errors)")
    #expect(result.output.contains("\"taken_in\" : 3") || result.output.contains("\"taken_in\":3"), "\(result.output)")
    // The early copy of the same packet was in order, and counts.
    #expect(try rows(study).count == 5)
    #expect(try !rows(study).contains { $0.contains("four") })
  }

  @Test("a record that says more than a judgement, its chain put right: not taken in, and the study stays readable")
  func more() throws {
    let folder = try TemporaryFolder("merge", isInMemory: true)
    let study = try Captioned.copy(in: folder)
    let packets = try mail(study, to: folder.path + "/mail")
    let file = try PacketFile(path: packets[1], writable: true)
    let last = try #require(try file.strings("SELECT judgement FROM rating ORDER BY sequence DESC").first)
    let record = last.replacingOccurrences(of: "\"sequence\":5", with: "\"sequence\":6,\"weight\":9")
    #expect(record != last)
    var chain = HashChain(head: try file.receipt().head)
    try file.execute(
      """
      INSERT INTO rating SELECT 6, presentation, slot, question, '\(record)', '\(chain.append(record))'
      FROM rating WHERE sequence = 5
      """)
    #expect(try file.firstBrokenLink() == nil)
    let result = try Programs.run("blindfold", ["collect", study, packets[1]])
    #expect(result.status == 65 && result.errors.contains("rating 6 does not fit the chain"), "\(result.errors)")
    #expect(try rows(study).isEmpty)
    #expect(try Programs.run("blindfold", ["status", study]).status == 0)
  }

  @Test(
    "one rater on two machines: whichever copy came first stays, the other is listed, and the last writer never wins")
  func twoMachines() throws {
    let folder = try TemporaryFolder("merge", isInMemory: true)
    let original = try Captioned.copy(in: folder)
    let packets = try mail(original, to: folder.path + "/mail")
    let (laptop, desk) = (folder.path + "/laptop.sqlite", folder.path + "/desk.sqlite")
    for (path, words) in [(laptop, ["laptop"]), (desk, ["desk", "more"])] {
      try FileManager.default.copyItem(atPath: packets[0], toPath: path)
      try comment(words, in: path)
    }
    for (first, second, word) in [(laptop, desk, "laptop"), (desk, laptop, "desk")] {
      let study = "\(folder.path)/\(word)-first"
      try FileManager.default.copyItem(atPath: original, toPath: study)
      #expect(try Programs.run("blindfold", ["collect", study, first]).status == 0)
      let before = try rows(study)
      for _ in 0..<2 {
        let result = try Programs.run("blindfold", ["collect", study, second])
        #expect(result.status == 65 && result.errors.contains(first) && result.errors.contains(second))
        #expect(try rows(study) == before)
      }
      #expect(before.contains { $0.contains(word) })
    }
  }
}
