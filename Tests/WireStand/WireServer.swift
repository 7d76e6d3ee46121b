internal import Foundation
internal import Glibc
internal import Synchronization

/// A raw TCP server for tests: it reads HTTP requests and answers byte for byte what a script says, without a web
/// framework that would frame the bytes anew. Listens on 127.0.0.1 at a port of the system's choice.
public final class WireServer: Sendable {
  /// A request as it arrived.
  public struct Request: Sendable {
    /// 1 for the first that the server read, whatever the connection.
    public var number: Int
    /// 1 for the first connection.
    public var connection: Int
    /// The request line, for example `POST /v1/chat/completions HTTP/1.1`.
    public var line: String
    /// Names in lower case.
    public var headers: [String: String]
    /// The body.
    public var body: [UInt8]
  }

  /// What to do with the connection, one thing after the other.
  public enum Step: Sendable {
    /// Send bytes at once.
    case send([UInt8])
    /// Wait.
    case pause(Duration)
    /// Send nothing and wait until the client closes the connection.
    case hold
    /// Close in good order.
    case close
    /// Close with a reset.
    case reset
  }

  /// `http://127.0.0.1:PORT`.
  public let root: String
  /// `http://127.0.0.1:PORT/v1`.
  public var address: String { root + "/v1" }
  /// What goes before and after each request; after the last step the connection waits for another request.
  public typealias Script = @Sendable (Request) -> [Step]

  private struct State {
    var requests: [Request] = []
    var connections = 0
    var open: Set<Int32> = []
    var closedByClient = 0
    var stopped = false
  }
  private let state = Mutex(State())
  private let listener: Int32
  private let script: Script

  /// Starts a server.
  ///
  /// - Throws: where the system gives no socket.
  public init(_ script: @escaping Script) throws {
    self.script = script
    let (descriptor, port) = try LoopbackSocket.listening()
    listener = descriptor
    root = "http://127.0.0.1:\(port)"
    Thread.detachNewThread { [weak self, descriptor] in
      while true {
        let connection = accept(descriptor, nil, nil)
        if connection < 0 { break }
        guard let self else {
          Glibc.close(connection)
          break
        }
        self.serve(connection)
      }
      Glibc.close(descriptor)
    }
  }

  deinit { stop() }

  /// Closes the listener and every connection.
  public func stop() {
    state.withLock { state in
      guard !state.stopped else { return }
      state.stopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  /// The requests read so far, in order.
  public var requests: [Request] { state.withLock { $0.requests } }
  /// Connections accepted so far.
  public var connections: Int { state.withLock { $0.connections } }
  /// Connections that the client closed while the server held them.
  public var closedByClient: Int { state.withLock { $0.closedByClient } }

  private func serve(_ connection: Int32) {
    let number: Int? = state.withLock { state in
      guard !state.stopped else { return nil }
      state.connections += 1
      state.open.insert(connection)
      return state.connections
    }
    guard let number else {
      Glibc.close(connection)
      return
    }
    Thread.detachNewThread { [weak self] in
      var input = Input(connection)
      while let server = self, let request = server.read(&input, number) {
        if !server.play(server.script(request), connection) { break }
      }
      _ = self?.state.withLock { $0.open.remove(connection) }
      Glibc.close(connection)
    }
  }

  private func read(_ input: inout Input, _ connection: Int) -> Request? {
    guard let head = input.head() else { return nil }
    let lines = head.components(separatedBy: "\r\n")
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    guard let body = input.bytes(headers["content-length"].flatMap(Int.init) ?? 0) else { return nil }
    return state.withLock { state in
      let request = Request(
        number: state.requests.count + 1, connection: connection, line: lines[0], headers: headers, body: body)
      state.requests.append(request)
      return request
    }
  }

  /// - Returns: whether the connection goes on.
  private func play(_ steps: [Step], _ connection: Int32) -> Bool {
    for step in steps {
      switch step {
      case .send(let bytes):
        var sent = 0
        while sent < bytes.count {
          let count = bytes.withUnsafeBytes { all in
            Glibc.send(connection, all.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
          }
          if count <= 0 { return false }
          sent += count
        }
      case .pause(let duration):
        usleep(UInt32(duration / .microseconds(1)))
      case .hold:
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) > 0 {}
        state.withLock { if !$0.stopped { $0.closedByClient += 1 } }
        return false
      case .close:
        return false
      case .reset:
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        return false
      }
    }
    return true
  }
}

/// Bytes of a connection, with what was read too far.
private struct Input {
  let connection: Int32
  var buffer: [UInt8] = []

  init(_ connection: Int32) { self.connection = connection }

  /// The request line and headers, without the empty line.
  mutating func head() -> String? {
    while true {
      if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
        defer { buffer.removeSubrange(..<end.upperBound) }
        return String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
      }
      guard fill() else { return nil }
    }
  }

  mutating func bytes(_ count: Int) -> [UInt8]? {
    while buffer.count < count { guard fill() else { return nil } }
    defer { buffer.removeSubrange(..<count) }
    return Array(buffer[..<count])
  }

  private mutating func fill() -> Bool {
    var room = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(connection, &room, room.count, 0)
    if count > 0 { buffer += room[..<count] }
    return count > 0
  }
}
