import Digest
import Foundation
import ProgramStand
import StudyModel
import Testing

@testable import Packet

/// Fault F19: bytes that a disk, a mail or a hand changed.
@Suite("damaged files")
struct DamageTests {
  /// What a packet says of itself.
  private struct Said: Equatable {
    var header: PacketHeader
    var rubric: Rubric
    var presentations: [Presentation]
    var ratings: [Rating]

    init(_ file: PacketFile) throws {
      (header, rubric, presentations, ratings) = (file.header, file.rubric, file.presentations, try file.ratings())
    }
  }

  /// Ways to damage a file.
  private enum Damage: CaseIterable {
    case bit, byte, zeros, noise, swappedPages, truncated, lostPage, doubledTail

    func done(to bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      let place = Int.random(in: 0..<bytes.count)
      let pages = bytes.count / 4096
      switch self {
      case .bit: bytes[place] ^= 1 << UInt8.random(in: 0...7)
      case .byte: bytes[place] = bytes[place] &+ UInt8.random(in: 1...255)
      case .zeros: for index in place..<min(place + 512, bytes.count) { bytes[index] = 0 }
      case .noise: for index in place..<min(place + 16, bytes.count) { bytes[index] = .random(in: 0...255) }
      case .swappedPages:
        let (one, two) = (Int.random(in: 0..<pages), Int.random(in: 0..<pages))
        for index in 0..<4096 { bytes.swapAt(one * 4096 + index, two * 4096 + index) }
      case .truncated: bytes.removeLast(Int.random(in: 1..<bytes.count))
      case .lostPage: bytes.removeSubrange(Int.random(in: 0..<pages) * 4096..<bytes.count)
      case .doubledTail: bytes += bytes.suffix(Int.random(in: 1...5000))
      }
      return bytes
    }
  }

  /// A packet with ratings, some taken back.
  private func rated() throws -> FaultPacket {
    let packet = try FaultPacket(
      items: 6, captions: ["A red boat on the sand.", "Two gulls on a bow.", "A pier at low tide, seen from far."])
    let file = try PacketFile(path: packet.path, writable: true)
    for (number, presentation) in packet.presentations.enumerated() {
      for (place, slot) in presentation.slots.enumerated() {
        try file.append(
          Judgement(
            presentation: presentation.id, slot: slot.id, question: "overall",
            answer: number == 3 ? nil : .number(Double((number + place) % 5 + 1)), madeAt: Int64(number), onTask: 900,
            display: Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)))
      }
    }
    return packet
  }

  @Test(
    "however a packet is damaged, it is found at the opening or by the chain, or nothing was changed by it; never a crash"
  )
  func fuzz() throws {
    let packet = try rated()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: packet.path)))
    let said = try Said(PacketFile(path: packet.path, writable: false))
    let images = try packet.presentations.map { presentation in
      try PacketFile(path: packet.path, writable: false).image(of: presentation.item)
    }
    let path = packet.folder.path + "/damaged.sqlite"
    var (refused, broken, pictures, harmless) = (0, 0, 0, 0)
    for round in 0..<Fuzz.rounds(1600) {
      let damage = Damage.allCases[round % Damage.allCases.count]
      let bytes = damage.done(to: whole)
      if bytes == whole { continue }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      for name in ["-journal", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }
      // By turns as the rater's program opens it and as the conductor's does.
      let isRaters = round.isMultiple(of: 2)
      do {
        let file = try PacketFile(path: path, writable: isRaters)
        let now = try Said(file)
        if now == said {
          let after = packet.presentations.map { presentation in
            (try? file.image(of: presentation.item)).flatMap { $0 }
          }
          let areThemselves = zip(packet.presentations, after).allSatisfy { presentation, bytes in
            bytes.map { SHA256.hex($0) } == presentation.item.hex
          }
          if after == images { harmless += 1 } else if !areThemselves { pictures += 1 }
          #expect(after == images || !areThemselves)
        } else {
          // What differs can only be ratings, and the chain says which.
          #expect(now.header == said.header && now.rubric == said.rubric, "\(damage)")
          #expect(now.presentations == said.presentations, "\(damage): captions were changed and nobody was told")
          // A rater's program does not read all pages, so it can miss that a page of ratings is nobody's any more. The
          // conductor's, which does, must not.
          let conductors = isRaters ? try? PacketFile(path: path, writable: false) : file
          let isFound = try conductors.map { try $0.firstBrokenLink() != nil } ?? true
          #expect(isFound, "\(damage): ratings were changed and nobody was told")
          broken += 1
        }
      } catch is PacketError {
        refused += 1
      }
    }
    print(
      "damaged packets: \(refused) refused, \(broken) by the chain, \(pictures) by a picture's hash, \(harmless) harmless"
    )
    #expect(refused > 500 && broken > 0 && refused + broken + pictures + harmless > 1200)
  }

  @Test(
    "a letter changed in a caption, in the questions or in a rating is told before anything is shown, with what to do")
  func altered() throws {
    for (word, other) in [
      ("A red boat", "A bed boat"), ("How good is it?", "How food is it?"), ("\"_0\":4", "\"_0\":5"),
      ("means 3", "means 2"),
    ] {
      let packet = try rated()
      var bytes = try Data(contentsOf: URL(fileURLWithPath: packet.path))
      let place = try #require(bytes.range(of: Data(word.utf8)), "\(word)")
      bytes.replaceSubrange(place, with: Data(other.utf8))
      try bytes.write(to: URL(fileURLWithPath: packet.path))
      let result = try Programs.run(
        "blindfold-review", [packet.path, "--plain"], environment: packet.environment, input: "4\n")
      #expect(result.status == 66 && result.output == "", "\(word): \(result.output)\(result.errors)")
      #expect(result.errors.contains("not as it was written or rated") && result.errors.contains("Ask the conductor"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: packet.path)) == bytes, "it is left as it is")
    }
  }

  @Test("a packet of an older program, which has no hash of its contents, still opens")
  func older() throws {
    let packet = try FaultPacket(items: 1)
    let file = try PacketFile(path: packet.path, writable: true)
    try file.execute("DELETE FROM fact WHERE name = 'contents'")
    #expect(try PacketFile(path: packet.path, writable: true).presentations == packet.presentations)
  }

  @Test("whatever lies beside a packet as its journal, it is opened whole or refused")
  func journals() throws {
    let packet = try rated()
    let said = try Said(PacketFile(path: packet.path, writable: false))
    let whole = try Data(contentsOf: URL(fileURLWithPath: packet.path))
    for round in 0..<60 {
      let length = [0, 28, 512, 1024, 5000][round % 5]
      var journal = Data((0..<length).map { _ in UInt8.random(in: .min ... .max) })
      // Half of them with the mark of a journal.
      if round.isMultiple(of: 2) {
        journal.replaceSubrange(
          0..<min(8, journal.count), with: Data([0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]).prefix(journal.count))
      }
      try whole.write(to: URL(fileURLWithPath: packet.path))
      try journal.write(to: URL(fileURLWithPath: packet.path + "-journal"))
      if let file = try? PacketFile(path: packet.path, writable: true) { #expect(try Said(file) == said) }
    }
  }
}
