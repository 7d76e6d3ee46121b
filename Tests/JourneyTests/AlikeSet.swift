import Digest
import Foundation
import Packet
import ProgramStand
import StudyModel
import Testing

/// Pictures in pairs that look alike: of the even ones both show the same, of the odd ones they do not. Where it is asked for,
/// so many pictures stand before them that look like no other.
struct AlikeSet {
  let folder: String
  static let pairs = 6

  init(in folder: String, singles: Int = 0) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder + "/set", withIntermediateDirectories: true)
    var rows = ""
    var captions = ""
    for single in 0..<singles {
      let name = "c\(single).bmp"
      let picture = Self.picture(Self.pairs + single, isSecond: false)
      try Data(picture).write(to: URL(fileURLWithPath: "\(folder)/set/\(name)"))
      rows += "{\"image\": \"\(name)\", \"category\": \"thing\"}\n"
    }
    // All first ones stand before all second ones.
    for second in [false, true] {
      for pair in 0..<Self.pairs {
        let name = "\(second ? "b" : "a")\(pair).bmp"
        try Data(Self.picture(pair, isSecond: second)).write(to: URL(fileURLWithPath: "\(folder)/set/\(name)"))
        rows += "{\"image\": \"\(name)\", \"category\": \"thing\"}\n"
        captions += "{\"file_name\": \"\(name)\", \"caption\": \"\(Self.caption(pair, isSecond: second))\"}\n"
      }
    }
    try rows.write(toFile: folder + "/set/list.jsonl", atomically: true, encoding: .utf8)
    try captions.write(toFile: folder + "/big.jsonl", atomically: true, encoding: .utf8)
    try """
    rubric: small
    version: 1
    mode: absolute
    sources: [ours]
    questions:
      - {id: overall, type: scale, primary: true, ask: Good?, points: {1: Bad., 2: Poor., 3: Fair., 4: Good., 5: Best.}}
    """.write(toFile: folder + "/rubric.yaml", atomically: true, encoding: .utf8)
  }

  static func caption(_ pair: Int, isSecond: Bool) -> String {
    isSecond && pair % 2 == 1 ? "Canarium other thing \(pair)" : "Canarium thing \(pair)"
  }

  /// 64 × 64 grey pixels of slow waves; the second of a pair has one of the weakest waves the other way round.
  private static func picture(_ pair: Int, isSecond: Bool) -> [UInt8] {
    var state = UInt64(pair + 1) &* 0x9E37_79B9_7F4A_7C15
    func random() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    var waves: [(Int, Int, Double)] = []
    for across in 0..<8 {
      for down in 0..<8 where across + down > 0 {
        waves.append((across, down, (random() < 0.5 ? -1 : 1) * (2 + 2 * random())))
      }
    }
    if isSecond, let weakest = waves.indices.min(by: { abs(waves[$0].2) < abs(waves[$1].2) }) {
      waves[weakest].2 *= -1
    }
    let side = 64
    var bytes: [UInt8] = Array("BM".utf8)
    func add(_ number: Int, _ count: Int) {
      for byte in 0..<count { bytes.append(UInt8(number >> (8 * byte) & 0xFF)) }
    }
    add(54 + 3 * side * side, 4); add(0, 4); add(54, 4)
    add(40, 4); add(side, 4); add(side, 4); add(1, 2); add(24, 2); add(0, 4); add(3 * side * side, 4)
    add(2835, 4); add(2835, 4); add(0, 4); add(0, 4)
    for row in 0..<side {
      for column in 0..<side {
        let value = waves.reduce(128.0) { sum, wave in
          let x = cos(Double.pi * Double(wave.0) * (Double(column) + 0.5) / Double(side))
          let y = cos(Double.pi * Double(wave.1) * (Double(row) + 0.5) / Double(side))
          return sum + wave.2 * x * y
        }
        let grey = UInt8(min(255, max(0, value)))
        bytes += [grey, grey, grey]
      }
    }
    return bytes
  }

  /// Drafts the study of a model.
  func drafted(model: String, _ more: [String] = []) throws -> (study: String, said: String) {
    let study = folder + "/study"
    let result = try Programs.run(
      "blindfold",
      [
        "audit", folder + "/set/list.jsonl", study, "--near", "12", "--model", "big=\(model)", "--rubric",
        folder + "/rubric.yaml", "--rater", "ana", "--rater", "bo", "--margin", "0.3", "--because", "A test.",
      ] + more)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    return (study, result.output)
  }

  /// Drafts the study, and lets ready-made captions stand for the model's.
  func draft(_ more: [String] = []) throws -> (study: String, said: String) {
    let (study, said) = try drafted(model: "openai/gpt-4o", more)
    let path = study + "/study.yaml"
    try String(contentsOfFile: path, encoding: .utf8).replacing(
      "model: openai/gpt-4o", with: "captions: ../big.jsonl"
    )
    .write(toFile: path, atomically: true, encoding: .utf8)
    return (study, said)
  }

  /// Whoever reads a caption gives 5 points where it is the picture's own, and 2 where it is not.
  func rate(_ study: String) throws {
    let list = try String(contentsOfFile: study + "/images.jsonl", encoding: .utf8)
    let names = try Set(list.split(separator: "\n").map { try #require($0.firstMatch(of: /[ab][0-9]\.bmp/)?.0) })
    var captions: [ItemID: String] = [:]
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/set/\(name)")))
      let pair = try #require(name.dropFirst().first?.wholeNumberValue)
      let item = try #require(ItemID(hex: SHA256.hex(bytes)))
      captions[item] = Self.caption(pair, isSecond: name.hasPrefix("b"))
    }
    try Self.rate(study) { slot, item in slot == captions[item] ? 5 : 2 }
  }

  /// Rates every caption of every packet.
  static func rate(_ study: String, _ points: (_ caption: String?, _ item: ItemID) -> Double) throws {
    let display = Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)
    for rater in ["ana", "bo"] {
      let packet = try PacketFile(path: "\(study)/packets/\(rater).sqlite", writable: true)
      for presentation in packet.presentations {
        for slot in presentation.slots {
          try packet.append(
            Judgement(
              presentation: presentation.id, slot: slot.id, question: "overall",
              answer: .number(points(slot.caption, presentation.item)), madeAt: 1, onTask: 1000, display: display))
        }
      }
    }
  }
}
