import Blinding
import Foundation
import ProgramStand
import StudyModel
import Testing

/// Fault F15: a Redis that machines share for cached captions, and what may become of it in the middle of a run.
@Suite(
  "a cache that machines share", .serialized, .timeLimit(.minutes(30)),
  .enabled(if: RedisStand.exists, "no redis-server is installed"))
struct SharedCacheTests {
  /// A list of rows that are each asked about, over the demo's images; long enough for something to happen on the way.
  private final class Stand {
    let folder: TemporaryFolder
    let service: Service
    static let rows = 54
    let rows: [(image: String, round: Int)]

    init() throws {
      folder = try TemporaryFolder("shared-cache")
      service = try Service(log: folder.path + "/requests.jsonl")
      let images = Programs.root.appending(path: "datasets/demo/images").path
      let names = try FileManager.default.contentsOfDirectory(atPath: images).filter {
        $0.hasSuffix("jpg") || $0.hasSuffix("png")
      }
      .sorted()
      rows = (0..<Self.rows).map { (names[$0 % names.count], $0 / names.count) }
      try (["image,round"] + rows.map { "\($0.image),\($0.round)" }).joined(separator: "\n")
        .write(toFile: folder.path + "/list.csv", atomically: true, encoding: .utf8)
    }

    func arguments(_ out: String, _ more: [String]) -> [String] {
      [
        "caption", folder.path + "/list.csv", "--root", Programs.root.appending(path: "datasets/demo/images").path,
        "--model", "sim-flash", "--base-url", service.url, "--prompt", "Describe it, round {{round}}.", "--price",
        "1,1",
        "--concurrency", "3", "--out", folder.path + "/" + out,
      ] + more
    }

    /// - Parameter machine: a machine with folders of its own.
    func environment(_ machine: String, _ password: String? = nil) -> [String: String] {
      ["HOME": folder.path + "/" + machine, "XDG_CACHE_HOME": folder.path + "/" + machine + "/cache"]
        .merging(password.map { ["BLINDFOLD_REDIS_PASSWORD": $0] } ?? [:]) { $1 }
    }

    func caption(
      _ out: String, _ more: String..., machine: String = "one", password: String? = nil
    ) throws -> Programs.Result {
      try Programs.run("blindfold", arguments(out, more), environment: environment(machine, password))
    }

    func asked() throws -> Int { try service.requests().count }

    func count(_ out: String) -> Int {
      FileManager.default.contents(atPath: folder.path + "/" + out)?.count { $0 == 10 } ?? 0
    }

    /// Row → caption, and what the cache says.
    func lines(_ out: String) throws -> (captions: [Int: String], hits: Int) {
      let text = try String(contentsOfFile: folder.path + "/" + out, encoding: .utf8)
      var found: (captions: [Int: String], hits: Int) = ([:], 0)
      for line in text.split(separator: "\n") {
        let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        found.captions[try #require(row["row"] as? Int)] = row["caption"] as? String
        if row["cache"] as? String == "exact" { found.hits += 1 }
      }
      return found
    }

    /// Captions with a cache to which something happens when a few rows are done, and most are still to come.
    func caption(
      _ out: String, cache: String, meanwhile happening: () throws -> Void
    ) throws -> (result: Programs.Result, before: Int) {
      var words = arguments(out, ["--cache-url", cache])
      words[1] = "-"
      let running = try Running("blindfold", words, environment: environment("one"))
      // The rest is not to be had before it has happened.
      let lines = rows.map { "{\"image\": \"\($0.image)\", \"round\": \"\($0.round)\"}\n" }
      running.write(lines[..<12].joined())
      #expect(waitFor { count(out) >= 5 || !running.process.isRunning })
      try happening()
      let before = count(out)
      running.write(lines[12...].joined())
      running.closeInput()
      return (running.wait(), before)
    }
  }

  /// What the stand-in says of each row, whoever asks and however often.
  private static let plain = Result {
    let stand = try Stand()
    let run = try stand.caption("plain.jsonl")
    guard run.status == 0 else { throw Failed(output: run.errors) }
    return try stand.lines("plain.jsonl").captions
  }

  private struct Failed: Error { var output: String }

