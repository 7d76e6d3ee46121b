import Blinding
import Digest
import Foundation
import Roster
import StudyModel
import StudyStore
import Synchronization
import Testing

@testable import Runner

/// A study of a few items in a folder of its own, with candidates that are functions.
final class ScratchRun: Sendable {
  let folder: String
  let plan: StudyPlan
  let store: StudyStore
  let arms: [String: ArmCode]

  init(items: Int = 6, labels: [String] = ["big", "small"], settings: RunSettings = RunSettings(concurrency: 3)) throws
  {
    folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    plan = StudyPlan(
      name: "s", question: "?", path: folder + "/study.yaml", protocolHash: "p",
      items: (0..<items).compactMap { number in
        ItemID(hex: SHA256.hex("\(number)")).map {
          SetItem(id: $0, path: "", fileName: "\(number).jpg", format: .jpeg, category: "all")
        }
      },
      traffic: [:], seed: 1,
      candidates: labels.map { Candidate(label: $0, source: .captions(CaptionFile(path: "", sha256: ""))) },
      incumbent: labels[0],
      checks: CaptionChecks(), run: settings,
      review: ReviewSettings(
        rubric: Rubric(name: "r", version: 1, mode: .absolute, sources: [], questions: []), rubricPath: "",
        raters: ["ana"], ratingsPerItem: 1),
      claim: Claim(criterion: "overall", scope: .ratersLikeThese, margin: 0.3, because: "test"))
    store = try StudyStore(folder: folder, create: true)
    arms = try store.begin(plan, at: 0)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func run(_ sources: [String: CaptionSource]) throws -> CaptionRun {
    try CaptionRun(items: plan.items, arms: arms, sources: sources, store: store, settings: plan.run, clock: { 7 })
  }
}

/// A source that goes through the ledger as the real ones do.
private func source(cost: Double? = 0.5, _ answer: @escaping @Sendable (SetItem) async throws -> Caption)
  -> CaptionSource
{
  CaptionSource(service: "http://service/v1") { item, ledger in
    let id = try await ledger.willSend(LedgerStart(number: 1))
    let caption = try await answer(item)
    try await ledger.didEnd(id, LedgerAttempt(status: 200, inputTokens: 1, outputTokens: 1, cost: cost, total: 0.1))
    return caption
  }
}

@Suite("runs")
struct CaptionRunTests {
  @Test("every item and candidate ends with exactly one output, and a second run asks nothing")
  func complete() async throws {
    let scratch = try ScratchRun()
    let asked = Mutex(0)
    let good = source { item in
      asked.withLock { $0 += 1 }
      return Caption(text: "of \(item.fileName)", outcome: .captioned)
    }
    let summary = try await scratch.run(["big": good, "small": good]).run { _ in }
    #expect(summary.isComplete && summary.progress.total == 12)
    #expect(try await scratch.run(["big": good, "small": good]).run { _ in }.isComplete)
    #expect(asked.withLock { $0 } == 12)
    #expect(try scratch.store.outputs().count == 12)
  }

  @Test("never more than the stated number of calls are under way")
  func concurrency() async throws {
    let scratch = try ScratchRun(items: 10)
    let now = Mutex(0)
    let most = Mutex(0)
    let slow = source { _ in
      let current = now.withLock { count in
        count += 1
        return count
      }
      most.withLock { $0 = max($0, current) }
      try await Task.sleep(for: .milliseconds(5))
      now.withLock { $0 -= 1 }
      return Caption(text: "x", outcome: .captioned)
    }
    _ = try await scratch.run(["big": slow, "small": slow]).run { _ in }
    #expect(most.withLock { $0 } <= 3)
  }

  @Test("a service that does not answer holds up no other")
  func lanes() async throws {
    let scratch = try ScratchRun(items: 10)
    let stuck = CaptionSource(service: "http://stuck/v1") { _, _ in
      while try scratch.store.outputs().count < 10 { try await Task.sleep(for: .milliseconds(2)) }
      return Caption(text: "late", outcome: .captioned)
    }
    var good = source { _ in Caption(text: "x", outcome: .captioned) }
    good.service = "http://good/v1"
    #expect(try await scratch.run(["big": stuck, "small": good]).run { _ in }.isComplete)
  }

