import Blinding
import Foundation
import Roster
import StudyModel
import StudyStore
import Synchronization
import Testing

@testable import Runner

/// What counts toward a limit of cost: what is known, what is under way, and what nobody knows.
@Suite("a limit of cost")
struct SpendingTests {
  /// Calls that end some milliseconds after they were sent, and how many there were.
  private final class Calls: Sendable {
    let sent = Mutex(0)

    func source(unpriced: Set<String> = [], cost: @escaping @Sendable (Int) -> Double?) -> CaptionSource {
      CaptionSource(service: "http://service/v1", unpriced: unpriced) { [self] _, ledger in
        let id = try await ledger.willSend(LedgerStart(number: 1))
        let number = sent.withLock { count in
          count += 1
          return count
        }
        try await Task.sleep(for: .milliseconds(20))
        try await ledger.didEnd(id, LedgerAttempt(status: 200, cost: cost(number), total: 0.1))
        return Caption(text: "x", outcome: .captioned)
      }
    }
  }

  private func run(
    _ scratch: ScratchRun, _ source: CaptionSource, limit: Double, concurrency: Int,
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> RunSummary {
    try await CaptionRun(
      items: scratch.plan.items, arms: scratch.arms, sources: ["big": source], store: scratch.store,
      settings: RunSettings(concurrency: concurrency, maxCost: limit), notice: notice, clock: { 7 }
    ).run { _ in }
  }

  @Test("leaves room for calls under way: eight at once send no more than one at a time would", arguments: [1, 8])
  func reserved(concurrency: Int) async throws {
    let scratch = try ScratchRun(items: 20, labels: ["big"])
    let calls = Calls()
    let summary = try await run(scratch, calls.source { _ in 0.81 }, limit: 2, concurrency: concurrency)
    // 0.81, 1.62, 2.43: the third reaches it.
    #expect(summary.budgetReached && calls.sent.withLock { $0 } == 3 && summary.progress.done == 3)
    let again = try await run(scratch, calls.source { _ in 0.81 }, limit: 2, concurrency: concurrency)
    #expect(again.budgetReached && calls.sent.withLock { $0 } == 3)
    let raised = try await run(scratch, calls.source { _ in 0.81 }, limit: 100, concurrency: concurrency)
    #expect(raised.isComplete && calls.sent.withLock { $0 } == 20)
  }

  @Test("is not reached by calls that cost more than what is left of it while others turn out to cost less")
  func cheaper() async throws {
    let scratch = try ScratchRun(items: 10, labels: ["big"])
    let calls = Calls()
    // At the first one's cost there is room for one more; the others cost next to nothing.
    let summary = try await run(scratch, calls.source { $0 == 1 ? 1 : 0.01 }, limit: 1.5, concurrency: 4)
    #expect(summary.isComplete && !summary.budgetReached && calls.sent.withLock { $0 } == 10)
  }

  @Test("counts a call of unknown cost at the mean of the known ones, also of earlier runs; the ledger does not")
  func unknown() async throws {
    let scratch = try ScratchRun(items: 20, labels: ["big"])
    let calls = Calls()
    let cost: @Sendable (Int) -> Double? = { $0.isMultiple(of: 2) ? nil : 0.5 }
    let summary = try await run(scratch, calls.source(cost: cost), limit: 2, concurrency: 1)
    #expect(summary.budgetReached && calls.sent.withLock { $0 } == 4)
    #expect(summary.estimated == EstimatedSpending(calls: 2, cost: 1) && summary.progress.cost == 1)
    #expect(try scratch.store.spent() == (1, 2))
    let again = try await run(scratch, calls.source(cost: cost), limit: 2, concurrency: 1)
    #expect(again.budgetReached && calls.sent.withLock { $0 } == 4)
  }

  @Test("that no known cost can be held against says so once, and holds nothing back")
  func noneKnown() async throws {
    let scratch = try ScratchRun(items: 12, labels: ["big"])
    let calls = Calls()
    let told = Mutex<[String]>([])
    let summary = try await run(scratch, calls.source { _ in nil }, limit: 1, concurrency: 4) { line in
      told.withLock { $0.append(line) }
    }
    #expect(summary.isComplete && calls.sent.withLock { $0 } == 12)
    let lines = told.withLock(\.self)
    #expect(lines.count == 1 && lines[0].contains("does not say how many tokens it took"), "\(lines)")
    #expect(
      lines.first?.hasPrefix("candidate 'big', ") == true && lines.first?.contains("the limit of 1.0 USD") == true)
  }

  @Test("has nothing to do with a model that has no price: said elsewhere, not at each run's first answer")
  func unpriced() async throws {
    let scratch = try ScratchRun(items: 8, labels: ["big"])
    let calls = Calls()
    let told = Mutex(0)
    let summary = try await run(scratch, calls.source(unpriced: ["big"]) { _ in nil }, limit: 1, concurrency: 4) { _ in
      told.withLock { $0 += 1 }
    }
    #expect(summary.isComplete && told.withLock { $0 } == 0 && summary.estimated.calls == 0)
  }

  @Test("keeps nobody waiting for a call that was not sent, that brought nothing, or whose task was cancelled")
  func ended() async throws {
    let spending = Spending(nil, limit: 1)
    let first = try await spending.begin("a")
    // Nothing is known of the model yet: one at a time.
    let second = Task { try await spending.begin("a") }
    let third = Task { try await spending.begin("a") }
    third.cancel()
    await #expect(throws: CancellationError.self) { try await third.value }
    spending.cancel(first)
    spending.end(try await second.value, cost: 0, isAnswer: false, name: "")
    spending.end(try await spending.begin("a"), cost: 0.6, isAnswer: true, name: "")
    let (fourth, fifth) = (try await spending.begin("a"), Task { try await spending.begin("a") })
    spending.end(fourth, cost: 0.6, isAnswer: true, name: "")
    await #expect(throws: BudgetUsedUp.self) { try await fifth.value }
    #expect(spending.isUsedUp && spending.known == 1.2)
  }
}
