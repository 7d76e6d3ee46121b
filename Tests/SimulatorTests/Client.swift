import Foundation
import Glibc

/// An HTTP client of a few lines over a POSIX socket: one request, one connection.
struct Client: Sendable {
  let port: UInt16

  struct Reply: Sendable {
    var status: Int
    var headers: String
    var body: String

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }
  }

  struct Failed: Error { var step: String }

  func get(_ path: String, headers: [String] = []) async throws -> Reply {
    try await send("GET \(path) HTTP/1.1\r\n", headers, "")
  }

  func post(_ path: String, _ body: String, headers: [String] = []) async throws -> Reply {
    try await send("POST \(path) HTTP/1.1\r\n", headers, body)
  }

  private func send(_ line: String, _ headers: [String], _ body: String) async throws -> Reply {
    let head = ["Host: 127.0.0.1", "Connection: close", "Content-Length: \(body.utf8.count)"] + headers
    let bytes = Array((line + head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    // A thread of its own: a blocking read must not take one of the two threads that the service runs on.
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes) }) }
    }
  }

  private func exchange(_ request: [UInt8]) throws -> Reply {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failed(step: "socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failed(step: "connect") }
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failed(step: "send") }
      sent += count
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count >= 0 else { throw Failed(step: "receive") }
      if count == 0 { break }
      received += buffer[..<count]
    }
    return try parse(String(decoding: received, as: UTF8.self))
  }

  private func parse(_ text: String) throws -> Reply {
    guard let end = text.range(of: "\r\n\r\n") else { throw Failed(step: "headers") }
    let headers = String(text[..<end.lowerBound])
    let words = headers.split(separator: " ")
    guard words.count > 1, let status = Int(words[1]) else { throw Failed(step: "status") }
    let body = String(text[end.upperBound...])
    let isChunked = headers.lowercased().contains("transfer-encoding: chunked")
    return Reply(status: status, headers: headers, body: isChunked ? try dechunk(body) : body)
  }

  private func dechunk(_ text: String) throws -> String {
    var rest = Array(text.utf8)[...]
    var body: [UInt8] = []
    while let end = rest.firstIndex(of: 13) {
      guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else {
        throw Failed(step: "chunk")
      }
      if size == 0 { return String(decoding: body, as: UTF8.self) }
      let start = end + 2
      guard start + size + 2 <= rest.endIndex else { throw Failed(step: "chunk") }
      body += rest[start..<start + size]
      rest = rest[(start + size + 2)...]
    }
    throw Failed(step: "last chunk")
  }
}
