internal import Foundation
internal import Synchronization
internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("A caption while it is written", .timeLimit(.minutes(30)))
struct LiveTextTests {
  private static let key = "sk-canary-0123456789abcdefghij"

  /// What was given.
  private final class Shown: Sendable {
    private let kept = Mutex<[LiveText.Piece]>([])
    var pieces: [LiveText.Piece] { kept.withLock { $0 } }
    func take(_ piece: LiveText.Piece) { kept.withLock { $0.append(piece) } }
    /// What a reader sees at the end.
    var text: String {
      pieces.reduce("") { text, piece in
        switch piece {
        case .text(let more): text + more
        case .takenBack: ""
        }
      }
    }
  }

  private static func event(_ content: String) -> String {
    "data: {\"choices\":[{\"delta\":{\"content\":\"\(content)\"},\"finish_reason\":null}]}\n\n"
  }

  private func live(_ contents: [String], key: String? = nil) -> Shown {
    let shown = Shown()
    let live = LiveText(key: key.flatMap(Secret.init)) { shown.take($0) }
    for content in contents { live.feed(Array(Self.event(content).utf8)) }
    return shown
  }

  @Test("is given piece by piece as it comes")
  func pieces() {
    #expect(live(["A ", "", "red", " bus."]).pieces == [.text("A "), .text("red"), .text(" bus.")])
  }

  @Test("reasoning at its head is held back, and taken back where it only turns out to be some")
  func reasoning() {
    #expect(live(["<th", "ink>hm", "m</think>\\n", "A bus."]).pieces == [.text("A bus.")])
    #expect(live(["<", "b>A"]).pieces == [.text("<b>A")])
    let late = live(["The user ", "wants</think>", "A bus."])
    #expect(late.pieces.contains(.takenBack) && late.text == "A bus.")
  }

  @Test("the key is never given, not even its beginning, however it is cut")
  func secret() {
    for cut in 1..<Self.key.count {
      let shown = live(["See ", "\(Self.key.prefix(cut))", "\(Self.key.dropFirst(cut)) there", " more"], key: Self.key)
      #expect(shown.text == "" && !"\(shown.pieces)".contains("sk-c"), "cut at \(cut): \(shown.pieces)")
    }
    #expect(live(["a ris", "k", "y s", "k"], key: Self.key).text == "a risky ")
  }

  private func ask(_ steps: [WireServer.Step]) async throws -> (shown: Shown, result: Result<ChatExchange, HTTPFailure>)
  {
    let server = try WireServer { _ in steps }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: Secret(Self.key), client: HTTPClient(),
      limits: .init(total: .seconds(20)))
    let shown = Shown()
    do throws(HTTPFailure) {
      return (
        shown,
        .success(try await service.ask(ChatRequest(model: "m", prompt: "p", stream: true)) { shown.take($0) })
      )
    } catch {
      return (shown, .failure(error))
    }
  }

  private static let head = Array(
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n".utf8)

  @Test("what was given in all is the caption, over a socket too, and its first and last piece have times")
  func whole() async throws {
    let (shown, result) = try await ask([
      .send(Self.head), .send(Array(Self.event("A ris").utf8)), .pause(.milliseconds(30)),
      .send(Array((Self.event("k") + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n").utf8)),
      .send(Array("data: [DONE]\n\n".utf8)), .close,
    ])
    let exchange = try result.get()
    let reading = exchange.reading
    #expect(reading.text == "A risk" && shown.text == "A risk")
    let (first, last) = (try #require(reading.firstTextSeconds), try #require(reading.lastTextSeconds))
    #expect(first < last && last <= exchange.timing.total)
  }

  @Test("an ordinary answer to a question for a stream is given whole")
  func unstreamed() async throws {
    let (shown, result) = try await ask(.caption("A bus."))
    #expect(shown.pieces == [.text("A bus.")])
    #expect(try result.get().reading.lastTextSeconds == nil)
  }

  @Test(
    "a stream that breaks off is taken back, and its text is evidence without the key",
    arguments: [WireServer.Step.reset, .hold, .close])
  func brokenOff(_ end: WireServer.Step) async throws {
    let head = Array("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    let text = Self.event("A bus \(Self.key) and")
    let chunk = Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8)
    let server = try WireServer { _ in [.send(head), .send(chunk), .pause(.milliseconds(50)), end] }
    let service = try ChatService(
      address: ServiceAddress(server.address), key: Secret(Self.key), client: HTTPClient(),
      limits: .init(idle: .seconds(3), total: .seconds(60)))
    let shown = Shown()
    do {
      _ = try await service.ask(ChatRequest(model: "m", prompt: "p", stream: true)) { shown.take($0) }
      Issue.record("a whole answer")
    } catch {
      #expect(error.partialText == "A bus [key] and" && error.received.isEmpty && error.wasSent)
    }
    #expect(shown.text == "")
  }
}
