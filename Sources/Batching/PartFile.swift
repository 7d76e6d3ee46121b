internal import Glibc

/// A file that has its name once all of it is on the disk; until then it ends in `.part`. It may hold images or captions, so it
/// is its owner's only.
public final class PartFile {
  /// Where it is written, for whoever writes past ``write(_:)``.
  let descriptor: Int32
  private let path: String
  private var part: String { path + ".part" }
  private var buffer: [UInt8] = []

  /// Begins a file, over whatever a crash left of it.
  ///
  /// - Throws: ``BatchProblem/notWritten(path:detail:)``, as all that is done with it.
  public init(_ path: String) throws {
    self.path = path
    descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw failure() }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes bytes at the end.
  public func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= 1 << 18 { try flush() }
  }

  /// Gives the file its name, in place of an older one, once it is on the disk.
  public func finish() throws {
    try flush()
    guard fsync(descriptor) == 0, rename(part, path) == 0 else { throw failure() }
    let folder = open(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure() }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure() }
  }

  /// Leaves no file of this name: nothing was to be written.
  public func remove() throws {
    guard unlink(part) == 0, unlink(path) == 0 || errno == ENOENT else { throw failure() }
  }

  private func flush() throws {
    var sent = 0
    while sent < buffer.count {
      let count = buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + sent }, buffer.count - sent)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      sent += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func failure() -> BatchProblem { .notWritten(path: path, detail: String(cString: strerror(errno))) }
}
