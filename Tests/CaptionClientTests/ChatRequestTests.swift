internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("What a model is asked")
struct ChatRequestTests {
  private func read(_ request: ChatRequest) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(request.body().joined()))
    return try #require(object as? [String: Any])
  }

  @Test("is these bytes")
  func golden() {
    let image = EncodedImage([0xFF, 0xD8, 0xFF, 0x00], mediaType: "image/jpeg")
    let request = ChatRequest(
      model: "m/1", system: "Be brief.", prompt: "Describe \"it\".", image: .data(image), temperature: 0.2,
      maxTokens: 64,
      seed: 7)
    #expect(
      String(decoding: Array(request.body().joined()), as: UTF8.self) == """
        {"model":"m/1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[\
        {"type":"text","text":"Describe \\"it\\"."},\
        {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/AA=="}}]}],\
        "temperature":0.2,"max_tokens":64,"seed":7,"stream":false}
        """)
  }

  @Test("has no setting that was not given, and text alone as text")
  func sparse() throws {
    let object = try read(ChatRequest(model: "m", prompt: "p"))
    #expect(Set(object.keys) == ["model", "messages", "stream"])
    let messages = try #require(object["messages"] as? [[String: Any]])
    #expect(messages.count == 1 && messages[0]["content"] as? String == "p")
  }

  @Test("an address, its detail, the newer token limit and further fields are these bytes, and JSON")
  func goldenOfNewer() throws {
    let request = ChatRequest(
      model: "m", prompt: "p", image: .url("https://example.org/a\"b.jpg"), detail: "low", maxCompletionTokens: 400,
      seed: 7, extra: #"{"top_p":0.9,"x":{"y":[1,null]}}"#, stream: true)
    #expect(
      String(decoding: Array(request.body().joined()), as: UTF8.self) == """
        {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"p"},\
        {"type":"image_url","image_url":{"url":"https://example.org/a\\"b.jpg","detail":"low"}}]}],\
        "max_completion_tokens":400,"seed":7,"top_p":0.9,"x":{"y":[1,null]},\
        "stream_options":{"include_usage":true},"stream":true}
        """)
    #expect(try read(request)["top_p"] as? Double == 0.9)
    let data = ChatRequest(
      model: "m", prompt: "p", image: .data(EncodedImage([0], mediaType: "image/png")), detail: "high", extra: "{}")
    let messages = try #require(read(data)["messages"] as? [[String: Any]])
    let parts = try #require(messages[0]["content"] as? [[String: Any]])
    #expect((parts[1]["image_url"] as? [String: String]) == ["url": "data:image/png;base64,AA==", "detail": "high"])
  }

  @Test("carries any text through JSON unharmed")
  func escaping() throws {
    let nasty = "\u{0}\u{1}\u{1F}\u{7F}\"\\/\n\r\t\u{2028}é👩‍🚒\u{FEFF}</script>"
    let object = try read(ChatRequest(model: nasty, system: nasty, prompt: nasty))
    let messages = try #require(object["messages"] as? [[String: Any]])
    #expect(object["model"] as? String == nasty)
    #expect(messages.compactMap { $0["content"] as? String } == [nasty, nasty])
  }

  @Test("shares one base64 image among all candidates' bodies")
  func shares() throws {
    let image = EncodedImage(Array(0...255), mediaType: "image/png")
    let bodies = ["a", "b"].map { ChatRequest(model: $0, prompt: $0, image: .data(image)).body() }
    let places = bodies.map { body in body[1].withUnsafeBufferPointer { $0.baseAddress } }
    #expect(places[0] == places[1] && bodies[0].count == 3)
    #expect(Data(base64Encoded: Data(image.base64)) == Data(Array(UInt8.min...UInt8.max)))
  }

  @Test("base64 is Foundation's, whatever the length")
  func base64() {
    for count in Array(0...40) + [255, 256, 257, 9_999, 100_003] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
      #expect(Base64.encode(bytes) == Array(Data(bytes).base64EncodedData()), "\(count) bytes")
    }
  }

  @Test("a stream asks for usage")
  func stream() throws {
    let object = try read(ChatRequest(model: "m", prompt: "p", stream: true))
    #expect(object["stream"] as? Bool == true)
    #expect((object["stream_options"] as? [String: Bool]) == ["include_usage": true])
  }
}

@Suite("Odd answers")
struct OddAnswerTests {
  private func read(_ body: String, status: Int = 200, headers: HTTPHeaders = [:]) -> ChatReading {
    ChatReader().read(status: status, headers: headers, body: Array(body.utf8))
  }

  @Test("reasoning is split off only at the head, opened or not, closed or not")
  func reasoning() {
    #expect(splittingReasoning("</think>x").text == "x")
    #expect(splittingReasoning("the user wants…</think>\n\nA cat.").text == "A cat.")
    #expect(splittingReasoning("  <thinking>hm</thinking> A cat.").reasoning == "hm")
    #expect(splittingReasoning("<think>cut off by the lim").text == "")
    #expect(splittingReasoning("A sign reads <think> twice.") == ("A sign reads <think> twice.", nil))
    #expect(splittingReasoning("\n A cat.").text == "\n A cat.")
  }

