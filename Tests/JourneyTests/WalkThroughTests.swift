import Foundation
import ProgramStand
import Testing

/// The page After-the-swap is run as it is printed.
@Suite("the walk-through", .serialized, .timeLimit(.minutes(30)))
struct WalkThroughTests {
  private static let page = "Sources/StudyModel/Documentation.docc/After-the-swap.md"

  /// The page's blocks of commands, in order.
  private func blocks() throws -> [String] {
    let text = try String(contentsOfFile: Programs.root.path + "/" + Self.page, encoding: .utf8)
    return text.matches(of: /(?m)^```sh\n([\s\S]*?)^```$/).map { String($0.output.1) }
  }

  @Test("every command of the page works, one after the other, and says what the page says of it")
  func run() throws {
    let blocks = try blocks()
    #expect(blocks.count >= 10)
    let folder = try TemporaryFolder("walk-through")
    // A block that fails is named; whatever was started in the background ends with the script.
    let script =
      "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
      + blocks.enumerated().map { "echo '== block \($0 + 1)'\n\($1)" }.joined() + "echo '== done'\n"
    let result = try Programs.run(
      "/bin/bash", ["-c", script],
      environment: [
        "PATH": Programs.folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
        "TMPDIR": folder.path, "XDG_CACHE_HOME": folder.path + "/cache",
      ])
    let last = result.output.matches(of: /== block (\d+)/).last.map { String($0.output.1) } ?? "none"
    #expect(
      result.status == 0, "block \(last) of the page: \(result.errors.suffix(2000))\n\(result.output.suffix(2000))")
    #expect(result.output.contains("== done"))
    // The cache had everything on the second day.
    let words = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("captions.jsonl, 36 of 72 rows"), "\(result.output)")
    let flags = try String(contentsOfFile: study(folder) + "/edits.md", encoding: .utf8)
    #expect(flags.contains("screenshot-or-chart"))
    let next = try String(contentsOfFile: study(folder) + "/next/study.yaml", encoding: .utf8)
    #expect(next.contains("incumbent: flash") && next.contains("screenshot-or-chart (edited)"))
    #expect(FileManager.default.fileExists(atPath: try study(folder) + "/next/decision.md"))
    try agree(on: study(folder) + "/log.jsonl", in: folder)
  }

  /// What one command flags and what the other draws are the same events: counted alike, edited alike.
  private func agree(on log: String, in folder: TemporaryFolder) throws {
    func object(_ arguments: [String]) throws -> [String: Any] {
      let output = try Programs.run("blindfold", arguments).output
      return try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
    let monitored = try #require(try object(["monitor", log, "--json", "-"])["rows"] as? [[String: Any]])
    let drawn = try object([
      "sample", log, "--root", "datasets/demo", "--into", folder.path + "/again", "--count", "20", "--edited", "1x",
      "--json",
    ])
    let strata = try #require(drawn["strata"] as? [[String: Any]])
    var compared = 0
    for row in monitored where row["tier"] is NSNull {
      guard let category = row["category"] as? String, let all = row["all"] as? [String: Any] else { continue }
      let own = strata.filter { $0["category"] as? String == category }
      let events = own.reduce(0) { $0 + ($1["events"] as? Int ?? 0) }
      let edited = own.filter { $0["edited"] as? Bool == true }.reduce(0) { $0 + ($1["events"] as? Int ?? 0) }
      #expect(all["events"] as? Int == events && all["edited"] as? Int == edited, "\(category)")
      compared += 1
    }
    #expect(compared == 3)
  }

  /// The folder that the page makes.
  private func study(_ folder: TemporaryFolder) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("tmp.") }
    return "\(folder.path)/\(try #require(names.first))"
  }
}
