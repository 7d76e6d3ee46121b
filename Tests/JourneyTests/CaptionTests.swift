import Foundation
import ProgramStand
import Testing
import WireStand

/// A policy file over a service, in a folder of its own.
private final class Stand {
  let folder: TemporaryFolder
  var policy: String { folder.path + "/alt.yaml" }
  func path(_ name: String) -> String { folder.path + "/" + name }
  static let images = Programs.root.appending(path: "datasets/demo/images").path

  init(_ address: String, _ more: String = "") throws {
    folder = try TemporaryFolder("caption")
    try """
    model: sim-flash
    base_url: \(address)
    prompt: {user: "Describe this {{category}} picture."}
    price: {input: 0.27, output: 1.10}
    \(more)
    """.write(toFile: policy, atomically: true, encoding: .utf8)
  }

  func caption(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws
    -> Programs.Result
  {
    try Programs.run(
      "blindfold", ["caption"] + arguments + ["--policy", policy], environment: environment, input: input)
  }

  func lines(_ name: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path(name), encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }
}

@Suite("captions without a study", .serialized)
struct CaptionTests {
  @Test("a folder becomes a line a row, and a second run asks nothing")
  func folder() throws {
    let log = try TemporaryFolder("log")
    let service = try Service(log: log.path + "/requests.jsonl")
    let stand = try Stand(service.url, "checks: {max_words: 5}")
    let first = try stand.caption(Stand.images, "--out", stand.path("out.jsonl"))
    #expect(first.status == 0, "\(first.errors)")
    let lines = try stand.lines("out.jsonl")
    #expect(lines.count == 36 && Set(lines.compactMap { $0["row"] as? Int }) == Set(1...36))
    #expect(lines.allSatisfy { ($0["caption"] as? String)?.isEmpty == false && $0["cost_usd"] is Double })
    #expect(
      lines.contains { $0["outcome"] as? String == "over-length" && $0["breaches"] as? [String] == ["over-length"] })
    #expect(first.output.contains("36 rows") && first.output.contains("tokens/s"))
    let before = try Data(contentsOf: URL(filePath: stand.path("out.jsonl")))
    let second = try stand.caption(Stand.images, "--out", stand.path("out.jsonl"))
    #expect(second.status == 0 && second.output.contains("(36 of them before)"))
    #expect(try service.requests().count == 36)
    #expect(try Data(contentsOf: URL(filePath: stand.path("out.jsonl"))) == before)
  }

  @Test(
    "killed twenty times at random moments: each row once, nothing that arrived lost, at most those in flight resent")
  func killed() throws {
    let log = try TemporaryFolder("log")
    let service = try Service(log: log.path + "/requests.jsonl")
    let stand = try Stand(service.url, "run: {concurrency: 4}")
    let list = try manyRows(stand, copies: 6)
    var resent = 0
    for _ in 0..<20 {
      let run = try Running(
        "blindfold", ["caption", list, "--policy", stand.policy, "--out", stand.path("out.jsonl")])
      run.closeInput()
      usleep(UInt32.random(in: 20_000...350_000))
      run.kill9()
      resent += 4
    }
    let last = try stand.caption(list, "--out", stand.path("out.jsonl"))
    #expect(last.status == 0, "\(last.errors)")
    let lines = try stand.lines("out.jsonl")
    #expect(lines.count == 216 && Set(lines.compactMap { $0["row"] as? Int }).count == 216)
    let requests = try service.requests().count
    #expect(requests >= 216 && requests <= 216 + resent, "\(requests) requests for 216 rows")
    // Every request is in the ledger, those whose answer was lost among them.
    let calls = last.output.firstMatch(of: /([\d,]+) calls/).flatMap { Int($0.1.filter(\.isNumber)) }
    #expect(calls.map { $0 >= requests } == true, "\(last.output)")
  }

