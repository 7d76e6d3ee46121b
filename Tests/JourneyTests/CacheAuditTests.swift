import Blinding
import Digest
import Foundation
import Packet
import ProgramStand
import Roster
import StudyModel
import Testing
import WireStand

@testable import StudyStore

@Suite("a near-duplicate cache on trial, as a user tries it", .serialized)
struct CacheAuditTests {
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

  private func results(_ study: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: study + "/results.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  // 24 images, of which 6 are hits: a quarter. Of the 6 of the set 3 are: half.
  @Test("a drawn set's cost is that of production's hits, in the report and in the bill; verify works it out again")
  func cost() throws {
    let server = try WireServer { request in
      // The picture decides what a caption is and what it costs.
      let sum = request.body.reduce(0) { $0 + Int($1) } % 400
      let answer = """
        {"model":"m","choices":[{"message":{"role":"assistant","content":"Caption \(sum)."},"finish_reason":"stop"}],\
        "usage":{"prompt_tokens":\(600 + sum),"completion_tokens":9}}
        """
      return .answer([UInt8](answer.utf8))
    }
    let folder = try TemporaryFolder()
    let set = try AlikeSet(in: folder.path, singles: 12)
    let (study, said) = try set.drafted(model: "m", ["--base-url", server.address, "--pairs", "3"])
    #expect(
      said.contains("in all 6 (25.00 %)") && said.contains("3 hits drawn") && said.contains("3 further"), "\(said)")
    let file = study + "/study.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacing("    # price: {", with: "    price: {").write(toFile: file, atomically: true, encoding: .utf8)
    let run = try Programs.run("blindfold", ["run", study, "--yes"])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    try AlikeSet.rate(study) { caption, _ in Double(2 + (caption?.utf8.reduce(0) { $0 + Int($1) } ?? 0) % 3) }
    let report = try Programs.run("blindfold", ["report", study])
    let basis = "with hits for 25 % of images, as where its set was drawn from"
    #expect(report.status == 0 && report.output.contains("what near-hits costs is \(basis)"), "\(report.output)")

    let results = try results(study)
    let rows = try #require(results["candidates"] as? [[String: Any]])
    func perThousand(_ label: String) -> Double {
      rows.first { $0["label"] as? String == label }?["cost_usd_per_1000_images"] as? Double ?? .nan
    }
    #expect(perThousand("big") > 1 && abs(perThousand("near-hits") - 0.75 * perThousand("big")) < 2e-6)
    let quality = try #require(results["cost_quality"] as? [String: Any])
    let placed = try #require(quality["candidates"] as? [[String: Any]])
    let money =
      placed.first { $0["candidate"] as? String == "near-hits" }?["cost_usd_per_1000_images"] as? [String: Any]
    #expect(money?["value"] as? Double == perThousand("near-hits"))
    let last = try #require((try audit(study)["thresholds"] as? [[String: Any]])?.last)
    let saved = last["saved_usd_per_1000_images"] as? Double ?? .nan
    #expect(abs(perThousand("big") - saved - perThousand("near-hits")) < 2e-6, "the section says the same")
    let decision = try String(contentsOfFile: study + "/decision.md", encoding: .utf8)
    #expect(decision.contains("at 75 % of its cost (\(basis))"), "\(decision)")

    let savings = try Programs.run("blindfold", ["savings", study, "--check"]).output
    #expect(savings.contains("near-hits: hit rate 25.0 %, from drawn_from of the study file, within 12 bits, of 24"))
    #expect(savings.contains("(1 − 0.25) × "), "\(savings)")
    let bills = try Programs.run("blindfold", ["savings", study, "--json"]).output
    let bill = try #require(try JSONSerialization.jsonObject(with: Data(bills.utf8)) as? [String: Any])
    let own = (bill["candidates"] as? [[String: Any]])?.first { $0["candidate"] as? String == "near-hits" }
    #expect((own?["bill_usd"] as? [String: Any])?["value"] as? Double == perThousand("near-hits"))
    let other = try Programs.run("blindfold", ["savings", study, "--hit-rate", "near-hits=0.5", "--check"]).output
    #expect(other.contains("50.0 %") && other.contains("(1 − 0.5) ×"), "\(other)")

    let whole = try Programs.run("blindfold", ["verify", study])
    #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
    for name in ["study.sqlite", "key.sqlite"] { try FileManager.default.removeItem(atPath: "\(study)/\(name)") }
    let alone = try Programs.run("blindfold", ["verify", study])
    #expect(alone.status == 0 && alone.output.contains("written again from ratings.csv"), "\(alone.output)")
  }

  @Test("a model that is reached at an address is drafted with it; a name that says nothing of where is refused")
  func address() throws {
    let folder = try TemporaryFolder()
    let set = try AlikeSet(in: folder.path)
    let (study, _) = try set.drafted(model: "m", ["--base-url", "http://127.0.0.1:8000/v1", "--api-key-env", "MY_KEY"])
    let text = try String(contentsOfFile: study + "/study.yaml", encoding: .utf8)
    #expect(
      text.contains(
        "  big:\n    model: m\n    base_url: \"http://127.0.0.1:8000/v1\"\n    api_key_env: MY_KEY\n"), "\(text)")
    let list = folder.path + "/set/list.jsonl"
    let arguments = ["--rubric", folder.path + "/rubric.yaml", "--margin", "0.3", "--because", "x"]
    let nowhere = try Programs.run(
      "blindfold", ["audit", list, folder.path + "/other", "--model", "big=m"] + arguments)
    #expect(nowhere.status == 65 && nowhere.errors.contains("says nothing of where it is reached"), "\(nowhere.errors)")
    #expect(nowhere.errors.contains("`base_url` and `api_key_env` are --base-url and --api-key-env"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/other"))
    let alone = try Programs.run("blindfold", ["audit", list, "--base-url", "http://127.0.0.1:8000/v1"])
    #expect(
      alone.status == 64 && alone.errors.contains("--base-url and --api-key-env are for --model"), "\(alone.errors)")
  }

  @Test("an image that cannot be decoded is named, with what follows and what to do")
  func undecodable() throws {
    let folder = try TemporaryFolder()
    let set = try AlikeSet(in: folder.path)
    var bytes = [UInt8](
      try Data(contentsOf: Programs.root.appending(path: "datasets/demo/images/product-12-wall-clock.png")))
    for index in (bytes.count / 2)..<(bytes.count / 2 + 2000) { bytes[index] = 0 }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/set/mid.png"))
    let result = try Programs.run("blindfold", ["audit", set.folder + "/set"])
    #expect(result.status == 0 && result.output.contains("13 images"), "\(result.output)\(result.errors)")
    #expect(
      result.output.contains(
        "1 image cannot be decoded here: near to none, so that its hit is missing from the counts and from a study. Replace "
          + "it, or take it off the list\n  mid.png: damaged ("), "\(result.output)")
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
