import Foundation
import ProgramStand
import StudyStore
import Synchronization
import Testing
import WireStand

@Suite("a fallback chain whose legs all fail", .serialized, .timeLimit(.minutes(30)))
struct ChainFaultTests {
  /// A study whose one asking candidate is a chain over these parts.
  private func study(_ legs: [String: String], order: String, attempts: Int) throws -> ServiceStudy {
    let study = try ServiceStudy(legs, images: 4, run: "concurrency: 1, timeout: 20s, attempts: 3")
    let file = study.path + "/study.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let parts = text.split(separator: "\n").filter { line in legs.keys.contains { line.hasPrefix("  \($0): ") } }
    try text.split(separator: "\n").filter { !parts.contains($0) }.joined(separator: "\n")
      .replacing("candidates:", with: "candidates:\n  chain: {fallback: {order: \(order), attempts: \(attempts)}}")
      .replacing("\nrun:", with: "\nparts:\n\(parts.joined(separator: "\n"))\nrun:")
      .write(toFile: file, atomically: true, encoding: .utf8)
    return study
  }

  @Test("F09: each leg is asked once a pass, no more than the budget; exit 75, nothing stored, and it can be resumed")
  func allDead() throws {
    let asked = Mutex<[String]>([])
    func failing(_ label: String, _ status: Int) throws -> WireServer {
      try WireServer { _ in
        asked.withLock { $0.append(label) }
        return .fault(status, "not now")
      }
    }
    let (b, c) = (try failing("b", 500), try failing("c", 503))
    let study = try study(
      ["a": deadAddress(), "b": b.address, "c": c.address], order: "[a, b, c]", attempts: 6)
    let run = try study.run()
    #expect(run.status == 75, "\(run.errors)")
    #expect(run.errors.contains("candidate 'chain': 4 captions without an answer, e.g. "), "\(run.errors)")
    #expect(
      run.errors.contains(
        "none of the chain gave a caption ('a' connection 2 times, 'b' server_error 2 times, 'c' server_error 2 times)"),
      "\(run.errors)")
    #expect(run.errors.contains("4 of 8 captions are stored and kept"), "\(run.errors)")
    // Four images one after the other, two passes each, every leg once in each.
    #expect(asked.withLock { $0 } == Array(repeating: ["b", "c"], count: 8).flatMap(\.self))
    #expect(try study.facts(of: "chain").attempts == 24 && study.outputs(of: "chain").isEmpty)
    // One leg is mended: what is missing is asked for, and nothing else.
    let mended = try WireServer { _ in .caption("A teapot.") }
    study.environment["AT_C"] = mended.address
    let again = try study.run()
    #expect(again.status == 0, "\(again.errors)")
    try study.expectComplete(["chain"])
    #expect(mended.requests.count == 4)
    #expect(try study.store().served().values.flatMap(\.values).allSatisfy { $0.part == "c" })
  }

  @Test("F09: a budget that runs out in mid-pass is kept to")
  func budget() throws {
    let b = try WireServer { _ in .fault(500, "no") }
    let c = try WireServer { _ in .fault(500, "no") }
    let study = try study(["b": b.address, "c": c.address], order: "[b, c]", attempts: 3)
    #expect(try study.run().status == 75)
    #expect(b.requests.count == 8 && c.requests.count == 4)
  }

  @Test("F09: a leg that is listed twice is refused with its place, before anything is sent")
  func doubled() throws {
    let b = try WireServer { _ in .caption("A teapot.") }
    let study = try study(["b": b.address, "c": b.address], order: "[b, c, b]", attempts: 6)
    let run = try study.run()
    #expect(run.status == 65 && run.errors.contains("study.yaml:") && run.errors.contains("'b'"), "\(run.errors)")
    #expect(b.requests.isEmpty && !StudyStore.exists(in: study.path))
  }
}
