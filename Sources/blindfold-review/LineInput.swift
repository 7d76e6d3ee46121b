internal import Glibc

/// Lines from stdin.
///
/// The standard library's `readLine` starts again for ever once a signal has ended the input it waits for.
final class LineInput {
  private var rest: [UInt8] = []

  /// The next line without its end; nil when there is none.
  func next() -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest.removeFirst(end + 1) }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      if count > 0 {
        rest += bytes[..<count]
      } else if count == 0 || errno != EINTR {
        defer { rest = [] }
        return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
      }
    }
  }
}
