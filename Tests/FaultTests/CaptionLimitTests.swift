import Foundation
import Glibc
import ProgramStand
import Synchronization
import Testing
import WireStand

/// The demo's images, each several times with other metadata, and a policy over a service.
private final class Rows {
  let folder: TemporaryFolder
  let count: Int
  var list: String { path("set/list.jsonl") }
  var out: String { path("out.jsonl") }
  func path(_ name: String) -> String { folder.path + "/" + name }
  var command: [String] { ["caption", list, "--policy", path("p.yaml"), "--out", out] }
  var environment: [String: String] { ["XDG_CACHE_HOME": path("cache")] }

  init(copies: Int, _ policy: String) throws {
    folder = try TemporaryFolder("caption-limit")
    let set = folder.path + "/set"
    try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: true)
    let images = Programs.root.path + "/datasets/demo/images"
    var rows: [String] = []
    for (index, name) in try FileManager.default.contentsOfDirectory(atPath: images).sorted().enumerated() {
      for copy in 0..<copies {
        // Other bytes each time, and the same picture: a cache knows it by its bytes.
        let bytes = try Data(contentsOf: URL(filePath: images + "/" + name)) + Data("\(copy)".utf8)
        try bytes.write(to: URL(filePath: "\(set)/\(copy)-\(name)"))
        rows.append(#"{"image": "\#(copy)-\#(name)", "is_chart": \#(index % 3 == 0)}"#)
      }
    }
    count = rows.count
    try rows.joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
    try policy.write(toFile: path("p.yaml"), atomically: true, encoding: .utf8)
  }

  func run(under shell: String) throws -> Programs.Result {
    // Where no message can be made any more, or no thread, it ends without one or has to be ended.
    try Programs.run(
      "/bin/bash", ["-c", "\(shell); exec timeout -s KILL 60 \"$0\" \"$@\"", Programs.path("blindfold")] + command,
      environment: environment)
  }

  func run() throws -> Programs.Result { try Programs.run("blindfold", command, environment: environment) }

  /// Row → caption, of whole lines.
  func captions() throws -> [Int: String] {
    guard let text = try? String(contentsOfFile: out, encoding: .utf8) else { return [:] }
    var captions: [Int: String] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let number = row["row"] as? Int, let caption = row["caption"] as? String
      else { continue }
      #expect(captions.updateValue(caption, forKey: number) == nil, "row \(number) stands there twice")
    }
    return captions
  }
}

@Suite("captions without a study that meet a limit", .serialized, .timeLimit(.minutes(30)))
struct CaptionLimitTests {
  private func policy(_ server: WireServer, _ run: String = "concurrency: 8, timeout: 20s") -> String {
    "model: m\nbase_url: \"\(server.address)\"\nprompt: {user: Describe it.}\nrun: {\(run)}\n"
  }

  @Test("F17: a file that may not grow further ends it with 73; with more room the same command goes on")
  func fileSize() throws {
    let server = try WireServer { _ in .caption("A teapot. " + String(repeating: "It is white. ", count: 40)) }
    let rows = try Rows(copies: 4, policy(server))
    for kilobytes in [60, 150] {
      let run = try rows.run(under: "ulimit -f \(kilobytes)")
      #expect(run.status == 73 && !run.errors.isEmpty, "\(kilobytes): \(run.status) \(run.errors)")
    }
    let before = try rows.captions()
    let last = try rows.run()
    #expect(last.status == 0, "\(last.errors)")
    let after = try rows.captions()
    #expect(after.count == rows.count && before.allSatisfy { after[$0.key] == $0.value })
    #expect(server.requests.count <= rows.count + 2 * 8)
  }

  @Test("F25: with few descriptors it ends with a message or completes; nothing is asked for twice for want of one")
  func descriptors() throws {
    let server = try WireServer { _ in
      usleep(5_000)
      return .caption("A teapot.")
    }
    let rows = try Rows(copies: 2, policy(server, "concurrency: 64, timeout: 20s"))
    for limit in [12, 16, 24, 40, 64] {
      let run = try rows.run(under: "ulimit -n \(limit)")
      #expect((0..<128).contains(run.status), "\(limit) descriptors: \(run.status) \(run.errors)")
      #expect(run.status == 0 || !run.errors.isEmpty)
    }
    let last = try rows.run()
    #expect(last.status == 0, "\(last.errors)")
    #expect(try rows.captions().count == rows.count)
    #expect(server.requests.count == rows.count)
  }

