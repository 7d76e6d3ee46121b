import Foundation
import ProgramStand
import Testing
import WireStand

/// A folder of small pictures, and policies over a service.
private final class Pictures {
  let folder: TemporaryFolder
  var set: String { path("set") }
  func path(_ name: String) -> String { folder.path + "/" + name }

  init(_ names: [String]) throws {
    folder = try TemporaryFolder("mending")
    let png = try #require(
      Data(
        base64Encoded:
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
    try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
    for name in names { try png.write(to: URL(filePath: set + "/" + name)) }
  }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
  }

  func policy(_ server: WireServer, _ more: String = "price: {input: 1, output: 1}") throws {
    try write("p.yaml", "model: m\nbase_url: \"\(server.address)\"\nprompt: {user: Describe it.}\n\(more)\n")
  }

  func caption(_ arguments: String..., input: String = "") throws -> Programs.Result {
    try Programs.run(
      "blindfold", ["caption"] + arguments + ["--policy", path("p.yaml"), "--out", path("o.jsonl")],
      environment: ["XDG_CACHE_HOME": path("cache")], input: input)
  }

  func lines() throws -> [[String: Any]] {
    try String(contentsOfFile: path("o.jsonl"), encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }.sorted { ($0["row"] as? Int ?? 0) < ($1["row"] as? Int ?? 0) }
  }

  func outcomes() throws -> [String] { try lines().compactMap { $0["outcome"] as? String } }
}