  @Test("an attempt's end is written with the answer that it brought, and before another is sent where it brought none")
  func endings() async throws {
    let scratch = try ScratchRun(items: 1, labels: ["big"])
    let twice = CaptionSource { _, ledger in
      let first = try await ledger.willSend(LedgerStart(number: 1))
      try await ledger.didEnd(first, LedgerAttempt(status: 200, cost: 1, total: 0.1))
      let second = try await ledger.willSend(LedgerStart(number: 2))
      // Opened as a crash would leave it: the first has ended, the second is under way.
      let crashed = try StudyStore(reading: scratch.folder)
      #expect(try crashed.facts().values.map(\.lost) == [1] && crashed.spent().known == 1)
      try await ledger.didEnd(second, LedgerAttempt(status: 200, cost: 2, total: 0.1))
      return Caption(text: "x", outcome: .captioned)
    }
    let summary = try await scratch.run(["big": twice]).run { _ in }
    #expect(summary.isComplete && summary.progress.cost == 3)
    #expect(try scratch.store.facts().values.map(\.lost) == [0] && scratch.store.spent().known == 3)
  }

  @Test("what an answer cost is written before its place is another's, where there is a wait after it")
  func endedBeforeAWait() async throws {
    let scratch = try ScratchRun(items: 1, labels: ["big"])
    let waits = CaptionSource(service: "http://service/v1") { _, ledger in
      let id = try await ledger.willSend(LedgerStart(number: 1))
      try await ledger.didEnd(id, LedgerAttempt(status: 200, cost: 1, total: 0.1))
      try await ledger.willWait()
      // Opened as a crash would leave it.
      let crashed = try StudyStore(reading: scratch.folder)
      #expect(try crashed.facts().values.map(\.lost) == [0] && crashed.spent().known == 1)
      return Caption(text: "x", outcome: .captioned)
    }
    #expect(try await scratch.run(["big": waits]).run { _ in }.isComplete)
    #expect(try scratch.store.spent().known == 1)
  }

  @Test("an attempt that brought an answer which nobody keeps is in the ledger all the same")
  func endedWithoutAnswer() async throws {
    let scratch = try ScratchRun(items: 1, labels: ["big"])
    let dropped = CaptionSource { _, ledger in
      try await ledger.didEnd(
        try await ledger.willSend(LedgerStart(number: 1)), LedgerAttempt(status: 200, cost: 1, total: 0.1))
      throw Unanswered("not wanted")
    }
    _ = try await scratch.run(["big": dropped]).run { _ in }
    #expect(try scratch.store.facts().values.map(\.lost) == [0] && scratch.store.spent().known == 1)
  }

  @Test("a candidate that cannot go on is not asked about what is not under way; the others go on")
  func stopped() async throws {
    let scratch = try ScratchRun(items: 20)
    let asked = Mutex(0)
    let dead = CaptionSource { _, _ in
      asked.withLock { $0 += 1 }
      throw CandidateStopped("no such model")
    }
    let good = source { _ in Caption(text: "x", outcome: .captioned) }
    let summary = try await scratch.run(["big": good, "small": dead]).run { _ in }
    #expect(summary.stopped.mapValues(\.description) == ["small": "no such model"] && summary.missing == ["small": 20])
    #expect(asked.withLock { $0 } <= 3)
    #expect(summary.progress.done == 20 && summary.progress.missing == 20)
  }

  @Test("an item without an answer is not stored, is asked again by the next run, and can be accepted as failed")
  func unanswered() async throws {
    let scratch = try ScratchRun(items: 3)
    let flaky = CaptionSource { item, _ in
      if item.fileName == "1.jpg" { throw Unanswered("timed out") }
      return Caption(text: "x", outcome: .captioned)
    }
    let summary = try await scratch.run(["big": flaky, "small": flaky]).run { _ in }
    #expect(summary.unanswered == ["big": ["1.jpg: timed out"], "small": ["1.jpg: timed out"]])
    #expect(!summary.isComplete)
    let again = try scratch.run(["big": flaky, "small": flaky])
    #expect(again.remaining == 2)
    #expect(try await again.acceptFailures() == 2)
    #expect(try scratch.store.outputs().filter { $0.outcome == .failed }.count == 2)
  }

