internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

/// When the first of a caption's text came, over a real socket: the time of the very piece that brought it. No test
/// measures how long anything took.
@Suite("the time to the first of the text", .timeLimit(.minutes(30)))
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
  /// A comment longer than what a client takes at once: what stands before it and what stands behind it come in different
  /// pieces, however late they are read.
  private static let gap = WireServer.Step.send(
    Array("\(String(100_000 + 3, radix: 16))\r\n:\(String(repeating: "-", count: 100_000))\n\n\r\n".utf8))

  private func ask(_ steps: [WireServer.Step], stream: Bool = true) async throws -> ChatExchange {
    let server = try WireServer { _ in steps }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: nil, client: HTTPClient(), limits: .init(total: .seconds(20)))
    return try await service.ask(ChatRequest(model: "m", prompt: "p", stream: stream))
  }

  /// What is read of a stream, and in which piece of it an event ended.
  private func read(_ steps: [WireServer.Step]) async throws -> (
    reading: ChatReading, pieces: [HTTPResponse.Arrival], piece: (String) throws -> Int
  ) {
    let server = try WireServer { _ in steps }
    var request = HTTPRequest(.post, server.address + "/chat/completions", body: [Array("{}".utf8)])
    request.timesPieces = true
    let response = try await HTTPClient().send(request)
    let (body, pieces) = (response.body, response.arrivals)
    let reading = ChatReader(streamed: true).read(
      status: response.status, headers: response.headers, body: body, arrivals: pieces)
    return (
      reading, pieces,
      { text in
        let place = try #require(body.firstRange(of: Array(text.utf8)))
        let end = try #require(body[place.upperBound...].firstRange(of: Array("\n\n".utf8))).upperBound
        return try #require(pieces.firstIndex { $0.end >= end })
      }
    )
  }

  @Test("is when the first piece with text came, behind the head and an empty first event")
  func first() async throws {
    let steps =
      [
        Self.head, Self.event("\"role\":\"assistant\",\"content\":\"\""), Self.gap, Self.event("\"content\":\"A \""),
        Self.gap, Self.event("\"content\":\"goat.\"", finish: "\"stop\""),
      ] + Self.done
    let (reading, pieces, piece) = try await read(steps)
    let (empty, text, rest) = (try piece("assistant"), try piece("\"A \""), try piece("goat."))
    #expect(empty < text && text < rest, "\(pieces)")
    #expect(reading.text == "A goat." && reading.firstTextSeconds == pieces[text].seconds, "\(pieces)")
    // A service that is asked for a stream keeps the pieces' times.
    let exchange = try await ask(steps)
    let seconds = try #require(exchange.reading.firstTextSeconds)
    #expect(try seconds >= #require(exchange.timing.firstByte))
  }

  @Test("does not count reasoning, in a field of its own or at the head of the text", arguments: [true, false])
  func reasoning(_ isInline: Bool) async throws {
    let thought =
      isInline
      ? Self.event("\"content\":\"<think>a mule?</think>\\n\"") : Self.event("\"reasoning_content\":\"a mule?\"")
    let (reading, pieces, piece) = try await read(
      [Self.head, thought, Self.gap, Self.event("\"content\":\"A goat.\"", finish: "\"stop\"")] + Self.done)
    let (before, text) = (try piece("a mule?"), try piece("A goat."))
    #expect(before < text && reading.text == "A goat.", "\(pieces)")
    #expect(reading.firstTextSeconds == pieces[text].seconds, "\(pieces)")
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
