import Foundation
package import Glibc

/// A program in a terminal of its own: what a terminal emulator does, with ``TerminalScreen`` for its picture.
package final class PseudoTerminal {
  /// What the program did not do.
  package struct Failed: Error, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
  }

  package let process: pid_t
  /// Everything the program wrote.
  package private(set) var bytes: [UInt8] = []
  /// What a terminal would show of it.
  package private(set) var screen: TerminalScreen
  private var master: Int32
  private let slave: Int32
  private let found: [String]
  private var status: Int32?

  /// `TIOCGPTN`, `TIOCSPTLCK` and `POSIX_SPAWN_SETSID` of Linux's headers.
  private static let numberRequest: UInt = 0x8004_5430
  private static let lockRequest: UInt = 0x4004_5431
  private static let newSession: Int16 = 0x80

  /// Starts a program as the leader of a session whose terminal this is.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String], columns: UInt16 = 80, rows: UInt16 = 24
  ) throws {
    // posix_openpt and its like are not in the Glibc module; these are what they do on Linux.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: CUnsignedInt = 0
    var unlocked: CInt = 0
    guard ioctl(master, Self.numberRequest, &number) == 0, ioctl(master, Self.lockRequest, &unlocked) == 0 else {
      throw Failed("no terminal to be had: \(String(cString: strerror(errno)))")
    }
    let name = "/dev/pts/\(number)"
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    screen = TerminalScreen(columns: Int(columns), rows: Int(rows))
    found = Self.settings(slave)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A session's leader that opens a terminal gets it as its own.
    for descriptor in 0...2 { posix_spawn_file_actions_addopen(&actions, Int32(descriptor), name, O_RDWR, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A terminal emulator's children block and ignore nothing, whatever the thread does that runs this test.
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var settingsOfChild: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settingsOfChild { free(text) } }
    var child: pid_t = 0
    let result = posix_spawn(&child, program, &actions, &attributes, &words, &settingsOfChild)
    guard result == 0 else { throw Failed("\(program): \(String(cString: strerror(result)))") }
    process = child
  }

  deinit {
    if status == nil {
      Glibc.kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    hangUp()
    close(slave)
  }

  /// Everything the program wrote, as text.
  package var output: String { String(decoding: bytes, as: UTF8.self) }

  /// Types.
  package func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Gives the window another size, as a person does who pulls at its corner.
  package func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    screen.resize(columns: Int(columns), rows: Int(rows))
  }

  /// Closes the window, or drops the line: the program's terminal is gone.
  package func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }

  /// Sends a signal to the program alone.
  package func kill(_ signal: Int32) { Glibc.kill(process, signal) }

  /// How long to wait for what must come: a machine with much else to do is slow.
  private static let patience = Duration.seconds(60)

  /// Reads until a text has been written since this call.
  package func wait(for text: String) throws {
    let start = bytes.count
    let wanted = Data(text.utf8)
    try wait(until: "'\(text)'") { Data(bytes[start...]).range(of: wanted) != nil }
  }

  /// Reads until the screen is as wanted, at the end of a frame; it may be so already.
  package func see(_ what: String, _ condition: (TerminalScreen) -> Bool) throws {
    try wait(until: what) { !screen.isUpdating && condition(screen) }
  }

  /// Reads until a text is on the screen.
  package func see(_ text: String) throws {
    try see("'\(text)'") { $0.contains(text) }
  }

  private func wait(until what: String, _ isThere: () -> Bool) throws {
    let deadline = ContinuousClock.now + Self.patience
    while !isThere() {
      let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
      guard left > 0, read(milliseconds: Int32(left.rounded(.up))) else {
        throw Failed("\(what) did not come. The screen:\n\(screen.text)\nThe end: \(output.suffix(300))")
      }
    }
  }

  /// Reads until nothing has come for a while: the program waits for a key.
  package func settle(milliseconds: Int32 = 300) {
    while read(milliseconds: milliseconds) {}
  }

  /// Waits for the end of the program.
  ///
  /// - Returns: the status as `waitpid` gives it; -1 where it did not end.
  package func end() -> Int32 {
    if let status { return status }
    let deadline = ContinuousClock.now + Self.patience
    repeat {
      while read(milliseconds: 20) {}
      var value: Int32 = 0
      if waitpid(process, &value, WNOHANG) == process {
        status = value
        while read(milliseconds: 20) {}
        return value
      }
      if master < 0 { usleep(5000) }
    } while ContinuousClock.now < deadline
    return -1
  }

  /// Ends the program as a power cut would end it, and reads what it had written.
  package func kill9() {
    guard status == nil else { return }
    kill(SIGKILL)
    var value: Int32 = 0
    waitpid(process, &value, 0)
    status = value
    while read(milliseconds: 0) {}
  }

  /// Whether the terminal's settings are those from before the program, every one.
  package var isGivenBack: Bool { Self.settings(slave) == found }

  /// What `stty -a` tells.
  private static func settings(_ descriptor: Int32) -> [String] {
    var now = termios()
    tcgetattr(descriptor, &now)
    let characters = withUnsafeBytes(of: now.c_cc) { Array($0) }
    return [now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag].map { "\($0)" } + characters.map { "\($0)" }
  }

  private func read(milliseconds: Int32) -> Bool {
    guard master >= 0 else { return false }
    var watched = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, milliseconds) > 0, watched.revents & Int16(POLLIN) != 0 else { return false }
    var more = [UInt8](repeating: 0, count: 65536)
    let count = Glibc.read(master, &more, more.count)
    guard count > 0 else { return false }
    bytes += more[..<count]
    screen.feed(more[..<count])
    return true
  }
}
