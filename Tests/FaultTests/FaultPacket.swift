import Digest
import Foundation
import Imaging
import ProgramStand
import StudyModel
import Testing

@testable import Packet

/// A small packet in a folder of its own, and the rater's program with it.
final class FaultPacket {
  let folder: TemporaryFolder
  let path: String
  let presentations: [Presentation]

  /// - Parameters:
  ///   - items: pictures, each with the same captions.
  ///   - captions: what stands under every picture.
  ///   - place: an existing folder for the packet; one of its own where nil.
  init(items: Int, captions: [String] = ["A boat.", "Two gulls."], rubric: Rubric = rubric, in place: String? = nil)
    throws
  {
    folder = try TemporaryFolder("fault")
    path = (place ?? folder.path) + "/ana.sqlite"
    var images: [ItemID: [UInt8]] = [:]
    presentations = try (0..<items).map { number in
      let image = try Self.picture(number)
      let item = try #require(ItemID(hex: SHA256.hex(image)))
      images[item] = image
      let name = SHA256.hex("\(number)").prefix(30)
      return Presentation(
        id: PresentationID(rawValue: "\(name)ff"), item: item,
        slots: captions.enumerated().map {
          Slot(id: SlotID(rawValue: "\(name)\(String($0.offset + 16, radix: 16))"), caption: $0.element)
        })
    }
    try PacketFile.create(
      PacketContents(header: Self.header, rubric: rubric, presentations: presentations, images: images), at: path)
  }

  static let header = PacketHeader(
    packet: String(repeating: "ab", count: 16), study: "bad-luck", rater: "ana", secondsPerItem: 30,
    protocolHash: String(repeating: "1", count: 64), commitment: String(repeating: "2", count: 64))

  /// One question a caption.
  static let rubric = Rubric(
    name: "short", version: 1, mode: .absolute, sources: ["made for tests"],
    questions: [
      Question(
        id: "overall", ask: "How good is it?",
        kind: .scale((1...5).map { ScalePoint(value: $0, anchor: "means \($0)") }), isPrimary: true)
    ])

  static func picture(_ seed: Int, width: Int = 8, height: Int = 6) throws -> [UInt8] {
    let pixels = (0..<width * height).flatMap { place in
      [UInt8(truncatingIfNeeded: seed), UInt8(truncatingIfNeeded: seed >> 8), UInt8(place % 256)]
    }
    return try #require(Raster(width: width, height: height, pixels: pixels)).png()
  }

  /// The rater's program on a screen of its own, its questions answered, its first screen read.
  ///
  /// - Parameter shell: words of bash that come before the program, for example `ulimit -f 64;`.
  func start(
    _ arguments: [String] = [], shell: String? = nil, columns: UInt16 = 80, rows: UInt16 = 24
  ) throws -> PseudoTerminal {
    let terminal = try launch(arguments, shell: shell, columns: columns, rows: rows)
    try terminal.wait(for: "\u{1B}[c")
    terminal.type("\u{1B}[?62;c")
    try terminal.see("the briefing") { $0.contains("Enter begins") || $0.contains("Enter goes on") }
    return terminal
  }

  /// Starts the program and leaves it at that: it may have something to say before any screen.
  func launch(
    _ arguments: [String] = [], shell: String? = nil, columns: UInt16 = 80, rows: UInt16 = 24
  ) throws -> PseudoTerminal {
    let program = Programs.path("blindfold-review")
    let words = [path] + arguments
    return try PseudoTerminal(
      shell == nil ? program : "/bin/bash",
      shell.map { ["-c", "\($0) exec \"$0\" \"$@\"", program] + words } ?? words,
      environment: environment, columns: columns, rows: rows)
  }

  var environment: [String: String] {
    ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMPDIR": folder.path, "SWIFT_BACKTRACE": "enable=no"]
  }

  /// Every score that is stored, oldest first, as `item slot value`, counted from 0; nil was taken back.
  func scores() throws -> [Score] {
    try PacketFile(path: path, writable: false).ratings().compactMap { rating in
      guard rating.judgement.question == "overall",
        let item = presentations.firstIndex(where: { $0.id == rating.judgement.presentation }),
        let slot = presentations[item].slots.firstIndex(where: { $0.id == rating.judgement.slot })
      else { return nil }
      guard case .number(let value)? = rating.judgement.answer else { return Score(item: item, slot: slot, value: nil) }
      return Score(item: item, slot: slot, value: Int(value))
    }
  }

  /// A score, stored or acknowledged on the screen.
  struct Score: Hashable {
    var item: Int
    var slot: Int
    var value: Int?
  }

  /// That the packet is whole: its pages, its chain, its numbers without gaps, and nothing beside it.
  func expectWhole(_ source: SourceLocation = #_sourceLocation) throws {
    let file = try PacketFile(path: path, writable: false)
    let ratings = try file.ratings()
    #expect(ratings.map(\.sequence) == Array(1..<ratings.count + 1), sourceLocation: source)
    #expect(try file.firstBrokenLink() == nil, sourceLocation: source)
    #expect(try file.strings("PRAGMA integrity_check") == ["ok"], sourceLocation: source)
  }
}

extension TerminalScreen {
  /// The number of the item on the screen, from 1, and of how many; nil where no item is shown.
  var item: Int? { line(0).firstMatch(of: /Item (\d+)\/\d+/).flatMap { Int($0.1) } }

  /// The scores on the screen by caption, from 0; nil for a caption without one.
  var scores: [Int: Int?] {
    var scores: [Int: Int?] = [:]
    var slot: Int?
    for row in 3..<rows {
      let line = line(row)
      if let match = line.firstMatch(of: /Caption ([A-Z])\b/), let letter = match.1.first?.asciiValue {
        slot = Int(letter) - 65
      }
      guard let here = slot, let match = line.firstMatch(of: /Overall ([1-9·])/) else { continue }
      scores[here] = Int(match.1)
      slot = nil
    }
    return scores
  }

  /// The caption in focus, from 0.
  var focus: Int? {
    (3..<rows).lazy.compactMap { line($0).firstMatch(of: /▶ Caption ([A-Z])/)?.1.first?.asciiValue }
      .first.map { Int($0) - 65 }
  }
}

extension PseudoTerminal {
  var item: Int? { screen.item }
  var scores: [Int: Int?] { screen.scores }
  var focus: Int? { screen.focus }

  /// Leaves the briefing and waits for an item.
  func begin() throws {
    type("\r")
    try see("an item") { $0.line(2).contains("Captions") }
  }

  /// Types a score and reads until the screen says that it is saved. A key that comes while the item is still being
  /// drawn is refused, and the screen says that too: then it is typed again, as a person would.
  ///
  /// - Returns: what was acknowledged.
  func rate(_ value: Int) throws -> FaultPacket.Score {
    let (item, slot) = (try #require(item), try #require(focus))
    for _ in 0..<50 {
      type("\(value)")
      try see("\(value) for caption \(slot)") { screen in
        screen.contains("Not scored") || self.scores[slot] == .some(value)
      }
      if scores[slot] == .some(value) { return FaultPacket.Score(item: item - 1, slot: slot, value: value) }
      // A key without a meaning takes the message away: then the next one cannot be mistaken for the last.
      type("~")
      try see("no message") { !$0.contains("Not scored") }
    }
    throw Failed("\(value) was never scored:\n\(screen.text)")
  }
}
