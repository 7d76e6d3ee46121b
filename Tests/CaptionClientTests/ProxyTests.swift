internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

/// Each in a process of its own: a proxy is named by the environment, which tests share.
@Suite("Proxies from the environment", .timeLimit(.minutes(30)), .serialized)
struct ProxyTests {
  private static let key = "sk-canary-0123456789abcdefghij"

  private static func failure(_ request: HTTPRequest) async -> HTTPFailure? {
    do throws(HTTPFailure) {
      _ = try await HTTPClient().send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test("http goes through http_proxy, whole answers as ever; this machine's own services do not")
  func plain() async {
    await #expect(processExitsWith: .success) {
      let proxy = try WireServer { _ in .answer(Array("pong".utf8)) }
      let near = try WireServer { _ in .answer(Array("near".utf8)) }
      setenv("http_proxy", proxy.root, 1)
      let client = try HTTPClient()
      let answer = try await client.send(HTTPRequest(.post, "http://service.invalid/v1/x", body: [Array("ping".utf8)]))
      try #require(answer.body == Array("pong".utf8))
      let seen = try #require(proxy.requests.first)
      try #require(seen.line == "POST http://service.invalid/v1/x HTTP/1.1" && seen.body == Array("ping".utf8))
      try #require(try await client.send(HTTPRequest(.get, near.root)).body == Array("near".utf8))
      try #require(proxy.requests.count == 1)
    }
  }

  @Test(
    "https goes through a tunnel in which the proxy sees the host and never the key", .enabled(if: TLSServer.exists))
  func tunnel() async {
    await #expect(processExitsWith: .success) {
      let server = try TLSServer(name: "DNS:service.invalid", days: 1)
      let proxy = try TunnelProxy(to: server.port)
      setenv("https_proxy", proxy.address, 1)
      let key = try #require(Secret(ProxyTests.key))
      let client = try HTTPClient(caFile: server.certificate)
      let answer = try await client.send(HTTPRequest(.get, "https://service.invalid/", key: key))
      try #require(answer.status == 200 && answer.timing.tls != nil)
      let seen = String(decoding: proxy.received, as: UTF8.self)
      try #require(seen.hasPrefix("CONNECT service.invalid:443 HTTP/1.1\r\n"))
      try #require(!seen.contains("canary") && !seen.lowercased().contains("authorization"))
    }
  }

  @Test("a proxy's own password goes to the proxy")
  func password() async {
    await #expect(processExitsWith: .success) {
      let proxy = try WireServer { _ in .answer(status: 502, []) }
      setenv("https_proxy", proxy.root.replacing("//", with: "//me:pw@"), 1)
      let key = try #require(Secret(ProxyTests.key))
      let failure = await ProxyTests.failure(HTTPRequest(.get, "https://service.invalid/", key: key))
      let seen = try #require(proxy.requests.first)
      try #require(seen.headers["proxy-authorization"] == "Basic " + Data("me:pw".utf8).base64EncodedString())
      try #require(seen.headers["authorization"] == nil)
      // The proxy cannot reach the service just now: that may pass.
      try #require(failure?.kind == .noConnection && failure?.wasSent == false)
      try #require(failure?.message == "the proxy answered CONNECT with 502")
    }
  }

  @Test("a proxy that lets nobody through is told apart from a key that is refused, and nothing was sent")
  func refused() async {
    await #expect(processExitsWith: .success) {
      for status in [407, 403] {
        let proxy = try WireServer { _ in .answer(status: status, headers: ["Proxy-Authenticate": "Basic"], []) }
        setenv("https_proxy", proxy.root, 1)
        let failure = await ProxyTests.failure(HTTPRequest(.get, "https://service.invalid/"))
        try #require(failure?.kind == .proxyRefused && failure?.wasSent == false && failure?.status == nil)
      }
      let proxy = try WireServer { _ in .fault(407, "Proxy Authentication Required") }
      setenv("http_proxy", proxy.root, 1)
      let service = try ChatService(
        address: ServiceAddress("http://service.invalid/v1"), key: nil, client: HTTPClient())
      let exchange = try await service.ask(ChatRequest(model: "m", prompt: "p"))
      try #require(exchange.reading.fault?.kind == .proxyRefused && exchange.reading.fault?.stopsCandidate == true)
    }
  }

  @Test("no_proxy is heeded")
  func around() async {
    await #expect(processExitsWith: .success) {
      let proxy = try WireServer { _ in .answer(Array("pong".utf8)) }
      setenv("http_proxy", proxy.root, 1)
      setenv("no_proxy", "service.invalid", 1)
      let failure = await ProxyTests.failure(HTTPRequest(.get, "http://service.invalid/"))
      try #require(failure?.kind == .unknownHost && proxy.requests.isEmpty)
    }
  }
}
