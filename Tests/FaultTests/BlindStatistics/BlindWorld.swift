import Blinding
import Digest
import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Studies whose captions say nothing, their packets as they are written, and what whoever holds a packet could look at.
struct BlindWorld {
  /// One slot of one packet file, with its arm, which only this test knows.
  struct SlotFact {
    /// Number of the arm in the order of candidates, the same in every study.
    var arm: Int
    var id: String
    /// Place on the screen, from 0.
    var position: Int
    /// Where the slot's name stands in the file, every time.
    var offsets: [Int]
  }

  /// One presentation of a packet file, in shown order.
  struct PresentationFact {
    var id: String
    var slots: [SlotFact]
    /// Where the item's name stands in the file, first and last.
    var itemOffsets: [Int]
    /// Place of the item's picture in the table of pictures, from 0.
    var pictureRow: Int
  }

  /// One packet file.
  struct PacketFact {
    var id: String
    var presentations: [PresentationFact]
    var size: Int
    /// Nanoseconds of the file's time.
    var time: Int
  }

  static let arms = 3
  /// Two packets a study.
  var packets: [PacketFact] = []

  /// Writes packets and reads their files.
  ///
  /// - Parameters:
  ///   - studies: how many.
  ///   - pairs: which arms are compared in pairs, the first of ``arms`` being the incumbent; nil: captions are rated.
  ///   - names: renames slots before the packet is written, given slot and arm; for planted leaks.
  ///   - spoil: does something to the finished file, given its path and the slots in order of their arms.
  init(
    studies: Int, pairs: PairDesign? = nil, names: (([SlotID: Int], Int) -> [SlotID: SlotID])? = nil,
    spoil: ((String, [SlotID]) throws -> Void)? = nil
  ) throws {
    let folder = try TemporaryFolder("blind", isInMemory: true)
    for study in 0..<studies {
      let (plan, codes, images) = try Self.plan(study, pairs)
      for packet in plan.packets {
        var presentations = packet.presentations
        let arm = Dictionary(
          uniqueKeysWithValues: presentations.flatMap(\.slots).map { slot in
            (slot.id, (plan.arms[slot.id]?.first).flatMap { codes.firstIndex(of: $0) } ?? 0)
          })
        let renamed = names?(arm, study) ?? [:]
        var arms = arm
        for index in presentations.indices {
          for place in presentations[index].slots.indices {
            let old = presentations[index].slots[place].id
            guard let new = renamed[old] else { continue }
            presentations[index].slots[place].id = new
            arms[new] = arm[old]
          }
        }
        let path = "\(folder.path)/\(study)-\(packet.rater).sqlite"
        var header = FaultPacket.header
        header.packet = packet.id
        try PacketFile.create(
          PacketContents(
            header: header, rubric: FaultPacket.rubric, presentations: presentations,
            images: images.filter { image in presentations.contains { $0.item == image.key } }), at: path)
        let inOrder = presentations.flatMap(\.slots).map(\.id).sorted { (arms[$0] ?? 0) < (arms[$1] ?? 0) }
        try spoil?(path, inOrder)
        packets.append(try Self.read(path, packet.id, presentations, arms))
        try FileManager.default.removeItem(atPath: path)
      }
    }
  }

  /// Six items, two raters; captions are of one length and of random letters. Every other study has repeats.
  private static func plan(
    _ study: Int, _ design: PairDesign?
  ) throws -> (PresentationPlan, [ArmCode], [ItemID: [UInt8]]) {
    var images: [ItemID: [UInt8]] = [:]
    for _ in 0..<6 {
      let bytes = (0..<64).map { _ in UInt8.random(in: .min ... .max) }
      images[try #require(ItemID(hex: SHA256.hex(bytes)))] = bytes
    }
    let codes = ArmCode.random(count: arms)
    // As a store gives them: by arm, then by item.
    let outputs = codes.sorted().flatMap { code in
      images.keys.sorted().map { item in
        let text = String((0..<60).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })
        return Output(arm: code, item: item, text: text, outcome: .captioned)
      }
    }
    let items = images.keys.sorted().map { (id: $0, category: "all") }
    let seed = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    if let design {
      let assignment = try PairAssignment(
        items: items, raters: ["ana", "bo"], pairs: design.pairs(of: codes, incumbent: codes[0]), judgements: 2,
        seed: UInt64(study), secretSeed: seed)
      var plan = PresentationPlan(pairs: assignment, outputs: outputs, secretSeed: seed)
      if study.isMultiple(of: 2) { plan.hideRepeats(ofPairs: 0.3, secretSeed: seed) }
      return (plan, codes, images)
    }
    let assignment = try Assignment(items: items, raters: ["ana", "bo"], ratingsPerItem: 2, seed: UInt64(study))
    var plan = PresentationPlan(assignment: assignment, outputs: outputs, secretSeed: seed)
    if study.isMultiple(of: 2) {
      try plan.hide(
        RaterChecks(repeats: 0.3), outputs: outputs,
        categories: Dictionary(uniqueKeysWithValues: images.keys.map { ($0, "all") }), secretSeed: seed)
    }
    return (plan, codes, images)
  }

  private static func read(
    _ path: String, _ id: String, _ presentations: [Presentation], _ arms: [SlotID: Int]
  ) throws -> PacketFact {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var facts = stat()
    stat(path, &facts)
    let names = Set(presentations.flatMap(\.slots).map(\.id.rawValue) + presentations.map(\.item.hex))
    let places = Self.places(of: names, in: data)
    let pictures = presentations.map { places[$0.item.hex] ?? [] }.map { $0.first ?? 0 }.sorted()
    return PacketFact(
      id: id,
      presentations: presentations.map { presentation in
        let itemOffsets = places[presentation.item.hex] ?? []
        return PresentationFact(
          id: presentation.id.rawValue,
          slots: presentation.slots.enumerated().map { position, slot in
            SlotFact(
              arm: arms[slot.id] ?? 0, id: slot.id.rawValue, position: position,
              offsets: places[slot.id.rawValue] ?? [])
          },
          itemOffsets: itemOffsets, pictureRow: pictures.firstIndex(of: itemOffsets.first ?? 0) ?? 0)
      },
      size: data.count, time: Int(facts.st_mtim.tv_nsec))
  }

  /// Where names of 32 or 64 hexadecimal digits stand in a file.
  private static func places(of names: Set<String>, in data: Data) -> [String: [Int]] {
    let bytes = [UInt8](data)
    // Names are looked up by their first eight digits, read as one number.
    var heads: [UInt64: [[UInt8]]] = [:]
    func head(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    for name in names {
      let name = Array(name.utf8)
      heads[head(name[..<8]), default: []].append(name)
    }
    var places: [String: [Int]] = [:]
    var window: UInt64 = 0
    for (end, byte) in bytes.enumerated() {
      window = window << 8 | UInt64(byte)
      guard end >= 7, let candidates = heads[window] else { continue }
      let start = end - 7
      for name in candidates where start + name.count <= bytes.count && Array(bytes[start..<start + name.count]) == name
      {
        places[String(decoding: name, as: UTF8.self), default: []].append(start)
      }
    }
    return places
  }
}
