internal import CaptionClient
internal import Foundation
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing
internal import WireStand

@testable internal import Captioning

@Suite("Asking a model for a caption", .timeLimit(.minutes(30)))
struct CaptionerTests {
  @Test("sends prompt and image, and tells what came and what it took")
  func captions() async throws {
    let stand = try Stand { _ in .caption("A teapot.", model: "cap-1-2026") }
    let result = try await stand.ask()
    #expect(result.text == "A teapot." && result.outcome == .captioned && result.reason == nil)
    let record = try #require(result.attempts.first)
    #expect(record.status == 200 && record.happened == "captioned" && record.servedModel == "cap-1-2026")
    #expect(record.inputTokens == 800 && record.outputTokens == 9 && record.cachedTokens == nil)
    #expect(record.flags.isEmpty && record.attemptedFallbacks == nil)
    #expect(record.startedAt == 1_795_300_000_000 && !record.lost && record.firstByteSeconds != nil)
    #expect(stand.ledger.entries == ["send 1", "end 1 captioned"])
    let body = String(decoding: try #require(stand.server.requests.first).body, as: UTF8.self)
    #expect(body.contains("Describe this product.") && body.contains("data:image/jpeg;base64,/9j/"))
    for hidden in ["reference caption", "hidden", "product-01", "canary"] { #expect(!body.contains(hidden)) }
  }

  @Test("asks again after 429, no sooner than asked")
  func rateLimited() async throws {
    let stand = try Stand {
      $0.number == 1 ? .fault(429, "slow down", headers: ["retry-after-ms": "2500"]) : .caption("A teapot.")
    }
    let result = try await stand.ask()
    #expect(result.outcome == .captioned && stand.clock.sleeps == [.milliseconds(2500)])
    #expect(result.attempts.map(\.happened) == ["rate_limit", "captioned"])
    #expect(result.attempts.first?.retryAfterSeconds == 2.5)
    #expect(stand.ledger.entries == ["send 1", "end 1 rate_limit", "send 2", "end 2 captioned"])
  }

  @Test("gives up on a service's faults after the attempts allowed, with growing waits and the last reason")
  func givesUp() async throws {
    let stand = try Stand { .fault(500, "fault number \($0.number)") }
    let result = try await stand.ask()
    #expect(result.outcome == .failed && result.text == nil)
    #expect(result.reason == "HTTP 500: fault number 3")
    #expect(stand.server.requests.count == 3)
    #expect(stand.clock.sleeps.map { $0 / .seconds(1) }.map { ($0 * 100).rounded() / 100 } == [1, 2])
  }

  @Test(
    "stops the candidate after one proof",
    arguments: [
      (401, "Incorrect API key", "bad_key", "A_KEY"), (403, "no access", "forbidden", "A_KEY"),
      (404, "The model `cap-1` does not exist", "model_not_found", "/models"),
      (429, "You exceeded your current quota, check billing", "quota", "credit"),
      (500, "image input is not supported, see mmproj", "no_vision", "--mmproj"),
    ])
  func permanent(status: Int, words: String, kind: String, step: String) async throws {
    let stand = try Stand { _ in .fault(status, words) }
    let failure = try #require(await stand.stopped())
    #expect(failure.kind == kind && failure.attempts.count == 1 && stand.server.requests.count == 1)
    for part in ["candidate 'flash'", "cap-1", words, "not asked about further images", step, "gain"] {
      #expect(failure.message.contains(part))
    }
    #expect(stand.clock.sleeps.isEmpty && stand.ledger.entries.count == 2)
  }

  @Test("stops the candidate rather than sleep a day, and rather than come back too soon")
  func absurdWait() async throws {
    let stand = try Stand { _ in .fault(429, "daily limit", headers: ["Retry-After": "86400"]) }
    let failure = try #require(await stand.stopped())
    #expect(failure.kind == "rate_limit" && failure.attempts.first?.retryAfterSeconds == 86_400)
    #expect(stand.clock.sleeps.isEmpty)
  }

  @Test("waits for a model that is being loaded")
  func loading() async throws {
    let stand = try Stand { $0.number == 1 ? .fault(503, "Loading model") : .caption("A teapot.") }
    #expect(try await stand.ask().outcome == .captioned)
    #expect(stand.clock.sleeps == [.seconds(5)])
  }

  @Test("asks a second time after an empty answer, and then believes it")
  func empty() async throws {
    let stand = try Stand { _ in .caption(" ") }
    let result = try await stand.ask()
    #expect(result.outcome == .empty && stand.server.requests.count == 2)
  }

  @Test("a refused connection is tried again, then the caption has failed and nothing was lost")
  func refused() async throws {
    let stand = try Stand { _ in [] }
    stand.server.stop()
    let result = try await stand.ask()
    #expect(result.outcome == .failed && result.attempts.map(\.happened) == Array(repeating: "no_connection", count: 3))
    #expect(result.attempts.allSatisfy { !$0.lost && $0.status == nil })
  }

  @Test("an answer that was lost on the way is a try of unknown cost, and is asked for again")
  func lost() async throws {
    let stand = try Stand { $0.number == 1 ? [.reset] : .caption("A teapot.") }
    let result = try await stand.ask()
    #expect(result.text == "A teapot." && result.attempts.map(\.lost) == [true, false])
    let first = try #require(result.attempts.first)
    #expect(first.happened == "connection_lost" && first.inputTokens == nil && first.outputTokens == nil)
  }

  @Test("partial text is never a caption")
  func short() async throws {
    let half = Array(#"{"choices":[{"message":{"content":"A tea"#.utf8)
    let stand = try Stand { _ in .answer(half, declared: 500) + [.close] }
    let result = try await stand.ask()
    #expect(result.outcome == .failed && result.text == nil && result.attempts.count == 3)
    #expect(result.attempts.allSatisfy { $0.lost })
  }

  private static func streamed(_ events: [String]) -> [WireServer.Step] {
    let body = events.map { "data: \($0)\n\n" }.joined()
    return .answer(headers: ["Content-Type": "text/event-stream"], Array(body.utf8), framing: .chunked, splits: [70])
  }

  @Test("a candidate that streams is asked so, and its attempt has the time to the first of the text")
  func streams() async throws {
    var stand = try Stand { _ in
      Self.streamed([
        #"{"model":"cap-1","choices":[{"delta":{"content":"A tea"},"finish_reason":null}]}"#,
        #"{"choices":[{"delta":{"content":"pot."},"finish_reason":"stop"}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":800,"completion_tokens":9}}"#, "[DONE]",
      ])
    }
    stand.call = ModelCall(
      model: "cap-1", declared: "openai-api/x/cap-1", baseURL: stand.server.address, user: "What is this?",
      streams: true)
    let result = try await stand.ask()
    let record = try #require(result.attempts.first)
    #expect(result.text == "A teapot." && record.inputTokens == 800 && record.outputTokens == 9)
    let first = try #require(record.firstTokenSeconds)
    #expect(first > 0 && first <= record.totalSeconds)
    let request = try #require(stand.server.requests.first)
    #expect(request.headers["accept"] == "text/event-stream")
    #expect(String(decoding: request.body, as: UTF8.self).contains(#""stream_options":{"include_usage":true}"#))
    let plain = try Stand { _ in .caption("A teapot.") }
    #expect(try await plain.ask().attempts.first?.firstTokenSeconds == nil)
  }

  @Test("half a stream is never a caption: it is asked for again, and then it has failed")
  func cutStream() async throws {
    var stand = try Stand { _ in
      Self.streamed([#"{"model":"cap-1","choices":[{"delta":{"content":"A teapot"},"finish_reason":null}]}"#])
    }
    stand.call = ModelCall(
      model: "cap-1", declared: "openai-api/x/cap-1", baseURL: stand.server.address, user: "What is this?",
      streams: true)
    let result = try await stand.ask()
    #expect(result.outcome == .failed && result.text == nil)
    #expect(result.attempts.map(\.happened) == Array(repeating: "incomplete_stream", count: 3))
    #expect(result.attempts.allSatisfy { $0.firstTokenSeconds == nil })
  }

  @Test("text shown while it is written is taken back where its try fails, and stands in the ledger as evidence")
  func live() async throws {
    var stand = try Stand { request in
      let event = #"{"choices":[{"delta":{"content":"A tea"},"finish_reason":null}]}"#
      guard request.number > 1 else { return Self.streamed([event]) }
      return Self.streamed([event, #"{"choices":[{"delta":{"content":"pot."},"finish_reason":"stop"}]}"#, "[DONE]"])
    }
    stand.call = ModelCall(
      model: "cap-1", declared: "openai-api/x/cap-1", baseURL: stand.server.address, user: "What is this?",
      streams: true)
    let shown = Mutex<[LiveText.Piece]>([])
    let result = try await stand.captioner().caption(
      CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]),
      CallWatch(onText: { piece in shown.withLock { $0.append(piece) } }))
    #expect(result.text == "A teapot." && result.attempts.map(\.partialText) == ["A tea", nil])
    let pieces = shown.withLock { $0 }
    #expect(pieces.prefix(2) == [.text("A tea"), .takenBack])
    // However the second answer was cut on its way.
    let rest = pieces.dropFirst(2).map { if case .text(let text) = $0 { text } else { "[taken back]" } }
    #expect(rest.joined() == "A teapot.")
    let last = try #require(result.attempts.last)
    #expect(try #require(last.lastTokenSeconds) >= (try #require(last.firstTokenSeconds)))
  }

  @Test("an answer over the size allowed is not asked for again")
  func oversize() async throws {
    let stand = try Stand { _ in .answer([UInt8](repeating: 0x20, count: 9 << 20)) }
    let result = try await stand.ask()
    #expect(result.outcome == .failed && result.attempts.map(\.happened) == ["too_large"])
  }

  @Test("a service that never answers costs the attempts and no more")
  func silent() async throws {
    var stand = try Stand { _ in [.hold] }
    stand.settings = RunSettings(timeout: 0.2, attempts: 2)
    let result = try await stand.ask()
    #expect(result.outcome == .failed && result.attempts.count == 2 && result.attempts.allSatisfy { $0.lost })
    #expect(result.attempts.map(\.happened) == ["first_byte_timeout", "first_byte_timeout"])
  }

  @Test("each limit of a run is its own, and what is not set follows from the whole")
  func limits() {
    let usual = HTTPLimits(RunSettings())
    #expect(usual.connect == .seconds(10) && usual.firstByte == .seconds(50) && usual.idle == .seconds(30))
    let short = HTTPLimits(RunSettings(timeout: 6))
    #expect(short.connect == .seconds(6) && short.firstByte == .seconds(5) && short.idle == .seconds(6))
    let set = HTTPLimits(RunSettings(timeout: 90, connect: 2, firstByte: 45, idle: 0.5))
    #expect(
      set.connect == .seconds(2) && set.firstByte == .seconds(45) && set.idle == .milliseconds(500)
        && set.total == .seconds(90))
  }

  @Test("a run's patience decides whether a service that asks for a wait is asked again")
  func patience() async throws {
    var stand = try Stand { request in
      request.number == 1 ? .fault(503, "busy", headers: ["Retry-After": "200"]) : .caption("A teapot.")
    }
    stand.settings = RunSettings(timeout: 20, patience: 300)
    #expect(try await stand.ask().outcome == .captioned)
    #expect(stand.clock.sleeps.last == .seconds(200))
    var hasty = try Stand { _ in .fault(503, "busy", headers: ["Retry-After": "20"]) }
    hasty.settings = RunSettings(timeout: 20, patience: 10)
    #expect(
      try await hasty.stopped()?.message.contains("a wait of 20 s, longer than this run has patience for") == true)
  }

  @Test("a refused token limit names the other one as the next step")
  func tokenLimit() async throws {
    let words =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    var stand = try Stand { _ in .fault(400, words, code: "unsupported_parameter") }
    stand.call.maxTokens = 60
    let stopped = try #require(try await stand.stopped())
    #expect(stopped.kind == "unsupported_setting")
    #expect(
      stopped.message.contains("Write `max_completion_tokens` in place of `max_tokens` in the study file, then run"))
    stand = try Stand { _ in .fault(400, "unknown field max_completion_tokens", code: "unsupported_parameter") }
    stand.call.maxCompletionTokens = 60
    #expect(
      try await stand.stopped()?.message.contains("Write `max_tokens` in place of `max_completion_tokens`") == true)
    stand = try Stand { _ in .fault(400, "temperature is not supported", code: "unsupported_value") }
    #expect(try await stand.stopped()?.message.contains("Take the setting out of the study file") == true)
  }

  @Test("a proxy that wants a password stops the candidate and names the proxy, not the key")
  func proxyRefuses() async throws {
    let stand = try Stand { _ in .fault(407, "Proxy Authentication Required") }
    let stopped = try #require(try await stand.stopped())
    #expect(stopped.kind == "proxy_refused" && stand.server.requests.count == 1)
    #expect(stopped.message.contains("the proxy on the way") && stopped.message.contains("https_proxy="))
    #expect(!stopped.message.contains("A_KEY"))
  }

  @Test("the re-send on a dead connection is no try of its own")
  func stale() async throws {
    let stand = try Stand { $0.number == 2 ? [.close] : .caption("A teapot.") }
    _ = try await stand.ask()
    let second = try await stand.ask()
    #expect(second.attempts.count == 1 && second.attempts.first?.resends == 1)
    #expect(stand.server.requests.count == 3)
  }

  @Test("a cancelled task closes the transfer, tells the ledger, and throws")
  func cancels() async throws {
    let stand = try Stand { _ in [.hold] }
    let task = Task { try await stand.ask() }
    #expect(await soon { stand.server.requests.count == 1 })
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await soon { stand.server.closedByClient == 1 })
    #expect(stand.ledger.entries == ["send 1", "end 1 cancelled"] && stand.ledger.records.first?.lost == true)
  }

