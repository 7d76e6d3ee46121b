internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

/// nghttpx, which speaks HTTP/2 over TLS in front of a service that speaks HTTP/1.1.
private final class HTTP2Front {
  static let tool = "/usr/bin/nghttpx"
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: tool) && TLSServer.exists }
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  let process = Process()
  let port: Int
  let certificate: String

  /// - Parameter protocols: what it offers in TLS's handshake.
  init(for server: WireServer, offering protocols: String = "h2,http/1.1") throws {
    let (cert, key) = try TLSServer.certificate(for: "IP:127.0.0.1", days: 1, in: folder)
    certificate = cert
    port = try LoopbackSocket.freePort()
    process.executableURL = URL(filePath: Self.tool)
    let backend = try #require(server.root.split(separator: ":").last)
    process.arguments = [
      "--conf=/dev/null", "--workers=1", "--frontend=127.0.0.1,\(port)", "--backend=127.0.0.1,\(backend)",
      "--npn-list=\(protocols)", key, cert,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<500 where LoopbackSocket.connected(to: port).map({ close($0) }) == nil { usleep(10_000) }
  }

  deinit {
    process.terminate()
    try? FileManager.default.removeItem(at: folder)
  }
}

@Suite("HTTP/2 on request", .enabled(if: HTTP2Front.exists), .timeLimit(.minutes(30)), .serialized)
struct HTTP2Tests {
  private let key = Secret("sk-canary-0123456789abcdefghij")

  @Test("this libcurl speaks it")
  func speaks() { #expect(HTTPClient.speaksHTTP2) }

  @Test("32 bodies at once share one connection, and every answer is its own")
  func shares() async throws {
    let server = try WireServer { .answer($0.body) }
    let front = try HTTP2Front(for: server)
    let client = try HTTPClient(caFile: front.certificate)
    let opened = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<32 {
        group.addTask { [key, port = front.port] in
          let body = [UInt8](repeating: UInt8(number), count: 120_000)
          let request = HTTPRequest(.post, "https://127.0.0.1:\(port)/x", key: key, body: [body], version: .two)
          let answer = try await client.send(request)
          try #require(answer.version == .two && answer.status == 200 && answer.body == body)
          return answer.timing.newConnections
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(opened == 1 && server.requests.count == 32)
    #expect(
      server.requests.allSatisfy { $0.headers["authorization"]?.hasSuffix("canary-0123456789abcdefghij") == true })
  }

  @Test("a stream's pieces come one by one")
  func streams() async throws {
    let text = (1...3).map { "data: {\"choices\":[{\"delta\":{\"content\":\"\($0)\"},\"finish_reason\":null}]}\n\n" }
    let body = Array((text.joined() + "data: [DONE]\n\n").utf8)
    let server = try WireServer { _ in
      .answer(
        headers: ["Content-Type": "text/event-stream"], body, framing: .chunked,
        splits: [text[0].utf8.count, text[0].utf8.count * 2])
    }
    let front = try HTTP2Front(for: server)
    let service = try ChatService(
      address: ServiceAddress("https://127.0.0.1:\(front.port)/v1"), key: key,
      client: HTTPClient(caFile: front.certificate), version: .two)
    let exchange = try await service.ask(ChatRequest(model: "m", prompt: "p", stream: true))
    #expect(exchange.reading.text == "123" && !exchange.reading.flags.contains(.notHTTP2))
  }

  @Test("a service that offers HTTP/1.1 only is spoken to in it, and the answer says so")
  func declined() async throws {
    let server = try WireServer { _ in .caption("A teapot.") }
    let front = try HTTP2Front(for: server, offering: "http/1.1")
    let service = try ChatService(
      address: ServiceAddress("https://127.0.0.1:\(front.port)/v1"), key: key,
      client: HTTPClient(caFile: front.certificate), version: .two)
    let reading = try await service.ask(ChatRequest(model: "m", prompt: "p")).reading
    #expect(reading.text == "A teapot." && reading.flags.contains(.notHTTP2))
  }

  @Test("who does not ask for it gets HTTP/1.1 from a service that offers both")
  func unasked() async throws {
    let server = try WireServer { .answer($0.body) }
    let front = try HTTP2Front(for: server)
    let client = try HTTPClient(caFile: front.certificate)
    let answer = try await client.send(HTTPRequest(.post, "https://127.0.0.1:\(front.port)/", body: [[1]]))
    #expect(answer.version == .one && answer.body == [1])
  }
}
