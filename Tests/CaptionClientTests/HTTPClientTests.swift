internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("HTTP over libcurl", .timeLimit(.minutes(30)))
struct HTTPClientTests {
  private func post(_ server: WireServer, limits: HTTPLimits = .init(), key: Secret? = nil) -> HTTPRequest {
    HTTPRequest(.post, server.root + "/x", key: key, body: [Array("one".utf8), [], Array("two".utf8)], limits: limits)
  }

  private func failure(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPFailure? {
    do {
      _ = try await client.send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test("sends the segments as one body, without waiting for 100 Continue, and tells the phases' times")
  func sends() async throws {
    let server = try WireServer { _ in .answer(Array("pong".utf8)) }
    let segment = [UInt8](repeating: UInt8(ascii: "a"), count: 3 << 20)
    let request = HTTPRequest(.post, server.root + "/x?y=1", body: [Array("<".utf8), segment, Array(">".utf8)])
    let response = try await HTTPClient().send(request)
    #expect(response.status == 200 && response.body == Array("pong".utf8))
    #expect(response.headers["CONTENT-type"] == "application/json")
    let seen = try #require(server.requests.first)
    #expect(seen.line == "POST /x?y=1 HTTP/1.1")
    #expect(seen.body == Array("<".utf8) + segment + Array(">".utf8))
    #expect(seen.headers["expect"] == nil)
    let timing = response.timing
    let firstByte = try #require(timing.firstByte)
    let connect = try #require(timing.connect)
    #expect(connect <= firstByte && firstByte <= timing.total && timing.tls == nil && timing.newConnections == 1)
  }

  @Test("uses a connection again")
  func reuse() async throws {
    let server = try WireServer { _ in .answer(Array("pong".utf8)) }
    let client = try HTTPClient()
    for _ in 0..<5 { _ = try await client.send(post(server)) }
    #expect(server.connections == 1 && server.requests.count == 5)
  }

  @Test(
    "a request is sent nothing of those before it: no key, no header, no body, no file to save to, no error of theirs")
  func nothingOfOthers() async throws {
    let server = try WireServer { request in
      let pong = Array("pong".utf8)
      return request.line.hasPrefix("POST /cut") ? .answer(pong, declared: 9) + [.close] : .answer(pong)
    }
    let client = try HTTPClient()
    let path = NSTemporaryDirectory() + "saved-\(UUID().uuidString)"
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    defer {
      close(descriptor)
      unlink(path)
    }
    let key = try #require(Secret("key-of-the-first"))
    let cut = HTTPRequest(
      .post, server.root + "/cut", headers: [.init("X-Mark", "first")], key: key, body: [Array("body".utf8)],
      timesPieces: true)
    #expect(await failure(client, cut)?.kind == .connectionLost)
    var saved = HTTPRequest(.get, server.root + "/saved", key: key)
    saved.saveTo = descriptor
    _ = try await client.send(saved)
    for _ in 0..<2 {
      let response = try await client.send(HTTPRequest(.get, server.root + "/bare"))
      #expect(response.status == 200 && response.body == Array("pong".utf8) && response.arrivals.isEmpty)
    }
    for seen in server.requests.suffix(2) {
      #expect(seen.line == "GET /bare HTTP/1.1" && seen.body.isEmpty)
      #expect(seen.headers["authorization"] == nil && seen.headers["x-mark"] == nil)
      #expect(seen.headers["content-length"] == nil && seen.headers["transfer-encoding"] == nil)
    }
    #expect(lseek(descriptor, 0, SEEK_END) == 4, "the later answers were not saved behind the one that was to be")
  }

  @Test("has many transfers under way at once")
  func many() async throws {
    let server = try WireServer { request in [.pause(.milliseconds(5))] + .answer(request.body) }
    let client = try HTTPClient()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<100 {
        let url = server.root
        group.addTask {
          let body = Array("\(number)".utf8)
          return try await client.send(HTTPRequest(.post, url, body: [body])).body == body
        }
      }
      for try await same in group { #expect(same) }
    }
    #expect(server.requests.count == 100)
  }

  @Test("sends the body again, unasked, when a kept-alive connection proves dead")
  func stale() async throws {
    let server = try WireServer { $0.number == 2 ? [.close] : .answer($0.body) }
    let client = try HTTPClient()
    _ = try await client.send(post(server))
    let second = try await client.send(post(server))
    #expect(second.body == Array("onetwo".utf8) && second.timing.resends == 1)
    #expect(server.requests.map(\.connection) == [1, 1, 2])
  }

  @Test("follows no redirect")
  func redirect() async throws {
    let server = try WireServer { request in
      .answer(status: 302, headers: ["Location": request.number == 1 ? "/elsewhere" : "/"], [])
    }
    #expect(try await HTTPClient().send(post(server)).status == 302)
    #expect(server.requests.count == 1)
  }

  @Test("tells a refused connection, and that nothing was sent")
  func refused() async throws {
    let server = try WireServer { _ in [] }
    server.stop()
    let failure = await failure(try HTTPClient(), post(server))
    #expect(failure?.kind == .noConnection && failure?.wasSent == false)
  }

  @Test("tells a name without an address")
  func unknownHost() async throws {
    let failure = await failure(try HTTPClient(), HTTPRequest(.get, "http://nowhere.invalid/v1/models"))
    // Behind a proxy the proxy says so, in its own way.
    #expect(failure == nil || failure?.kind == .unknownHost || failure?.kind == .noConnection)
  }

  @Test("gives up on a connection that does not come about, and nothing was sent")
  func connectLimit() async throws {
    let full = try LoopbackSocket.full()
    defer { full.close() }
    let limits = HTTPLimits(
      connect: .milliseconds(300), firstByte: .seconds(300), idle: .seconds(300), total: .seconds(600))
    let request = HTTPRequest(.post, "http://127.0.0.1:\(full.port)/x", body: [Array("one".utf8)], limits: limits)
    let failure = await failure(try HTTPClient(), request)
    #expect(failure?.kind == .connectTimeout && failure?.wasSent == false && failure?.status == nil)
    #expect(failure?.timing.connect == nil)
  }

  @Test("gives up on a service that accepts and never answers, and closes the connection")
  func neverAnswers() async throws {
    let server = try WireServer { _ in [.hold] }
    let limits = HTTPLimits(firstByte: .seconds(2), idle: .seconds(30), total: .seconds(60))
    let failure = await failure(try HTTPClient(), post(server, limits: limits))
    #expect(failure?.kind == .firstByteTimeout && failure?.wasSent == true && failure?.timing.firstByte == nil)
    #expect(await soon { server.closedByClient == 1 })
  }

  @Test("waits longer for the first byte than between bytes when told so")
  func slowStart() async throws {
    let server = try WireServer { _ in [.pause(.seconds(3))] + .answer(Array("late".utf8)) }
    let limits = HTTPLimits(firstByte: .seconds(30), idle: .seconds(2), total: .seconds(60))
    #expect(try await HTTPClient().send(post(server, limits: limits)).body == Array("late".utf8))
  }

  @Test("gives up on a body that stalls")
  func stalls() async throws {
    let server = try WireServer { _ in
      .answer(Array("half".utf8), declared: 8) + [.hold]
    }
    let limits = HTTPLimits(firstByte: .seconds(30), idle: .seconds(2), total: .seconds(60))
    let failure = await failure(try HTTPClient(), post(server, limits: limits))
    #expect(failure?.kind == .idleTimeout && failure?.status == 200 && failure?.wasSent == true)
  }

  @Test("gives up on a body that trickles longer than the whole may take")
  func trickles() async throws {
    let server = try WireServer { _ in
      .answer([], framing: .chunked).dropLast()
        + Array(repeating: [.send(Array("1\r\nx\r\n".utf8)), .pause(.milliseconds(20))], count: 500).joined()
    }
    let limits = HTTPLimits(total: .seconds(3))
    let failure = await failure(try HTTPClient(), post(server, limits: limits))
    #expect(failure?.kind == .totalTimeout)
  }

  @Test("never takes a short body for a whole one", arguments: ["close", "reset", "chunked"])
  func short(_ how: String) async throws {
    let server = try WireServer { _ in
      switch how {
      case "close": .answer(Array("{}".utf8), declared: 20) + [.close]
      case "reset": .answer(Array("{}".utf8), declared: 20) + [.reset]
      default: .answer(Array("{}".utf8), framing: .chunked).dropLast() + [.close]
      }
    }
    let failure = await failure(try HTTPClient(), post(server))
    #expect(failure?.kind == .connectionLost && failure?.wasSent == true)
  }

  @Test("takes no more of an answer than allowed, whether its length is declared or not", arguments: [true, false])
  func tooLarge(declared: Bool) async throws {
    let server = try WireServer { _ in
      .answer([UInt8](repeating: 0, count: 200_000), framing: declared ? .contentLength : .chunked, splits: [100_000])
    }
    let failure = await failure(try HTTPClient(), post(server, limits: .init(responseBytes: 1000)))
    #expect(failure?.kind == .tooLarge)
  }

  @Test("tells what is not HTTP")
  func notHTTP() async throws {
    let server = try WireServer { _ in [.send(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)), .close] }
    let failure = await failure(try HTTPClient(), post(server))
    #expect(failure?.kind == .notHTTP)
  }

  @Test("a cancelled task closes its transfer", arguments: [0, 1, 30, 150])
  func cancels(afterMilliseconds: Int) async throws {
    let server = try WireServer { _ in [.hold] }
    let client = try HTTPClient()
    let request = post(server)
    let task = Task { await failure(client, request) }
    try await Task.sleep(for: .milliseconds(afterMilliseconds))
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
    #expect(await soon { server.closedByClient == server.requests.count })
    // The client itself goes on.
    let other = try WireServer { _ in .answer([]) }
    #expect(try await client.send(HTTPRequest(.get, other.root)).status == 200)
  }

  @Test("ends its thread and connections with its last reference")
  func dropped() async throws {
    let server = try WireServer { $0.number == 1 ? .answer([]) + [.hold] : [] }
    do {
      let client = try HTTPClient()
      _ = try await client.send(post(server))
    }
    #expect(await soon { server.closedByClient == 1 })
  }

  @Test("refuses other protocols, broken URLs and header lines that would start another")
  func refusesHere() async throws {
    let client = try HTTPClient()
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "http://", "nonsense"] {
      #expect(await failure(client, HTTPRequest(.get, url))?.kind == .refusedHere)
    }
    let request = HTTPRequest(.get, "http://127.0.0.1:1/", headers: [.init("A", "b\r\nC: d")])
    #expect(await failure(client, request)?.kind == .refusedHere)
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