  @Test("what the ledger throws ends the asking before anything is sent")
  func ledgerFails() async throws {
    struct Full: Error {}
    let stand = try Stand { _ in .caption("A teapot.") }
    let request = CaptionRequest(Stand.item, image: [1])
    let captioner = try stand.captioner()
    await #expect(throws: Full.self) {
      try await captioner.caption(request, CallWatch(willSend: { _ in throw Full() }))
    }
    #expect(stand.server.requests.isEmpty)
  }

  @Test("refusals, filters and cut captions are outcomes, not faults")
  func outcomes() async throws {
    func ask(_ choice: String) async throws -> CaptionResult {
      let stand = try Stand { _ in .answer(Array(#"{"choices":[\#(choice)]}"#.utf8)) }
      let result = try await stand.ask()
      #expect(stand.server.requests.count == 1)
      return result
    }
    let refused = try await ask(#"{"message":{"content":null,"refusal":"I can't."},"finish_reason":"stop"}"#)
    #expect(refused.outcome == .refused && refused.text == nil && refused.reason == "I can't.")
    let cut = try await ask(#"{"message":{"content":"A tea"},"finish_reason":"length"}"#)
    #expect(cut.outcome == .truncated && cut.text == "A tea")
    let filtered = try await ask(#"{"message":{},"finish_reason":"content_filter"}"#)
    #expect(filtered.outcome == .filtered && filtered.text == nil)
  }

  @Test("the ledger shows that another model answered, and what was odd")
  func fallback() async throws {
    let stand = try Stand { _ in .caption("<think>hm</think>A teapot.", model: "small-7b") }
    let result = try await stand.ask()
    #expect(result.text == "A teapot.")
    let record = try #require(result.attempts.first)
    #expect(record.flags == ["inline_reasoning_removed", "model_echo_mismatch"])
  }

  @Test("a caption with more words than declared is over-length, and kept whole")
  func overLength() async throws {
    var stand = try Stand { _ in .caption("A teapot on a table.") }
    stand.checks = CaptionChecks(maxWords: 4)
    let result = try await stand.ask()
    #expect(result.outcome == .overLength && result.text == "A teapot on a table.")
    stand.checks = CaptionChecks(maxWords: 5)
    #expect(try await stand.ask().outcome == .captioned)
  }

  @Test("the key is in no text, whatever the service repeats", arguments: [400, 401, 404, 429, 500, 200])
  func echo(status: Int) async throws {
    let stand = try Stand { request in
      let said = request.headers["authorization"] ?? ""
      return status == 200
        ? .caption("The key is \(said)") : .fault(status, "bad \(said)", headers: ["x-request-id": said])
    }
    var dumped = ""
    do {
      dump(try await stand.ask(), to: &dumped)
    } catch {
      dump(error, to: &dumped)
      dumped += "\(error)"
    }
    dump(stand.ledger.records, to: &dumped)
    dumped += String(decoding: try JSONEncoder().encode(stand.ledger.records), as: UTF8.self)
    #expect(!dumped.contains("canary") && dumped.contains("happened"))
    if status == 200 { #expect(stand.ledger.records.first?.happened == "key_in_answer") }
  }
}

/// Waits for something that another thread does; gives up after ten seconds.
func soon(_ condition: () -> Bool) async -> Bool {
  for _ in 0..<1000 {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return condition()
}