  private func warnings(_ result: Programs.Result) -> [Substring] {
    result.errors.split(separator: "\n").filter { $0.contains("shared cache") }
  }

  @Test(
    "what one machine captioned another finds, through an option or a policy file; keys and lifetimes as stated")
  func twoMachines() throws {
    let (stand, redis) = (try Stand(), try RedisStand())
    let cold = try stand.caption("a.jsonl", "--cache-url", redis.url, "--cache-ttl", "90m")
    #expect(try cold.status == 0 && stand.asked() == Stand.rows && warnings(cold).isEmpty, "\(cold.errors)")
    let keys = try redis.keys()
    #expect(keys.count == Stand.rows && keys.allSatisfy { $0.wholeMatch(of: /blindfold:[0-9a-f]{64}/) != nil })
    let left = try #require(Int(redis.command("TTL", keys[0])))
    #expect((5000...5400).contains(left))
    let warm = try stand.caption("b.jsonl", "--cache-url", redis.url + "/0", machine: "two")
    #expect(
      try warm.status == 0 && stand.asked() == Stand.rows && warm.output.contains("\(Stand.rows) exact"),
      "\(warm.errors)")
    #expect(try stand.lines("b.jsonl").captions == stand.lines("a.jsonl").captions)
    // Another database is another cache.
    #expect(try stand.caption("c.jsonl", "--cache-url", redis.url + "/1", "--limit", "9", machine: "two").status == 0)
    #expect(try stand.asked() == Stand.rows + 9)
    // A policy file's `run: cache`, to which `--cache` leads.
    let policy = stand.folder.path + "/model.yaml"
    try """
    model: sim-flash
    base_url: \(stand.service.url)
    prompt: {user: "Describe it, round {{round}}."}
    price: {input: 1, output: 1}
    run: {cache: "\(redis.url)"}
    """.write(toFile: policy, atomically: true, encoding: .utf8)
    var words = stand.arguments("d.jsonl", ["--cache", "--policy", policy])
    for option in ["--model", "--base-url", "--prompt", "--price"] {
      let place = try #require(words.firstIndex(of: option))
      words.removeSubrange(place...(place + 1))
    }
    let byPolicy = try Programs.run("blindfold", words, environment: stand.environment("three"))
    #expect(try byPolicy.status == 0 && stand.asked() == Stand.rows + 9, "\(byPolicy.errors)")
    #expect(byPolicy.output.contains("\(Stand.rows) exact"), "\(byPolicy.output)")
    #expect(!FileManager.default.fileExists(atPath: stand.folder.path + "/three/cache/blindfold"))
  }

  /// A study with a model, and a cache before it, on a machine of its own.
  private func study(_ service: Service, _ redis: String, rule: String = "") throws -> ServiceStudy {
    let study = try ServiceStudy(["flash": service.url], run: "concurrency: 4, timeout: 20s, cache: \"\(redis)\"")
    study.environment["HOME"] = study.path
    study.environment["XDG_CACHE_HOME"] = study.path + "/cache"
    let file = study.path + "/study.yaml"
    try String(contentsOfFile: file, encoding: .utf8)
      .replacingOccurrences(of: "\ncandidates:\n", with: "\ncandidates:\n  cached: {cache: {of: flash\(rule)}}\n")
      .write(toFile: file, atomically: true, encoding: .utf8)
    return study
  }

