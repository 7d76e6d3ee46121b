internal import Foundation
internal import Glibc
internal import Synchronization

/// Serves one picture once over HTTP, to this machine alone.
///
/// It listens on 127.0.0.1, on a port that the system chooses, and answers one path of 128 random bits. Whatever else is
/// asked for is not found. Once the picture has been handed over in full, or its time is up, or ``close()`` is called,
/// nothing listens any more. It works in a thread of its own, so that rating goes on.
final class OneShotServer: Sendable {
  /// How it ended.
  enum Ending: Sendable { case fetched, expired, closed }

  /// The port it listens on.
  let port: UInt16
  /// The one path: `/` and 32 hexadecimal digits.
  let path: String
  private let listener: Int32
  private let wake: (read: Int32, write: Int32)
  private let result = Mutex<Ending?>(nil)

  /// Bytes of a request that are read at most.
  private static let largestRequest = 8192
  /// Connections at a time; browsers open some ahead and send nothing.
  private static let mostConnections = 16
  /// Seconds for a client to send its request, and for any step of the answer.
  private static let patience = Duration.seconds(20)

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - bytes: the picture.
  ///   - type: its media type.
  ///   - lifetime: how long it waits.
  /// - Throws: ``Problem`` where nothing can listen here.
  init(bytes: [UInt8], type: String, lifetime: Duration) throws {
    var random = SystemRandomNumberGenerator()
    path = "/" + (0..<16).map { _ in Self.hex(UInt8.random(in: 0...255, using: &random)) }.joined()
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Problem() }
    wake = (ends[0], ends[1])
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    for descriptor in ends + [listener] where descriptor >= 0 { Self.prepare(descriptor) }
    guard listener >= 0, let port = Self.listen(on: listener) else {
      let problem = Problem()
      for descriptor in ends + [listener] where descriptor >= 0 { Glibc.close(descriptor) }
      throw problem
    }
    self.port = port
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(bytes.count)\r\nCache-Control: no-store\r\n"
      + "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    let answer = Array(head.utf8) + bytes
    let deadline = ContinuousClock.now + lifetime
    Thread { self.serve(answer, until: deadline) }.start()
  }

  /// How it ended; nil while it listens.
  var ending: Ending? { result.withLock { $0 } }

  /// Ends it, if it has not ended by itself.
  func close() {
    // The descriptor is closed by the thread, under the same lock, once nobody writes to it any more.
    result.withLock { ending in
      if ending == nil { _ = write(wake.write, [1], 1) }
    }
  }

  /// Why nothing can listen.
  struct Problem: Error, CustomStringConvertible {
    let reason = String(cString: strerror(errno))
    var description: String { "127.0.0.1: \(reason). The picture was not offered. Use z, or try o again." }
  }

  private func serve(_ picture: [UInt8], until deadline: ContinuousClock.Instant) {
    var connections: [Connection] = []
    var ending: Ending?
    while ending == nil {
      let now = ContinuousClock.now
      connections.removeAll { $0.isOver(at: now) }
      guard now < deadline else {
        ending = .expired
        break
      }
      var watched = [
        pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
      ]
      watched += connections.map { pollfd(fd: $0.descriptor, events: $0.awaited, revents: 0) }
      let left = min(now.duration(to: deadline), .seconds(1)) / .milliseconds(1)
      guard poll(&watched, nfds_t(watched.count), Int32(left.rounded(.up))) > 0 else { continue }
      if watched[0].revents != 0 { ending = .closed }
      for (connection, seen) in zip(connections, watched.dropFirst(2)) where seen.revents != 0 {
        let isTaken = connections.contains { $0.sendsPicture }
        connection.step(path: path, picture: isTaken ? nil : picture)
        if connection.hasSentPicture { ending = .fetched }
      }
      if watched[1].revents != 0, ending == nil { accept(into: &connections) }
    }
    connections = []
    Glibc.close(listener)
    result.withLock { result in
      result = ending
      Glibc.close(wake.read)
      Glibc.close(wake.write)
    }
  }

  private func accept(into connections: inout [Connection]) {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    Self.prepare(descriptor)
    let connection = Connection(
      descriptor, largestRequest: Self.largestRequest, patience: Self.patience)  // closed where it is not kept
    if connections.count < Self.mostConnections { connections.append(connection) }
  }

  private static func prepare(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// - Returns: the port, nil where it failed.
  private static func listen(on descriptor: Int32) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let done = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && Glibc.listen(descriptor, 8) == 0
          && getsockname(descriptor, address, &size) == 0
      }
    }
    return done ? UInt16(bigEndian: address.sin_port) : nil
  }

  private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
