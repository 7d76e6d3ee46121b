import Digest
import Foundation
import Packet
import StudyModel
import Testing

@testable import Simulator

/// Three images with facts, written to a folder of their own that goes away with the fixture.
final class Fixture: Sendable {
  let folder: String
  let book: FactBook

  init(rows: [String] = Fixture.rows) throws {
    folder = NSTemporaryDirectory() + "simulator-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder + "/images", withIntermediateDirectories: true)
    for name in ["kettle", "desk", "poster"] {
      try Data(Self.image(name)).write(to: URL(fileURLWithPath: "\(folder)/images/\(name).png"))
    }
    try Data(rows.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: folder + "/metadata.jsonl"))
    book = try FactBook(metadata: folder + "/metadata.jsonl")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Bytes with a PNG's signature; nobody decodes them here.
  static func image(_ name: String) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("not really a picture of a \(name)".utf8)
  }

  func entry(_ name: String) throws -> FactBook.Entry {
    try #require(book.entries.first { $0.fileName == "images/\(name).png" })
  }

  static let kettle = """
    {"file_name": "images/kettle.png", "category": "product", "text": "never read", "facts": [\
    {"kind": "colour", "say": "red", "terms": ["red", "scarlet"], "wrong": ["green", "blue"], "weight": 2}, \
    {"kind": "subject", "say": "kettle", "terms": ["kettle"], "wrong": ["saucepan", "vase"], "vague": "piece of kitchenware", "weight": 3}, \
    {"kind": "detail", "say": "with a wooden handle", "terms": ["wooden handle"], "wrong": ["with a plastic handle"], "weight": 2}, \
    {"kind": "detail", "say": "with a long spout", "terms": ["spout"], "weight": 1}, \
    {"kind": "count", "say": "beside two small cups", "terms": ["two small cups", "two little cups", "two cups"], "wrong": ["beside three small cups"], "weight": 2}, \
    {"kind": "setting", "say": "on a white table", "terms": ["white table"], "wrong": ["on a black table"], "weight": 1}, \
    {"kind": "absent", "say": "next to a plate of biscuits", "terms": ["biscuits", "cookies"]}, \
    {"kind": "absent", "say": "under a hanging lamp", "terms": ["lamp"]}, \
    {"kind": "absent", "say": "with a cat asleep nearby", "terms": ["cat"]}]}
    """
  static let desk = """
    {"file_name": "images/desk.png", "category": "everyday", "facts": [\
    {"kind": "subject", "say": "a desk", "terms": ["desk"], "wrong": ["a bed"], "vague": "some furniture"}, \
    {"kind": "material", "say": "of pale oak", "terms": ["oak"], "wrong": ["of steel"], "weight": 1}, \
    {"kind": "object", "say": "with an open laptop", "terms": ["laptop"], "wrong": ["with a typewriter"], "weight": 2}, \
    {"kind": "setting", "say": "near a tall window", "terms": ["window"], "weight": 1}, \
    {"kind": "absent", "say": "and a potted fern", "terms": ["fern"]}]}
    """
  static let poster = """
    {"file_name": "images/poster.png", "category": "screenshot-or-chart", "facts": [\
    {"kind": "subject", "say": "a concert poster", "terms": ["poster"], "wrong": ["a road sign"], "vague": "a graphic"}, \
    {"kind": "text", "say": "reading \\"Jazz Night\\"", "terms": ["jazz night"], "wrong": ["reading \\"Rock Night\\""], "weight": 2}, \
    {"kind": "text", "say": "and \\"12 May\\"", "terms": ["12 may"], "wrong": ["and \\"13 May\\""], "weight": 1}, \
    {"kind": "object", "say": "above a drawn saxophone", "terms": ["saxophone"], "wrong": ["above a drawn guitar"], "weight": 1}, \
    {"kind": "absent", "say": "with a QR code", "terms": ["qr code"]}]}
    """
  static let rows = [kettle, desk, poster]

  /// A model that does everything wrong now and then.
  static let clumsy = SimulatedModel(
    name: "sim-clumsy", drop: 0.3, wrong: 0.25, wrongSubject: 0.05, invent: 0.2, vague: 0.1, pad: 0.15, opening: 0.12)

  static let panel = SimulatedPanel(seed: 7, leniencySD: 0.3, noiseSD: 0.5)

  /// Scales, choices, tags, deductions and a text; `overall` is primary.
  static let rubric = Rubric(
    name: "test", version: 1, mode: .absolute, sources: [],
    questions: [
      Question(id: "overall", ask: "?", kind: .scale(points(1...5)), isPrimary: true),
      Question(id: "accuracy", ask: "?", kind: .scale(points(1...5))),
      Question(id: "recall", ask: "?", kind: .scale(points(1...5))),
      Question(id: "text_in_image", ask: "?", kind: .choice(options("none", "given", "partial", "missing"))),
      Question(id: "identity", ask: "?", kind: .choice(options("right", "vague", "wrong"))),
      Question(id: "publish", ask: "?", kind: .choice(options("yes", "edit", "no"))),
      Question(
        id: "flags", ask: "?",
        kind: .tags([
          "invented-object", "wrong-count", "wrong-attribute", "wrong-relation", "wrong-text", "starts-with-image-of",
          "too-long",
        ])),
      Question(
        id: "conciseness", ask: "?",
        kind: .deduction([Deduction(points: 0, label: "None"), Deduction(points: -0.5, label: "Pads")])),
      Question(id: "note", ask: "?", kind: .text, isOptional: true),
    ])

  static func points(_ range: ClosedRange<Int>) -> [ScalePoint] { range.map { ScalePoint(value: $0, anchor: "\($0)") } }

  static func options(_ names: String...) -> [AnswerOption] { names.map { AnswerOption(id: $0, label: $0) } }

  /// Writes a packet of one presentation an item, with these captions.
  func packet(
    _ name: String, rater: String, captions: [String: [String]], rubric: Rubric = Fixture.rubric,
    reversed: Bool = false, showings: Int = 1, asksForGuess: Bool? = nil
  ) throws -> String {
    let path = "\(folder)/\(name).sqlite"
    let shown = (0..<showings).flatMap { _ in captions.sorted { $0.key < $1.key } }
    var presentations = try shown.map { name, captions in
      Presentation(
        id: PresentationID(rawValue: UUID().uuidString), item: try entry(name).id,
        slots: (reversed ? captions.reversed() : captions).map {
          Slot(id: SlotID(rawValue: UUID().uuidString), caption: $0)
        })
    }
    if reversed { presentations.reverse() }
    let hash = String(repeating: "0", count: 64)
    try PacketFile.create(
      PacketContents(
        header: PacketHeader(
          packet: UUID().uuidString, study: "test", rater: rater, secondsPerItem: 40, protocolHash: hash,
          commitment: hash, asksForGuess: asksForGuess),
        rubric: rubric, presentations: presentations,
        images: Dictionary(
          uniqueKeysWithValues: try captions.keys.map { (try entry($0).id, Self.image($0)) })),
      at: path)
    return path
  }
}
