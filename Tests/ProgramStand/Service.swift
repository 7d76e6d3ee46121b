import Foundation

/// The simulator, serving the demo set.
package final class Service {
  package let running: Running
  package let url: String
  package let log: String

  struct DidNotStart: Error { var output: String }

  package init(
    images: String = Programs.root.appending(path: "datasets/demo").path, declared: String? = nil, log: String,
    faults: [String] = [], batchFaults: [String] = []
  )
    throws
  {
    self.log = log
    running = try Running(
      "blindfold",
      ["simulate", "serve", "--images", images, "--port", "0", "--log", log]
        + (declared.map { ["--declared", $0] } ?? []) + faults.flatMap { ["--fault", $0] }
        + batchFaults.flatMap { ["--batch-fault", $0] })
    var found = ""
    let started = running.until { output in
      found = output.firstMatch(of: /simulated service at (\S+)/).map { String($0.1) } ?? ""
      return !found.isEmpty
    }
    guard started else { throw DidNotStart(output: running.output + running.errors) }
    url = found
  }

  package struct Failed: Error { package var output: String }

  /// Runs commands of `blindfold`, one after the other, as somebody who has this service. Each of them must succeed.
  package func run(_ commands: [String]...) throws {
    for arguments in commands {
      let result = try Programs.run("blindfold", arguments, environment: ["SIMULATOR_URL": url])
      guard result.status == 0 else { throw Failed(output: "\(arguments): \(result.errors)") }
    }
  }

  /// Model and item of every caption that was asked for, one entry a request.
  package func requests() throws -> [String] {
    let text = try String(contentsOfFile: log, encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let model = row["model"] as? String, let item = row["item"] as? String
      else { return nil }
      return "\(model) \(item)"
    }
  }
}
