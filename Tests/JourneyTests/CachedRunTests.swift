import Blinding
import Foundation
import ProgramStand
import Roster
import StudyModel
import Testing

@testable import StudyStore

/// A cache in front of a candidate, from a study's run to its report.
@Suite("a candidate with a cache", .serialized, .timeLimit(.minutes(30)))
struct CachedRunTests {
  /// Studies over the demo set that share a cache; the model behind it is no arm of its own.
  private final class Stand {
    let folder: TemporaryFolder
    let service: Service
    var cache: String { folder.path + "/cache/blindfold/captions.sqlite" }
    var environment: [String: String] {
      [
        "SIMULATOR_URL": service.url, "XDG_CACHE_HOME": folder.path + "/cache",
        "CANARY_KEY": "sk-canary-0123456789abcdef",
      ]
    }

    init() throws {
      folder = try TemporaryFolder("cached")
      service = try Service(log: folder.path + "/requests.jsonl")
    }

    /// - Parameter images: a folder of images with metadata in place of the demo set.
    func study(
      _ name: String, rule: String = "", prompt: String? = nil, images: String? = nil
    ) throws -> String {
      let path = folder.path + "/" + name
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try demoStudy(in: path) { text in
        guard let start = text.range(of: "candidates:"), let end = text.range(of: "\nrun:") else { return text }
        var text = text.replacingCharacters(
          in: start.lowerBound..<end.lowerBound,
          with: """
            candidates:
              large: {model: sim-large, base_url: "${SIMULATOR_URL}", price: {input: 2.50, output: 10.00}}
              cached: {cache: {of: mini\(rule)}}
            parts:
              mini: {model: sim-mini, base_url: "${SIMULATOR_URL}", api_key_env: CANARY_KEY, price: {input: 0.15, output: 0.60}}
            """)
        if let prompt { text = text.replacingOccurrences(of: "Describe this", with: prompt) }
        if let images {
          text = text.replacingOccurrences(of: Programs.root.path + "/datasets/demo\n", with: images + "\n")
        }
        return text
      }
      return path
    }

    func run(_ arguments: String...) throws -> Programs.Result {
      try Programs.run("blindfold", arguments, environment: environment)
    }

    /// How often the model behind the cache was asked.
    func asked() throws -> Int { try service.requests().count { $0.hasPrefix("sim-mini ") } }

    func hits(_ study: String) throws -> [CacheHit] {
      try StudyStore(reading: study).served().values.flatMap { $0.values.compactMap(\.hit) }
    }
  }

  @Test("asks once; another study finds all of it, keeps what it had cost apart, and reports, verifies and saves by it")
  func twice() throws {
    let stand = try Stand()
    let first = try stand.study("first")
    let cold = try stand.run("run", first, "--yes")
    #expect(cold.status == 0, "\(cold.errors)")
    #expect(try stand.asked() == 36 && stand.hits(first).isEmpty)

    let second = try stand.study("second")
    let warm = try stand.run("run", second, "--yes")
    #expect(warm.status == 0, "\(warm.errors)")
    #expect(try stand.asked() == 36, "a caption in the cache was asked for again")
    let hits = try stand.hits(second)
    #expect(hits.count == 36 && hits.allSatisfy { $0.distance == nil })
    #expect(hits.allSatisfy { ($0.originCost ?? 0) > 0 && ($0.originTotal ?? 0) > 0 && ($0.ownTotal ?? 9) < 9 })
    #expect(try captions(of: "cached", first) == captions(of: "cached", second))

    for study in [first, second] {
      for command in [
        ["simulate", "rate", study, "--images", "datasets/demo"], ["report", study], ["verify", study],
      ] {
        let result = try Programs.run("blindfold", command, environment: stand.environment)
        #expect(result.status == 0, "\(command): \(result.errors)\(result.output.suffix(2000))")
      }
    }
    let cheap = try String(contentsOfFile: first + "/decision.md", encoding: .utf8)
    #expect(cheap.contains("`cached` found none of its 36 images in its cache"))
    let report = try String(contentsOfFile: second + "/decision.md", encoding: .utf8)
    #expect(report.contains("Of 36 images `cached` found 36 in its cache."), "\(report)")
    #expect(report.contains("| `cached` (simulated) | the cache, same image | 36 of 36 |"))
    // What other work had paid for is said beside the cost, and only there where it was so.
    #expect(report.contains("at 0 % of its cost (36 of 36 captions from a cache filled before this run)"), "\(report)")
    #expect(!cheap.contains("filled before this run"))
    // The documents alone say the same, without a database at hand.
    let restated = try verifiedAlone(second)
    #expect(
      restated.status == 0 && restated.output.contains("written again from ratings.csv"),
      "\(restated.output)\(restated.errors)")
    #expect(report.contains("by the cache "))
    // The stand-in that had answered before is named, and what was not paid for is known to be nothing.
    #expect(report.contains("| `cached` (simulated) | 0.00 USD | not measured |"), "\(report)")
    #expect(report.contains("3 over-length | `sim-mini` |"))
    // What the model saves is the same in both: the cache's part is what its calls would have cost.
    let (paid, found) = (try savings(first), try savings(second))
    #expect(abs((paid["by_model_usd"] ?? 0) - (found["by_model_usd"] ?? 1)) < 1e-6 * (paid["by_model_usd"] ?? 0))
    #expect(abs((found["by_cache_usd"] ?? 0) - (paid["bill_usd"] ?? 1)) < 1e-6 * (paid["bill_usd"] ?? 0))
    #expect(found["bill_usd"] == 0)
    #expect(abs((found["saved_usd"] ?? 0) - (found["by_model_usd"] ?? 0) - (found["by_cache_usd"] ?? 0)) < 1e-3)