  @Test(
    "F25: with little memory it completes or ends, and never hangs; the rest comes later", arguments: [120, 180, 240])
  func memory(megabytes: Int) throws {
    let server = try WireServer { _ in .caption("A teapot.") }
    let rows = try Rows(copies: 1, policy(server))
    _ = try rows.run(under: "ulimit -v \(megabytes << 10)")
    let (stored, sent) = (try rows.captions().count, server.requests.count)
    let last = try rows.run()
    #expect(last.status == 0, "\(last.errors)")
    #expect(try rows.captions().count == rows.count)
    #expect(server.requests.count - sent <= rows.count - stored && server.requests.count <= rows.count + 8)
  }
}

@Suite("kill -9 of captions by a policy", .serialized, .timeLimit(.minutes(30)))
struct CaptionPolicyKillTests {
  /// How often each model was asked about each image, and which answers left whole.
  private final class Book: Sendable {
    let asked = Mutex<[String: Int]>([:])
  }

  @Test(
    "router, chain and cache, killed twenty times at random: no stored answer asked for again, none lost, in flight resent"
  )
  func killed() throws {
    let book = Book()
    let server = try WireServer { request in
      let body = String(decoding: request.body, as: UTF8.self)
      let model = body.firstMatch(of: /"model":"(\w+)"/).map { String($0.1) } ?? ""
      book.asked.withLock { $0[model + String(body.hashValue), default: 0] += 1 }
      usleep(15_000)
      // The first leg of the chain has a bad day now and then.
      return model == "flaky" && request.number % 3 == 0
        ? .fault(500, "down") : .caption("By \(model), number \(request.number).", model: model)
    }
    let concurrency = 4
    let rows = try Rows(
      copies: 4,
      """
      router: [{when: is_chart, use: kept}, {use: chain}]
      parts:
        kept: {cache: {of: big}}
        chain: {fallback: {order: [flaky, safe], attempts: 6}}
        big: {model: big, base_url: "\(server.address)", price: {input: 1, output: 1}}
        flaky: {model: flaky, base_url: "\(server.address)", price: {input: 1, output: 1}}
        safe: {model: safe, base_url: "\(server.address)", price: {input: 1, output: 1}}
      prompt: {user: Describe it.}
      run: {concurrency: \(concurrency), timeout: 20s}
      """)
    var kept: [Int: String] = [:]
    var kills = 0
    for _ in 0..<20 {
      let run = try Running("blindfold", rows.command, environment: rows.environment)
      run.closeInput()
      usleep(UInt32.random(in: 30_000...400_000))
      if run.process.isRunning { kills += 1 }
      run.kill9()
      // Whatever stood in the output stays there as it is.
      let now = try rows.captions()
      for (row, caption) in kept { #expect(now[row] == caption, "row \(row) was lost or changed") }
      kept = now
    }
    #expect(kills > 5)
    let last = try rows.run()
    #expect(last.status == 0, "\(last.errors)")
    let captions = try rows.captions()
    #expect(captions.count == rows.count && kept.allSatisfy { captions[$0.key] == $0.value })
    // Each answer stands in one row at most: none was given out twice.
    #expect(Set(captions.values).count == rows.count)
    // Of each image a model may be asked once, and once more for each kill that had it under way; a 500 is no answer.
    let asked = book.asked.withLock(\.self)
    let faults = server.requests.count {
      $0.number % 3 == 0 && String(decoding: $0.body, as: UTF8.self).contains("\"flaky\"")
    }
    let total = asked.values.reduce(0, +)
    #expect(total - faults <= rows.count + kills * concurrency, "\(total) requests, \(faults) of them faults")
    // What stood in the output or the ledger before a start is not asked for after it.
    let again = server.requests.count
    #expect(try rows.run().status == 0)
    #expect(server.requests.count == again)
  }
}
