import Foundation
import ProgramStand
import Testing
import WireStand

@Suite("captions by a policy, without a study", .serialized)
struct CaptionByPolicyTests {
  private let folder: TemporaryFolder
  private func path(_ name: String) -> String { folder.path + "/" + name }

  init() throws {
    folder = try TemporaryFolder("caption-policy")
    let png = try #require(
      Data(
        base64Encoded:
          "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
    for name in ["a.png", "b.png", "c.png", "d.png"] { try png.write(to: URL(filePath: path(name))) }
  }

  private func caption(_ arguments: String...) throws -> Programs.Result {
    try Programs.run(
      "blindfold", ["caption"] + arguments + ["--policy", path("tiered.yaml")],
      environment: ["XDG_CACHE_HOME": folder.path + "/cache"])
  }

  private func lines(_ name: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path(name), encoding: .utf8).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }.sorted { ($0["row"] as? Int ?? 0) < ($1["row"] as? Int ?? 0) }
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
  }

  private func model(of request: WireServer.Request) -> String {
    String(decoding: request.body, as: UTF8.self).firstMatch(of: /"model":"(\w+)"/).map { String($0.1) } ?? ""
  }

  private func parts(_ server: WireServer) -> String {
    """
    parts:
      big: {model: big, base_url: "\(server.address)", price: {input: 1, output: 1}}
      cheap: {model: cheap, base_url: "\(server.address)", price: {input: 1, output: 1}}
    prompt: {user: Describe it.}

    """
  }

  @Test("a router decides by columns and by the picture; a row that it cannot decide is unusable, and the rest goes on")
  func router() throws {
    let server = try WireServer { request in
      .caption("By " + (String(decoding: request.body, as: UTF8.self).contains(#""model":"big""#) ? "big" : "cheap"))
    }
    try write(
      "tiered.yaml",
      parts(server) + "router: [{when: \"is_chart\", use: big}, {when: \"width > 5\", use: big}, {use: cheap}]\n")
    try write("list.csv", "image,is_chart\na.png,true\nb.png,false\nc.png,\n")
    let run = try caption(path("list.csv"), "--out", path("out.jsonl"))
    #expect(run.status == 0, "\(run.errors)")
    let rows = try lines("out.jsonl")
    try #require(rows.count == 3)
    #expect(rows.map { $0["candidate"] as? String } == ["big", "cheap", nil])
    #expect(rows.map { $0["rule"] as? Int } == [1, 3, nil])
    #expect(rows[2]["outcome"] as? String == "unusable" && (rows[2]["reason"] as? String)?.contains("is_chart") == true)
    #expect(server.requests.map(model).sorted() == ["big", "cheap"])
    #expect(run.output.contains("1 big, 1 cheap"))
  }

  @Test("what really served is told, and what was passed; every request is paid for and counted")
  func fallback() throws {
    let server = try WireServer { request in
      String(decoding: request.body, as: UTF8.self).contains(#""model":"cheap""#)
        ? .fault(500, "down") : .caption("A cat.", model: "big")
    }
    try write("tiered.yaml", parts(server) + "fallback: {order: [cheap, big]}\n")
    let run = try caption(path("a.png"), "--out", path("out.jsonl"))
    #expect(run.status == 0, "\(run.errors)")
    let row = try #require(try lines("out.jsonl").first)
    #expect(row["candidate"] as? String == "big" && row["caption"] as? String == "A cat.")
    #expect(row["passed"] as? [String] == ["cheap: server_error"] && row["attempts"] as? Int == 2)
    #expect(server.requests.map(model) == ["cheap", "big"])
    #expect(run.output.contains("by: 1 big"), "who served is told also where one served all")
  }

  @Test("a part that is stopped for good is told of, although the rows went on without it")
  func stoppedPart() throws {
    let server = try WireServer { request in
      String(decoding: request.body, as: UTF8.self).contains(#""model":"cheap""#)
        ? .fault(401, "Incorrect API key provided", code: "invalid_api_key") : .caption("A cat.", model: "big")
    }
    try write("tiered.yaml", parts(server) + "fallback: {order: [cheap, big]}\n")
    let run = try caption(path("a.png"), "--out", path("out.jsonl"))
    #expect(run.status == 0 && run.output.contains("by: 1 big"), "\(run.errors)")
    #expect(run.errors.contains("'cheap' was stopped, and rows went on without it where they could"), "\(run.errors)")
    #expect(run.errors.contains("the service refused the key"))
  }

  @Test("a cache in front of a policy answers for the same image and question, costs nothing and says so")
  func cache() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    try write("tiered.yaml", parts(server) + "router: [{use: cheap}]\n")
    for (out, flags, requests) in [
      ("one.jsonl", ["--cache-file", path("captions.sqlite")], 1),
      ("two.jsonl", ["--cache-file", path("captions.sqlite")], 1),
      ("three.jsonl", [], 5),
    ] {
      let run = try Programs.run(
        "blindfold", ["caption", folder.path, "--policy", path("tiered.yaml"), "--out", path(out)] + flags)
      #expect(run.status == 0, "\(run.errors)")
      #expect(server.requests.count == requests, "\(out)")
    }
    // Four files of the same bytes are one question.
    #expect(try lines("one.jsonl").count { $0["cache"] as? String == "exact" } == 3)
    let two = try lines("two.jsonl")
    #expect(two.count == 4 && two.allSatisfy { $0["cache"] as? String == "exact" && $0["cost_usd"] as? Double == 0 })
    try write("tiered.yaml", parts(server) + "cache: {of: cheap}\n")
    let declared = try caption(folder.path, "--out", path("four.jsonl"))
    #expect(declared.status == 0 && declared.output.contains("cache: 3 exact"), "\(declared.output)\(declared.errors)")
    #expect(server.requests.count == 6)
  }

  @Test("a policy that leads back to itself, or whose captions are ready-made, is refused")
  func refused() throws {
    try write("tiered.yaml", "router: [{use: tiered}]\n")
    #expect(try caption(path("a.png"), "--out", path("o.jsonl")).status == 65)
    try write("h.jsonl", #"{"file_name": "a.png", "caption": "x"}"#)
    try write("tiered.yaml", "router: [{use: human}]\nparts: {human: {captions: h.jsonl}}\n")
    let run = try caption(path("a.png"), "--out", path("o.jsonl"))
    #expect(run.status == 65 && run.errors.contains("ready-made"), "\(run.errors)")
  }

  @Test("behind a cache a router decides by the picture too; a row without a picture is unusable")
  func pictureRule() throws {
    let server = try WireServer { _ in .caption("A cat.") }
    try write("tiered.yaml", parts(server) + "router: [{when: \"aspect_ratio < 99\", use: cheap}, {use: big}]\n")
    let cached = try caption(path("a.png"), "--out", path("one.jsonl"), "--cache-file", path("captions.sqlite"))
    #expect(cached.status == 0, "\(cached.errors)")
    #expect(try lines("one.jsonl").map { $0["candidate"] as? String } == ["cheap"])

    let far = "parts: {far: {model: far, base_url: \"\(server.address)\", image: url}}\n"
    let rules = "router: [{when: \"width > 5\", use: far}, {use: far}]\n"
    try write("tiered.yaml", far + "prompt: {user: Describe it.}\n" + rules)
    try write("list.csv", "image,url\na.png,\n,https://example.org/a.png\nb.png,\n")
    let listed = try caption(path("list.csv"), "--out", path("two.jsonl"))
    #expect(listed.status == 65, "\(listed.errors)")
    #expect(try lines("two.jsonl").map { $0["outcome"] as? String } == ["unusable", "unusable", "unusable"])
  }
}
