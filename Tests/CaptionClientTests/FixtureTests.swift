internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

/// Answers as OpenAI, Azure, OpenRouter, LiteLLM, vLLM, llama.cpp and Ollama give them, and what each comes to.
struct Fixture: Decodable, Sendable, CustomTestStringConvertible {
  var file: String
  var status: Int
  var headers: [String: String]
  var framing: String
  var splits: [Int]?
  var streamed: Bool?
  var expected: Expected

  struct Expected: Decodable, Sendable {
    var ending: String
    var text: String?
    var content: String?
    var partial: String?
    var reasoning: String?
    var refusal: String?
    /// An empty text stands for none.
    var finish: String?
    var model: String?
    /// The model asked for, where another one answered.
    var otherThan: String?
    var fingerprint: String?
    var requestID: String?
    /// Input, output, cached, reasoning; an empty list stands for none.
    var usage: [Int?]?
    var kind: String?
    var message: String?
    var retryable: Bool?
    var stops: Bool?
    var retryAfter: Double?
    var flags: [String]?
    var eventsBeforeText: Int?
  }

  var testDescription: String { file }
  var body: [UInt8] { Fixture.bytes(file) }
  var wireHeaders: HTTPHeaders { HTTPHeaders(headers.map { .init($0.key, $0.value) }) }

  static func bytes(_ file: String) -> [UInt8] {
    let url = Bundle.module.resourceURL?.appending(path: "Fixtures/\(file)")
    return url.flatMap { try? Array(Data(contentsOf: $0)) } ?? Array("fixture \(file) is missing".utf8)
  }

  static let all: [Fixture] = {
    do {
      return try JSONDecoder().decode([Fixture].self, from: Data(bytes("expectations.json")))
    } catch {
      Issue.record("the expectations cannot be read: \(error)")
      return []
    }
  }()
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
    let reader = ChatReader(streamed: fixture.streamed ?? false)
    check(reader.read(status: fixture.status, headers: fixture.wireHeaders, body: fixture.body), fixture)
  }

  @Test("each comes to the same over a real socket, byte for byte and flush by flush", arguments: Fixture.all)
  func overTheWire(_ fixture: Fixture) async throws {
    let framing = try #require(Framing(rawValue: fixture.framing))
    let server = try WireServer { _ in
      .answer(
        status: fixture.status, headers: fixture.headers, fixture.body, framing: framing, splits: fixture.splits ?? [])
    }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: nil, client: HTTPClient(), limits: .init(total: .seconds(20)))
    let exchange = try await service.ask(
      ChatRequest(model: "m", prompt: "p", stream: fixture.streamed ?? false))
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
