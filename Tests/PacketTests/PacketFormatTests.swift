import Digest
import Foundation
import StudyModel
import Testing

@testable import Packet

/// What changed from one format of packets to the next.
@Suite("packet formats")
struct PacketFormatTests {
  /// A packet that a program of format 1 wrote and a rater began, as it was then.
  private static var first: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/format-1.sqlite")
  }

  private static let guide = ReviewGuide(
    examples: [
      WorkedExample(caption: "A dog.", answers: ["overall": .number(2)], because: "Which dog?"),
      WorkedExample(
        image: ItemID(hex: SHA256.hex([7, 7])), caption: "A pug.", answers: ["overall": .number(4)], because: "Good."),
    ],
    practice: [
      PracticeItem(
        image: ItemID(hex: SHA256.hex([8])) ?? ItemID.none,
        captions: [PracticeCaption(caption: "A cat.", answers: ["overall": .number(3)])], because: "Plain.")
    ])

  @Test("a packet of format 1 is read, rated and its chain goes on; it has no guide")
  func formatOne() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "old.sqlite").path
    try FileManager.default.copyItem(at: Self.first, to: URL(fileURLWithPath: path))
    let packet = try PacketFile(path: path, writable: true)
    #expect(packet.guide.isEmpty && packet.header.layout == nil)
    #expect(packet.presentations.count == 12 && packet.presentations[0].slots.count == 3)
    #expect(try packet.ratings().count == 8)
    #expect(try packet.receipt().head == "5e99074d888aa7880e212d15da30c47c44af1ff303c6765b13e9cd4b31faace1")
    let slot = packet.presentations[0].slots[0].id
    try packet.append(
      Judgement(
        presentation: packet.presentations[0].id, slot: slot, question: "overall", answer: .number(3), madeAt: 1,
        onTask: 1, display: Display(mode: "plain", columns: 0, rows: 0, pixelWidth: 0, pixelHeight: 0)))
    #expect(try packet.firstBrokenLink() == nil)
    #expect(try packet.strings("PRAGMA user_version") == ["1"], "an old packet stays what it is")
    #expect(try packet.image(of: packet.presentations[0].item) != nil)
  }

  @Test("what is shown before the first item comes back with its pictures, apart from the items' own")
  func guide() throws {
    let scratch = try Scratch()
    var contents = scratch.contents
    contents.guide = Self.guide
    contents.header.layout = .oneAtATime
    contents.guideImages = Dictionary(
      uniqueKeysWithValues: [[UInt8]([7, 7]), [8]].compactMap { bytes in
        ItemID(hex: SHA256.hex(bytes)).map { ($0, bytes) }
      })
    let path = scratch.folder.appending(path: "guided.sqlite").path
    try PacketFile.create(contents, at: path)
    let packet = try PacketFile(path: path, writable: false)
    #expect(packet.guide == Self.guide)
    #expect(packet.header.layout == .oneAtATime)
    for (id, bytes) in contents.guideImages {
      #expect(try packet.guideImage(id) == bytes)
      #expect(try packet.image(of: id) == nil, "it is no item")
    }
    let item = try #require(packet.presentations.first?.item)
    #expect(try packet.guideImage(item) == nil)
    #expect(try PacketFile(path: scratch.path, writable: false).guide.isEmpty)
  }

  @Test("a single changed bit of a picture that is shown first is noticed when it is shown")
  func changedBit() throws {
    let scratch = try Scratch()
    let picture = (0..<200).map { UInt8($0) }
    let id = try #require(ItemID(hex: SHA256.hex(picture)))
    var contents = scratch.contents
    contents.guide.practice = [PracticeItem(image: id, captions: [], because: "Plain.")]
    contents.guideImages = [id: picture]
    let path = scratch.folder.appending(path: "guided.sqlite").path
    try PacketFile.create(contents, at: path)
    #expect(try PacketFile(path: path, writable: true).guideImage(id) == picture)
    var file = try Data(contentsOf: URL(fileURLWithPath: path))
    let place = try #require(file.range(of: Data(picture)))
    file[place.lowerBound + 50] ^= 1
    try file.write(to: URL(fileURLWithPath: path))
    #expect(throws: PacketError.unreadable(path: path, detail: "this image in it is damaged")) {
      try PacketFile(path: path, writable: true).guideImage(id)
    }
  }

  @Test("a practice item that was done is noted without a presentation, in the chain like everything else")
  func practice() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: true)
    var judgement = scratch.judgement()
    (judgement.presentation, judgement.slot) = (nil, nil)
    judgement.question = Judgement.Reserved.practice
    judgement.answer = .text("done")
    try packet.append(judgement)
    #expect(try packet.firstBrokenLink() == nil)
    #expect(try packet.ratings().map(\.judgement) == [judgement])
    let progress = PacketProgress(packet.presentations, rubric: packet.rubric, ratings: try packet.ratings())
    #expect(progress.rated == 0 && progress.onTask.isEmpty)
  }

  @Test("a packet of a later format is refused by its number, unopened")
  func later() throws {
    let scratch = try Scratch()
    try PacketFile(path: scratch.path, writable: true).execute("PRAGMA user_version = 3")
    #expect(throws: PacketError.newer(path: scratch.path, version: 3, known: 2)) {
      try PacketFile(path: scratch.path, writable: true)
    }
  }

  /// `BLINDFOLD_RECORD=1 swift test --filter PacketFormatTests` writes it anew. A table or column more is a further format.
  @Test("the tables are those of the golden copy")
  func schema() throws {
    let scratch = try Scratch()
    let packet = try PacketFile(path: scratch.path, writable: false)
    let tables = try packet.strings("SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    let text = try (["-- format \(packet.strings("PRAGMA user_version")[0])"] + tables).joined(separator: "\n") + "\n"
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/schema.sql")
    if ProcessInfo.processInfo.environment["BLINDFOLD_RECORD"] != nil {
      return try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == text)
  }
}

extension ItemID {
  /// The name of no bytes at all.
  fileprivate static var none: ItemID {
    guard let id = ItemID(hex: SHA256.hex([UInt8]())) else { preconditionFailure("a hash has 64 digits") }
    return id
  }
}