    // No key is in the cache, and none of the studies' names.
    let bytes = ["", "-wal"].compactMap { FileManager.default.contents(atPath: stand.cache + $0) }.reduce(Data(), +)
    for secret in ["sk-canary", second, "alt text?"] { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)") }
    let mode = try FileManager.default.attributesOfItem(atPath: stand.cache)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("a hit rate that is stated for a candidate stands before one for all, in whatever order they are given")
  func statedRates() throws {
    let stand = try Stand()
    let study = try stand.study("first")
    #expect(try stand.run("run", study, "--yes").status == 0)
    for rates in [["--hit-rate", "cached=0.4", "--hit-rate", "0.2"], ["--hit-rate", "0.2", "--hits", "cached=4/10"]] {
      for rates in [rates, Array(rates[2...] + rates[..<2])] {
        let result = try Programs.run("blindfold", ["savings", study] + rates + ["--json"])
        #expect(result.status == 0, "\(result.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let rows = try #require(object?["candidates"] as? [[String: Any]])
        let cached = try #require(rows.first { $0["candidate"] as? String == "cached" })
        #expect((cached["hit_rate"] as? [String: Any])?["value"] as? Double == 0.4, "\(rates)")
      }
    }
  }

  private func captions(of label: String, _ study: String) throws -> [ItemID: String?] {
    let store = try StudyStore(reading: study)
    let arm = try #require(try store.arms()[label])
    return Dictionary(
      try store.outputs().filter { $0.arm == arm }.map { ($0.item, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  /// The values of the savings of `cached`.
  private func savings(_ study: String) throws -> [String: Double] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: study + "/results.json"))
    let results = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
    let savings = (results?["cost_quality"] as? [String: Any])?["savings"] as? [String: Any]
    let candidates = try #require(savings?["candidates"] as? [[String: Any]])
    let own = try #require(candidates.first { $0["candidate"] as? String == "cached" })
    return own.compactMapValues { ($0 as? [String: Any])?["value"] as? Double }
  }

  @Test("another prompt asks again, and so does an entry that is too old")
  func changes() throws {
    let stand = try Stand()
    #expect(try stand.run("run", stand.study("a"), "--yes").status == 0)
    #expect(try stand.run("run", stand.study("b", prompt: "Describe briefly this"), "--yes").status == 0)
    #expect(try stand.asked() == 72)
    sleep(2)
    #expect(try stand.run("run", stand.study("c", rule: ", ttl: 1s"), "--yes").status == 0)
    #expect(try stand.asked() == 108)
    #expect(try stand.run("run", stand.study("d", rule: ", ttl: 1h"), "--yes").status == 0)
    #expect(try stand.asked() == 108)
  }

  @Test("a near picture's caption is taken only where bits are stated, and the report counts it apart")
  func near() throws {
    let stand = try Stand()
    // The same pictures in other files: bytes after a picture's end are shown by no decoder.
    let set = stand.folder.path + "/set"
    try FileManager.default.copyItem(atPath: Programs.root.path + "/datasets/demo", toPath: set)
    for name in try FileManager.default.contentsOfDirectory(atPath: set + "/images") where name.hasSuffix(".jpg") {
      let file = URL(fileURLWithPath: set + "/images/" + name)
      try (Data(contentsOf: file) + Data([0])).write(to: file)
    }
    #expect(try stand.run("run", stand.study("a", rule: ", near: 2"), "--yes").status == 0)
    #expect(try stand.asked() == 36)
    let exact = try stand.study("b", images: set)
    #expect(try stand.run("run", exact, "--yes").status == 0)
    #expect(try stand.asked() > 36 && stand.hits(exact).allSatisfy { $0.distance == nil })
    let asked = try stand.asked()
    let other = stand.folder.path + "/other-cache"
    try FileManager.default.copyItem(atPath: stand.cache, toPath: other)
    let near = try stand.study("c", rule: ", near: 2", prompt: "Describe closely this", images: set)
    #expect(try stand.run("run", near, "--yes").status == 0)
    // Another question: a near picture's answer to this one is none.
    #expect(try stand.asked() > asked && stand.hits(near).isEmpty)
    let again = try stand.study("d", rule: ", near: 2", prompt: "Describe closely this")
    let before = try stand.asked()
    let result = try stand.run("run", again, "--yes")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try stand.asked() == before)
    let hits = try stand.hits(again)
    let nearHits = hits.filter { $0.distance != nil }
    #expect(hits.count == 36 && !nearHits.isEmpty && nearHits.allSatisfy { $0.distance == 0 })
    for command in [["simulate", "rate", again, "--images", "datasets/demo"], ["report", again], ["verify", again]] {
      let result = try Programs.run("blindfold", command, environment: stand.environment)
      #expect(result.status == 0, "\(command): \(result.errors)")
    }
    let report = try String(contentsOfFile: again + "/decision.md", encoding: .utf8)
    #expect(report.contains("\(nearHits.count) of them the caption of another picture that looks alike"), "\(report)")
    #expect(
      report.contains(
        "| `cached` (simulated) | the cache, near picture (at most 0 bits of 64 apart) | \(nearHits.count) of 36 |"))
  }

  @Test("killed at random moments a run leaves a cache that is whole, and what it gives is what was stored")
  func killed() throws {
    let stand = try Stand()
    for round in 0..<12 {
      let run = try Running(
        "blindfold", ["run", stand.study("round-\(round)"), "--yes"], environment: stand.environment)
      usleep(UInt32.random(in: 100_000...1_200_000))
      run.kill9()
      if FileManager.default.fileExists(atPath: stand.cache) {
        #expect(try CaptionCacheFile.held(stand.cache)?.captions != nil)
      }
    }
    let whole = try stand.study("whole")
    let result = try stand.run("run", whole, "--yes")
    #expect(result.status == 0 && !result.errors.contains("caption cache"), "\(result.errors)")
    let again = try stand.study("again")
    #expect(try stand.run("run", again, "--yes").status == 0)
    #expect(try stand.hits(again).count == 36)
    #expect(try captions(of: "cached", whole) == captions(of: "cached", again))
    // What came before a kill and was kept was not asked for again: at most all of each killed run, and once to the end.
    #expect(try stand.asked() < 12 * 36)
  }

  @Test("two runs of two studies at once share the cache without a word of trouble")
  func twoAtOnce() throws {
    let stand = try Stand()
    let runs = try ["a", "b"].map {
      try Running("blindfold", ["run", stand.study($0), "--yes"], environment: stand.environment)
    }
    for run in runs {
      let result = run.wait()
      #expect(result.status == 0 && !result.errors.contains("cache"), "\(result.errors)")
    }
    let third = try stand.study("c")
    let before = try stand.asked()
    #expect(try stand.run("run", third, "--yes").status == 0)
    #expect(try stand.asked() == before && stand.hits(third).count == 36)
  }

  @Test("a cache that is damaged is said to be, once, and the run goes on without it")
  func damaged() throws {
    let stand = try Stand()
    try FileManager.default.createDirectory(
      atPath: stand.folder.path + "/cache/blindfold", withIntermediateDirectories: true)
    try Data(repeating: 7, count: 20_000).write(to: URL(fileURLWithPath: stand.cache))
    let study = try stand.study("a")
    let result = try stand.run("run", study, "--yes")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.components(separatedBy: "the caption cache cannot be read").count == 2, "\(result.errors)")
    #expect(try stand.asked() == 36 && stand.hits(study).isEmpty)
    #expect(try Data(contentsOf: URL(fileURLWithPath: stand.cache)) == Data(repeating: 7, count: 20_000))
  }
}
