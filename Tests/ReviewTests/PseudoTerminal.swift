import Foundation
import Glibc
import Testing

/// A program in a terminal of its own: what a terminal emulator does, without the picture.
final class PseudoTerminal {
  let process: pid_t
  private let master: Int32
  private let slave: Int32
  private(set) var output = ""
  private let found: termios
  private var status: Int32?

  /// `TIOCGPTN`, `TIOCSPTLCK` and `POSIX_SPAWN_SETSID` of Linux's headers.
  private static let numberRequest: UInt = 0x8004_5430
  private static let lockRequest: UInt = 0x4004_5431
  private static let newSession: Int16 = 0x80

  /// Starts a program as the leader of a session whose terminal this is.
  init(_ program: String, _ arguments: [String], environment: [String: String], columns: UInt16 = 80, rows: UInt16 = 24)
    throws
  {
    // posix_openpt and its like are not in the Glibc module; these are what they do on Linux.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: CUnsignedInt = 0
    var unlocked: CInt = 0
    try #require(ioctl(master, Self.numberRequest, &number) == 0 && ioctl(master, Self.lockRequest, &unlocked) == 0)
    let name = "/dev/pts/\(number)"
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    var settings = termios()
    tcgetattr(slave, &settings)
    found = settings

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A session's leader that opens a terminal gets it as its own.
    for descriptor in 0...2 { posix_spawn_file_actions_addopen(&actions, Int32(descriptor), name, O_RDWR, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var settingsOfChild: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settingsOfChild { free(text) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, program, &actions, &attributes, &words, &settingsOfChild)
    try #require(result == 0)
    process = child
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
    close(slave)
  }

  /// Types.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Reads until a text has come since the last call, ten seconds at most.
  func wait(for text: String) throws {
    let start = output.endIndex
    var heard = ""
    while !heard.contains(text) {
      let more = try #require(
        read(milliseconds: 10_000), "'\(text)' did not come after \(output[..<start].suffix(200))")
      heard += more
    }
  }

  /// Reads until nothing has come for a while: the program waits for a key.
  func settle() {
    while read(milliseconds: 300) != nil {}
  }

  /// Waits for the end of the program.
  ///
  /// - Returns: the status as `waitpid` gives it.
  func end() -> Int32 {
    var value: Int32 = 0
    for _ in 0..<100 {
      while read(milliseconds: 100) != nil {}
      guard waitpid(process, &value, WNOHANG) == process else { continue }
      status = value
      while read(milliseconds: 100) != nil {}
      return value
    }
    return -1
  }

  /// Whether the terminal's settings are those from before the program.
  var isGivenBack: Bool {
    var now = termios()
    tcgetattr(slave, &now)
    return now.c_lflag == found.c_lflag && now.c_iflag == found.c_iflag && now.c_oflag == found.c_oflag
  }

  private func read(milliseconds: Int32) -> String? {
    var watched = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, milliseconds) > 0, watched.revents & Int16(POLLIN) != 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = Glibc.read(master, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    output += text
    return text
  }
}
