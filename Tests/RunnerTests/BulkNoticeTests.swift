import Foundation
import StudyStore
import Synchronization
import Testing

@testable import Runner

/// What a limit of cost and a service that changes come to in bulk.
@Suite("Limits and notices in bulk")
struct BulkNoticeTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bulk-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// So many rows, each with one call.
  private func run(
    _ rows: Int, workers: Int = 8, maxCost: Double? = nil, notice: @escaping @Sendable (String) -> Void = { _ in },
    _ attempt: @escaping @Sendable (Int) -> LedgerAttempt
  ) async throws -> BulkSummary {
    let (output, ledger) = try await BulkOutput.open(
      folder + "/out.jsonl", job: BulkJob(definition: "", header: []), at: 0)
    let rest = Mutex(Array(1...rows)[...])
    let summary = try await BulkRun(
      next: { most in
        rest.withLock { rest in
          defer { rest = rest.dropFirst(most) }
          return rest.prefix(most)
        }.map { number in
          BulkRow(
            key: RowKey(digest: [UInt8](repeating: UInt8(number), count: 16)), name: "\(number).jpg", file: { nil }
          ) { entries in
            let id = try await entries.willSend(LedgerStart(number: 1, requestedModel: "gpt-5"), part: "p")
            try await Task.sleep(for: .milliseconds(20))
            try await entries.didEnd(id, attempt(number))
            return RowResult(
              outcome: "captioned", part: "p", file: nil, cache: nil, line: Array("\(number)\n".utf8))
          }
        }
      }, ledger: ledger, output: output, workers: workers, maxCost: maxCost, noticesLength: true, notice: notice,
      clock: { 7 }
    ).run { _ in }
    await output.close()
    return summary
  }

  @Test("eight rows at once send no more under a limit than one at a time would, and the last row left is told")
  func reserved() async throws {
    let paid: @Sendable (Int) -> LedgerAttempt = { _ in LedgerAttempt(status: 200, cost: 0.81) }
    let summary = try await run(30, maxCost: 2, paid)
    #expect(summary.budgetReached && summary.progress.done == 3 && summary.progress.cost == 2.43)
    // Two under way, and the limit is reached before the second is sent.
    #expect(try await run(4, maxCost: 2, paid).budgetReached)
  }

  @Test("costs that nobody tells are told once, and count at the mean")
  func unknown() async throws {
    let lines = Mutex<[String]>([])
    let summary = try await run(30, workers: 1, maxCost: 2, notice: { line in lines.withLock { $0.append(line) } }) {
      LedgerAttempt(status: 200, cost: $0.isMultiple(of: 2) ? nil : 0.5)
    }
    #expect(summary.budgetReached && summary.progress.done == 4)
    #expect(summary.estimated == EstimatedSpending(calls: 2, cost: 1) && summary.progress.cost == 1)
    #expect(lines.withLock(\.self).map { $0.hasPrefix("'p', 2.jpg: ") } == [true])
  }

  @Test("another model, a change of model and a caption that ran away are told; what was seen before is no news")
  func notices() async throws {
    let lines = Mutex<[String]>([])
    let tell: @Sendable (String) -> Void = { line in lines.withLock { $0.append(line) } }
    let nano: @Sendable (Int) -> LedgerAttempt = { number in
      var attempt = LedgerAttempt(status: 200, servedModel: "gpt-5-nano", outputTokens: number == 1 ? 4000 : 9)
      attempt.flags = ["model_echo_mismatch"]
      return attempt
    }
    _ = try await run(3, workers: 1, notice: tell, nano)
    let first = lines.withLock(\.self)
    try #require(first.count == 2, "\(first)")
    #expect(first[0].contains("candidate 'p', 1.jpg: another model than 'gpt-5' answered: 'gpt-5-nano'"))
    #expect(first[1].contains("a caption of 4000 tokens") && first[1].contains("`runaway`"))
    _ = try await run(6, workers: 1, notice: tell, nano)
    #expect(lines.withLock { $0.count } == 2)
    _ = try await run(7, workers: 1, notice: tell) { _ in LedgerAttempt(status: 200, servedModel: "gpt-6") }
    #expect(lines.withLock { $0.last }?.contains("answers as 'gpt-6', before as 'gpt-5-nano'") == true)
  }
}