@Suite("captions of rows that could not be used", .serialized)
struct CaptionMendingTests {
  @Test("paths from the root of the disk on standard input end in 65 and name --root, which mends the same output")
  func root() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Pictures(["a.png", "b.png"])
    try stand.policy(server)
    let input = "\(stand.set)/a.png\n\(stand.set)/b.png\n"
    for _ in 0..<2 {
      let run = try stand.caption("-", input: input)
      #expect(run.status == 65 && run.errors.contains("no row of 2 could be used"), "\(run.errors)")
      #expect(run.errors.contains("--root") && !(run.output + run.errors).contains("data set"), "\(run.errors)")
      #expect(run.output.contains("0 calls · 0 USD") && !(run.output + run.errors).contains("unknown"), "\(run.output)")
      let reasons = try stand.lines().compactMap { $0["reason"] as? String }
      #expect(reasons.count == 2 && reasons.allSatisfy { $0.contains("--root") && !$0.contains("data set") })
    }
    let mended = try stand.caption("-", "--root", stand.set, input: input)
    #expect(mended.status == 0, "\(mended.errors)")
    #expect(try stand.outcomes() == ["captioned", "captioned"])
    #expect(try stand.caption("-", "--root", stand.set, input: input).status == 0)
    #expect(server.requests.count == 2)
  }

  @Test("paths from the root of the disk are taken in lists too, and what is outside says where --root is")
  func absoluteInLists() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Pictures(["a.png", "b.png"])
    try stand.policy(server)
    try FileManager.default.copyItem(atPath: stand.set + "/a.png", toPath: stand.path("out.png"))
    let names = ["\(stand.set)/a.png", "b.png", stand.path("out.png")]
    for (list, text) in [
      ("list.csv", "image\n" + names.joined(separator: "\n")),
      ("list.jsonl", names.map { #"{"image": "\#($0)"}"# }.joined(separator: "\n")),
    ] {
      try stand.write("set/" + list, text + "\n")
      let run = try stand.caption(stand.set + "/" + list)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try stand.outcomes() == ["captioned", "captioned", "unusable"])
      let reason = try #require(try stand.lines().last?["reason"] as? String)
      #expect(reason.contains("is not a path inside") && reason.contains("--root names another"), "\(reason)")
      try FileManager.default.removeItem(atPath: stand.path("o.jsonl"))
      try FileManager.default.removeItem(atPath: stand.path("o.jsonl.ledger.sqlite"))
    }
    let pipe = try stand.caption("/dev/stdin", input: "a.png\n")
    #expect(pipe.status == 65 && pipe.errors.contains("this is a pipe"), "\(pipe.errors)")
    #expect(pipe.errors.contains("Give '-'"))
  }

  @Test("a key of a few letters costs no caption, and is told of once")
  func shortKey() throws {
    let server = try WireServer { _ in .caption("A cat on a mat.") }
    let stand = try Pictures(["a.png", "b.png"])
    try stand.policy(server, "api_key_env: SHORT_KEY")
    let run = try Programs.run(
      "blindfold", ["caption", stand.set, "--policy", stand.path("p.yaml"), "--out", stand.path("o.jsonl")],
      environment: ["XDG_CACHE_HOME": stand.path("cache"), "SHORT_KEY": "a"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try stand.lines().compactMap { $0["caption"] as? String } == ["A cat on a mat.", "A cat on a mat."])
    #expect(run.errors.ranges(of: "SHORT_KEY: this key has fewer than 8 characters").count == 1, "\(run.errors)")
  }

  @Test("a missing image is one line that says so, and once it is there the same command captions it, and it alone")
  func missing() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Pictures(["a.png", "c.png"])
    try stand.policy(server)
    try stand.write("set/list.csv", "image\na.png\nb.png\nc.png\n")
    let first = try stand.caption(stand.set + "/list.csv")
    #expect(first.status == 0 && first.errors.contains("1 row could not be used"), "\(first.errors)")
    #expect(try stand.outcomes() == ["captioned", "unusable", "captioned"])
    let before = try Data(contentsOf: URL(filePath: stand.path("o.jsonl")))
    #expect(try stand.caption(stand.set + "/list.csv").status == 0)
    #expect(try Data(contentsOf: URL(filePath: stand.path("o.jsonl"))) == before)
    try FileManager.default.copyItem(atPath: stand.set + "/a.png", toPath: stand.set + "/b.png")
    let second = try stand.caption(stand.set + "/list.csv")
    #expect(second.status == 0 && !second.errors.contains("could not be used"), "\(second.errors)")
    #expect(try stand.outcomes() == ["captioned", "captioned", "captioned"])
    #expect(server.requests.count == 3)
  }

  @Test("a rule's misspelt column decides no row: 65, nothing sent, the column that may have been meant is named")
  func misspelt() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Pictures(["a.png", "b.png"])
    let parts = "parts: {m: {model: m, base_url: \"\(server.address)\"}}\nprompt: {user: Describe it.}\n"
    try stand.write("p.yaml", parts + "router: [{when: \"knd == 'chart'\", use: m}, {use: m}]\n")
    try stand.write("set/list.csv", "image,kind\na.png,chart\nb.png,photo\n")
    let run = try stand.caption(stand.set + "/list.csv")
    #expect(run.status == 65 && run.errors.contains("no row of 2 could be used"), "\(run.errors)")
    #expect(run.errors.contains("No row has 'knd'") && run.errors.contains("Did you mean 'kind'?"), "\(run.errors)")
    #expect(server.requests.isEmpty)
    // Nothing was captioned yet: the policy may be mended for the same output, and afterwards it stands.
    try stand.write("p.yaml", parts + "router: [{when: \"kind == 'chart'\", use: m}, {use: m}]\n")
    let mended = try stand.caption(stand.set + "/list.csv")
    #expect(mended.status == 0 && server.requests.count == 2, "\(mended.errors)")
    #expect(try stand.outcomes() == ["captioned", "captioned"])
    try stand.write("p.yaml", parts + "router: [{when: \"kind == 'photo'\", use: m}, {use: m}]\n")
    let other = try stand.caption(stand.set + "/list.csv")
    #expect(other.status == 65 && other.errors.contains("begun with another policy"), "\(other.errors)")
  }

  @Test("after kill -9 a row's line has the request whose answer was lost: one more, and a cost that nobody knows")
  func lost() throws {
    let server = try WireServer { request in
      request.number == 1 ? [.pause(.seconds(600))] : .caption("A cat.")
    }
    let stand = try Pictures(["a.png", "b.png"])
    try stand.policy(server, "price: {input: 1, output: 1}\nrun: {concurrency: 1, timeout: 900s}")
    let run = try Running(
      "blindfold", ["caption", stand.set, "--policy", stand.path("p.yaml"), "--out", stand.path("o.jsonl")])
    run.closeInput()
    #expect(waitFor { server.requests.count == 1 })
    run.kill9()
    let second = try stand.caption(stand.set)
    #expect(second.status == 0, "\(second.errors)")
    let lines = try stand.lines()
    #expect(lines.map { $0["attempts"] as? Int } == [2, 1])
    #expect(lines.map { $0["cost_usd"] as? Double } == [nil, 0.000809])
    #expect(
      second.output.contains("3 calls · 1 without an answer · 0.001618 USD known · 1 of unknown cost"),
      "\(second.output)")
  }

  @Test("what costs nothing is 0 USD, and what nobody knows is unknown: in the sum, and of one image")
  func nothing() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Pictures(["a.png"])
    try stand.policy(server, "price: {input: 0, output: 0}")
    #expect(try stand.caption(stand.set, "--cache").output.contains("1 call · 0 USD known"))
    try FileManager.default.removeItem(atPath: stand.path("o.jsonl"))
    try FileManager.default.removeItem(atPath: stand.path("o.jsonl.ledger.sqlite"))
    let cached = try stand.caption(stand.set, "--cache")
    #expect(cached.output.contains("0 calls · 0 USD known") && !cached.errors.contains("unknown"), "\(cached.output)")
    let one = try Programs.run("blindfold", ["caption", stand.set + "/a.png", "--policy", stand.path("p.yaml")])
    #expect(one.errors.contains(" · 0 USD · "), "\(one.errors)")
    try stand.policy(server, "")
    let unpriced = try Programs.run("blindfold", ["caption", stand.set + "/a.png", "--policy", stand.path("p.yaml")])
    #expect(unpriced.errors.contains(" · cost unknown · "), "\(unpriced.errors)")
  }

  @Test("prices of a policy file's `prices` and of a study's are what its captions cost")
  func prices() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Pictures(["a.png"])
    try stand.write("prices.yaml", "m: {input: 2, output: 10}\n")
    try stand.policy(server, "prices: prices.yaml")
    #expect(try stand.caption(stand.set).status == 0)
    #expect(try stand.lines().first?["cost_usd"] as? Double == 0.00169)
    try stand.write(
      "study.yaml",
      """
      version: 1
      study: s
      question: Which?
      dataset: {path: set}
      prices: prices.yaml
      prompt: {user: Describe it.}
      incumbent: a
      candidates: {a: {model: m, base_url: "\(server.address)"}, b: {model: n, base_url: "\(server.address)"}}
      review: {rubric: \(Programs.root.path)/rubrics/alt-text.yaml, raters: [ana, bo], ratings_per_item: 2}
      claim: {criterion: overall, margin: 0.30, scope: these raters, because: A test.}
      """)
    let study = try Programs.run(
      "blindfold",
      ["caption", stand.set, "--study", stand.path("study.yaml"), "--candidate", "a", "--out", stand.path("s.jsonl")])
    #expect(study.status == 0 && study.output.contains("0.001690 USD known"), "\(study.output)\(study.errors)")
  }

  @Test(
    "a lifetime and a nearness have the same bounds on the command line as in a file",
    arguments: [
      ("--cache-ttl", "0.5s", "a time from 1s to 3650d"), ("--cache-ttl", "3651d", "a time from 1s to 3650d"),
      ("--cache-ttl", "30", "a time from 1s to 3650d"), ("--cache-near", "17", "0 to 16 bits"),
    ])
  func bounds(flag: String, value: String, text: String) throws {
    let run = try Programs.run(
      "blindfold", ["caption", "x.jpg", "--model", "openai/m", "--prompt", "p", "--cache", flag, value])
    #expect(run.status == 64 && run.errors.contains(text), "\(run.errors)")
  }

  @Test("on a terminal a chain's words come as they are written; those of a leg that gave way are taken back")
  func live() throws {
    @Sendable func event(_ text: String, _ finish: String = "null") -> String {
      #"data: {"model":"m","choices":[{"delta":{"content":"\#(text)"},"finish_reason":\#(finish)}]}"# + "\n\n"
    }
    let server = try WireServer { request in
      let isFirst = String(decoding: request.body, as: UTF8.self).contains(#""model":"small""#)
      let pieces =
        isFirst
        ? [event("A r"), event("ed", "\"length\""), "data: [DONE]\n\n"]
        : [event("A red "), event("bus."), event("", "\"stop\""), "data: [DONE]\n\n"]
      return .answer(
        headers: ["Content-Type": "text/event-stream"], Array(pieces.joined().utf8), framing: .close,
        splits: [pieces[0].utf8.count, (pieces[0] + pieces[1]).utf8.count])
    }
    let stand = try Pictures(["a.png"])
    try stand.write(
      "p.yaml",
      """
      router: [{use: chain}]
      parts:
        chain: {fallback: {order: [small, big], on: [truncated, server_error]}}
        small: {model: small, base_url: "\(server.address)"}
        big: {model: big, base_url: "\(server.address)"}
      prompt: {user: Describe it.}
      """)
    let command =
      "\(Programs.path("blindfold")) caption \(stand.set)/a.png --policy \(stand.path("p.yaml")) --cache-file "
      + stand.path("c.sqlite")
    for (round, isAsked) in [(1, true), (2, false)] {
      let run = try Programs.run("/usr/bin/script", ["-qec", command, "/dev/null"])
      #expect(run.status == 0 && run.output.contains("A red bus."), "\(run.output)")
      #expect(run.output.contains("what stands above does not count") == isAsked, "\(round): \(run.output)")
      #expect(run.output.contains("by big"), "\(run.output)")
    }
    #expect(server.requests.count == 2)
    #expect(server.requests.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains(#""stream":true"#) })
  }
}