  @Test("failures are accepted of all but those that are left alone")
  func acceptedBesides() async throws {
    let scratch = try ScratchRun(items: 3)
    let run = try scratch.run([:])
    #expect(try await run.acceptFailures(besides: ["small"]) == 3)
    #expect(try scratch.store.outputs().allSatisfy { $0.arm == scratch.arms["big"] && $0.outcome == .failed })
    #expect(try scratch.run([:]).remaining == 3)
  }

  @Test("stops sending when the known cost reaches the limit, and goes on when the limit is raised")
  func budget() async throws {
    let scratch = try ScratchRun(items: 10, settings: RunSettings(concurrency: 1, maxCost: 2))
    let good = source { _ in Caption(text: "x", outcome: .captioned) }
    let summary = try await scratch.run(["big": good, "small": good]).run { _ in }
    #expect(summary.budgetReached && summary.progress.done == 4 && summary.progress.cost == 2)
    // The limit is spent: running again sends nothing at all.
    let again = try await scratch.run(["big": good, "small": good]).run { _ in }
    #expect(again.budgetReached && again.progress.done == 4 && again.progress.cost == 2)
    let raised = try CaptionRun(
      items: scratch.plan.items, arms: scratch.arms, sources: ["big": good, "small": good], store: scratch.store,
      settings: RunSettings(concurrency: 1, maxCost: 100), clock: { 7 })
    #expect(try await raised.run { _ in }.isComplete)
  }

  @Test("what waits for its turn when the limit is reached is not sent")
  func budgetOfTheWaiting() async throws {
    let scratch = try ScratchRun(items: 10, settings: RunSettings(concurrency: 20, maxCost: 2))
    let pace = Mutex(0)
    let sent = Mutex(0)
    let paced = CaptionSource(service: "http://service/v1") { item, ledger in
      // One after the other, as a service's pace may have it.
      let turn = Int(item.fileName.dropLast(4)) ?? 0
      while pace.withLock({ $0 }) < turn { try await Task.sleep(for: .milliseconds(1)) }
      defer { pace.withLock { $0 += 1 } }
      let id = try await ledger.willSend(LedgerStart(number: 1))
      sent.withLock { $0 += 1 }
      try await ledger.didEnd(id, LedgerAttempt(status: 200, inputTokens: 1, outputTokens: 1, cost: 0.5, total: 0.1))
      return Caption(text: "x", outcome: .captioned)
    }
    let human = CaptionSource { _, _ in Caption(text: "a teapot", outcome: .captioned) }
    let summary = try await scratch.run(["big": paced, "small": human]).run { _ in }
    #expect(summary.budgetReached && sent.withLock { $0 } == 4)
    // Ready-made captions cost nothing, and are not held back.
    #expect(summary.progress.done == 14 && summary.progress.missing == 6)
  }

  @Test("an unknown cost stays unknown")
  func unknownCost() async throws {
    let scratch = try ScratchRun(items: 2)
    let free = source(cost: nil) { _ in Caption(text: "x", outcome: .captioned) }
    let summary = try await scratch.run(["big": free, "small": free]).run { _ in }
    #expect(summary.progress.cost == nil)
    #expect(try scratch.store.facts().values.allSatisfy { $0.cost == nil && $0.unknownCosts == 2 })
  }

  @Test("a cancelled run keeps what has arrived and says it was cancelled")
  func cancelled() async throws {
    let scratch = try ScratchRun(items: 40)
    let slow = source { item in
      if (Int(item.fileName.dropLast(4)) ?? 0) >= 5 { try await Task.sleep(for: .seconds(60)) }
      return Caption(text: "x", outcome: .captioned)
    }
    let run = try scratch.run(["big": slow, "small": slow])
    let task = Task { try await run.run { _ in } }
    while try scratch.store.outputs().count < 10 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try scratch.store.outputs().count == 10)
  }
}
