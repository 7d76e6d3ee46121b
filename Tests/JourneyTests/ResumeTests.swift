import Blinding
import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Testing

@Suite("a run that is killed", .serialized)
struct ResumeTests {
  @Test(
    "two runs at once, killed twenty times: one output for each item and candidate, and no more sent than was in flight"
  )
  func killed() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path)
    let service = try Service(log: folder.path + "/requests.jsonl")
    let environment = ["SIMULATOR_URL": service.url]
    let kills = 20
    // 144 calls at about 75 ms, eight at a time, take somewhat over a second: the kills fall before, in and after it.
    for _ in 0..<kills {
      let runs = try (0..<2).map { _ in
        try Running("blindfold", ["run", folder.path, "--yes"], environment: environment)
      }
      usleep(UInt32.random(in: 50_000...700_000))
      for run in runs { run.kill9() }
    }
    let last = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    #expect(last.status == 0, "\(last.errors)")
    #expect(last.output.contains("180 captions stored"))
    let store = try StudyStore(folder: folder.path, create: false, recover: false)
    let outputs = try store.outputs()
    #expect(outputs.count == 180 && Set(outputs.map { "\($0.arm) \($0.item)" }).count == 180)
    let lost = try store.facts().values.reduce(0) { $0 + $1.lost }
    #expect(lost <= kills * 8, "\(lost) attempts were lost in \(kills) kills")
    let requests = try service.requests()
    #expect(Set(requests).count == 144)
    #expect(requests.count <= 144 + kills * 8, "\(requests.count) requests for 144 captions")
    // Nothing that is stored is asked for again.
    let again = try Programs.run("blindfold", ["run", folder.path, "--yes"], environment: environment)
    #expect(again.status == 0)
    #expect(try service.requests().count == requests.count)
  }

  @Test("two runs of one study at once: the second is turned away and changes nothing")
  func twoAtOnce() throws {
    let folder = try TemporaryFolder()
    try demoStudy(in: folder.path) { $0.replacingOccurrences(of: "concurrency: 8", with: "concurrency: 2") }
    let service = try Service(log: folder.path + "/requests.jsonl")
    let first = try Running("blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url])
    // Held in the middle of its work, however busy the machine is.
    #expect(waitFor { (try? service.requests())?.isEmpty == false })
    kill(first.process.processIdentifier, SIGSTOP)
    defer { kill(first.process.processIdentifier, SIGCONT) }
    let second = try Programs.run(
      "blindfold", ["run", folder.path, "--yes"], environment: ["SIMULATOR_URL": service.url])
    #expect(second.status == 75 && second.errors.contains("another blindfold is working on this study"))
    kill(first.process.processIdentifier, SIGCONT)
    #expect(first.wait().status == 0)
    #expect(try service.requests().count == 144)
  }
}
