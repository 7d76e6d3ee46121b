internal import FoundationEssentials
internal import Glibc

/// A JSON Lines file with one line a request, on disk's way before the request is answered.
///
/// A line is one `write` to a file opened for appending: it survives the end of this process, however it ends, and lines
/// of concurrent requests do not mix.
final class RequestLog: Sendable {
  private let descriptor: Int32
  private let path: String

  /// - Throws: ``SimulatorError/unreadable(path:detail:)`` where the file cannot be opened.
  init(path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw SimulatorError.unreadable(path: path, detail: String(cString: strerror(errno))) }
  }

  deinit { close(descriptor) }

  /// What is kept of a request; never a key, a prompt or a caption.
  struct Entry: Sendable {
    var model: String?
    var item: String?
    var status: Int
    /// The fault that was asked for and struck.
    var fault: String?
    /// The batch that was made, where one was.
    var batch: String?
    /// The name that the batch's file was uploaded under, or the file that was uploaded.
    var file: String?
  }

  private struct Line: Encodable {
    var time: String
    var model: String?
    var item: String?
    var status: Int
    var fault: String?
    var batch: String?
    var file: String?
    var simulated = true
  }

  func append(_ entry: Entry) throws {
    let time = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
    let line = Line(
      time: time + "Z", model: entry.model, item: entry.item, status: entry.status, fault: entry.fault,
      batch: entry.batch, file: entry.file)
    var bytes = [UInt8](try ChatWire.encode(line))
    bytes.append(UInt8(ascii: "\n"))
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw SimulatorError.unreadable(path: path, detail: String(cString: strerror(errno)))
    }
  }
}