  @Test("a study on another machine finds what the first one's cache kept, and goes on without it; near is refused")
  func studies() throws {
    let (stand, redis) = (try Stand(), try RedisStand())
    var captions: [[String?]] = []
    for (number, asked) in [12, 18, 30].enumerated() {
      if number == 2 { redis.end() }
      let study = try study(stand.service, redis.url)
      let run = try study.run()
      #expect(run.status == 0 && warnings(run).count == (number == 2 ? 1 : 0), "\(run.errors)")
      #expect(try stand.asked() == asked, "\(run.errors)")
      captions.append(try study.outputs(of: "cached").sorted { $0.item < $1.item }.map(\.text))
      #expect(!FileManager.default.fileExists(atPath: study.path + "/cache/blindfold"))
    }
    #expect(captions[0].count == 6 && Set(captions).count == 1)
    let near = try study(stand.service, redis.url, rule: ", near: 3").run()
    #expect(
      near.status == 65 && near.errors.contains("'run.cache' is a Redis, and the cache of 'cached'"), "\(near.errors)")
  }

  @Test("killed in mid-run: every caption as without it, one warning")
  func killed() throws {
    let (stand, redis) = (try Stand(), try RedisStand())
    let run = try stand.caption("a.jsonl", cache: redis.url) { redis.end() }
    #expect((5...12).contains(run.before))
    #expect(run.result.status == 0 && warnings(run.result).count == 1, "\(run.result.errors)")
    #expect(warnings(run.result).first?.contains("cannot be reached") == true, "\(run.result.errors)")
    #expect(try stand.lines("a.jsonl").captions == Self.plain.get())
  }

  @Test("hung in mid-run, with its hits before: every caption as without it, one warning")
  func hung() throws {
    let (stand, redis) = (try Stand(), try RedisStand())
    // A few are in it, so that it gives some before it hangs.
    #expect(try stand.caption("few.jsonl", "--cache-url", redis.url, "--limit", "4").status == 0)
    let run = try stand.caption("a.jsonl", cache: redis.url) { redis.hang() }
    #expect((5...12).contains(run.before))
    #expect(run.result.status == 0 && warnings(run.result).count == 1, "\(run.result.errors)")
    #expect(warnings(run.result).first?.contains("does not answer in time") == true, "\(run.result.errors)")
    let lines = try stand.lines("a.jsonl")
    #expect(try lines.captions == Self.plain.get() && lines.hits == 4)
    // It still hangs when the next run begins.
    let next = try stand.caption("b.jsonl", "--cache-url", redis.url)
    #expect(next.status == 0 && warnings(next).count == 1, "\(next.errors)")
    #expect(try stand.lines("b.jsonl").captions == lines.captions)
  }

  private static let junk: [JunkRedis.Junk] = [
    .bytes("any bytes", (0..<400).map { _ in UInt8.random(in: 0...255) }),
    .text("a web page", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    .text("a list of a billion", "*1000000000\r\n"), .text("lists in lists", String(repeating: "*1\r\n", count: 50)),
    .text("a text without an end", "$999999999\r\nabc"), .text("a text of less than nothing", "$-77\r\n"),
    .text("a number", ":7\r\n"), .text("a greeting", "+PONG\r\n"),
    .text("too many answers", String(repeating: "$-1\r\n", count: 999)),
    .text("an error that acts on a terminal", "-ERR \u{1B}]0;owned\u{7}\u{1B}[31m\r\n"), .trickle, .flood,
  ]

  @Test(
    "talking junk in mid-run: every caption as without it, one warning, nothing of the junk on the terminal",
    arguments: junk)
  func talksJunk(_ junk: JunkRedis.Junk) throws {
    let (stand, redis) = (try Stand(), try RedisStand())
    let between = try JunkRedis(before: redis.port)
    let run = try stand.caption("a.jsonl", cache: "redis://127.0.0.1:\(between.port)") { between.spoil(junk) }
    #expect((5...12).contains(run.before) && between.spoiled > 0)
    #expect(run.result.status == 0 && warnings(run.result).count == 1, "\(run.result.errors)")
    #expect(!run.result.errors.contains("owned") && !run.result.errors.contains("PONG"))
    #expect(try stand.lines("a.jsonl").captions == Self.plain.get())
  }

  @Test(
    "an entry with a flipped byte, of another kind, or under another's key is a miss and told; the answer takes its place"
  )
  func damaged() throws {
    let (stand, redis) = (try Stand(), try RedisStand())
    #expect(try stand.caption("a.jsonl", "--cache-url", redis.url).status == 0)
    let keys = try redis.keys()
    for (place, key) in keys.prefix(30).enumerated() { try redis.command("SETRANGE", key, "\(place * 9)", "\u{7F}") }
    try redis.command("COPY", keys[31], keys[32], "REPLACE")
    try redis.command("DEL", keys[33])
    try redis.command("RPUSH", keys[33], "a", "list")
    let again = try stand.caption("b.jsonl", "--cache-url", redis.url, machine: "two")
    #expect(again.status == 0 && warnings(again).count == 1, "\(again.errors)")
    #expect(again.errors.contains("is not what was written"), "\(again.errors)")
    #expect(try stand.asked() == Stand.rows + 32 && stand.lines("b.jsonl").hits == Stand.rows - 32)
    #expect(try stand.lines("b.jsonl").captions == stand.lines("a.jsonl").captions)
    let last = try stand.caption("c.jsonl", "--cache-url", redis.url, machine: "two")
    #expect(try warnings(last).isEmpty && stand.lines("c.jsonl").hits == Stand.rows, "\(last.errors)")
  }

  @Test("full, or a replica that takes no writes: what it has is found, the rest is asked for, one warning")
  func takesNothing() throws {
    for (settings, word) in [(["maxmemory", "1"], "OOM"), (["replica"], "READONLY")] {
      let (stand, redis) = (try Stand(), try RedisStand())
      #expect(try stand.caption("few.jsonl", "--cache-url", redis.url, "--limit", "9").status == 0)
      if word == "OOM" {
        try redis.command("CONFIG", "SET", settings[0], settings[1])
      } else {
        try redis.command("REPLICAOF", "127.0.0.1", "1")
      }
      let run = try stand.caption("a.jsonl", "--cache-url", redis.url, machine: "two")
      #expect(run.status == 0 && warnings(run).count == 1 && run.errors.contains("(\(word))"), "\(run.errors)")
      #expect(try stand.lines("a.jsonl").hits == 9 && stand.lines("a.jsonl").captions.count == Stand.rows)
    }
  }

  @Test(
    "a password comes from the environment and is nowhere else; without it, or with a wrong one, it goes on without")
  func password() throws {
    let secret = "canary-7f3a9b2c"
    let (stand, redis) = (try Stand(), try RedisStand("--requirepass", "canary-7f3a9b2c"))
    let good = try stand.caption("a.jsonl", "--cache-url", redis.url, password: secret)
    #expect(good.status == 0 && warnings(good).isEmpty, "\(good.errors)")
    #expect(try redis.command("DBSIZE", password: secret) == "\(Stand.rows)")
    for (wrong, word) in [(nil, "NOAUTH"), ("canary-wrong", "WRONGPASS")] as [(String?, String)] {
      let run = try stand.caption("\(word).jsonl", "--cache-url", redis.url, machine: "two", password: wrong)
      #expect(run.status == 0 && warnings(run).count == 1 && run.errors.contains("(\(word))"), "\(run.errors)")
      #expect(run.errors.contains("BLINDFOLD_REDIS_PASSWORD") && !run.errors.contains("canary"))
    }
    for text in ["redis://:\(secret)@127.0.0.1:\(redis.port)", "redis://default:\(secret)@127.0.0.1:\(redis.port)"] {
      let refused = try stand.caption("refused.jsonl", "--cache-url", text)
      #expect(
        refused.status == 64 && !refused.errors.contains(secret) && refused.errors.contains("BLINDFOLD_REDIS_PASSWORD"))
    }
    let files = FileManager.default.enumerator(atPath: stand.folder.path)?.compactMap { $0 as? String } ?? []
    #expect(files.contains("a.jsonl.ledger.sqlite"))
    for file in files {
      let bytes = FileManager.default.contents(atPath: stand.folder.path + "/" + file) ?? Data()
      #expect(bytes.range(of: Data("canary".utf8)) == nil, "\(file)")
    }
  }

  @Test("near pictures and a Redis are refused together; purge leaves a shared cache to its owners")
  func refusals() throws {
    let stand = try Stand()
    let near = try stand.caption("a.jsonl", "--cache-url", "redis://127.0.0.1:1", "--cache-near", "2")
    #expect(near.status == 64 && near.errors.contains("not looked for in a Redis"), "\(near.errors)")
    let both = try stand.caption("a.jsonl", "--cache-url", "redis://127.0.0.1:1", "--cache-file", "x.sqlite")
    #expect(both.status == 64)
    let purge = try Programs.run("blindfold", ["purge", "--cache", "redis://127.0.0.1:1"])
    #expect(purge.status == 64 && purge.errors.contains("UNLINK"), "\(purge.errors)")
    #expect(try stand.asked() == 0)
  }
}
