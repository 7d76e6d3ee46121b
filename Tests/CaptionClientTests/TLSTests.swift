internal import Foundation
internal import Testing
internal import WireStand

@testable internal import CaptionClient

@Suite("TLS is always verified", .enabled(if: TLSServer.exists), .timeLimit(.minutes(30)), .serialized)
struct TLSTests {
  private func get(_ server: TLSServer, caFile: String?) async throws -> HTTPResponse {
    let key = Secret("sk-canary-0123456789abcdefghij")
    return try await HTTPClient(caFile: caFile).send(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/", key: key))
  }

  private func refusal(_ server: TLSServer, caFile: String?) async throws -> HTTPFailure? {
    do {
      _ = try await get(server, caFile: caFile)
      return nil
    } catch let failure as HTTPFailure {
      return failure
    }
  }

  @Test("a certificate of one's own is refused unless its authority is named, before the key is sent")
  func selfSigned() async throws {
    let server = try TLSServer(name: "IP:127.0.0.1", days: 1)
    let refused = try #require(try await refusal(server, caFile: nil))
    #expect(refused.kind == .tls && !refused.wasSent)
    let response = try await get(server, caFile: server.certificate)
    #expect(response.status == 200 && response.timing.tls != nil)
  }

  @Test("a certificate for another name is refused, its authority trusted or not")
  func wrongName() async throws {
    let server = try TLSServer(name: "DNS:elsewhere.example", days: 1)
    #expect(try await refusal(server, caFile: server.certificate)?.kind == .tls)
  }

  @Test("an expired certificate is refused, its authority trusted or not")
  func expired() async throws {
    let server = try TLSServer(name: "IP:127.0.0.1", days: -1)
    #expect(try await refusal(server, caFile: server.certificate)?.kind == .tls)
  }
}
