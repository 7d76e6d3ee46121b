internal import Foundation
internal import Glibc
internal import Synchronization

/// A proxy for tests: it answers `CONNECT` with a tunnel to one port of this machine, whatever host is asked for, and
/// keeps every byte that a client sends.
public final class TunnelProxy: Sendable {
  /// `http://127.0.0.1:PORT`.
  public let address: String
  private let listener: Int32
  private let seen = Mutex<[UInt8]>([])

  /// Starts a proxy.
  ///
  /// - Parameter port: where every tunnel leads.
  /// - Throws: where the system gives no socket.
  public init(to port: Int) throws {
    let (listener, own) = try LoopbackSocket.listening()
    self.listener = listener
    address = "http://127.0.0.1:\(own)"
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let self else { break }
        Thread.detachNewThread { self.serve(client, to: port) }
      }
      Glibc.close(listener)
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// Every byte that clients sent, heads and tunnels.
  public var received: [UInt8] { seen.withLock { $0 } }

  private func serve(_ client: Int32, to port: Int) {
    var head: [UInt8] = []
    while head.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
      guard let more = take(from: client) else { return }
      head += more
    }
    guard let service = LoopbackSocket.connected(to: port) else { return }
    let answer = Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8)
    _ = Glibc.send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
    Thread.detachNewThread {
      var room = [UInt8](repeating: 0, count: 16 << 10)
      while true {
        let count = recv(service, &room, room.count, 0)
        guard count > 0, Glibc.send(client, room, count, Int32(MSG_NOSIGNAL)) == count else { break }
      }
      shutdown(client, Int32(SHUT_RDWR))
    }
    while let bytes = take(from: client) {
      guard Glibc.send(service, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { break }
    }
    shutdown(service, Int32(SHUT_RDWR))
  }

  private func take(from client: Int32) -> [UInt8]? {
    var room = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(client, &room, room.count, 0)
    guard count > 0 else { return nil }
    seen.withLock { $0 += room[..<count] }
    return Array(room[..<count])
  }
}

/// Sockets on 127.0.0.1.
public enum LoopbackSocket {
  /// A socket that listens at a port of the system's choice.
  ///
  /// - Throws: where the system gives none.
  public static func listening() throws -> (socket: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    var port = 0
    let bound = withAddress(0) {
      bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
    } after: {
      port = Int(UInt16(bigEndian: $0.sin_port))
    }
    guard descriptor >= 0, bound, listen(descriptor, 128) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    return (descriptor, port)
  }

  /// A connection to a port; nil where nobody listens there.
  public static func connected(to port: Int) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    guard withAddress(port, { connect(descriptor, $0, size) == 0 }) else {
      Glibc.close(descriptor)
      return nil
    }
    return descriptor
  }

  /// A port whose listener has no room for a further connection: none is refused, and none comes about.
  public struct Full: Sendable {
    /// The port on 127.0.0.1.
    public let port: Int
    fileprivate let sockets: [Int32]
    /// Closes all of it.
    public func close() { for socket in sockets { Glibc.close(socket) } }
  }

  /// A listener of room for one connection, which nobody accepts and which is there, with more that wait for theirs.
  ///
  /// - Throws: where the system gives no socket.
  public static func full() throws -> Full {
    let (listener, port) = try listening()
    // Room for none beside the first.
    guard listen(listener, 0) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    var sockets = [listener]
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    for _ in 0..<8 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      sockets.append(descriptor)
      let isOnItsWay = withAddress(port) { connect(descriptor, $0, size) == 0 || errno == EINPROGRESS }
      guard descriptor >= 0, isOnItsWay else { throw POSIXError(.EADDRNOTAVAIL) }
    }
    return Full(port: port, sockets: sockets)
  }

  /// A port that was free a moment ago.
  ///
  /// - Throws: where the system gives no socket.
  public static func freePort() throws -> Int {
    let (socket, port) = try listening()
    Glibc.close(socket)
    return port
  }

  private static func withAddress(
    _ port: Int, _ body: (UnsafeMutablePointer<sockaddr>) -> Bool, after: (sockaddr_in) -> Void = { _ in }
  ) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
    after(address)
    return result
  }
}
