internal import Foundation
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing
internal import WireStand

@testable internal import Captioning

@Suite("The pace of a service", .timeLimit(.minutes(30)))
struct ServicePaceTests {
  private let clock = NotedClock()

  private func pace(cap: Int) -> ServicePace { ServicePace(cap: cap, time: PacedTime(clock)) }

  private final class Order: Sendable { let list = Mutex<[Int]>([]) }

  private func ask(_ pace: ServicePace, _ answer: ServicePace.Answer) async throws {
    pace.leave(try await pace.enter(), answer)
  }

  @Test("begins at 16 or the cap, and grows by one for every clean answer up to the cap", arguments: [4, 20])
  func grows(cap: Int) async throws {
    let pace = pace(cap: cap)
    #expect(pace.limit == min(16, cap))
    for _ in 0..<3 { try await ask(pace, .clean) }
    #expect(pace.limit == min(19, cap))
    for _ in 0..<9 { try await ask(pace, .clean) }
    #expect(pace.limit == cap)
  }

  @Test("is halved once an episode, however many are refused, and a straggler begins no second one")
  func onceAnEpisode() async throws {
    let pace = pace(cap: 16)
    var early: [ServicePace.Ticket] = []
    for _ in 0..<6 { early.append(try await pace.enter()) }
    for ticket in early.prefix(3) { pace.leave(ticket, .refused(nil)) }
    #expect(pace.limit == 8)
    // Sent before the episode: its answer does not end it.
    pace.leave(early[3], .clean)
    #expect(pace.refusing != nil)
    try await ask(pace, .refused(nil))
    #expect(pace.limit == 8)
    try await ask(pace, .clean)
    #expect(pace.refusing == nil)
    pace.leave(early[4], .refused(nil))
    #expect(pace.limit == 8)
    try await ask(pace, .refused(nil))
    #expect(pace.limit == 4)
    pace.leave(early[5], .none)
  }

  @Test("after a cut it grows by one for as many clean answers as there may be requests; a fault holds that up")
  func growsSlowly() async throws {
    let pace = pace(cap: 16)
    try await ask(pace, .refused(nil))
    for _ in 0..<7 { try await ask(pace, .clean) }
    #expect(pace.limit == 8)
    try await ask(pace, .faulty(nil))
    for _ in 0..<8 { try await ask(pace, .clean) }
    #expect(pace.limit == 8)
    try await ask(pace, .clean)
    #expect(pace.limit == 9)
  }

  @Test("a wait that one request was told holds back all")
  func pauses() async throws {
    let pace = pace(cap: 16)
    try await ask(pace, .refused(.seconds(3)))
    try await ask(pace, .faulty(.seconds(5)))
    _ = try await pace.enter()
    #expect(clock.sleeps == [.seconds(3), .seconds(5)])
  }

  @Test("no more than the limit are under way; a place goes to one who waits, and not to one who gave up")
  func queue() async throws {
    let pace = pace(cap: 1)
    let first = try await pace.enter()
    let quitter = Task { try await pace.enter() }
    let order = Order()
    let others = (1...3).map { number in
      Task {
        let ticket = try await pace.enter()
        order.list.withLock { $0.append(number) }
        pace.leave(ticket, .clean)
      }
    }
    try await Task.sleep(for: .milliseconds(20))
    #expect(order.list.withLock { $0.isEmpty })
    quitter.cancel()
    await #expect(throws: CancellationError.self) { _ = try await quitter.value }
    pace.leave(first, .clean)
    for other in others { try await other.value }
    #expect(order.list.withLock { $0.sorted() } == [1, 2, 3])
  }
}

@Suite("A storm of 429", .timeLimit(.minutes(30)))
struct RateLimitStormTests {
  /// Which requests arrived, in order.
  private final class Diary: Sendable {
    struct Entry {
      var arrived: ContinuousClock.Instant
      var isRefused: Bool
    }
    private let lists = Mutex<[[UInt8]: [Entry]]>([:])
    /// By body: each caption asks for a picture of its own.
    var entries: [[Entry]] { lists.withLock { Array($0.values) } }
    func note(_ body: [UInt8], isRefused: Bool) {
      lists.withLock { $0[body, default: []].append(Entry(arrived: .now, isRefused: isRefused)) }
    }
  }

  @Test("no request is repeated sooner than asked, tries are not used up, and every caption comes in the end")
  func storm() async throws {
    let diary = Diary()
    // Of 24 refusals one of six captions meets four at least.
    let stand = try Stand { request in
      let isRefused = request.number <= 24
      diary.note(request.body, isRefused: isRefused)
      return isRefused ? .fault(429, "slow down", headers: ["retry-after-ms": "300"]) : .caption("A teapot.")
    }
    // Real time: what counts is when requests arrive. Own waits are next to nothing, so that only the service's count.
    // Patience without end: a machine that is busy with other tests may take minutes between two requests.
    let policy = RetryPolicy(base: .milliseconds(1), longest: .milliseconds(1), patience: .seconds(3600))
    let pacer = Pacer()
    let captioner = try Captioner(
      stand.call, label: "flash", settings: .init(concurrency: 6, timeout: 20, attempts: 2), checks: stand.checks,
      client: stand.client, environment: { stand.environment[$0] }, policy: policy, pacer: pacer)
    let results = try await withThrowingTaskGroup(of: CaptionResult.self, returning: [CaptionResult].self) { group in
      for picture in 0..<UInt8(6) {
        group.addTask { try await captioner.caption(CaptionRequest(Stand.item, image: [0xFF, 0xD8, picture])) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.map(\.outcome) == Array(repeating: .captioned, count: 6))
    #expect(results.contains { $0.attempts.count > 3 })
    #expect(diary.entries.count == 6)
    #expect(diary.entries.flatMap(\.self).count == 30)
    // A request leaves after the answer before it came, which left after its request arrived: however slow the machine
    // is, less than the wait between two arrivals means that it was not kept.
    for entries in diary.entries {
      for (before, after) in zip(entries, entries.dropFirst()) {
        #expect(before.isRefused && after.arrived - before.arrived >= .milliseconds(300))
      }
    }
    #expect(pacer.pace(of: stand.call.model, at: captioner.service, cap: 6).limit < 6)
  }

  @Test("a service that says 429 and nothing else is left alone when the patience is over, after few requests")
  func forEver() async throws {
    let stand = try Stand { _ in .fault(429, "slow down", headers: ["Retry-After": "20"]) }
    let failure = try #require(await stand.stopped())
    #expect(failure.kind == "rate_limit" && failure.message.contains("answered 429 (not now) and nothing else for "))
    #expect(failure.message.contains("any caption it gave is kept. Wait until it takes requests again"))
    #expect((6...9).contains(stand.server.requests.count))
    #expect(stand.clock.sleeps.allSatisfy { $0 >= .seconds(20) })
  }
}
