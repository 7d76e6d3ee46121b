package import Foundation

/// The built programs, run as a user would run them.
package enum Programs {
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  package static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// One of our programs by its name, or any other by its path.
  package static func path(_ name: String) -> String { name.hasPrefix("/") ? name : folder.appending(path: name).path }

  package struct Result {
    package var status: Int32
    package var output: String
    package var errors: String
  }

  /// Runs a program to its end.
  package static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) throws -> Result {
    let running = try Running(name, arguments, environment: environment)
    running.write(input)
    running.closeInput()
    return running.wait()
  }
}
