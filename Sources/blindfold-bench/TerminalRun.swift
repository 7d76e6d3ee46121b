internal import Foundation
internal import Glibc

/// A program in a terminal of its own: its bytes are counted, its questions answered, its CPU time read.
final class TerminalRun {
  /// Bytes it has written so far.
  private(set) var written = 0
  /// When it was started.
  let started: ContinuousClock.Instant
  private let process: pid_t
  private let master: Int32
  private let answer: String
  private var heard: [UInt8] = []
  private var isOver = false

  /// `TIOCGPTN`, `TIOCSPTLCK` and `POSIX_SPAWN_SETSID` of Linux's headers, which the Glibc module leaves out.
  private static let numberRequest: UInt = 0x8004_5430
  private static let lockRequest: UInt = 0x4004_5431
  private static let newSession: Int16 = 0x80
  /// The end of a synchronized update: a whole frame is out.
  private static let frameEnd = Array("\u{1B}[?2026l".utf8)
  /// The question that a terminal answers last.
  private static let question = Array("\u{1B}[c".utf8)

  /// Why a run cannot be measured.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - answer: what the terminal answers to the question for its attributes, and to all before it.
  init(_ program: String, _ arguments: [String], answer: String, columns: UInt16, rows: UInt16) throws {
    self.answer = answer
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: CUnsignedInt = 0
    var unlocked: CInt = 0
    guard ioctl(master, Self.numberRequest, &number) == 0, ioctl(master, Self.lockRequest, &unlocked) == 0 else {
      throw Problem(description: "no terminal can be made here: \(String(cString: strerror(errno)))")
    }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: columns * 10, ws_ypixel: rows * 20)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0...2 {
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), "/dev/pts/\(number)", O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    let settings = ["TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"]
    var environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { for text in words + environment { free(text) } }
    var child: pid_t = 0
    started = .now
    guard posix_spawn(&child, program, &actions, &attributes, &words, &environment) == 0 else {
      throw Problem(description: "\(program) does not start. Build it first: swift build -c release")
    }
    process = child
  }

  deinit {
    if !isOver {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  /// CPU milliseconds, user and system, of the program so far.
  var cpu: Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return .nan }
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }

  /// Types.
  func type(_ text: String) { _ = write(master, text, text.utf8.count) }

  /// Reads until a whole frame with these words in it is out since the last call.
  ///
  /// - Throws: ``Problem`` where none comes in 30 seconds.
  func waitForFrame(with words: String = "") throws {
    var missing = [Self.frameEnd, Array(words.utf8)].filter { !$0.isEmpty }
    heard = []
    while !missing.isEmpty {
      let fresh = try read(milliseconds: 30_000)
      // A part may have begun in what came before.
      missing.removeAll { heard.suffix(fresh + $0.count - 1).firstRange(of: $0) != nil }
    }
  }

  /// Quits and reaps it.
  ///
  /// - Returns: CPU milliseconds of the whole run, by `getrusage`.
  func end() throws -> Double {
    type("q")
    var usage = rusage()
    var status: Int32 = 0
    // Whatever it still writes is read, until its end of the terminal is closed.
    while (try? read(milliseconds: 10_000)) != nil {}
    // It is gone, or it waits for something that will not come.
    kill(process, SIGTERM)
    isOver = wait4(process, &status, 0, &usage) == process
    guard isOver, status == 0 else { throw Problem(description: "the program did not quit by itself (\(status))") }
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3
  }

  /// - Returns: the number of bytes that came.
  @discardableResult
  private func read(milliseconds: Int32) throws -> Int {
    var watched = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    var bytes = [UInt8](repeating: 0, count: 65536)
    guard poll(&watched, 1, milliseconds) > 0, watched.revents & Int16(POLLIN) != 0 else {
      throw Problem(
        description: "the screen waited for did not come: \(String(decoding: heard.suffix(300), as: UTF8.self))")
    }
    let count = Glibc.read(master, &bytes, bytes.count)
    guard count > 0 else { throw Problem(description: "the program is gone") }
    written += count
    heard += bytes[..<count]
    if heard.suffix(count + Self.question.count - 1).firstRange(of: Self.question) != nil {
      type(answer)
      heard = []
    }
    return count
  }
}
