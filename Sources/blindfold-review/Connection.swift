internal import Glibc

/// One client of a ``OneShotServer``. It belongs to the server's thread.
final class Connection {
  /// Its socket, closed with it.
  let descriptor: Int32
  /// Whether the picture goes to this client.
  private(set) var sendsPicture = false
  private var request: [UInt8] = []
  private var answer: [UInt8]?
  private var sent = 0
  private var isBroken = false
  private var deadline: ContinuousClock.Instant
  private let largestRequest: Int
  private let patience: Duration

  init(_ descriptor: Int32, largestRequest: Int, patience: Duration) {
    self.descriptor = descriptor
    self.largestRequest = largestRequest
    self.patience = patience
    deadline = .now + patience
  }

  deinit { close(descriptor) }

  /// What to wait for.
  var awaited: Int16 { Int16(answer == nil ? POLLIN : POLLOUT) }

  /// Whether the picture has been handed over in full.
  var hasSentPicture: Bool { sendsPicture && sent == answer?.count }

  /// Whether there is nothing more to do for it.
  func isOver(at now: ContinuousClock.Instant) -> Bool { isBroken || now >= deadline || sent == answer?.count }

  /// Reads or writes what can be read or written now.
  ///
  /// - Parameters:
  ///   - path: the one path that is answered.
  ///   - picture: the answer to it; nil where another client is getting it.
  func step(path: String, picture: [UInt8]?) {
    if answer == nil { read(path, picture) } else { write() }
  }

  private func read(_ path: String, _ picture: [UInt8]?) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else {
      isBroken = !(count < 0 && (errno == EAGAIN || errno == EINTR))
      return
    }
    request += bytes[..<count]
    let isWhole = String(decoding: request, as: UTF8.self).contains("\r\n\r\n")
    guard isWhole || request.count > largestRequest else { return }
    let line = String(decoding: request.prefix { $0 != 0x0D }, as: UTF8.self)
    if isWhole, let picture, ["1.0", "1.1"].contains(where: { line == "GET \(path) HTTP/\($0)" }) {
      sendsPicture = true
      answer = picture
    } else {
      answer = Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
    }
    deadline = .now + patience
    write()
  }

  private func write() {
    guard let answer, sent < answer.count else { return }
    let count = answer[sent...].withUnsafeBytes {
      send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count > 0 {
      sent += count
      deadline = .now + patience
    } else {
      isBroken = !(count < 0 && (errno == EAGAIN || errno == EINTR))
    }
  }
}
