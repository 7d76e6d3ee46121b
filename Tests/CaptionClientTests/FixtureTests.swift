internal import Testing
internal import WireStand

@testable internal import CaptionClient

extension Fixture {
  var wireHeaders: HTTPHeaders { HTTPHeaders(headers.map { .init($0.key, $0.value) }) }
}

extension ChatReading.Ending {
  var word: String {
    switch self {
    case .captioned: "captioned"
    case .truncated: "truncated"
    case .refused: "refused"
    case .filtered: "filtered"
    case .empty: "empty"
    case .failed: "failed"
    }
  }
}

@Suite("Answers as services really give them")
struct FixtureTests {
  @Test("all 49 recorded answers are there")
  func complete() { #expect(Fixture.all.count == 49) }

  @Test("each comes to what it should", arguments: Fixture.all)
  func pure(_ fixture: Fixture) {
    let reader = ChatReader(streamed: fixture.isStreamed)
    check(reader.read(status: fixture.status, headers: fixture.wireHeaders, body: fixture.body), fixture)
  }

  @Test("each comes to the same over a real socket, byte for byte and flush by flush", arguments: Fixture.all)
  func overTheWire(_ fixture: Fixture) async throws {
    let server = try WireServer { _ in fixture.answer }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: nil, client: HTTPClient(), limits: .init(total: .seconds(20)))
    let exchange = try await service.ask(
      ChatRequest(model: "m", prompt: "p", stream: fixture.isStreamed))
    #expect(exchange.status == fixture.status)
    check(exchange.reading, fixture)
  }

  @Test("a stream comes to the same however it is cut", arguments: Fixture.all.filter { $0.file.hasSuffix(".sse") })
  func anyCut(_ fixture: Fixture) {
    var byteByByte = ChatStream()
    for byte in fixture.body { byteByByte.feed([byte]) }
    var whole = ChatStream()
    whole.feed(fixture.body)
    if let count = fixture.expected.eventsBeforeText { #expect(byteByByte.eventsBeforeText == count) }
    #expect(byteByByte.finish() == whole.finish())
  }

  private func check(_ reading: ChatReading, _ fixture: Fixture) {
    let expected = fixture.expected
    #expect(reading.ending.word == expected.ending)
    #expect(reading.fault?.kind.rawValue == expected.kind)
    if let text = expected.text { #expect(reading.text == text) }
    if let content = expected.content { #expect(reading.content ?? "" == content) }
    if let partial = expected.partial { #expect(reading.content ?? "" == partial) }
    if expected.partial != nil || expected.ending == "failed" { #expect(reading.text == nil) }
    if let reasoning = expected.reasoning { #expect(reading.reasoning == reasoning) }
    if let refusal = expected.refusal { #expect(reading.refusal == refusal && reading.text == nil) }
    if let finish = expected.finish { #expect(reading.finishReason ?? "" == finish) }
    if let model = expected.model { #expect(reading.servedModel == model) }
    if let other = expected.otherThan { #expect(reading.servedAnotherModel(than: other)) }
    if let fingerprint = expected.fingerprint { #expect(reading.fingerprint == fingerprint) }
    if let id = expected.requestID { #expect(reading.requestID == id) }
    if let usage = expected.usage {
      let found = reading.usage.map { [$0.input, $0.output, $0.cached, $0.reasoning] }
      #expect(found ?? [] == usage)
    }
    if let message = expected.message { #expect(reading.fault?.message == message) }
    if let retryable = expected.retryable { #expect(reading.fault?.isRetryable == retryable) }
    if let stops = expected.stops { #expect(reading.fault?.stopsCandidate == stops) }
    if expected.ending == "failed" {
      let milliseconds = expected.retryAfter.map { Int64(($0 * 1000).rounded()) }
      #expect(reading.fault?.retryAfter?.milliseconds == milliseconds)
    }
    let flags = Set(expected.flags ?? [])
    #expect(Set(reading.flags.map(\.rawValue)) == flags)
  }
}
