internal import Foundation

/// Python's side of the speed benchmark: a virtual environment and the data, in a folder that is gone afterwards.
struct SpeedPeers {
  /// Which Python and packages answered.
  let versions: String
  private let folder: URL
  private var python: String { folder.appending(path: "venv/bin/python").path }

  struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  /// - Throws: where there is no Python 3 with venv, or pip cannot fetch the packages.
  init(data: SpeedData) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "blindfold-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    FileHandle.standardError.write(
      Data("Python environment in \(folder.path); pip fetches numpy and krippendorff\n".utf8))
    do {
      try data.write(to: folder)
      _ = try Self.run("/usr/bin/env", ["python3", "-m", "venv", folder.appending(path: "venv").path])
      let python = folder.appending(path: "venv/bin/python").path
      _ = try Self.run(
        python, ["-m", "pip", "--quiet", "install", "--disable-pip-version-check", "numpy", "krippendorff"])
      versions = try Self.run(python, ["script/bench-peers.py", "versions"])
        .trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }

  /// Does a task once: what came of it, and the CPU seconds of the work alone.
  func answer(_ task: SpeedTask) throws -> (SpeedAnswer, seconds: Double) {
    struct Timed: Decodable {
      var seconds: Double
      var answer: SpeedAnswer
    }
    let output = try Self.run(python, ["script/bench-peers.py", task.rawValue, folder.path])
    let timed = try JSONDecoder().decode(Timed.self, from: Data(output.utf8))
    return (timed.answer, timed.seconds)
  }

  /// Takes the folder away.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    // One thread: CPU time is compared, and several would only add the cost of sharing.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(
        description: "\(program) \(arguments.joined(separator: " ")): status \(process.terminationStatus). "
          + "The peers cannot be timed. It needs Python 3 with venv (Debian: python3-venv) and the network.")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
