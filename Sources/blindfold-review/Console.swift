internal import Foundation
internal import Glibc

/// Lines on the normal screen.
enum Console {
  /// Whether a screen can be drawn: both ends are a terminal, and one that can move its cursor.
  static var hasScreen: Bool {
    let term = environment["TERM"] ?? ""
    return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 && !term.isEmpty && term != "dumb"
  }

  static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Milliseconds since 1970.
  static func now() -> Int64 { Int64((Date().timeIntervalSince1970 * 1000).rounded()) }

  /// Writes to stdout at once. A reader that went away is no reason to lose the rest.
  static func say(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes a line to stderr.
  static func complain(_ line: String) { write("blindfold-review: \(line)\n", to: STDERR_FILENO) }

  /// Drops what was typed and not yet read, where a person types.
  static func dropTypedAhead() {
    if isatty(STDIN_FILENO) != 0 { tcflush(STDIN_FILENO, TCIFLUSH) }
  }

  /// Lets a wish to stop end the input instead of the process, so that what follows the last line (deleting private
  /// files, the receipt) still happens. Only for line prompts; a screen has its own way.
  static func endInputOnSignals() {
    var action = sigaction()
    // Both calls are safe in a handler. Without SA_RESTART a read that waits ends too, and the next one finds the end of
    // the input; a descriptor that was only closed could be another file's by then.
    action.__sigaction_handler.sa_handler = { _ in
      let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
      if nothing < 0 { close(STDIN_FILENO) } else { dup2(nothing, STDIN_FILENO) }
    }
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaction(number, &action, nil) }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, written))
    }
  }
}
