import Blinding
import Foundation
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("What answers of a batch cost, beside those that count")
struct BatchedAttemptsTests {
  private let folder: String
  private let ledger: BulkLedger
  private let row = RowKey(digest: [UInt8](repeating: 1, count: 16))

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "seconds-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    ledger = try BulkLedger(beside: folder + "/out.jsonl", job: BulkJob(definition: "{}", header: []), at: 0)
  }

  private func ending(_ requestID: String?, cost: Double? = 0.25) -> LedgerAttempt {
    LedgerAttempt(status: 200, requestID: requestID, inputTokens: 10, outputTokens: 3, cost: cost)
  }

  /// Takes in an answer; of one beside another the second's facts say so.
  ///
  /// - Returns: costs that were booked beside what counts.
  @discardableResult
  private func take(_ mark: String, _ ending: LedgerAttempt, _ second: BatchedAttempt.Second? = nil) throws -> [Double?]
  {
    let attempt = BatchedAttempt(mark: mark, start: LedgerStart(number: 1), at: 0, ending: ending, second: second)
    let result = RowResult(outcome: "captioned", part: "flash", file: nil, cache: nil, line: Array("{}\n".utf8))
    return try ledger.take([
      BulkLedger.BatchAnswer(
        row: row, part: "flash", attempt: attempt, result: second == nil && !ending.isLost ? result : nil)
    ])
  }

  private func second(differs: Bool = true, isFetched: Bool = false) -> BatchedAttempt.Second {
    BatchedAttempt.Second(digest: differs ? 2 : 1, differs: differs, isFetched: isFetched)
  }

  @Test("another answer of the same shard is booked once, however often it is taken in", arguments: ["b", nil])
  func other(_ requestID: String?) throws {
    try take("one", ending(requestID == nil ? nil : "a"))
    #expect(try take("one", ending(requestID), second()) == [0.25])
    #expect(try take("one", ending(requestID), second()).isEmpty)
    let sums = try ledger.sums()
    #expect(sums.attempts == 2 && sums.cost == 0.5 && sums.outcomes == ["captioned": 1])
  }

  @Test("two answers of the same words are two requests only where the service names them differently")
  func sameWords() throws {
    try take("one", ending("a"))
    #expect(try take("one", ending("a"), second(differs: false)).isEmpty)
    #expect(try take("one", ending(nil), second(differs: false)).isEmpty)
    #expect(try take("one", ending("b"), second(differs: false)) == [0.25])
  }

  @Test("one request's answer is not booked again for other words: one request is billed once")
  func sameRequest() throws {
    try take("one", ending("a"))
    #expect(try take("two", ending("a"), second(isFetched: true)).isEmpty)
    #expect(try ledger.sums().attempts == 1)
  }

  @Test("where two shards asked, each one's answer is booked; by whose hand it came decides where words are the same")
  func twoShards() throws {
    try take("one", ending(nil))
    #expect(try take("two", ending(nil), second(differs: false)).isEmpty)
    #expect(try take("two", ending(nil), second(differs: false, isFetched: true)) == [0.25])
    #expect(try take("two", ending(nil), second(differs: false, isFetched: true)).isEmpty)
  }

  @Test("what was missing in one shard and came after another's answer is no longer of unknown cost")
  func late() throws {
    try take("one", LedgerAttempt(reason: "missing", isLost: true))
    try take("two", ending("b"))
    #expect(try ledger.sums().unknownCosts == 1)
    #expect(try take("one", ending("a"), second()) == [0.25])
    let sums = try ledger.sums()
    #expect(sums.attempts == 2 && sums.unknownCosts == 0 && sums.lost == 0 && sums.cost == 0.5)
    #expect(try take("one", ending("a"), second()).isEmpty)
  }

  @Test("what cannot be priced stays unknown")
  func unknown() throws {
    try take("one", ending("a"))
    #expect(try take("one", ending("b", cost: nil), second()) == [nil])
    #expect(try ledger.sums().unknownCosts == 1)
  }

  @Test("in a study's ledger too, and what counts stays")
  func study() throws {
    let scratch = try ScratchStudy()
    let store = try StudyStore(folder: scratch.folder, create: true)
    let plan = scratch.plan()
    let arm = try #require(try store.begin(plan, at: 1)["big"])
    let item = try #require(plan.items.first).id
    func answer(_ text: String?, _ ending: LedgerAttempt, _ second: BatchedAttempt.Second?) -> StudyStore.BatchAnswer {
      StudyStore.BatchAnswer(
        arm: arm, item: item,
        attempt: BatchedAttempt(mark: "one", start: LedgerStart(number: 1), at: 0, ending: ending, second: second),
        output: text.map { Output(arm: arm, item: item, text: $0, outcome: .captioned) }, breaches: [])
    }
    var (first, beside) = (ending("a"), ending("b"))
    (first.servedModel, beside.servedModel) = ("cap-2026-11", "cap-2026-08")
    #expect(try store.take([answer("A cat.", first, nil), answer(nil, beside, second())]) == [0.25])
    // It gave no caption: of what did, it says nothing.
    #expect(try store.sightings()[arm]?[""]?.models.map(\.name) == ["cap-2026-11"])
    #expect(try store.origin(of: arm, about: item).originModel == "cap-2026-11")
    #expect(try store.spent().known == 0.5)
    #expect(try store.outputs().map(\.text) == ["A cat."])
  }
}