  @Test(
    "recognises faults that no wait cures",
    arguments: [
      (401, "Incorrect API key", "invalid_api_key", ServiceFault.Kind.badKey),
      (407, "Proxy authentication required", "", .proxyRefused),
      (403, "Country not supported", "", .forbidden),
      (402, "Payment required", "", .quota),
      (403, "Insufficient credits", "", .quota),
      (400, "cap-9 is not a multimodal model", "", .noVision),
      (404, "No endpoints found that support image input", "", .noVision),
      (404, "The model `x` does not exist", "model_not_found", .modelNotFound),
      (404, "Not Found", "", .notFound),
      (400, "Use 'max_completion_tokens' instead.", "unsupported_parameter", .unsupportedSetting),
    ])
  func permanent(status: Int, message: String, code: String, kind: ServiceFault.Kind) {
    let fault = read(#"{"error":{"message":"\#(message)","code":"\#(code)"}}"#, status: status).fault
    #expect(fault?.kind == kind && fault?.stopsCandidate == true && fault?.isRetryable == false)
  }

  @Test("a rate limit that mentions billing is still a rate limit")
  func billing() {
    let words = "Rate limit reached. Add a payment method at https://x/account/billing to increase it."
    #expect(
      read(#"{"error":{"message":"\#(words)","code":"rate_limit_exceeded"}}"#, status: 429).fault?.kind == .rateLimit)
  }

  @Test("a service's own word on retrying counts, and a proxy's on fallbacks is kept")
  func headers() {
    let headers: HTTPHeaders = ["x-should-retry": "false", "X-LiteLLM-Attempted-Fallbacks": "1"]
    let reading = read(#"{"error":{"message":"overloaded"}}"#, status: 500, headers: headers)
    #expect(reading.fault?.isRetryable == false && reading.attemptedFallbacks == 1)
    #expect(read(#"{"error":"overloaded"}"#, status: 500).fault?.isRetryable == true)
    let again: HTTPHeaders = ["x-should-retry": "true"]
    #expect(read(#"{"error":"try that once more"}"#, status: 400).fault?.isRetryable == false)
    #expect(read(#"{"error":"try that once more"}"#, status: 400, headers: again).fault?.isRetryable == true)
    let quota = read(#"{"error":{"message":"x","code":"insufficient_quota"}}"#, status: 429, headers: again).fault
    #expect(quota?.isRetryable == false && quota?.stopsCandidate == true)
    let late: HTTPHeaders = ["x-should-retry": "true", "retry-after": "3600"]
    #expect(read(#"{"error":"overloaded"}"#, status: 503, headers: late).fault?.isRetryable == false)
  }

  @Test("a damaged answer is never a crash, and no damaged error a caption")
  func damaged() {
    var random = SystemRandomNumberGenerator()
    for fixture in Fixture.all {
      for _ in 0..<20 {
        var body = fixture.body
        for _ in 0..<3 where !body.isEmpty {
          body[Int.random(in: 0..<body.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        let reading = ChatReader().read(
          status: fixture.status, headers: fixture.wireHeaders, body: Array(body.prefix(.random(in: 0...body.count))))
        if fixture.status != 200 { #expect(reading.text == nil && reading.ending != .captioned) }
      }
    }
  }

  @Test("a redirect names its goal and stops the candidate")
  func redirect() throws {
    let fault = try #require(read("", status: 301, headers: ["Location": "https://b.example/v1"]).fault)
    #expect(fault.kind == .redirect && fault.stopsCandidate && fault.message.contains("https://b.example/v1"))
  }

  @Test(
    "JSON that is no completion is a fault, never a crash",
    arguments: [
      "null", "[]", "{}", "1", "\"x\"", "{\"choices\":[]}", "{\"choices\":[1]}", "{\"choices\":{}}", "{\"choices\":",
    ])
  func notChat(_ body: String) { #expect(read(body).fault?.isRetryable == true) }

  @Test("deep nesting and broken bytes are faults, never a crash")
  func hostile() {
    #expect(read(String(repeating: "[", count: 100_000)).fault?.kind == .notJSON)
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep = String(repeating: open, count: 500) + "1" + String(repeating: close, count: 500)
      #expect(read("{\"x\":\(deep),\"choices\":[{\"message\":{\"content\":\"ok\"}}]}").text == "ok")
    }
    let bytes = ChatReader().read(
      status: 200, headers: [:], body: (0..<4096).map { UInt8(truncatingIfNeeded: $0 * 31) })
    #expect(bytes.fault?.kind == .notJSON)
  }

  @Test("bytes that are no UTF-8 cost a flag, not the caption")
  func brokenUTF8() {
    var body = Array(#"{"choices":[{"message":{"content":"A ~ cat"},"finish_reason":"stop"}]}"#.utf8)
    body[body.firstIndex(of: UInt8(ascii: "~")) ?? 0] = 0xFF
    let reading = ChatReader().read(status: 200, headers: [:], body: body)
    #expect(reading.text == "A \u{FFFD} cat" && reading.flags.contains(.invalidUnicode))
  }

  @Test("a surrogate pair is left alone, and an escaped backslash before 'u' is no escape")
  func surrogates() {
    let reading = read(#"{"choices":[{"message":{"content":"\ud83d\ude00 \\ud83d \ude00"},"finish_reason":"stop"}]}"#)
    #expect(reading.text == "😀 \\ud83d \u{FFFD}")
  }

  @Test("a service's words are one line without control characters in a message")
  func words() {
    let fault = read(#"{"error":{"message":"a\u001b[2Jb\r\nc\u202ed"}}"#, status: 400).fault
    #expect(fault?.message == "a [2Jb c d")
  }

  @Test("a dated alias and a vendor's prefix are the same model, another size is not")
  func served() {
    func other(_ asked: String, _ served: String?) -> Bool {
      var reading = read("{}")
      reading.servedModel = served
      return reading.servedAnotherModel(than: asked)
    }
    #expect(!other("gpt-x", "gpt-x-2026-08-01") && !other("openai/gpt-x", "gpt-x") && !other("llava", "llava:latest"))
    #expect(!other("gpt-x", nil) && !other("Org/Model-7B", "model-7b"))
    #expect(other("gpt-x", "gpt-x-mini") && other("nope", "tiny") && other("gpt-x", "gpt-y"))
  }
}
