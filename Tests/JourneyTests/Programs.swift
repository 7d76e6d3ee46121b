import Foundation
import Synchronization

/// The built programs, run as a user would run them.
enum Programs {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// One of our programs by its name, or any other by its path.
  static func path(_ name: String) -> String { name.hasPrefix("/") ? name : folder.appending(path: name).path }

  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs a program to its end.
  static func run(_ name: String, _ arguments: [String], environment: [String: String] = [:], input: String = "") throws
    -> Result
  {
    let running = try Running(name, arguments, environment: environment)
    running.write(input)
    running.closeInput()
    return running.wait()
  }
}

/// A program under way.
final class Running {
  let process = Process()
  private let input = Pipe()
  private let folder: URL

  /// What the program prints goes to files: no pipe can fill up or be held open by a grandchild.
  init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
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

  var output: String { (try? String(contentsOf: folder.appending(path: "out"), encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOf: folder.appending(path: "err"), encoding: .utf8)) ?? "" }

  func write(_ text: String) { try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }
  func closeInput() { try? input.fileHandleForWriting.close() }

  func kill9() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func wait() -> Programs.Result {
    process.waitUntilExit()
    return Programs.Result(status: process.terminationStatus, output: output, errors: errors)
  }

  /// Waits until what was printed satisfies a condition.
  func until(seconds: Double = 60, _ condition: (String) -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      if condition(output) { return true }
      if !process.isRunning { return condition(output) }
      usleep(10_000)
    }
    return false
  }
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
  let path: String

  init(_ name: String = "journey") throws {
    path = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The simulator, serving the demo set.
final class Service {
  let running: Running
  let url: String
  let log: String

  struct DidNotStart: Error { var output: String }

  init(images: String = Programs.root.appending(path: "datasets/demo").path, declared: String? = nil, log: String)
    throws
  {
    self.log = log
    running = try Running(
      "blindfold",
      ["simulate", "serve", "--images", images, "--port", "0", "--log", log]
        + (declared.map { ["--declared", $0] } ?? []))
    var found = ""
    let started = running.until { output in
      found = output.firstMatch(of: /simulated service at (\S+)/).map { String($0.1) } ?? ""
      return !found.isEmpty
    }
    guard started else { throw DidNotStart(output: running.output + running.errors) }
    url = found
  }

  /// Model and item of every caption that was asked for, one entry a request.
  func requests() throws -> [String] {
    let text = try String(contentsOfFile: log, encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let model = row["model"] as? String, let item = row["item"] as? String
      else { return nil }
      return "\(model) \(item)"
    }
  }
}
