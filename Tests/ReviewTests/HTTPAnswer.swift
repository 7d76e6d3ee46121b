import Foundation
import Glibc

/// What a server on this machine answered, and a small client of plain sockets.
struct HTTPAnswer {
  var head: String
  var body: [UInt8]

  /// Fetches a path as a browser does; nil where nobody listens.
  static func get(_ port: UInt16, _ path: String) -> HTTPAnswer? {
    ask(port, "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
  }

  /// Whether anybody listens.
  static func listens(_ port: UInt16) -> Bool { connect(port).map { close($0) } != nil }

  /// A connected socket; nil where nobody listens.
  static func connect(_ port: UInt16, _ address: String = "127.0.0.1") -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &target.sin_addr)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &target) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Everything until the other end is closed.
  static func read(_ socket: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(socket, &bytes, bytes.count, 0)
      if count <= 0 { return all }
      all += bytes[..<count]
    }
  }

  /// Sends a request and reads the answer to its end; nil where nobody listens.
  static func ask(_ port: UInt16, _ request: String) -> HTTPAnswer? {
    guard let socket = connect(port) else { return nil }
    defer { close(socket) }
    _ = send(socket, request, request.utf8.count, Int32(MSG_NOSIGNAL))
    let answer = read(socket)
    guard let end = Data(answer).range(of: Data("\r\n\r\n".utf8)) else { return nil }
    return HTTPAnswer(
      head: String(decoding: answer[..<end.upperBound], as: UTF8.self), body: Array(answer[end.upperBound...]))
  }
}
