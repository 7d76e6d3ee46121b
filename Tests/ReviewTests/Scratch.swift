import Digest
import Foundation
import Imaging
import Packet
import Review
import StudyModel
import Terminal
import Testing

/// Packets and states made for tests.
enum Scratch {
  /// A folder of one's own, removed by ``Folder/deinit``.
  final class Folder {
    let path: String
    init() throws {
      path = FileManager.default.temporaryDirectory.appendingPathComponent("blindfold-test-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// A rubric with every kind of question of the absolute mode.
  static let rubric = Rubric(
    name: "alt-text", version: 1, mode: .absolute, sources: ["made for tests"],
    questions: [
      Question(
        id: "overall",
        ask: "Heard instead of seeing the picture, how well does this text do the picture's job on the page?",
        kind: .scale([
          ScalePoint(value: 1, anchor: "Misleads, or gives nothing usable."),
          ScalePoint(value: 2, anchor: "Right topic, but the point of the picture is missed."),
          ScalePoint(value: 3, anchor: "The main thing comes across; something a reader needs is absent or clumsy."),
          ScalePoint(value: 4, anchor: "Does the job; small wording or detail changes only."),
          ScalePoint(value: 5, anchor: "Ready to publish as it stands."),
        ]), isPrimary: true),
      Question(
        id: "text_in_image", ask: "Words in the picture that matter",
        kind: .choice([
          AnswerOption(id: "none", label: "No meaningful words in the picture"),
          AnswerOption(id: "given", label: "Given correctly"),
          AnswerOption(id: "partial", label: "Partly or wrongly given"), AnswerOption(id: "missing", label: "Left out"),
        ])),
      Question(
        id: "padding", ask: "",
        kind: .deduction([
          Deduction(points: 0, label: "No padding"), Deduction(points: -0.5, label: "Repeats itself or pads"),
        ])),
      Question(
        id: "flags", ask: "What is wrong with it",
        kind: .tags([
          "invented-object", "wrong-count", "wrong-attribute", "wrong-relation", "wrong-text", "guess-about-person",
          "starts-with-image-of", "too-long", "repeats-nearby-text", "filename-or-junk",
        ])),
      Question(id: "note", ask: "Your note", kind: .text, isOptional: true),
    ])

  static let captions = [
    "A red boat lies on the sand beside a small pier at low tide, with two gulls on its bow.",
    "Boat on a beach.",
    "The image shows a boat. It is a nice boat in a nice place, and the weather is nice too.",
  ]

  /// A picture of soft stripes, different for each seed.
  static func png(seed: Int, width: Int = 96, height: Int = 64) throws -> [UInt8] {
    var pixels: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        pixels += [
          UInt8((column * 2 + seed * 40) % 256), UInt8((row * 3 + seed * 20) % 256), UInt8((column + row) % 256),
        ]
      }
    }
    return try #require(Raster(width: width, height: height, pixels: pixels)).png()
  }

  static func contents(
    items: Int, rubric: Rubric = rubric, captions: [String] = captions, images: [[UInt8]]? = nil
  ) throws -> PacketContents {
    var bytes: [ItemID: [UInt8]] = [:]
    var presentations: [Presentation] = []
    for index in 0..<items {
      let image = try images?[index % (images?.count ?? 1)] ?? png(seed: index)
      let item = try #require(ItemID(hex: SHA256.hex(image)))
      bytes[item] = image
      let id = PresentationID(rawValue: String(repeating: "0", count: 28) + String(1000 + index))
      let slots = captions.enumerated().map { slot, caption in
        Slot(id: SlotID(rawValue: id.rawValue.dropLast(2) + "s\(slot)" + "\(index)"), caption: caption)
      }
      presentations.append(Presentation(id: id, item: item, slots: slots))
    }
    let header = PacketHeader(
      packet: String(repeating: "ab", count: 16), study: "2026-11-alt-text", rater: "ana", secondsPerItem: 30,
      protocolHash: String(repeating: "1", count: 64), commitment: String(repeating: "2", count: 64))
    return PacketContents(header: header, rubric: rubric, presentations: presentations, images: bytes)
  }

  static func facts(
    canReadKey: Bool = false, usesColour: Bool = true, asksForGuess: Bool = false, layout: CaptionLayout = .together,
    guide: ReviewGuide = ReviewGuide()
  ) -> ReviewState.Facts {
    ReviewState.Facts(
      study: "2026-11-alt-text", rater: "ana", secondsPerItem: 30, canReadKey: canReadKey,
      displayMode: "symbols-256", palette: Palette(usesColour: usesColour), asksForGuess: asksForGuess, layout: layout,
      guide: guide)
  }

  static func state(
    items: Int = 3, rubric: Rubric = rubric, captions: [String] = captions, ratings: [Rating] = [],
    canReadKey: Bool = false, asksForGuess: Bool = false, layout: CaptionLayout = .together,
    guide: ReviewGuide = ReviewGuide(), columns: Int = 80, rows: Int = 24
  ) throws -> ReviewState {
    let contents = try contents(items: items, rubric: rubric, captions: captions)
    return ReviewState(
      facts: facts(canReadKey: canReadKey, asksForGuess: asksForGuess, layout: layout, guide: guide), rubric: rubric,
      presentations: contents.presentations, ratings: ratings, size: (columns, rows), now: 0)
  }

  /// Writes a packet to try the program on: `BLINDFOLD_SCRATCH=/tmp/try.sqlite swift test --filter scratch`, with
  /// `BLINDFOLD_SCRATCH_IMAGES` naming a folder of pictures.
  @Test("writes a scratch packet where BLINDFOLD_SCRATCH says", .enabled(if: environment["BLINDFOLD_SCRATCH"] != nil))
  static func scratch() throws {
    var images: [[UInt8]] = []
    if let folder = environment["BLINDFOLD_SCRATCH_IMAGES"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        if ImageFormat(signature: bytes) != nil { images.append(bytes) }
      }
    }
    let path = try #require(environment["BLINDFOLD_SCRATCH"])
    try PacketFile.create(contents(items: 12, images: images.isEmpty ? nil : images), at: path)
  }

  static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
