import Foundation
import GRDB
import StudyStore
import Synchronization
import Testing

@testable import Runner

@Suite("Captioning in bulk")
struct BulkRunTests {
  private let folder: String
  private var out: String { folder + "/out.jsonl" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bulk-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private typealias Ask = @Sendable (Int, RowEntries) async throws -> Void

  /// Rows by number; a row's line is its number.
  private func run(
    _ numbers: [Int], atOnce: Int = .max, workers: Int = 3, limit: Int? = nil, maxCost: Double? = nil,
    file: @escaping @Sendable (Int) -> String? = { "\($0)" }, _ ask: @escaping Ask
  ) async throws -> BulkSummary {
    let (output, ledger) = try await BulkOutput.open(out, job: BulkJob(definition: "", header: []), at: 0)
    let rest = Mutex(numbers[...])
    let run = BulkRun(
      next: { most in
        let numbers = rest.withLock { rest in
          defer { rest = rest.dropFirst(min(most, atOnce)) }
          return rest.prefix(min(most, atOnce))
        }
        return numbers.map { number in
          BulkRow(
            key: RowKey(digest: [UInt8](repeating: UInt8(number), count: 16)), name: "\(number).jpg",
            file: { file(number) }
          ) { entries in
            try await ask(number, entries)
            return RowResult(
              outcome: "captioned", part: "flash", file: "\(number)", cache: nil, line: Array("\(number)\n".utf8))
          }
        }
      }, ledger: ledger, output: output, workers: workers, limit: limit, maxCost: maxCost, clock: { 7 })
    let summary = try await run.run { _ in }
    await output.close()
    return summary
  }

  private static let sends: Ask = { _, entries in
    let id = try await entries.willSend(LedgerStart(number: 1), part: "p")
    try await entries.didEnd(id, LedgerAttempt(status: 200, inputTokens: 9, outputTokens: 2, cost: 0.5))
  }

  private func lines() throws -> [Int] {
    try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
  }

  @Test("every row is done once, also one that is listed again while it is under way; a second run asks nothing")
  func once() async throws {
    let asked = Mutex(0)
    let count: Ask = { number, entries in
      asked.withLock { $0 += 1 }
      try await Self.sends(number, entries)
    }
    let first = try await run([1, 1, 2, 3, 2, 1, 4], count)
    #expect(first.progress.done == 4 && first.progress.doneBefore == 3 && first.progress.cost == 2)
    #expect(try lines().sorted() == [1, 2, 3, 4] && asked.withLock(\.self) == 4)
    let second = try await run([1, 2, 3, 4], count)
    #expect(second.progress.done == 0 && second.progress.doneBefore == 4 && asked.withLock(\.self) == 4)
  }

  @Test("rows fetched one by one and many at once come to the same, listed again or not", arguments: [1, 2, 7, 64])
  func fetched(atOnce: Int) async throws {
    let numbers = (0..<200).map { $0 % 150 }
    let first = try await run(Array(numbers[..<50]), atOnce: atOnce) { _, _ in }
    #expect(first.progress.done == 50 && first.progress.doneBefore == 0)
    let second = try await run(numbers, atOnce: atOnce) { number, entries in
      if number % 3 == 0 { try await Self.sends(number, entries) }
    }
    #expect(second.progress.done == 100 && second.progress.doneBefore == 100)
    #expect(try lines().sorted() == Array(0..<150))
  }

  @Test(
    "a row that took no request counts as done once it is durable: then it is in the ledger, and soon in the output")
  func durable() async throws {
    let (output, ledger) = try await BulkOutput.open(out, job: BulkJob(definition: "", header: []), at: 0)
    let rest = Mutex(Array(0..<240)[...])
    let early = Mutex(0)
    let run = BulkRun(
      next: { most in
        let numbers = rest.withLock { rest in
          defer { rest = rest.dropFirst(most) }
          return rest.prefix(most)
        }
        return numbers.map { number in
          BulkRow(key: RowKey(digest: [UInt8](repeating: UInt8(number), count: 16)), name: "", file: { nil }) { _ in
            RowResult(outcome: "captioned", part: nil, file: nil, cache: "exact", line: Array("\(number)\n".utf8))
          }
        }
      }, ledger: ledger, output: output, workers: 8, clock: { 7 })
    let summary = try await run.run { progress in
      // Read before what is counted is compared with it: no fewer may be there.
      if (try? ledger.sums().rows) ?? 0 < progress.done { early.withLock { $0 += 1 } }
    }
    #expect(summary.progress.done == 240 && early.withLock(\.self) == 0)
    #expect(try lines().sorted() == Array(0..<240))
  }

  @Test("a ledger that takes no more ends the run with its error; what was durable before is in the output")
  func ledgerFails() async throws {
    let (output, ledger) = try await BulkOutput.open(out, job: BulkJob(definition: "", header: []), at: 0)
    let number = Mutex(0)
    let run = BulkRun(
      next: { _ in
        let next = number.withLock { number in
          number += 1
          return number
        }
        if next == 150 {
          try await DatabaseQueue(path: ledger.path).write { db in
            try db.execute(
              sql: "CREATE TRIGGER full BEFORE INSERT ON done BEGIN SELECT RAISE (ABORT, 'no room'); END")
          }
        }
        guard next < 5000 else { return [] }
        let digest = (0..<16).map { UInt8(truncatingIfNeeded: next >> $0) }
        return [
          BulkRow(key: RowKey(digest: digest), name: "", file: { nil }) { _ in
            RowResult(outcome: "captioned", part: nil, file: nil, cache: nil, line: Array("\(next)\n".utf8))
          }
        ]
      }, ledger: ledger, output: output, workers: 4, clock: { 7 })
    await #expect(throws: DatabaseError.self) { try await run.run { _ in } }
    #expect(number.withLock(\.self) < 5000)
    let lines = try lines()
    #expect(try lines.count == ledger.sums().rows && lines.count < 150 && Set(lines).count == lines.count)
  }

  @Test("no more rows are under way than there are workers")
  func bounded() async throws {
    let now = Mutex(0)
    let most = Mutex(0)
    _ = try await run(Array(1...60), workers: 5) { _, _ in
      let count = now.withLock { count in
        count += 1
        return count
      }
      most.withLock { $0 = max($0, count) }
      await Task.yield()
      now.withLock { $0 -= 1 }
    }
    #expect(most.withLock(\.self) <= 5)
  }

  @Test("a limit of rows and a limit of cost end it; what is done stays, and it goes on later")
  func limits() async throws {
    #expect(try await run(Array(1...9), limit: 2, Self.sends).progress.done == 2)
    let second = try await run(Array(1...9), workers: 1, maxCost: 2, Self.sends)
    // Two were paid before; the limit is over all runs.
    #expect(second.budgetReached && second.progress.cost == 2 && second.progress.done == 2)
    #expect(try await run(Array(1...9), Self.sends).progress.done == 5)
    #expect(try lines().sorted() == Array(1...9))
    // With nothing left to ask, no limit stands in the way of anything.
    let last = try await run(Array(1...9), maxCost: 1, Self.sends)
    #expect(!last.budgetReached && last.progress.doneBefore == 9)
  }

  @Test("rows without an answer are told, not stored, and asked again; the others go on")
  func unanswered() async throws {
    let first = try await run(Array(1...40)) { number, entries in
      let id = try await entries.willSend(LedgerStart(number: 1), part: "p")
      try await entries.didEnd(id, LedgerAttempt(status: 500, reason: "server: down", cost: 0))
      if number % 4 != 0 { throw Unanswered("down") }
    }
    #expect(first.progress.done == 10 && first.progress.unanswered == 30)
    #expect(first.unanswered.count == BulkRun.mostNamed && first.unanswered.allSatisfy { $0.hasSuffix(".jpg: down") })
    #expect(try await run(Array(1...40), Self.sends).progress.done == 30)
  }

  @Test("a policy that cannot go on ends it: no further row is begun")
  func stopped() async throws {
    let asked = Mutex(0)
    let summary = try await run(Array(1...50)) { _, _ in
      asked.withLock { $0 += 1 }
      throw CandidateStopped("a wrong key")
    }
    #expect(summary.stopped == "a wrong key" && asked.withLock(\.self) <= 3)
    #expect(try lines().isEmpty)
  }

  @Test("what its image was is remembered: a changed one is told, not asked for")
  func changed() async throws {
    _ = try await run([1, 2, 3], Self.sends)
    let second = try await run([1, 2, 3], file: { $0 == 2 ? "other" : "\($0)" }, Self.sends)
    #expect(second.changed.count == 1 && second.changed.first == "2.jpg" && second.progress.done == 0)
  }

  @Test("an error of the list ends it after what is under way was given up; what was done is in the output")
  func listFails() async throws {
    struct Broken: Error {}
    let (output, ledger) = try await BulkOutput.open(out, job: BulkJob(definition: "", header: []), at: 0)
    let number = Mutex(0)
    let run = BulkRun(
      next: { _ in
        let next = number.withLock { number in
          number += 1
          return number
        }
        guard next < 4 else { throw Broken() }
        let key = RowKey(digest: [UInt8](repeating: UInt8(next), count: 16))
        return [
          BulkRow(key: key, name: "", file: { nil }) { _ in
            RowResult(outcome: "captioned", part: "flash", file: nil, cache: nil, line: Array("\(next)\n".utf8))
          }
        ]
      }, ledger: ledger, output: output, workers: 1, clock: { 7 })
    await #expect(throws: Broken.self) { try await run.run { _ in } }
    #expect(try lines() == [1, 2, 3])
  }

  /// Rows of which some cannot be used.
  private func mending(
    _ numbers: [Int], unusable: Set<Int>, why: String = "gone", limit: Int? = nil, sends: Bool = false
  ) async throws -> BulkSummary {
    let (output, ledger) = try await BulkOutput.open(out, job: BulkJob(definition: "", header: []), at: 0)
    let rest = Mutex(numbers)
    let run = BulkRun(
      next: { _ in
        rest.withLock { rest in
          defer { rest = [] }
          return rest
        }.map { number in
          BulkRow(
            key: RowKey(digest: [UInt8](repeating: UInt8(number), count: 16)),
            otherKey: number > 100 ? RowKey(digest: [UInt8](repeating: UInt8(number - 100), count: 16)) : nil,
            name: "\(number).jpg", file: { nil }
          ) { entries in
            if sends || !unusable.contains(number) { try await Self.sends(number, entries) }
            let isUsable = !unusable.contains(number)
            return RowResult(
              outcome: isUsable ? "captioned" : "unusable", part: nil, file: nil, cache: nil,
              line: Array("\(isUsable ? number : -number)\n".utf8), reason: isUsable ? nil : why,
              isLookedAtAgain: !isUsable && entries.totals.last == nil)
          }
        }
      }, ledger: ledger, output: output, workers: 1, limit: limit, clock: { 7 })
    let summary = try await run.run { _ in }
    await output.close()
    return summary
  }

  @Test("what cannot be used is looked at again by the next run, until it can; it has one line all the time")
  func mended() async throws {
    let first = try await mending(Array(1...4), unusable: [2, 3])
    #expect(first.progress.done == 4 && first.progress.unusable == 2 && first.hasUsable)
    #expect(first.firstUnusable == "2.jpg: gone")
    #expect(try lines().sorted() == [-3, -2, 1, 4])
    let second = try await mending(Array(1...4), unusable: [3])
    #expect(second.progress.done == 1 && second.progress.doneBefore == 3 && second.progress.unusable == 1)
    #expect(try lines().sorted() == [-3, 1, 2, 4])
    // Under another name it is the same row, where that could not be used.
    #expect(try await mending([1, 2, 103, 4], unusable: []).progress.done == 1)
    #expect(try lines().sorted() == [1, 2, 4, 103])
  }

  @Test("a row that was paid for and cannot be used is done: it is not paid for at every run")
  func paidFor() async throws {
    _ = try await mending([1, 2], unusable: [2], sends: true)
    let second = try await mending([1, 2], unusable: [])
    #expect(second.progress.done == 0 && second.progress.doneBefore == 2)
    #expect(try lines().sorted() == [-2, 1])
  }

  @Test("rows that cannot be used take no place under a limit; where none can be used, that is told")
  func unusableAndLimit() async throws {
    let limited = try await mending(Array(1...9), unusable: [1, 2, 3], limit: 2)
    #expect(limited.progress.unusable == 3 && limited.progress.done == 5)
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for _ in 0..<2 {
      let none = try await mending(Array(1...9), unusable: Set(1...9))
      #expect(!none.hasUsable && none.progress.unusable == 9 && none.progress.cost == 0)
    }
  }

  @Test("what a row's requests came to has those that brought nothing before: how many, and an unknown cost")
  func earlier() async throws {
    let totals = Mutex<[Int: RowTotals]>([:])
    _ = try await run([1, 2, 3]) { number, entries in
      let id = try await entries.willSend(LedgerStart(number: 1), part: "p")
      // Of the second nothing is heard any more.
      if number == 2 { throw Unanswered("killed") }
      try await entries.didEnd(id, LedgerAttempt(status: 500, reason: "down", cost: 0.25))
      throw Unanswered("down")
    }
    _ = try await run([1, 2, 3, 4]) { number, entries in
      try await Self.sends(number, entries)
      totals.withLock { $0[number] = entries.totals }
    }
    let found = totals.withLock(\.self)
    #expect([1, 2, 3, 4].map { found[$0]?.attempts } == [2, 2, 2, 1])
    #expect([1, 2, 3, 4].map { found[$0]?.cost } == [0.75, nil, 0.75, 0.5])
  }
}
