import Foundation
import ProgramStand
import Testing

@testable import StudyStore

/// A cache in front of what `blindfold caption` asks.
@Suite("captions without a study, with a cache", .serialized, .timeLimit(.minutes(30)))
struct CaptionCacheTests {
  private final class Stand {
    let folder: TemporaryFolder
    let service: Service
    static let images = Programs.root.appending(path: "datasets/demo/images").path
    var cache: String { folder.path + "/captions.sqlite" }

    init() throws {
      folder = try TemporaryFolder("caption-cache")
      service = try Service(log: folder.path + "/requests.jsonl")
    }

    func arguments(_ out: String, _ images: String, _ more: [String]) -> [String] {
      [
        "caption", images, "--model", "sim-flash", "--base-url", service.url, "--prompt", "Describe it.", "--price",
        "1,1",
      ]
        + ["--cache-file", cache, "--out", folder.path + "/" + out] + more
    }

    func caption(_ out: String, images: String = Stand.images, _ more: String...) throws -> Programs.Result {
      try Programs.run("blindfold", arguments(out, images, more))
    }

    func asked() throws -> Int { try service.requests().count }

    /// Image → caption and the cache's word.
    func lines(_ out: String) throws -> [String: [String?]] {
      let text = try String(contentsOfFile: folder.path + "/" + out, encoding: .utf8)
      return Dictionary(
        try text.split(separator: "\n").map { line in
          let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
          return (try #require(row["image"] as? String), [row["caption"] as? String, row["cache"] as? String])
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  @Test("a second list finds what the first one asked for, pays nothing, and another setting asks again")
  func found() throws {
    let stand = try Stand()
    let cold = try stand.caption("a.jsonl")
    #expect(try cold.status == 0 && stand.asked() == 36, "\(cold.errors)")
    let first = try stand.lines("a.jsonl")
    #expect(first.count == 36 && first.values.allSatisfy { $0[1] == nil })
    let warm = try stand.caption("b.jsonl")
    #expect(try warm.status == 0 && stand.asked() == 36, "\(warm.errors)")
    #expect(warm.output.contains("36 exact"), "\(warm.output)")
    #expect(try stand.lines("b.jsonl") == first.mapValues { [$0[0], "exact"] })
    #expect(try stand.caption("c.jsonl", "--max-tokens", "50").status == 0)
    #expect(try stand.asked() == 72)
    sleep(2)
    #expect(try stand.caption("d.jsonl", "--cache-ttl", "1s").status == 0)
    #expect(try stand.asked() == 108)
    let one = try Programs.run(
      "blindfold",
      Array(stand.arguments("x", Stand.images + "/product-01-teapot.jpg", []).filter { $0 != "--out" }.dropLast()))
    #expect(try one.status == 0 && one.errors.contains("from the cache") && stand.asked() == 108, "\(one.errors)")
  }

  @Test("one image at a terminal, which asks for a stream, finds what a bulk run kept, and the other way round")
  func streamed() throws {
    let stand = try Stand()
    let (first, second) = (Stand.images + "/product-01-teapot.jpg", Stand.images + "/everyday-02-desk.jpg")
    func watched(_ image: String) throws -> String {
      let words = stand.arguments("x", image, []).filter { $0 != "--out" }.dropLast().map { "'\($0)'" }
      // `script` gives it a terminal.
      let command = ([Programs.path("blindfold")] + words).joined(separator: " ")
      let run = try Programs.run("/usr/bin/script", ["-qec", command, "/dev/null"])
      #expect(run.status == 0, "\(run.output)")
      return run.output
    }
    let asked = try watched(second)
    #expect(try stand.asked() == 1 && asked.contains("first word after"), "it asked for a stream: \(asked)")
    #expect(try stand.caption("a.jsonl").status == 0)
    #expect(try stand.asked() == 36, "the bulk run found what came as a stream")
    let kept = try #require(try stand.lines("a.jsonl")["product-01-teapot.jpg"]?[0])
    let found = try watched(first)
    #expect(found.contains("from the cache") && found.contains(kept), "\(found)")
    #expect(try stand.asked() == 36)
  }

  @Test("a near picture's caption is taken within the bits stated")
  func near() throws {
    let stand = try Stand()
    // The same pictures in other files: bytes after a picture's end are shown by no decoder.
    let other = stand.folder.path + "/other"
    try FileManager.default.copyItem(atPath: Stand.images, toPath: other)
    for name in try FileManager.default.contentsOfDirectory(atPath: other) {
      let file = URL(fileURLWithPath: other + "/" + name)
      try (Data(contentsOf: file) + Data([0])).write(to: file)
    }
    #expect(try stand.caption("a.jsonl", "--cache-near", "2").status == 0)
    #expect(try stand.caption("b.jsonl", images: other).status == 0)
    #expect(try stand.asked() == 72 && stand.lines("b.jsonl").values.allSatisfy { $0[1] == nil })
    try CaptionCacheFile.remove(stand.cache)
    #expect(try stand.caption("c.jsonl", "--cache-near", "2").status == 0)
    let result = try stand.caption("d.jsonl", images: other, "--cache-near", "2")
    #expect(try result.status == 0 && stand.asked() == 108, "\(result.errors)")
    #expect(try stand.lines("d.jsonl") == stand.lines("c.jsonl").mapValues { [$0[0], "near"] })
  }

  @Test("killed at random moments, two at a time, it leaves a cache that is whole, and never another's caption")
  func killed() throws {
    let stand = try Stand()
    for round in 0..<10 {
      let runs = try ["a", "b"].map {
        try Running("blindfold", stand.arguments("\($0)-\(round).jsonl", Stand.images, []))
      }
      usleep(UInt32.random(in: 100_000...900_000))
      for run in runs { run.kill9() }
      if FileManager.default.fileExists(atPath: stand.cache) {
        #expect(try CaptionCacheFile.held(stand.cache)?.captions != nil)
      }
    }
    let runs = try ["a", "b"].map { try Running("blindfold", stand.arguments("\($0).jsonl", Stand.images, [])) }
    for run in runs {
      let result = run.wait()
      #expect(result.status == 0 && !result.errors.contains("caption cache"), "\(result.errors)")
    }
    let before = try stand.asked()
    #expect(try stand.caption("last.jsonl").status == 0)
    let last = try stand.lines("last.jsonl")
    #expect(try stand.asked() == before && last.count == 36 && last.values.allSatisfy { $0[1] == "exact" })
    // The stand-in says the same of an image whenever it is asked.
    #expect(try stand.lines("a.jsonl").mapValues { $0[0] } == last.mapValues { $0[0] })
  }

  @Test("a damaged cache is said to be, once, and left as it is; every caption is asked for")
  func damaged() throws {
    let stand = try Stand()
    try Data(repeating: 7, count: 20_000).write(to: URL(fileURLWithPath: stand.cache))
    let result = try stand.caption("a.jsonl")
    #expect(try result.status == 0 && stand.asked() == 36, "\(result.errors)")
    #expect(result.errors.components(separatedBy: "the caption cache cannot be read").count == 2, "\(result.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: stand.cache)) == Data(repeating: 7, count: 20_000))
  }
}
