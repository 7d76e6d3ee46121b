import Foundation
import StudyModel
import Testing

@testable import Simulator

@Suite("The simulated service")
struct ServiceTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private static let models = [
    SimulatedModel(name: "sim-good", served: "sim-good-2026-11"), Fixture.clumsy,
    SimulatedModel(name: "sim-mute", empty: 1), SimulatedModel(name: "sim-shy", refuse: 1),
    SimulatedModel(name: "sim-flaky", error: 1, errorStatus: 503, errorTimes: 2),
    SimulatedModel(name: "sim-slow", latency: .init(median: 30, spread: 10)),
  ]

  private var simulation: Simulation { Simulation(seed: 11, models: Self.models, panel: Fixture.panel) }

  /// Runs a service for as long as `body` takes.
  private func serve(
    key: String? = nil, log: String? = nil, faults: [SimulatedFault] = [],
    describe: @escaping @Sendable ([UInt8]) -> String? = { _ in nil },
    _ body: (Client) async throws -> Void
  ) async throws {
    let service = try SimulatedService(
      simulation: simulation, book: fixture.book, key: key, log: log, faults: faults, describe: describe)
    let client = Client(port: try await service.start())
    do { try await body(client) } catch {
      await service.stop()
      throw error
    }
    await service.stop()
  }

  private func ask(_ model: String, _ image: [UInt8]?, extra: String = "") -> String {
    let url = image.map { "data:image/png;base64," + Data($0).base64EncodedString() }
    let part = url.map { #", {"type": "image_url", "image_url": {"url": "\#($0)"}}"# } ?? ""
    return """
      {"model": "\(model)", "messages": [{"role": "system", "content": "Be brief."}, \
      {"role": "user", "content": [{"type": "text", "text": "Describe."}\(part)]}]\(extra)}
      """
  }

  private func message(_ reply: Client.Reply) -> [String: Any]? {
    ((reply.json["choices"] as? [[String: Any]])?.first?["message"]) as? [String: Any]
  }

  private func caption(_ name: String, by model: String) throws -> String {
    let simulation = simulation
    guard
      case .caption(let caption) = simulation.answer(
        to: try fixture.entry(name), by: try #require(simulation.model(model)))
    else { return "" }
    return caption
  }

  @Test("captions an image that it knows by its bytes, with usage and the served model")
  func known() async throws {
    try await serve { client in
      let reply = try await client.post("/v1/chat/completions", ask("sim-good", Fixture.image("kettle")))
      #expect(reply.status == 200)
      #expect(reply.headers.lowercased().contains("x-simulated: true"))
      #expect(reply.json["model"] as? String == "sim-good-2026-11")
      #expect(reply.json["system_fingerprint"] as? String == "simulated")
      let expected = try caption("kettle", by: "sim-good")
      #expect(message(reply)?["content"] as? String == expected)
      let usage = try #require(reply.json["usage"] as? [String: Int])
      // "Be brief." and "Describe." are 18 bytes: 5 tokens; 85 and 1 for the image.
      #expect(usage["prompt_tokens"] == 91)
      #expect(usage["completion_tokens"] == expected.split(separator: " ").count + 1)
      #expect(usage["total_tokens"] == 91 + expected.split(separator: " ").count + 1)
    }
  }

  @Test("streams the same caption, the usage only where asked for, and the end")
  func streamed() async throws {
    try await serve { client in
      for includesUsage in [true, false] {
        let extra = #", "stream": true, "stream_options": {"include_usage": \#(includesUsage)}"#
        let reply = try await client.post(
          "/v1/chat/completions", ask("sim-slow", Fixture.image("desk"), extra: extra))
        #expect(reply.headers.lowercased().contains("content-type: text/event-stream"))
        let events = reply.body.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        #expect(events.allSatisfy { $0.hasPrefix("data: ") })
        #expect(events.last == "data: [DONE]")
        let objects = events.dropLast().compactMap {
          try? JSONSerialization.jsonObject(with: Data($0.dropFirst(6).utf8)) as? [String: Any]
        }
        #expect(objects.count == events.count - 1)
        let choices = objects.compactMap { ($0["choices"] as? [[String: Any]])?.first }
        let pieces = choices.compactMap { ($0["delta"] as? [String: Any])?["content"] as? String }
        #expect(pieces.count > 3)
        #expect(pieces.joined() == (try caption("desk", by: "sim-slow")))
        #expect(choices.last?["finish_reason"] as? String == "stop")
        #expect((objects.last?["usage"] as? [String: Int] != nil) == includesUsage)
      }
    }
  }

  @Test("says of an unknown image what can be measured")
  func unknown() async throws {
    try await serve(describe: { "a file of \($0.count) bytes" }) { client in
      let reply = try await client.post("/v1/chat/completions", ask("sim-good", [1, 2, 3]))
      #expect(message(reply)?["content"] as? String == "A file of 3 bytes.")
    }
    try await serve { client in
      let reply = try await client.post("/v1/chat/completions", ask("sim-good", [0xFF, 0xD8, 0xFF, 0]))
      #expect(message(reply)?["content"] as? String == "A JPEG image of 4 bytes, not in the fact book.")
    }
  }

  @Test("answers wrong requests in OpenAI's form of errors")
  func errors() async throws {
    let far = ask("sim-good", Fixture.image("desk")).replacingOccurrences(of: "data:image", with: "http://image")
    let cases: [(body: String, status: Int, code: String?)] = [
      (ask("sim-good", nil), 400, "missing_image"), (far, 400, "invalid_image_url"),
      (ask("sim-none", Fixture.image("desk")), 404, "model_not_found"), ("{", 400, nil),
      (#"{"model": "sim-good"}"#, 400, nil),
    ]
    try await serve { client in
      for (body, status, code) in cases {
        let reply = try await client.post("/v1/chat/completions", body)
        let error = try #require(reply.json["error"] as? [String: Any])
        #expect(reply.status == status)
        #expect(error["code"] as? String == code)
        #expect(error["message"] is String && error["type"] is String)
      }
      #expect(try await client.get("/v1/nothing").status == 404)
    }
  }

  @Test("refuses, stays empty, is cut off and fails as declared")
  func outcomes() async throws {
    try await serve { client in
      let image = Fixture.image("kettle")
      let shy = try await client.post("/v1/chat/completions", ask("sim-shy", image))
      #expect(message(shy)?["content"] is NSNull)
      #expect(message(shy)?["refusal"] is String)
      #expect(
        message(try await client.post("/v1/chat/completions", ask("sim-mute", image)))?["content"] as? String == "")
      let cut = try await client.post("/v1/chat/completions", ask("sim-good", image, extra: #", "max_tokens": 4"#))
      #expect((message(cut)?["content"] as? String)?.split(separator: " ").count == 4)
      #expect((cut.json["choices"] as? [[String: Any]])?.first?["finish_reason"] as? String == "length")
      var statuses: [Int] = []
      for _ in 0..<3 {
        statuses.append(try await client.post("/v1/chat/completions", ask("sim-flaky", image)).status)
      }
      #expect(statuses == [503, 503, 200])
    }
  }

  @Test("lists its models, to those who have the key")
  func keyed() async throws {
    try await serve(key: "letmein") { client in
      #expect(try await client.get("/v1/models").status == 401)
      #expect(try await client.get("/v1/models", headers: ["Authorization: Bearer no"]).status == 401)
      let denied = try await client.post("/v1/chat/completions", ask("sim-good", Fixture.image("desk")))
      #expect(denied.status == 401)
      let list = try await client.get("/v1/models", headers: ["Authorization: Bearer letmein"])
      let names = (list.json["data"] as? [[String: Any]])?.compactMap { $0["id"] as? String }
      #expect(names == Self.models.map(\.name).sorted())
    }
  }

  @Test("serves 32 at once and logs each request on a line")
  func concurrent() async throws {
    let log = fixture.folder + "/requests.jsonl"
    let names = ["kettle", "desk", "poster"]
    try await serve(log: log) { client in
      let bodies = try (0..<32).map { index in
        (ask("sim-slow", Fixture.image(names[index % 3])), try caption(names[index % 3], by: "sim-slow"))
      }
      try await withThrowingTaskGroup(of: (String, String).self) { group in
        for (body, expected) in bodies {
          group.addTask { (try await client.post("/v1/chat/completions", body).body, expected) }
        }
        for try await (body, expected) in group {
          let escaped = expected.replacingOccurrences(of: "\"", with: "\\\"")
          #expect(body.contains(escaped))
        }
      }
      // The service is still running: what is counted here is what a killed one would leave behind.
      let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 32)
      var counts: [String: Int] = [:]
      for line in lines {
        let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(entry["model"] as? String == "sim-slow")
        #expect((entry["time"] as? String)?.hasSuffix("Z") == true)
        counts[try #require(entry["item"] as? String), default: 0] += 1
      }
      #expect(counts[try fixture.entry("kettle").id.hex] == 11)
    }
  }

  @Test("says so when its port is taken")
  func taken() async throws {
    let first = try SimulatedService(simulation: simulation, book: fixture.book)
    let port = try await first.start()
    let second = try SimulatedService(simulation: simulation, book: fixture.book, port: port)
    await #expect(throws: SimulatorError.self) { _ = try await second.start() }
    await first.stop()
  }

  @Test("runs until it is stopped")
  func running() async throws {
    let service = try SimulatedService(simulation: simulation, book: fixture.book)
    let port = try await service.start()
    let running = Task { try await service.run() }
    #expect(try await Client(port: port).get("/v1/models").status == 200)
    await service.stop()
    try await running.value
    await #expect(throws: Client.Failed.self) { _ = try await Client(port: port).get("/v1/models") }
  }

  @Test(
    "misbehaves as it is told, and the log says how",
    arguments: [
      (.rateLimit, 429, "rate_limit_exceeded"), (.quota, 429, "insufficient_quota"), (.badKey, 401, "invalid_api_key"),
      (.noModel, 404, "model_not_found"), (.noVision, 500, "mmproj"), (.serverError, 500, "simulated error"),
      (.loading, 503, "Loading model"), (.echoKey, 500, "Bearer sk-canary"), (.badJSON, 200, #"{"mess"#),
      (.page, 200, "Sign in"), (.nothing, 200, ""), (.empty, 200, #""content":"""#),
      (.otherModel, 200, "sim-good-2026-11-other"), (.close, 200, #""choices""#),
    ] as [(SimulatedFault.Kind, Int, String)])
  func faults(kind: SimulatedFault.Kind, status: Int, words: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faults-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appending(path: "log.jsonl").path
    try await serve(log: log, faults: [SimulatedFault(kind, model: "sim-good")]) { client in
      let request = ask("sim-good", Fixture.image("kettle"))
      let reply = try await client.post(
        "/v1/chat/completions", request, headers: ["Authorization: Bearer sk-canary-1"])
      #expect(reply.status == status && (words.isEmpty ? reply.body.isEmpty : reply.body.contains(words)), "\(reply)")
      #expect((kind == .rateLimit) == reply.headers.lowercased().contains("retry-after: 1"))
      // Closed in the middle: fewer bytes than were declared.
      if kind == .close {
        let declared = try #require(reply.headers.firstMatch(of: /Content-Length: (\d+)/).flatMap { Int($0.1) })
        #expect(reply.body.utf8.count == declared / 2)
      }
      let other = try await client.post("/v1/chat/completions", ask("sim-mute", Fixture.image("kettle")))
      #expect(other.status == 200)
    }
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains(#""fault":"\#(kind.rawValue)""#) && !lines[1].contains("fault"))
    #expect(!lines[0].contains("canary"))
  }

  @Test("a cut stream is well-formed and has no end")
  func cutStream() async throws {
    try await serve(faults: [SimulatedFault(.cutStream)]) { client in
      let reply = try await client.post(
        "/v1/chat/completions", ask("sim-good", Fixture.image("kettle"), extra: #", "stream": true"#))
      #expect(reply.status == 200 && reply.body.contains(#""delta""#))
      #expect(!reply.body.contains("[DONE]") && !reply.body.contains(#""finish_reason":"stop""#))
    }
  }
}