  /// The demo's images, several times with different metadata.
  private func manyRows(_ stand: Stand, copies: Int) throws -> String {
    let set = stand.path("set")
    try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
    var rows: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: Stand.images).sorted() {
      try FileManager.default.copyItem(atPath: Stand.images + "/" + name, toPath: set + "/" + name)
      rows += (0..<copies).map { "{\"image\": \"\(name)\", \"category\": \"c\($0)\"}" }
    }
    let list = set + "/list.jsonl"
    try rows.joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
    return list
  }

  @Test("of twenty starts at once on one output one works, and each row is there once")
  func atOnce() throws {
    let log = try TemporaryFolder("log")
    let service = try Service(log: log.path + "/requests.jsonl")
    let stand = try Stand(service.url, "run: {concurrency: 1}")
    let runs = try (0..<20).map { _ in
      try Running("blindfold", ["caption", Stand.images, "--policy", stand.policy, "--out", stand.path("out.jsonl")])
    }
    let results = runs.map { $0.wait() }
    #expect(results.contains { $0.status == 0 })
    for result in results where result.status != 0 {
      #expect(result.status == 75 && result.errors.contains("another blindfold is writing it"), "\(result.errors)")
    }
    #expect(try stand.lines("out.jsonl").count == 36)
    #expect(try service.requests().count == 36)
  }

  @Test("standard input is a path or a JSON object a line; rows that cannot be used say why, and the rest goes on")
  func standardInput() throws {
    let log = try TemporaryFolder("log")
    let service = try Service(log: log.path + "/requests.jsonl")
    let stand = try Stand(service.url, "checks: {}")
    let names = try FileManager.default.contentsOfDirectory(atPath: Stand.images).sorted()
    let input = """
      \(Stand.images)/\(names[0])
      \(names[1])
      {"image": "\(names[2])", "category": "chart"}
      /etc/passwd
      ../../../README.md
      http://169.254.169.254/latest/meta-data
      {"image":
      nothing.jpg
      """
    let run = try stand.caption("-", "--root", Stand.images, "--out", stand.path("out.jsonl"), input: input)
    #expect(run.status == 0, "\(run.errors)")
    let lines = try stand.lines("out.jsonl").sorted { ($0["row"] as? Int ?? 0) < ($1["row"] as? Int ?? 0) }
    #expect(
      lines.map { $0["outcome"] as? String == "captioned" } == [true, true, true] + Array(repeating: false, count: 5))
    #expect(lines.suffix(5).allSatisfy { $0["outcome"] as? String == "unusable" && $0["reason"] is String })
    #expect(run.errors.contains("5 rows could not be used"))
    #expect(try service.requests().count == 3)
  }

  @Test("a row without a column that the prompt names is unusable; the others are asked")
  func missingColumn() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Stand(server.address)
    try #"{"image": "a.png", "title": "T"}\#n{"image": "a.png"}"#.write(
      toFile: stand.path("list.jsonl"), atomically: true, encoding: .utf8)
    try png.write(to: URL(filePath: stand.path("a.png")))
    try "model: m\nbase_url: \(server.address)\nprompt: {user: \"Describe {{title}}.\"}\n".write(
      toFile: stand.policy, atomically: true, encoding: .utf8)
    let run = try stand.caption(stand.path("list.jsonl"), "--out", stand.path("out.jsonl"))
    #expect(run.status == 0, "\(run.errors)")
    let lines = try stand.lines("out.jsonl")
    #expect(lines.first { $0["row"] as? Int == 1 }?["caption"] as? String == "A cat.")
    let bad = lines.first { $0["row"] as? Int == 2 }
    #expect(bad?["outcome"] as? String == "unusable" && (bad?["reason"] as? String)?.contains("{{title}}") == true)
    #expect(server.requests.count == 1)
  }

  @Test("an address goes to a model that takes addresses, as it stands; others say that nothing is fetched")
  func addresses() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Stand(server.address)
    try #"{"url": "https://example.org/a.jpg", "category": "x"}"#.write(
      toFile: stand.path("list.jsonl"), atomically: true, encoding: .utf8)
    #expect(try stand.caption(stand.path("list.jsonl"), "--out", stand.path("one.jsonl")).status == 65)
    #expect(try stand.lines("one.jsonl").first?["outcome"] as? String == "unusable" && server.requests.isEmpty)
    try "model: m\nbase_url: \(server.address)\nprompt: {user: Hi}\nimage: url\n".write(
      toFile: stand.policy, atomically: true, encoding: .utf8)
    let sent = try stand.caption(stand.path("list.jsonl"), "--out", stand.path("two.jsonl"))
    #expect(sent.status == 0, "\(sent.errors)")
    let row = try stand.lines("two.jsonl").first
    #expect(row?["caption"] as? String == "A cat." && row?["sha256"] is NSNull)
    #expect(
      server.requests.first.map { String(decoding: $0.body, as: UTF8.self).contains("example.org/a.jpg") } == true)
  }

  @Test("on a terminal the words are printed as they come, and what was taken back is said")
  func streamed() throws {
    let events = ["A ", "red\\u001b[2J ", "bus."].map {
      #"data: {"model":"m","choices":[{"delta":{"content":"\#($0)"},"finish_reason":null}]}"# + "\n\n"
    }
    let end = #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
    let server = try WireServer { request in
      let text = request.number == 1 ? events[0] : events.joined() + end
      return .answer(
        headers: ["Content-Type": "text/event-stream"], Array(text.utf8), framing: .close,
        splits: request.number == 1 ? [] : [events[0].utf8.count, (events[0] + events[1]).utf8.count])
    }
    let stand = try Stand(server.address)
    try png.write(to: URL(filePath: stand.path("a.png")))
    // `script` gives it a terminal.
    let command = "\(Programs.path("blindfold")) caption \(stand.path("a.png")) --policy \(stand.policy)"
    let run = try Programs.run("/usr/bin/script", ["-qec", command, "/dev/null"])
    #expect(run.status == 0, "\(run.output)")
    #expect(String(decoding: server.requests[0].body, as: UTF8.self).contains(#""stream":true"#))
    #expect(run.output.contains("A red\u{241B}[2J bus."), "\(run.output)")
    #expect(run.output.contains("what stands above does not count"), "\(run.output)")
    #expect(run.output.contains("first word after"))
    #expect(!run.output.contains("\u{1B}[2J"))
  }

  @Test("a caption cannot act: not on the terminal, not in a table, not in a line that is looked at")
  func hostile() throws {
    let evil = "=HYPERLINK(\\\"http://x\\\")\\u001b]52;c;eA==\\u0007\\u202e, \\u009b31m"
    let server = try WireServer { _ in
      .answer([UInt8](#"{"model":"m","choices":[{"message":{"content":"\#(evil)"},"finish_reason":"stop"}]}"#.utf8))
    }
    let stand = try Stand(server.address)
    try png.write(to: URL(filePath: stand.path("a.png")))
    let one = try stand.caption(stand.path("a.png"))
    #expect(one.status == 0 && one.output.hasPrefix("=HYPERLINK"), "\(one.errors)")
    let table = try stand.caption(stand.path("a.png"), "--out", stand.path("out.csv"))
    #expect(table.status == 0)
    let rows = try String(contentsOfFile: stand.path("out.csv"), encoding: .utf8)
    #expect(rows.contains(#","'=HYPERLINK(""http://x"")"#), "\(rows)")
    _ = try stand.caption(stand.path("a.png"), "--out", stand.path("out.jsonl"))
    let lines = try String(contentsOfFile: stand.path("out.jsonl"), encoding: .utf8)
    for text in [one.output, rows, lines] {
      #expect(!text.unicodeScalars.contains { ["\u{1B}", "\u{7}", "\u{9B}", "\u{202E}"].contains($0) })
    }
    // Exactly as it came, all the same.
    #expect(
      try stand.lines("out.jsonl").first?["caption"] as? String
        == "=HYPERLINK(\"http://x\")\u{1B}]52;c;eA==\u{7}\u{202E}, \u{9B}31m")
  }

  @Test("the key is in nothing that is written or printed, though the service repeats it")
  func secret() throws {
    let key = "sk-canary-4711-abcdefghijklmnop"
    let server = try WireServer { request in
      request.number % 2 == 0
        ? .caption("Your key is \(key).") : .fault(400, "the key \(key) is odd", headers: ["x-request-id": key])
    }
    let stand = try Stand(server.address, "api_key_env: CANARY_KEY\nrun: {attempts: 2}")
    let environment = ["CANARY_KEY": key]
    let results = [
      try stand.caption(Stand.images, "--out", stand.path("out.jsonl"), "--limit", "6", environment: environment),
      try stand.caption(Stand.images, "--out", stand.path("out.csv"), "--limit", "6", environment: environment),
      try stand.caption(
        Stand.images + "/" + (try FileManager.default.contentsOfDirectory(atPath: Stand.images)[0]),
        environment: environment),
    ]
    #expect(server.requests.contains { $0.headers["authorization"] == "Bearer \(key)" })
    for result in results { #expect(!(result.output + result.errors).contains(key)) }
    for name in try FileManager.default.contentsOfDirectory(atPath: stand.folder.path) {
      let bytes = try Data(contentsOf: URL(filePath: stand.path(name)))
      #expect(bytes.range(of: Data(key.utf8)) == nil, "\(name)")
    }
  }

  @Test("endings: usage, wrong input, no key, nobody there, an answer that does not come, the limit of cost")
  func endings() throws {
    let server = try WireServer { _ in .fault(500, "down") }
    let stand = try Stand(server.address, "run: {attempts: 1, concurrency: 2}")
    try png.write(to: URL(filePath: stand.path("a.png")))
    #expect(try stand.caption(stand.folder.path).status == 64)
    #expect(try stand.caption(stand.folder.path, "--out", stand.path("out.txt")).status == 64)
    #expect(try stand.caption(stand.folder.path, "--out", stand.path("o.jsonl"), "--model", "x").status == 64)
    #expect(try stand.caption(stand.path("none"), "--out", stand.path("o.jsonl")).status == 66)
    #expect(try stand.caption(stand.folder.path, "--out", stand.path("none/o.jsonl")).status == 73)
    let unanswered = try stand.caption(stand.path("a.png"), "--out", stand.path("o.jsonl"))
    #expect(unanswered.status == 75 && unanswered.errors.contains("without an answer: a.png"), "\(unanswered.errors)")
    #expect(try stand.lines("o.jsonl").isEmpty)
    let noKey = try Stand("https://127.0.0.1:1/v1", "api_key_env: NOT_SET_ANYWHERE")
    let run = try noKey.caption(stand.path("a.png"), "--out", noKey.path("o.jsonl"))
    #expect(run.status == 69 && run.errors.contains("NOT_SET_ANYWHERE is not set"))
    #expect(!FileManager.default.fileExists(atPath: noKey.path("o.jsonl")))
    let log = try TemporaryFolder("log")
    let service = try Service(log: log.path + "/requests.jsonl")
    let priced = try Stand(service.url, "run: {concurrency: 1}")
    let limited = try priced.caption(Stand.images, "--out", priced.path("o.jsonl"), "--max-cost", "0.0005")
    #expect(limited.status == 3, "\(limited.errors)")
    let done = try priced.lines("o.jsonl").count
    #expect(done > 0 && done < 36)
    #expect(try priced.caption(Stand.images, "--out", priced.path("o.jsonl")).status == 0)
    #expect(try service.requests().count == 36)
  }

  @Test("a name that is no UTF-8 text is a row that cannot be used; what is not there ends in 66 and says so")
  func names() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Stand(server.address)
    let folder = stand.path("odd")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try png.write(to: URL(filePath: folder + "/ok.png"))
    for name in [[UInt8]("/caf".utf8) + [0xE9] + [UInt8](".png".utf8), [UInt8]("/d".utf8) + [0xE9]] {
      let path = ([UInt8](folder.utf8) + name + [0]).map(CChar.init(bitPattern:))
      let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
      #expect(descriptor >= 0)
      close(descriptor)
    }
    let run = try stand.caption(folder, "--out", stand.path("odd.jsonl"))
    let lines = try stand.lines("odd.jsonl")
    #expect(run.status == 0 && lines.count == 3, "\(run.errors)")
    let unusable = lines.filter { $0["outcome"] as? String == "unusable" }
    #expect(unusable.count == 2 && unusable.allSatisfy { ($0["reason"] as? String)?.contains("not UTF-8") == true })
    #expect(run.errors.contains("2 rows could not be used"))
    let missing = try stand.caption(stand.path("nope.jpg"))
    #expect(missing.status == 66 && missing.errors.contains("there is no such file or folder"), "\(missing.errors)")
    let list = try stand.caption(stand.path("nope.csv"), "--out", stand.path("nope.jsonl"))
    #expect(list.status == 66 && !FileManager.default.fileExists(atPath: stand.path("nope.jsonl")))
    let noPolicy = try Programs.run(
      "blindfold", ["caption", folder, "--policy", stand.path("no.yaml"), "--out", stand.path("p.jsonl")])
    #expect(noPolicy.status == 66 && noPolicy.errors.contains("no such policy file"), "\(noPolicy.errors)")
  }

  @Test("Ctrl-C ends it with 130, also while standard input is still open; what arrived is kept")
  func interrupted() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let stand = try Stand(server.address)
    try png.write(to: URL(filePath: stand.path("a.png")))
    let run = try Running(
      "blindfold",
      ["caption", "-", "--root", stand.folder.path, "--policy", stand.policy, "--out", stand.path("out.jsonl")])
    run.write("a.png\n")
    #expect(waitFor { (try? stand.lines("out.jsonl").count) == 1 })
    kill(run.process.processIdentifier, SIGINT)
    let result = run.wait()
    #expect(result.status == 130 && result.output.isEmpty, "\(result.errors)")
    #expect(try stand.lines("out.jsonl").count == 1)
  }

  /// A whole picture of one pixel.
  private let png =
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==") ?? Data()
}
