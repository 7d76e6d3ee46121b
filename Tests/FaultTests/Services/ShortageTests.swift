import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Synchronization
import Testing
import WireStand

@Suite("a run that is short of something", .serialized, .timeLimit(.minutes(30)))
struct ShortageTests {
  @Test("F25: with 64 descriptors it sends fewer requests at once, says so, and completes")
  func descriptors() throws {
    let now = Mutex((open: 0, most: 0))
    let server = try WireServer { _ in
      now.withLock { now in
        now.open += 1
        now.most = max(now.most, now.open)
      }
      usleep(20_000)
      now.withLock { $0.open -= 1 }
      return .caption("A teapot.")
    }
    let study = try ServiceStudy(["a": server.address], images: 36, run: "concurrency: 64, timeout: 20s, attempts: 3")
    let run = try study.run(under: "ulimit -n 64")
    #expect(run.status == 0 && run.errors.contains("is sent 32 at once"), "\(run.errors)")
    try study.expectComplete(["a"])
    #expect(now.withLock { $0.most } <= 32 && server.connections <= 32)
  }

  @Test(
    "F25: with little memory it completes or ends; nothing stored is lost or asked for again, and the rest comes later",
    arguments: [180, 240, 320])
  func memory(megabytes: Int) throws {
    let server = try WireServer { _ in .caption("A teapot.") }
    let study = try ServiceStudy(["a": server.address], images: 36, run: "concurrency: 8, timeout: 20s, attempts: 3")
    // Where no message can be made any more, or no thread, it ends without one or has to be ended.
    _ = try study.run(under: "ulimit -v \(megabytes << 10)", killedAfter: 60)
    let stored = StudyStore.exists(in: study.path) ? ((try? study.outputs(of: "a").count) ?? 0) : 0
    let sent = server.requests.count
    let rest = try study.run()
    #expect(rest.status == 0, "\(rest.errors)")
    try study.expectComplete(["a"])
    // Asked for again is at most what was under way.
    #expect(server.requests.count - sent <= 36 - stored && server.requests.count <= 36 + 8)
  }

  @Test("F25: an image that vanishes or changes in mid-run is one caption without an answer; all others come")
  func images() throws {
    let folder = try TemporaryFolder("images")
    let images = Programs.root.path + "/datasets/demo/images"
    let names = try FileManager.default.contentsOfDirectory(atPath: images).filter { $0.hasSuffix(".jpg") }.sorted()
      .prefix(8)
    for name in names {
      try FileManager.default.copyItem(atPath: "\(images)/\(name)", toPath: "\(folder.path)/\(name)")
    }
    // The first answer comes after two of the images are no longer what they were: later ones were not read yet.
    let (gone, changed) = (names[5], names[6])
    let server = try WireServer { request in
      if request.number == 1 {
        try? FileManager.default.removeItem(atPath: "\(folder.path)/\(gone)")
        try? Data("other bytes".utf8).write(to: URL(filePath: "\(folder.path)/\(changed)"))
      }
      return .caption("A teapot.")
    }
    let study = try ServiceStudy(["a": server.address], run: "concurrency: 1, timeout: 20s, attempts: 1")
    try String(contentsOfFile: study.path + "/study.yaml", encoding: .utf8)
      .replacing(/dataset: .*/, with: "dataset: {path: \(folder.path)}")
      .replacing(/human: .*/, with: "b: {model: sim-b, base_url: \"${AT_A}\"}").replacing(
        "incumbent: human", with: "incumbent: a"
      )
      .write(toFile: study.path + "/study.yaml", atomically: true, encoding: .utf8)
    let run = try study.run()
    #expect(run.status == 75, "\(run.errors)")
    #expect(run.errors.contains("12 of 16 captions are stored and kept"), "\(run.errors)")
    #expect(run.errors.contains("2 captions without an answer, e.g. \(gone)"), "\(run.errors)")
    #expect(server.requests.count == 12)
  }

  @Test("F24: of twenty runs of one study that are started at once, one asks and nineteen end with 75")
  func twenty() throws {
    let others = Mutex(false)
    let server = try WireServer { _ in
      // Nobody is answered before the nineteen have ended.
      while !others.withLock({ $0 }) { usleep(10_000) }
      return .caption("A teapot.")
    }
    let study = try ServiceStudy(["a": server.address], run: "concurrency: 4, timeout: 300s, attempts: 1")
    let runs = try (0..<20).map { _ in
      try Running("blindfold", ["run", study.path, "--yes"], environment: study.environment)
    }
    #expect(waitFor(seconds: 120) { runs.count { !$0.process.isRunning } == 19 })
    others.withLock { $0 = true }
    let results = runs.map { $0.wait() }
    #expect(results.map(\.status).sorted() == [0] + Array(repeating: 75, count: 19))
    #expect(results.count { $0.errors.contains("another blindfold is working on this study") } == 19)
    try study.expectComplete(["a"])
    #expect(server.requests.count == 6)
  }
}
