internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

/// When the first of a caption's text came, over a real socket. Times are compared with pauses that the service makes,
/// never with a clock of the test.
@Suite("the time to the first of the text", .timeLimit(.minutes(5)))
struct FirstTextTests {
  private static func event(_ delta: String, finish: String = "null") -> WireServer.Step {
    let text = "data: {\"choices\":[{\"delta\":{\(delta)},\"finish_reason\":\(finish)}]}\n\n"
    return .send(Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8))
  }
  private static let head = WireServer.Step.send(
    Array("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n".utf8))
  private static let done: [WireServer.Step] = [
    .send(Array("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n".utf8))
  ]
  private static let pause = WireServer.Step.pause(.milliseconds(150))

  private func ask(_ steps: [WireServer.Step], stream: Bool = true) async throws -> ChatExchange {
    let server = try WireServer { _ in steps }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: nil, client: HTTPClient(), limits: .init(total: .seconds(20)))
    return try await service.ask(ChatRequest(model: "m", prompt: "p", stream: stream))
  }

  /// Asks until the pauses are seen as long as the service made them. A machine with much else to do may read late what
  /// came early: then a pause looks shorter. Where none is counted it has no length, however often it is asked for.
  private func ask(_ steps: [WireServer.Step], showsPauses: (ChatExchange) throws -> Bool) async throws -> ChatExchange
  {
    for _ in 1..<20 {
      let exchange = try await ask(steps)
      if try showsPauses(exchange) { return exchange }
    }
    return try await ask(steps)
  }

  @Test("counts from the start to the first piece with text, behind the head and an empty first event")
  func first() async throws {
    func pauses(_ exchange: ChatExchange) throws -> (before: Double, after: Double) {
      let first = try #require(exchange.reading.firstTextSeconds)
      return (first - (try #require(exchange.timing.firstByte)), exchange.timing.total - first)
    }
    let exchange = try await ask(
      [
        Self.head, Self.event("\"role\":\"assistant\",\"content\":\"\""), Self.pause, Self.event("\"content\":\"A \""),
        Self.pause, Self.event("\"content\":\"goat.\"", finish: "\"stop\""),
      ] + Self.done
    ) {
      let seen = try pauses($0)
      return seen.before >= 0.14 && seen.after >= 0.14
    }
    let seen = try pauses(exchange)
    #expect(exchange.reading.text == "A goat." && seen.before >= 0.14 && seen.after >= 0.14, "\(seen)")
  }

  @Test("does not count reasoning, in a field of its own or at the head of the text", arguments: [true, false])
  func reasoning(_ isInline: Bool) async throws {
    let thought =
      isInline
      ? Self.event("\"content\":\"<think>a goat?</think>\\n\"") : Self.event("\"reasoning_content\":\"a goat?\"")
    func pause(_ exchange: ChatExchange) throws -> Double {
      try #require(exchange.reading.firstTextSeconds) - (try #require(exchange.timing.firstByte))
    }
    let exchange = try await ask(
      [Self.head, thought, Self.pause, Self.event("\"content\":\"A goat.\"", finish: "\"stop\"")] + Self.done
    ) { try pause($0) >= 0.14 }
    #expect(try exchange.reading.text == "A goat." && pause(exchange) >= 0.14)
  }

  @Test("there is none where no stream was asked for, none came, or it has no text")
  func none() async throws {
    #expect(try await ask(.caption("A goat."), stream: true).reading.firstTextSeconds == nil)
    #expect(try await ask(.caption("A goat."), stream: false).reading.firstTextSeconds == nil)
    let empty = try await ask([Self.head, Self.event("\"content\":\"\"", finish: "\"stop\"")] + Self.done)
    #expect(empty.reading.firstTextSeconds == nil && empty.reading.ending == .empty)
  }

  @Test("a stream that breaks off, or ends in an error, is no caption and has no such time", arguments: 0..<4)
  func broken(_ way: Int) async throws {
    let start = [Self.head, Self.event("\"content\":\"A go\"")]
    let end: [WireServer.Step] =
      switch way {
      case 0: [.send(Array("0\r\n\r\n".utf8))]  // ended in good order, without a reason or [DONE]
      case 1: [Self.event("\"content\":\"at\"", finish: "\"error\"")] + Self.done
      case 2: [.send(Array("26\r\ndata: {\"error\":{\"message\":\"overloaded\"}}\r\n\r\n".utf8))]
      default: [.send(Array("1d\r\ndata: {\"error\":\"gone away\"}\n\n\r\n0\r\n\r\n".utf8))]
      }
    do {
      let exchange = try await ask(start + end + (way == 2 ? [.close] : []))
      #expect(exchange.reading.text == nil && exchange.reading.fault != nil && exchange.reading.firstTextSeconds == nil)
      #expect(exchange.reading.fault?.isRetryable == true)
    } catch let failure as HTTPFailure {
      #expect(way == 2 && failure.kind == .connectionLost && failure.wasSent)
    }
  }

  @Test("pieces and times are kept only where they are asked for")
  func onDemand() async throws {
    let server = try WireServer { _ in .answer(Array("0123456789".utf8), splits: [3, 6]) }
    var request = HTTPRequest(.post, server.root, body: [Array("x".utf8)])
    #expect(try await HTTPClient().send(request).arrivals.isEmpty)
    request.timesPieces = true
    let response = try await HTTPClient().send(request)
    #expect(response.arrivals.last?.end == 10 && response.arrivals.map(\.end) == response.arrivals.map(\.end).sorted())
    #expect(response.arrivals.allSatisfy { $0.seconds > 0 && $0.seconds <= response.timing.total })
  }
}
