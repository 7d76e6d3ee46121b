import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Testing

@Suite("a run that meets a limit", .serialized, .timeLimit(.minutes(30)))
struct RunLimitTests {
  @Test("with few descriptors it ends with a message, not by a signal; what was stored stays, and the rest comes later")
  func descriptors() throws {
    let folder = try TemporaryFolder("descriptors")
    try demoStudy(in: folder.path) { $0.replacing("concurrency: 8", with: "concurrency: 64") }
    let service = try Service(log: folder.path + "/requests.jsonl")
    let environment = ["SIMULATOR_URL": service.url]
    for limit in [16, 24, 40] {
      let command = "ulimit -n \(limit); exec \"$0\" \"$@\""
      let run = try Programs.run(
        "/bin/bash", ["-c", command, Programs.path("blindfold"), "run", folder.path, "--yes"], environment: environment)
      #expect((0..<128).contains(run.status), "\(limit) descriptors: \(run.status) \(run.errors)")
      #expect(run.status == 0 || !run.errors.isEmpty)
    }
    let rest = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    #expect(rest.status == 0 && rest.output.contains("180 captions stored"), "\(rest.errors)")
  }

  @Test("a limit of cost given with the run ends it with 3, keeps everything, and it goes on when the limit is raised")
  func maxCost() throws {
    let folder = try TemporaryFolder("cost")
    try demoStudy(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl")
    let environment = ["SIMULATOR_URL": service.url]
    let first = try Programs.run(
      "blindfold", ["run", folder.path, "--yes", "--max-cost", "0.02"], environment: environment)
    #expect(first.status == 3 && first.errors.contains("Known cost has reached --max-cost"), "\(first.errors)")
    let sent = try service.requests().count
    #expect(sent > 0 && sent < 144)
    // Spent is spent: nothing more is sent under the same limit.
    #expect(
      try Programs.run("blindfold", ["run", folder.path, "--yes", "--max-cost", "0.02"], environment: environment)
        .status
        == 3)
    #expect(try service.requests().count == sent)
    let last = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try service.requests().count == 144)
  }
}
