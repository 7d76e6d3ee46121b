import Foundation
import Synchronization
import Testing

/// What stands between a program and its Redis, faithfully, until it is spoiled: from then on it answers whatever comes by
/// junk, on connections that stand and on new ones.
final class JunkRedis: Sendable {
  enum Junk: Sendable, CustomTestStringConvertible {
    case bytes(String, [UInt8])
    /// One answer that never ends, byte by byte.
    case trickle
    /// One answer that never ends, as fast as it is taken.
    case flood

    static func text(_ name: String, _ text: String) -> Junk { .bytes(name, Array(text.utf8)) }

    var testDescription: String {
      switch self {
      case .bytes(let name, _): name
      case .trickle: "a trickle"
      case .flood: "a flood"
      }
    }
  }

  let port: Int
  private let target: Int
  private let listener: Int32
  private let junk = Mutex<Junk?>(nil)
  private let asked = Mutex(0)

  /// How often it answered by junk.
  var spoiled: Int { asked.withLock(\.self) }

  init(before target: Int) throws {
    self.target = target
    (listener, port) = try LoopbackListener.open()
    Thread.detachNewThread { [weak self, listener] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, self != nil else { break }
        Thread.detachNewThread { [weak self] in self?.serve(connection) }
      }
      close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func spoil(_ kind: Junk) { junk.withLock { $0 = kind } }

  private func serve(_ client: Int32) {
    defer { close(client) }
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(server) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(target).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(server, $0, size) }
    }
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      var sockets = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&sockets, 2, -1) > 0 else { return }
      if sockets[0].revents != 0 {
        let count = recv(client, &room, room.count, 0)
        guard count > 0 else { return }
        if let kind = junk.withLock(\.self) {
          asked.withLock { $0 += 1 }
          guard answer(kind, client) else { return }
          continue
        }
        guard send(server, room, count, Int32(MSG_NOSIGNAL)) == count else { return }
      }
      if sockets[1].revents != 0 {
        let count = recv(server, &room, room.count, 0)
        guard count > 0, send(client, room, count, Int32(MSG_NOSIGNAL)) == count else { return }
      }
    }
  }

  private func answer(_ kind: Junk, _ client: Int32) -> Bool {
    func sends(_ bytes: [UInt8]) -> Bool { send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }
    switch kind {
    case .bytes(_, let bytes): return sends(bytes)
    case .trickle:
      guard sends(Array("$1000000\r\n".utf8)) else { return false }
      while sends([120]) { usleep(20_000) }
    case .flood:
      guard sends(Array("$2000000000\r\n".utf8)) else { return false }
      let much = [UInt8](repeating: 120, count: 1 << 16)
      while sends(much) {}
    }
    return false
  }
}
