import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Synchronization
import Testing
import WireStand

/// A service whose answers wait until the test lets them go.
private final class HeldService: Sendable {
  let server: WireServer
  private let gate = Gate()

  init() throws {
    server = try WireServer { [gate] _ in
      gate.wait()
      return .caption("A cat.")
    }
  }

  func open() { gate.open() }

  /// Waits for the first request, which is sent alone, and presses Ctrl-C once.
  func stop(_ run: Running) {
    #expect(waitFor { server.requests.count == 1 })
    kill(run.process.processIdentifier, SIGINT)
    #expect(waitFor { run.errors.contains("what is under way is waited for") })
  }

  private final class Gate: Sendable {
    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    func wait() { while !isOpen.withLock(\.self) { usleep(5_000) } }
  }
}

@Suite("a run that is told to stop", .serialized, .timeLimit(.minutes(30)))
struct StoppingTests {
  @Test("the first Ctrl-C sends nothing more and waits for what is paid for; the second ends the program at once")
  func study() throws {
    let held = try HeldService()
    let study = try ServiceStudy(["a": held.server.address], images: 9)
    let run = try Running("blindfold", ["run", study.path, "--yes"], environment: study.environment)
    held.stop(run)
    held.open()
    #expect(run.wait().status == 130)
    let facts = try study.facts(of: "a")
    #expect(facts.lost == 0 && facts.attempts == 1 && facts.outcomes == [.captioned: 1])
    #expect(held.server.requests.count == 1)
    let rest = try study.run()
    #expect(rest.status == 0 && held.server.requests.count == 9, "\(rest.errors)")
  }

  @Test("the second Ctrl-C waits for nothing: what it cut off is in the ledger as lost, and is asked for again")
  func twice() throws {
    let held = try HeldService()
    let study = try ServiceStudy(["a": held.server.address], images: 3)
    let run = try Running("blindfold", ["run", study.path, "--yes"], environment: study.environment)
    held.stop(run)
    kill(run.process.processIdentifier, SIGINT)
    #expect(run.wait().status == 130)
    held.open()
    #expect(try study.run().status == 0)
    let facts = try study.facts(of: "a")
    #expect(facts.lost == 1 && facts.attempts == 4 && facts.outcomes == [.captioned: 3])
  }

  @Test("so does captioning in bulk, by a chain too")
  func bulk() throws {
    let held = try HeldService()
    let folder = try TemporaryFolder("stopping")
    let (out, policy) = (folder.path + "/out.jsonl", folder.path + "/alt.yaml")
    try """
    parts:
      first: {model: sim-first, base_url: "\(held.server.address)"}
      second: {model: sim-second, base_url: "\(held.server.address)"}
    prompt: {user: "Describe it."}
    fallback: {order: [first, second]}
    """.write(toFile: policy, atomically: true, encoding: .utf8)
    let words = ["caption", Programs.root.path + "/datasets/demo/images", "--policy", policy, "--out", out]
    let run = try Running("blindfold", words + ["--limit", "5"])
    held.stop(run)
    held.open()
    let stopped = run.wait()
    #expect(stopped.status == 130 && stopped.errors.contains("1 row: 1 captioned"), "\(stopped.errors)")
    #expect(!stopped.errors.contains("without an answer"))
    let rest = try Programs.run("blindfold", words + ["--limit", "4"])
    #expect(rest.status == 0 && held.server.requests.count == 5, "\(rest.errors)")
  }

  @Test("failures are not accepted of a candidate that gave not one caption")
  func nothingToJudge() throws {
    let server = try WireServer { _ in .fault(500, "down") }
    let study = try ServiceStudy(["a": server.address], images: 3)
    #expect(try study.run().status != 0)
    let accepted = try study.run(["--accept-failures"])
    #expect(accepted.status != 0 && accepted.errors.contains("'a'"), "\(accepted.errors)")
    #expect(try study.outputs(of: "a").isEmpty && !FileManager.default.fileExists(atPath: study.path + "/packets"))
  }
}
