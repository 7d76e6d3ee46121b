import Blinding
import Digest
import Foundation
import Packet
import ProgramStand
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("a near-duplicate cache on trial, as a user tries it", .serialized)
struct CacheAuditTests {
  /// Pictures in pairs that look alike: of the even ones both show the same, of the odd ones they do not.
  private struct AlikeSet {
    let folder: String
    static let pairs = 6

    init(in folder: String) throws {
      self.folder = folder
      try FileManager.default.createDirectory(atPath: folder + "/set", withIntermediateDirectories: true)
      var rows = ""
      var captions = ""
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

    /// Drafts the study, and lets ready-made captions stand for the model's.
    func draft(_ more: [String] = []) throws -> (study: String, said: String) {
      let study = folder + "/study"
      let result = try Programs.run(
        "blindfold",
        [
          "audit", folder + "/set/list.jsonl", study, "--near", "12", "--model", "big=openai/gpt-4o", "--rubric",
          folder + "/rubric.yaml", "--rater", "ana", "--rater", "bo", "--margin", "0.3", "--because", "A test.",
        ] + more)
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      let path = study + "/study.yaml"
      try String(contentsOfFile: path, encoding: .utf8).replacing(
        "model: openai/gpt-4o", with: "captions: ../big.jsonl"
      )
      .write(toFile: path, atomically: true, encoding: .utf8)
      return (study, result.output)
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
      let display = Display(mode: "plain", columns: 80, rows: 24, pixelWidth: 0, pixelHeight: 0)
      for rater in ["ana", "bo"] {
        let packet = try PacketFile(path: "\(study)/packets/\(rater).sqlite", writable: true)
        for presentation in packet.presentations {
          for slot in presentation.slots {
            try packet.append(
              Judgement(
                presentation: presentation.id, slot: slot.id, question: "overall",
                answer: .number(slot.caption == captions[presentation.item] ? 5 : 2), madeAt: 1, onTask: 1000,
                display: display))
          }
        }
      }
    }
  }

