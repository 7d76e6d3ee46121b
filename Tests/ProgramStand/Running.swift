package import Foundation

/// A program under way.
package final class Running {
  package let process = Process()
  private let input = Pipe()
  private let folder: URL

  /// What the program prints goes to files: no pipe can fill up or be held open by a grandchild.
  package init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["out", "err"] { try Data().write(to: folder.appending(path: name)) }
    process.executableURL = URL(fileURLWithPath: Programs.path(name))
    process.arguments = arguments
    process.currentDirectoryURL = Programs.root
    var all = ProcessInfo.processInfo.environment
    all["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = all.merging(environment) { $1 }
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "out"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: "err"))
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  package var output: String { (try? String(contentsOf: folder.appending(path: "out"), encoding: .utf8)) ?? "" }
  package var errors: String { (try? String(contentsOf: folder.appending(path: "err"), encoding: .utf8)) ?? "" }

  package func write(_ text: String) { try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
  package func closeInput() { try? input.fileHandleForWriting.close() }

  package func kill9() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  package func wait() -> Programs.Result {
    process.waitUntilExit()
    return Programs.Result(status: process.terminationStatus, output: output, errors: errors)
  }

  /// Waits until what was printed satisfies a condition.
  package func until(_ condition: (String) -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
      if condition(output) { return true }
      if !process.isRunning { return condition(output) }
      usleep(10_000)
    }
    return false
  }
}

/// Waits for something that another process does.
package func waitFor(seconds: Double = 60, _ condition: () -> Bool) -> Bool {
  let deadline = Date(timeIntervalSinceNow: seconds)
  while Date() < deadline {
    if condition() { return true }
    usleep(10_000)
  }
  return false
}
