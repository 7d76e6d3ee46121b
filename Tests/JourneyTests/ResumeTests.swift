import Blinding
import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Synchronization
import Testing
import WireStand

@Suite("a run that is killed", .serialized)
struct ResumeTests {
  @Test(
    "two runs at once, killed twenty times in mid-run: one output for each item and candidate, no more resent than was in flight, and no answer asked for again whose place went on to another"
  )
  func killed() throws {
    let folder = try TemporaryFolder()
    let rounds = Rounds()
    let server = try WireServer { rounds.script($0) }
    let places = 3
    try oneModelStudy(in: folder.path, at: server.address) {
      $0.replacingOccurrences(of: "concurrency: 8", with: "concurrency: \(places)")
    }
    let kills = 20
    for number in 0..<kills {
      // No round gets further than its answers, so 36 captions are not done before the last kill: 10 × 2 + 10 × 1 at most.
      let isStill = number.isMultiple(of: 2)
      let answers = isStill ? 1 : 2
      rounds.begin(answers: answers)
      let runs = try (0..<2).map { _ in try Running("blindfold", ["run", folder.path, "--yes"]) }
      // In every other round all places have gone on, and wait for answers that do not come: what had come is durable. In
      // the others the kill may fall before, in and after a commit.
      let reached = isStill ? answers + places : answers
      #expect(waitFor { rounds.seen >= reached }, "\(rounds.seen) requests: \(runs.map(\.errors))")
      if !isStill { usleep(UInt32.random(in: 0...20_000)) }
      #expect(runs.count { $0.process.isRunning } >= 1, "the run had ended before it was killed")
      for run in runs { run.kill9() }
    }
    rounds.begin(answers: .max)
    let last = try Programs.run("blindfold", ["run", folder.path, "--yes"])
    #expect(last.status == 0, "\(last.errors)")
    #expect(last.output.contains("72 captions stored"))
    let store = try StudyStore(folder: folder.path, create: false, recover: false)
    let outputs = try store.outputs()
    #expect(outputs.count == 72 && Set(outputs.map { "\($0.arm) \($0.item)" }).count == 72)
    let lost = try store.facts().values.reduce(0) { $0 + $1.lost }
    #expect(lost <= kills * places, "\(lost) attempts were lost in \(kills) kills")
    let all = rounds.all
    #expect(all.count == kills + 1 && Set(all.joined()).count == 36)
    for (number, asked) in all.enumerated() {
      #expect(Set(asked).count == asked.count, "round \(number) asked for one caption twice")
      let later = Set(all[(number + 1)...].joined())
      let resent = asked.filter(later.contains)
      #expect(resent.count <= places, "round \(number): \(resent.count) of \(asked.count) were asked for again")
      if number < kills, number.isMultiple(of: 2) {
        #expect(!later.contains(asked[0]), "round \(number): its answer was there, and was asked for again")
      }
    }
    // Nothing that is stored is asked for again.
    let again = try Programs.run("blindfold", ["run", folder.path, "--yes"])
    #expect(again.status == 0)
    #expect(rounds.all.joined().count == all.joined().count)
  }

  /// What a service saw of runs that were killed one after the other. Of each run it answers the first few requests, and
  /// holds the others.
  private final class Rounds: Sendable {
    private let state = Mutex<(rounds: [[[UInt8]]], answers: Int)>(([], 0))

    func begin(answers: Int) { state.withLock { $0 = ($0.rounds + [[]], answers) } }

    /// Requests of this round.
    var seen: Int { state.withLock { $0.rounds.last?.count ?? 0 } }

    /// What was asked in each round, in order: the same question about the same image is the same.
    var all: [[[UInt8]]] { state.withLock { $0.rounds } }

    func script(_ request: WireServer.Request) -> [WireServer.Step] {
      let number = state.withLock { state in
        state.rounds[state.rounds.count - 1].append(request.body)
        return state.rounds[state.rounds.count - 1].count
      }
      return number <= state.withLock { $0.answers } ? .caption("A teapot.") : [.hold]
    }
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