  private func audit(_ study: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: study + "/results.json"))
    let results = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require((results?["hit_audits"] as? [[String: Any]])?.first)
  }

  @Test("drafted, captioned, rated blind and reported: three of six hits are wrong, which verify works out again")
  func journey() throws {
    let folder = try TemporaryFolder()
    let set = try AlikeSet(in: folder.path)
    let (study, said) = try set.draft()
    #expect(said.contains("12 images, 0 of them the same bytes as an earlier one"), "\(said)")
    #expect(said.contains("6 hits drawn, each rated beside its fresh caption; 6 further images are captioned alone"))
    let run = try Programs.run("blindfold", ["run", study, "--yes"])
    #expect(run.status == 0, "\(run.output)\(run.errors)")

    // Every second picture got the first one's caption; every first one its own.
    let store = try StudyStore(folder: study, create: false)
    let arms = try store.arms()
    let (trial, big) = (try #require(arms["near-hits"]), try #require(arms["big"]))
    let outputs = Dictionary(grouping: try store.outputs(), by: \.arm).mapValues {
      Dictionary(uniqueKeysWithValues: $0.map { ($0.item, $0.text) })
    }
    let served = try #require(try store.served()[trial])
    let hits = served.filter { $0.value.fromItem != nil }
    #expect(served.count == 12 && hits.count == 6)
    for (item, row) in hits {
      let donor = try #require(row.fromItem)
      #expect(outputs[trial]?[item] == outputs[big]?[donor] && row.fromArm == nil)
      #expect((0...12).contains(row.hit?.distance ?? -1))
    }
    for (item, row) in served where row.fromItem == nil {
      #expect(row.fromArm == big && outputs[trial]?[item] == outputs[big]?[item])
    }

    // Raters see hits alone: two captions where they differ, one where they are the same.
    for rater in ["ana", "bo"] {
      let packet = try PacketFile(path: "\(study)/packets/\(rater).sqlite", writable: false)
      #expect(Set(packet.presentations.map(\.item)) == Set(hits.keys))
      #expect(packet.presentations.map(\.slots.count).sorted() == [1, 1, 1, 2, 2, 2])
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(study)/packets/\(rater).sqlite"))
      for word in ["near-hits", "big", "openai", "cache", "near", trial.rawValue] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) is in \(rater)'s packet")
      }
      for item in served.keys where hits[item] == nil {
        #expect(bytes.range(of: Data(item.hex.utf8)) == nil, "a picture that nobody rates is in a packet")
      }
    }

    try set.rate(study)
    let report = try Programs.run("blindfold", ["report", study])
    #expect(report.status == 0, "\(report.output)\(report.errors)")
    let found = try audit(study)
    let last = try #require((found["thresholds"] as? [[String: Any]])?.last)
    #expect(last["judged"] as? Int == 6 && last["wrong"] as? Int == 3 && last["families"] as? Int == 6)
    // R: binom.test(3, 6): 0.1181172 to 0.8818828; half of the images are hits.
    #expect(
      last["lower"] as? Double == 0.118117 && last["upper"] as? Double == 0.881883 && last["rate"] as? Double == 0.5)
    #expect(last["share_of_images"] as? Double == 0.5)
    let judged = try #require(found["judged"] as? [[String: Any]])
    #expect(judged.compactMap { $0["difference"] as? Double }.sorted() == [-3, -3, -3, 0, 0, 0])
    let decision = try String(contentsOfFile: study + "/decision.md", encoding: .utf8)
    #expect(
      decision.contains("### What near hits would do") && decision.contains("| 50 % (12 % to 88 %) | 50 % |"),
      "\(decision)")
    #expect(decision.contains("say of the same 6 images") && decision.contains("6 further images lent captions"))
    #expect(FileManager.default.fileExists(atPath: study + "/figures/harm.svg"))

    let whole = try Programs.run("blindfold", ["verify", study])
    #expect(
      whole.status == 0 && whole.output.contains("6 captions of other pictures and 6 of the same"),
      "\(whole.output)\(whole.errors)")
    // A hit that is said to be of another picture is found, and named.
    let item = try #require(hits.keys.min())
    let own = hits[item]?.fromItem
    let others = served.keys.filter { hits[$0] == nil && $0 != own }.sorted()
    let donor = try #require(others.first)
    try OldStudy.alter(
      "UPDATE served SET from_item = '\(donor.hex)' WHERE arm = '\(trial.rawValue)' AND item = '\(item.hex)'",
      in: StudyStore.keyPath(in: study))
    let edited = try Programs.run("blindfold", ["verify", study])
    #expect(edited.status != 0)
    let words = edited.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let named =
      "served near-hits, item \(item.hex.prefix(12))…: its caption is not what 'big' has of item \(donor.hex.prefix(12))…"
    #expect(words.contains(named), "\(words)")
    #expect(edited.output.contains("served_from"), "\(edited.output)")
  }

  @Test("counts without writing anything, draws the same by the same seed, and refuses what is there")
  func command() throws {
    let folder = try TemporaryFolder()
    let set = try AlikeSet(in: folder.path)
    let list = folder.path + "/set/list.jsonl"
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let counted = try Programs.run("blindfold", ["audit", list])
    #expect(counted.status == 0 && counted.output.contains("in all 6 (50.00 %)"), "\(counted.output)\(counted.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
    let none = try Programs.run("blindfold", ["audit", "datasets/demo", "--near", "0"])
    #expect(none.output.contains("no image is within 0 of 64 bits of an earlier one"), "\(none.output)\(none.errors)")

    let (study, said) = try set.draft(["--pairs", "3", "--seed", "7"])
    #expect(said.contains("3 hits drawn"), "\(said)")
    let first = try String(contentsOfFile: study + "/images.jsonl", encoding: .utf8)
    try FileManager.default.removeItem(atPath: study)
    _ = try set.draft(["--pairs", "3", "--seed", "7"])
    #expect(try String(contentsOfFile: study + "/images.jsonl", encoding: .utf8) == first)
    let again = try Programs.run(
      "blindfold",
      ["audit", list, study, "--model", "big=m", "--margin", "0.3", "--because", "x"])
    #expect(again.status == 65 && again.errors.contains("there is a study already. Nothing was written over."))
    let missing = try Programs.run("blindfold", ["audit", list, folder.path + "/other"])
    #expect(
      missing.status == 64 && missing.errors.contains("--model, --margin, --because is missing"), "\(missing.errors)")
  }

  @Test(
    "a smoke test leaves it out, since a few images would decide for good what it gives; captioning by it is refused")
  func few() throws {
    let folder = try TemporaryFolder()
    let set = try AlikeSet(in: folder.path)
    let (study, _) = try set.draft()
    let few = try Programs.run("blindfold", ["run", study, "--limit", "2"])
    #expect(
      few.status == 0 && few.output.contains("near-hits: a cache on trial; it takes what is stored"),
      "\(few.output)\(few.errors)")
    let store = try StudyStore(folder: study, create: false)
    #expect(try store.served().isEmpty)
    let caption = try Programs.run(
      "blindfold",
      [
        "caption", folder.path + "/set", "--study", study, "--candidate", "near-hits", "--out",
        folder.path + "/o.jsonl",
      ])
    #expect(caption.status == 65 && caption.errors.contains("'near-hits' is a cache on trial"), "\(caption.errors)")
  }
}
