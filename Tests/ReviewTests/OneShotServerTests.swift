import Foundation
import Glibc
import Testing

@testable import blindfold_review

/// The picture's server, over real sockets.
@Suite("One-shot server", .serialized)
struct OneShotServerTests {
  private static let picture: [UInt8] = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 / 7) }

  private func server(_ lifetime: Duration = .seconds(60)) throws -> OneShotServer {
    try OneShotServer(bytes: Self.picture, type: "image/jpeg", lifetime: lifetime)
  }

  @Test("serves the picture once, byte for byte, and then nothing listens")
  func once() throws {
    let server = try server()
    let answer = try #require(HTTPAnswer.ask(server.port, "GET \(server.path) HTTP/1.1\r\nHost: x\r\n\r\n"))
    #expect(answer.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.head.contains("Content-Type: image/jpeg\r\n"))
    #expect(answer.head.contains("Content-Length: 300000\r\n"))
    #expect(answer.head.contains("Cache-Control: no-store\r\n"))
    #expect(answer.body == Self.picture)
    try waitUntilEnded(server)
    #expect(server.ending == .fetched)
    #expect(HTTPAnswer.ask(server.port, "GET \(server.path) HTTP/1.1\r\n\r\n") == nil)
  }

  @Test("finds nothing else: no other path, no other method, nothing before, after or around the path")
  func wrong() throws {
    let server = try server()
    defer { server.close() }
    let path = server.path
    for line in [
      "GET / HTTP/1.1", "GET /favicon.ico HTTP/1.1", "GET \(path)/ HTTP/1.1", "GET \(path)?x HTTP/1.1",
      "GET \(path.dropLast()) HTTP/1.1", "GET \(path)0 HTTP/1.1", "HEAD \(path) HTTP/1.1",
      "POST \(path) HTTP/1.1", "GET  \(path) HTTP/1.1", "GET \(path) HTTP/2", "get \(path) HTTP/1.1", "",
    ] {
      let answer = try #require(HTTPAnswer.ask(server.port, line + "\r\nHost: x\r\n\r\n"), "\(line)")
      #expect(answer.head.hasPrefix("HTTP/1.1 404 Not Found\r\n"), "\(line)")
      #expect(answer.body.isEmpty)
    }
    #expect(server.ending == nil)
    #expect(HTTPAnswer.ask(server.port, "GET \(path) HTTP/1.0\r\n\r\n")?.body == Self.picture)
  }

  @Test("a client that sends nothing, or half a request, keeps nobody else from the picture")
  func idle() throws {
    let server = try server()
    let idle = try #require(HTTPAnswer.connect(server.port))
    let half = try #require(HTTPAnswer.connect(server.port))
    defer { for descriptor in [idle, half] { close(descriptor) } }
    _ = send(half, "GET ", 4, 0)
    #expect(HTTPAnswer.ask(server.port, "GET \(server.path) HTTP/1.1\r\n\r\n")?.body == Self.picture)
  }

  @Test("a request may come in pieces")
  func pieces() throws {
    let server = try server()
    let socket = try #require(HTTPAnswer.connect(server.port))
    defer { close(socket) }
    for piece in ["GE", "T \(server.path) HT", "TP/1.1\r\nHost", ": x\r\n\r", "\n"] {
      _ = send(socket, piece, piece.utf8.count, 0)
      usleep(20_000)
    }
    #expect(HTTPAnswer.read(socket).suffix(Self.picture.count).elementsEqual(Self.picture))
  }

  @Test("a fetch that breaks off does not use the picture up")
  func brokenOff() throws {
    // More than the sockets' buffers hold.
    let large = [UInt8](repeating: 7, count: 20_000_000)
    let server = try OneShotServer(bytes: large, type: "image/png", lifetime: .seconds(60))
    let socket = try #require(HTTPAnswer.connect(server.port))
    let request = "GET \(server.path) HTTP/1.1\r\n\r\n"
    _ = send(socket, request, request.utf8.count, 0)
    var some = [UInt8](repeating: 0, count: 1000)
    #expect(recv(socket, &some, some.count, 0) > 0)
    close(socket)
    #expect(HTTPAnswer.ask(server.port, request)?.body == large)
  }

  @Test("listens on 127.0.0.1 and on no other address of this machine")
  func loopbackOnly() throws {
    let server = try server()
    defer { server.close() }
    #expect(HTTPAnswer.connect(server.port).map { close($0) } != nil)
    var others = ["127.0.0.2"]
    var first: UnsafeMutablePointer<ifaddrs>?
    try #require(getifaddrs(&first) == 0)
    defer { freeifaddrs(first) }
    var next = first
    while let interface = next {
      next = interface.pointee.ifa_next
      guard let address = interface.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else {
        continue
      }
      address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        let value = UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
        others.append([24, 16, 8, 0].map { "\(value >> $0 & 255)" }.joined(separator: "."))
      }
    }
    for address in Set(others) where address != "127.0.0.1" {
      #expect(HTTPAnswer.connect(server.port, address) == nil, "reachable at \(address)")
    }
  }

  @Test("ends when its time is up, and when it is closed")
  func ends() throws {
    let short = try server(.milliseconds(100))
    try waitUntilEnded(short)
    #expect(short.ending == .expired)
    #expect(HTTPAnswer.connect(short.port) == nil)
    let closed = try server()
    closed.close()
    closed.close()
    try waitUntilEnded(closed)
    #expect(closed.ending == .closed)
    #expect(HTTPAnswer.connect(closed.port) == nil)
  }

  @Test("each picture has a path of its own, 128 bits of it")
  func paths() throws {
    let paths = try (0..<20).map { _ in
      let server = try server()
      defer { server.close() }
      return server.path
    }
    #expect(Set(paths).count == 20)
    #expect(paths.allSatisfy { $0.wholeMatch(of: /\/[0-9a-f]{32}/) != nil })
  }

  @Test("the ssh line names this machine as the rater reached it, and its port where it is not 22")
  func tunnel() {
    func line(_ connection: String?) -> String? {
      PictureOffers.tunnel(to: 40123, connection.map { ["SSH_CONNECTION": $0] } ?? [:], user: "ana")
    }
    #expect(line("198.51.100.4 51000 192.0.2.7 22") == "ssh -N -L 40123:127.0.0.1:40123 ana@192.0.2.7")
    #expect(line("198.51.100.4 51000 192.0.2.7 2222") == "ssh -N -p 2222 -L 40123:127.0.0.1:40123 ana@192.0.2.7")
    #expect(line("2001:db8::1 51000 2001:db8::7 22") == "ssh -N -L 40123:127.0.0.1:40123 ana@2001:db8::7")
    #expect(line(nil) == nil)
  }

  private func waitUntilEnded(_ server: OneShotServer) throws {
    for _ in 0..<6000 where server.ending == nil { usleep(10_000) }
    _ = try #require(server.ending)
  }
}
