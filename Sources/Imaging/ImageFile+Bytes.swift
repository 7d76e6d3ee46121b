internal import Glibc

/// A file that cannot be read, in the system's words.
public struct FileFault: Error, Hashable, CustomStringConvertible {
  /// `errno`'s value.
  public var code: Int32
  /// A fault by its number.
  public init(code: Int32) { self.code = code }
  /// The system's words.
  public var description: String { String(cString: strerror(code)) }
  /// Whether this machine has no more descriptors or memory for the moment: the file is not at fault.
  public var isShortage: Bool { [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) }
}

extension ImageFile {
  /// Reads a file whole.
  ///
  /// - Throws: ``FileFault``.
  public static func bytes(at path: String) throws(FileFault) -> [UInt8] { try contents(of: path).bytes }

  /// Which file stands at a path: its size and time of change.
  ///
  /// - Throws: ``FileFault``.
  public static func stamp(of path: String) throws(FileFault) -> String {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw FileFault(code: errno) }
    return stamp(facts)
  }

  private static func stamp(_ facts: stat) -> String {
    "\(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
  }

  /// Reads a file whole, and which file that was, as ``stamp(of:)`` words it.
  ///
  /// - Throws: ``FileFault``.
  public static func contents(of path: String) throws(FileFault) -> (bytes: [UInt8], stamp: String) {
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
      if step == 0 { return (bytes, stamp(facts)) }
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
