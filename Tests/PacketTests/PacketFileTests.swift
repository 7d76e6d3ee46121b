import Digest
import Foundation
import StudyModel
import Testing

@testable import Packet

/// A packet of three items in a folder of its own.
final class Scratch {
  let folder: URL
  let path: String
  let contents: PacketContents

  init(imageSize: Int = 2000) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "packet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "ana.sqlite").path
    let images = Dictionary(
      uniqueKeysWithValues: (1...3).compactMap { number in
        let bytes = [UInt8](repeating: UInt8(number), count: imageSize)
        return ItemID(hex: SHA256.hex(bytes)).map { ($0, bytes) }
      })
    let presentations = images.keys.sorted().enumerated().map { number, item in
      Presentation(
        id: PresentationID(rawValue: "p\(number)"), item: item,
        slots: [
          Slot(id: SlotID(rawValue: "s\(number)a"), caption: "first of \(number)"),
          Slot(id: SlotID(rawValue: "s\(number)b"), caption: "second of \(number)"),
        ])
    }
    let points = (1...5).map { ScalePoint(value: $0, anchor: "means \($0)") }
    contents = PacketContents(
      header: PacketHeader(
        packet: "k1", study: "demo", rater: "ana", secondsPerItem: 40, protocolHash: "p", commitment: "c"),
      rubric: Rubric(
        name: "r", version: 1, mode: .absolute, sources: [],
        questions: [Question(id: "overall", ask: "How good?", kind: .scale(points), isPrimary: true)]),
      presentations: presentations, images: images)
    try PacketFile.create(contents, at: path)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func judgement(_ slot: String = "s0a", _ value: Double? = 4) -> Judgement {
    Judgement(
      presentation: PresentationID(rawValue: "p0"), slot: SlotID(rawValue: slot), question: "overall",
      answer: value.map { .number($0) }, madeAt: 1, onTask: 900,
      display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0))
  }
}

