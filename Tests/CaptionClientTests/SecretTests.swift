internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("Keys", .timeLimit(.minutes(30)))
struct SecretTests {
  private static let canary = "sk-canary-0123456789abcdefghij"

  @Test("prints nothing of itself in any way of printing")
  func prints() throws {
    let key = try #require(Secret(Self.canary))
    var dumped = ""
    dump(key, to: &dumped)
    let request = HTTPRequest(.get, "http://127.0.0.1/", key: key)
    var dumpedRequest = ""
    dump(request, to: &dumpedRequest)
    let texts = ["\(key)", String(describing: key), String(reflecting: key), dumped, dumpedRequest, "\(request)"]
    for text in texts { #expect(!text.contains("canary")) }
  }

  @Test("takes a key without the white space around it, and none that could not stand in a header")
  func reads() throws {
    #expect(Secret("  \n") == nil)
    #expect(Secret("a\r\nX-Evil: 1") == nil)
    #expect(Secret("schlüssel") == nil)
    #expect(try #require(Secret(" k1\n")).bearer == "Bearer k1")
  }

  @Test("masks the key, and what is left of it where a text was cut short")
  func scrubs() throws {
    let key = try #require(Secret(Self.canary))
    #expect(key.scrub("bad key \(Self.canary).") == "bad key [key].")
    #expect(key.scrub("bad key sk-canary-0123456…") == "bad key [key]…")
    #expect(key.scrub("nothing to see") == "nothing to see")
    #expect(key.scrub("\(Self.canary)\(Self.canary) and \(Self.canary)") == "[key] and [key]")
    #expect(key.scrub("é\(Self.canary)é\u{301}") == "é[key]é\u{301}")
    #expect(!key.scrub(String(repeating: "x\(Self.canary.dropLast())", count: 99)).contains("canary"))
    #expect(try #require(Secret("EMPTY")).scrub("key EMPTY; EMPT") == "key [key]; EMPT")
  }

  @Test("one of a few letters is not looked for in what a model writes; elsewhere it is masked where it stands alone")
  func short() async throws {
    let key = try #require(Secret("a"))
    #expect(key.isShort && !key.occurs(in: "a") && key.begun(atEndOf: "a sofa") == 0)
    #expect(key.scrub("a bad key: 'a', Bearer a") == "[key] bad key: '[key]', Bearer [key]")
    #expect(key.scrub("anna-a_á") == "anna-a_á")
    #expect(try #require(Secret("12345678")).isShort == false && #require(Secret("1234567")).isShort)
    let text = "<think>a key</think>A cat on a sofa."
    for stream in [false, true] {
      let server = try WireServer { request in
        let said = String((request.headers["authorization"] ?? "").dropFirst("Bearer ".count))
        return .answer(
          headers: ["x-request-id": said],
          Array(#"{"model":"\#(said)","choices":[{"message":{"content":"\#(text)"},"finish_reason":"stop"}]}"#.utf8))
      }
      let service = try ChatService(address: ServiceAddress(server.address), key: key, client: HTTPClient())
      let exchange = try await service.ask(ChatRequest(model: "m", prompt: "p", stream: stream)) { _ in }
      #expect(exchange.reading.fault == nil && exchange.reading.text == "A cat on a sofa.")
      #expect(exchange.reading.content == text && exchange.reading.servedModel == "[key]")
      #expect(exchange.reading.requestID == "[key]")
      #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer a" })
    }
  }

  @Test("goes into the Authorization header and nowhere else")
  func header() async throws {
    let server = try WireServer { _ in .caption("A cat.") }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: Secret(Self.canary), client: HTTPClient())
    let exchange = try await service.ask(ChatRequest(model: "m", prompt: "p"))
    #expect(exchange.reading.text == "A cat.")
    let seen = try #require(server.requests.first)
    #expect(seen.headers["authorization"] == "Bearer \(Self.canary)")
    #expect(!seen.line.contains("canary") && !String(decoding: seen.body, as: UTF8.self).contains("canary"))
    #expect(seen.headers.filter { $0.value.contains("canary") }.count == 1)
  }

  @Test("is in no text of a reading, wherever the service repeats it", arguments: [401, 500, 200])
  func echoed(status: Int) async throws {
    let server = try WireServer { request in
      let said = request.headers["authorization"] ?? ""
      return status == 200
        ? .answer(
          headers: ["x-request-id": said],
          Array(
            """
            {"model":"\(said)","system_fingerprint":"\(said)","choices":[{"message":{"content":"<think>\(said)</think>\
            Call \(said)"},"finish_reason":"\(said)"}]}
            """.utf8))
        : .fault(status, "Incorrect API key provided: \(said) \(said.prefix(20))", code: "invalid_api_key")
    }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: Secret(Self.canary), client: HTTPClient())
    let exchange = try await service.ask(ChatRequest(model: "m", prompt: "p"))
    var dumped = ""
    dump(exchange, to: &dumped)
    #expect(!dumped.contains("canary"))
    if status == 200 { #expect(exchange.reading.fault?.kind == .keyInAnswer && exchange.reading.text == nil) }
    if status == 401 { #expect(exchange.reading.fault?.kind == .badKey) }
    #expect(exchange.reading.fault != nil)
  }

  @Test("is refused over http to another machine, in the service and in the client")
  func inTheClear() async throws {
    let client = try HTTPClient()
    let key = try #require(Secret(Self.canary))
    for address in ["http://10.0.0.7:8000/v1", "http://example.com/v1", "http://127.0.0.1.example.com/v1"] {
      let read = try ServiceAddress(address)
      #expect(throws: AddressProblem.keyInTheClear(host: read.host)) {
        try ChatService(address: read, key: key, client: client)
      }
      _ = try ChatService(address: read, key: nil, client: client)
      await #expect(throws: HTTPFailure.self) { try await client.send(HTTPRequest(.get, address, key: key)) }
    }
    for address in ["http://127.0.0.1:1/v1", "http://localhost:1/v1", "http://[::1]:1/v1", "https://example.com/v1"] {
      _ = try ChatService(address: ServiceAddress(address), key: key, client: client)
    }
  }
}

@Suite("Service addresses")
struct ServiceAddressTests {
  @Test("takes an address with or without a slash at the end")
  func reads() throws {
    let address = try ServiceAddress(" https://API.example.com/v1/ ")
    #expect(address.text == "https://API.example.com/v1" && address.host == "api.example.com" && address.isEncrypted)
    #expect(try ServiceAddress("http://2130706433:80/v1").isLoopback, "a number is an address too")
  }

  @Test(
    "refuses what cannot be a service's address",
    arguments: [
      "", "api.example.com v1", "ftp://example.com/v1", "https://me:pw@example.com/v1", "https://example.com/v1?k=1",
      "https://example.com/v1#x", "https://example.com/\u{0}v1",
    ])
  func refuses(_ text: String) { #expect(throws: AddressProblem.self) { try ServiceAddress(text) } }

  @Test("a password in an address is not repeated in the complaint")
  func password() {
    do {
      _ = try ServiceAddress("https://me:hunter2@example.com/v1")
      Issue.record("was taken")
    } catch {
      #expect(!error.description.contains("hunter2") && error.description.contains("example.com"))
    }
  }
}
