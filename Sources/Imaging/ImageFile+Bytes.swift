internal import Glibc

/// A file that cannot be read, in the system's words.
public struct FileFault: Error, Hashable, CustomStringConvertible {
  /// `errno`'s value.
  public var code: Int32
  /// The system's words.
  public var description: String { String(cString: strerror(code)) }
  /// Whether this machine has no more descriptors or memory for the moment: the file is not at fault.
  public var isShortage: Bool { [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) }
}

extension ImageFile {
  /// Reads a file whole.
  ///
  /// - Throws: ``FileFault``.
  public static func bytes(at path: String) throws(FileFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault(code: errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw FileFault(code: errno) }
    // One more than there should be, so that the end is met in one go.
    var room = max(0, Int(facts.st_size)) + 1
    var bytes: [UInt8] = []
    while true {
      let (step, code) = read(descriptor, to: &bytes, atMost: room)
      if step < 0 && code == EINTR { continue }
      guard step >= 0 else { throw FileFault(code: code) }
      if step == 0 { return bytes }
      room = max(room - step, 64 << 10)
    }
  }

  /// Appends what one `read` gives.
  private static func read(_ descriptor: Int32, to bytes: inout [UInt8], atMost room: Int) -> (Int, Int32) {
    var step = 0
    var code: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      step = Glibc.read(descriptor, buffer.baseAddress, room)
      code = errno
      count = max(0, step)
    }
    if bytes.isEmpty { bytes = piece } else { bytes += piece }
    return (step, code)
  }
}