@Suite("packets")
struct PacketFileTests {
  @Test("a packet gives back what was put in")
  func roundTrip() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: false)
    #expect(packet.header == scratch.contents.header)
    #expect(packet.rubric == scratch.contents.rubric)
    #expect(packet.presentations == scratch.contents.presentations)
    for (item, bytes) in scratch.contents.images { #expect(try packet.image(of: item) == bytes) }
  }

  @Test("judgements are numbered without gaps, chained, and counted by the receipt")
  func appending() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    let empty = try packet.receipt()
    for value in [4.0, nil, 2.0] { try packet.append(scratch.judgement("s0a", value)) }
    let ratings = try PacketFile(path: scratch.path, writable: false).ratings()
    #expect(ratings.map(\.sequence) == [1, 2, 3])
    #expect(ratings.map(\.judgement.answer) == [.number(4), nil, .number(2)])
    let receipt = try packet.receipt()
    #expect(receipt.count == 3 && receipt.head == ratings.last?.chain && receipt.head != empty.head)
    #expect(try packet.firstBrokenLink() == nil)
  }

  @Test("an edit by hand is named by the first rating that no longer fits")
  func edited() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    for value in [4.0, 3.0, 2.0] { try packet.append(scratch.judgement("s0a", value)) }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
    let target = Data("\"number\":{\"_0\":3}".utf8)
    let place = try #require(bytes.range(of: target))
    bytes.replaceSubrange(place, with: Data("\"number\":{\"_0\":5}".utf8))
    try bytes.write(to: URL(fileURLWithPath: scratch.path))
    #expect(try PacketFile(path: scratch.path, writable: false).firstBrokenLink() == 2)
  }

  @Test("a rating is never changed or deleted by SQL")
  func appendOnly() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    try packet.append(scratch.judgement())
    for statement in ["UPDATE rating SET question = 'x'", "DELETE FROM rating"] {
      #expect(throws: (any Error).self) { try packet.execute(statement) }
    }
    #expect(try packet.ratings().count == 1)
  }

  @Test("refuses a judgement about a slot that is not in the packet, and stores nothing of it")
  func unknownSlot() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    #expect(throws: PacketError.self) { try packet.append(scratch.judgement("elsewhere")) }
    #expect(try packet.ratings().isEmpty)
  }

  @Test("between two ratings the packet is one whole file: nothing beside it is needed")
  func oneFile() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    try packet.append(scratch.judgement())
    let copy = scratch.folder.appending(path: "mailed.sqlite")
    try FileManager.default.copyItem(atPath: scratch.path, toPath: copy.path)
    #expect(try PacketFile(path: copy.path, writable: false).ratings().count == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted() == [
        "ana.sqlite", "mailed.sqlite",
      ])
  }

  @Test("refuses what is missing, damaged or not a packet, and says what to do")
  func refusals() throws {
    let scratch = try Scratch()
    let absent = scratch.folder.appending(path: "none.sqlite").path
    #expect(throws: PacketError.missing(path: absent)) { try PacketFile(path: absent, writable: true) }
    let junk = scratch.folder.appending(path: "junk.sqlite").path
    try Data("not a database at all, but long enough to be taken for one".utf8).write(to: URL(fileURLWithPath: junk))
    #expect(throws: PacketError.self) { try PacketFile(path: junk, writable: true) }
    #expect("\(PacketError.missing(path: "x"))".contains("ask the conductor"))
  }

  @Test("damage anywhere but in an image is found before a rater sees anything; in an image, before it is shown")
  func damage() throws {
    let scratch = try Scratch(imageSize: 20_000)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.path)))
    let size = 4096
    var found: [String] = []
    for page in 1..<whole.count / size {
      var bytes = whole
      for at in page * size..<page * size + size { bytes[at] = 0x5A }
      let path = scratch.folder.appending(path: "damaged.sqlite").path
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(throws: PacketError.self, "page \(page + 1), by the conductor") {
        let packet = try PacketFile(path: path, writable: false)
        for item in packet.presentations.map(\.item) { _ = try packet.image(of: item) }
      }
      guard let packet = try? PacketFile(path: path, writable: true) else {
        found.append("at the start")
        continue
      }
      let broken = scratch.contents.images.filter { (try? packet.image(of: $0.key)) != $0.value }
      #expect(!broken.isEmpty, "page \(page + 1) is damaged and nobody noticed")
      for item in broken.keys { #expect(throws: PacketError.self) { try packet.image(of: item) } }
      // What is left can be rated.
      try packet.append(scratch.judgement())
      found.append("in an image")
    }
    #expect(Set(found) == ["at the start", "in an image"])
  }

  @Test("a single changed bit of an image is noticed when it is shown")
  func changedBit() throws {
    let scratch = try Scratch()
    let item = try #require(scratch.contents.presentations.first?.item)
    let bytes = try #require(scratch.contents.images[item])
    var file = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
    let place = try #require(file.range(of: Data(bytes.suffix(200))))
    file[place.lowerBound + 50] ^= 1
    try file.write(to: URL(fileURLWithPath: scratch.path))
    let packet = try PacketFile(path: scratch.path, writable: true)
    #expect(throws: PacketError.unreadable(path: scratch.path, detail: "this image in it is damaged")) {
      try packet.image(of: item)
    }
    #expect(try packet.image(of: scratch.contents.presentations[1].item) != nil)
  }

  @Test(
    "the file of two packets with the same rows differs only in what is random: row order does not follow shown order")
  func shuffledRows() throws {
    // Rows of 40 captions in file order, against shown order: with shuffled inserts an ascending file is unlikely, and
    // the tables are keyed by random names, so file order is name order.
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: false)
    let order = try packet.strings("SELECT id FROM slot")
    #expect(order == order.sorted())
    #expect(try packet.strings("PRAGMA freelist_count") == ["0"])
  }
}
