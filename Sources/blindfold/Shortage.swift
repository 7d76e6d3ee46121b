internal import Glibc
internal import Runner

/// Something of which this machine has no more for the moment: descriptors or memory. What was asked for is not at fault.
struct Shortage: Error, CustomStringConvertible {
  var path: String
  var code: Int32

  /// Place, fact, consequence, next step.
  var description: String {
    "\(path): cannot be opened just now (\(String(cString: strerror(code)))). Nothing was done with it. "
      + "Close other programs or raise the limit (ulimit -n), then run again."
  }

  static func isOne(_ code: Int32) -> Bool { [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) }
}

/// A file that cannot be read, in the system's words.
private struct Unreadable: Error, CustomStringConvertible {
  var code: Int32
  var description: String { String(cString: strerror(code)) }
}

/// A file's bytes.
///
/// - Throws: ``Shortage``, or an error that says why in the system's words.
func fileBytes(_ path: String) throws -> [UInt8] {
  func fail() -> any Error { Shortage.isOne(errno) ? Shortage(path: path, code: errno) : Unreadable(code: errno) }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw fail() }
  defer { close(descriptor) }
  var facts = stat()
  guard fstat(descriptor, &facts) == 0 else { throw fail() }
  // One more than there should be, so that the end is met in one go.
  var bytes = [UInt8](repeating: 0, count: Int(facts.st_size) + 1)
  var count = 0
  while true {
    let step = bytes.withUnsafeMutableBytes { room in
      read(descriptor, room.baseAddress.map { $0 + count }, room.count - count)
    }
    if step < 0 && errno == EINTR { continue }
    guard step >= 0 else { throw fail() }
    if step == 0 { break }
    count += step
    if count == bytes.count { bytes += [UInt8](repeating: 0, count: 64 << 10) }
  }
  bytes.removeLast(bytes.count - count)
  return bytes
}

/// Reads what one caption of a run needs. A shortage is waited for; a file that has changed or vanished costs this caption
/// and no other.
///
/// - Throws: `Unanswered`, also where a shortage lasts half a minute; `CancellationError`.
func patiently<Value>(_ read: () throws -> Value) async throws -> Value {
  var waits = 0
  while true {
    do {
      return try read()
    } catch let shortage as Shortage {
      guard waits < 300 else { throw Unanswered(shortage.description) }
      waits += 1
      try await Task.sleep(for: .milliseconds(100))
    } catch let refusal as Refusal {
      throw Unanswered(refusal.description)
    }
  }
}
