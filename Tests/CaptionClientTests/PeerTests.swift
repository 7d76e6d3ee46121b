internal import Foundation
internal import Synchronization
internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("Which machines are connected to", .timeLimit(.minutes(30)))
struct PeerTests {
  @Test(
    "one that is not admitted is not connected to, by its address or by a name that leads to it",
    arguments: ["127.0.0.1", "localhost"])
  func refused(host: String) async throws {
    let server = try WireServer { _ in .answer(Array("secret".utf8)) }
    let client = try HTTPClient(admits: { _ in false })
    let failure = await #expect(throws: HTTPFailure.self) {
      try await client.send(HTTPRequest(.get, server.root.replacing("127.0.0.1", with: host)))
    }
    #expect(failure?.kind == .refusedHere && failure?.wasSent == false)
    #expect(failure?.message.contains(/its name leads to (127\.0\.0\.1|::1), which is never connected to/) == true)
    #expect(server.connections == 0)
  }

  @Test("the address is told in digits after names were looked up, and one that is admitted is asked")
  func admitted() async throws {
    let server = try WireServer { _ in .answer(Array("pong".utf8)) }
    let asked = Asked()
    let client = try HTTPClient(admits: { address in
      _ = asked.addresses.withLock { $0.insert(address) }
      return address == "127.0.0.1"
    })
    let url = server.root.replacing("127.0.0.1", with: "localhost")
    #expect(try await client.send(HTTPRequest(.get, url)).body == Array("pong".utf8))
    #expect(asked.addresses.withLock(\.self).isSubset(of: ["127.0.0.1", "::1"]))
    #expect(asked.addresses.withLock(\.self).contains("127.0.0.1"))
  }

  @Test("one of IPv6 is told in digits too")
  func six() async throws {
    let client = try HTTPClient(admits: { _ in false })
    let failure = await #expect(throws: HTTPFailure.self) {
      try await client.send(HTTPRequest(.get, "http://[::1]:9/x"))
    }
    #expect(failure?.message.contains("leads to ::1,") == true)
  }

  @Test("a machine that is admitted and does not answer is no refusal")
  func unanswered() async throws {
    let client = try HTTPClient(admits: { _ in true })
    let failure = await #expect(throws: HTTPFailure.self) {
      try await client.send(HTTPRequest(.get, "http://127.0.0.1:\(try LoopbackSocket.freePort())/x"))
    }
    #expect(failure?.kind == .noConnection)
  }

  private final class Asked: Sendable {
    let addresses = Mutex<Set<String>>([])
  }

  @Test(
    "the environment's proxy is the one that libcurl would take",
    arguments: [
      (["http_proxy": "p"], "http", "a.org", true), (["http_proxy": "p"], "https", "a.org", false),
      (["HTTP_PROXY": "p"], "http", "a.org", false), (["HTTPS_PROXY": "p"], "https", "a.org", true),
      (["https_proxy": "p"], "https", "a.org", true), (["all_proxy": "p"], "http", "a.org", true),
      (["ALL_PROXY": "p"], "https", "a.org", true), ([:], "https", "a.org", false),
      (["all_proxy": "p"], "http", "localhost", false), (["all_proxy": "p"], "http", "127.0.0.1", false),
      (["all_proxy": "p", "no_proxy": "*"], "http", "a.org", false),
      (["all_proxy": "p", "no_proxy": "b.org, A.org"], "http", "x.a.ORG", false),
      (["all_proxy": "p", "NO_PROXY": ".a.org"], "http", "a.org", false),
      (["all_proxy": "p", "no_proxy": "a.org"], "http", "banana.org", true),
      (["all_proxy": "p", "no_proxy": ",., "], "http", "a.org", true),
    ])
  func proxy(set: [String: String], scheme: String, host: String, isUsed: Bool) {
    #expect(EnvironmentProxy.serves(scheme: scheme, host: host) { set[$0] } == isUsed)
  }

  @Test(
    "a redirect's target is absolute, without a fragment",
    arguments: [
      (301, "b.jpg", "https://a.org/x/b.jpg"), (302, "/b.jpg?y=1#z", "https://a.org/b.jpg?y=1"),
      (303, "//c.org/b.jpg", "https://c.org/b.jpg"), (307, "http://c.org/b c.jpg", "http://c.org/b%20c.jpg"),
      (308, "../../../etc/passwd", "https://a.org/etc/passwd"), (300, "/b.jpg", nil), (304, "/b.jpg", nil),
      (200, "/b.jpg", nil), (302, "http://[", nil), (302, nil, nil),
    ])
  func redirect(status: Int, location: String?, target: String?) {
    let fields = location.map { [HTTPHeaders.Field("Location", $0)] } ?? []
    let answer = HTTPResponse(status: status, headers: HTTPHeaders(fields), body: [], timing: HTTPTiming())
    #expect(answer.redirect(from: "https://a.org/x/a.jpg#old") == target)
  }
}
