import CaptionClient
import Captioning
import Foundation
import StudyStore
import Synchronization
import Testing

@testable import Batching

@Suite("Which shards a batch import ends")
final class BatchShardEndTests {
  private let folder: String
  private let ledger: BatchLedger

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ends-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder + "/results", withIntermediateDirectories: true)
    ledger = try BatchLedger(folder: folder, definition: "{}", at: 0)
    try export([1, 2], number: 1)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func id(_ number: UInt8) -> BatchRequestID { ledger.id(of: [number], candidate: "flash") }

  private func export(_ numbers: [UInt8], number: Int) throws {
    try ledger.add(
      NewBatchShard(
        candidate: "flash", definition: "{}", number: number, file: "shard-\(number).jsonl", bytes: 1, sha256: "",
        requests: numbers.map { NewBatchRequest(id: id($0), subject: [$0], name: "img-\($0)") }), at: 0)
  }

  private func put(_ number: Int, _ change: (inout BatchShard) -> Void) throws {
    var shard = try #require(try ledger.shards().first { $0.number == number })
    change(&shard)
    try ledger.put(shard)
  }

  private func answer(_ number: UInt8) -> String {
    #"{"custom_id":"\#(id(number).text)","response":{"status_code":200,"body":{"choices":[{"message":{"content":"#
      + #""A cat."},"finish_reason":"stop"}]}},"error":null}"#
  }

  private func expired(_ number: UInt8) -> String {
    #"{"custom_id":"\#(id(number).text)","response":null,"error":{"code":"batch_expired","message":"late"}}"#
  }

  private func written(_ lines: [String], _ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func states(_ numbers: UInt8...) throws -> [String] {
    try numbers.map { try ledger.request(id($0))?.state.rawValue ?? "–" }
  }

  /// What was kept, as "image shard times".
  private final class Kept: Sendable {
    let rows = Mutex<[String]>([])
  }

  /// - Returns: numbers of the shards that are still to come.
  @discardableResult
  private func imported(
    _ files: [String], all: Bool = false, givenUp: Set<Int> = [], into kept: Kept = Kept()
  ) async throws -> [Int] {
    var intake = try BatchImport(
      ledger, keys: [], clock: { 1 },
      keep: { arrived in
        kept.rows.withLock { $0 += arrived.map { "\($0.request.name) \($0.shard.number) \($0.request.times)" } }
      })
    for file in files { _ = try await intake.read(file) }
    return try await intake.end(all: all, givenUp: givenUp).map(\.number)
  }

  @Test("a fetched shard stays open until each of its files was read, whatever else is imported")
  func fetched() async throws {
    try export([3, 4], number: 2)
    try put(2) {
      ($0.stage, $0.batch, $0.status, $0.outputFile, $0.errorFile, $0.isFetched) = (
        .submitted, "b", "expired", "o", "e", true
      )
    }
    let kept = Kept()
    #expect(try await imported([try written([answer(1), answer(2)], "mine.jsonl")], into: kept) == [2])
    #expect(try states(1, 2, 3, 4) == ["answered", "answered", "out", "out"])
    let output = try written([answer(3)], "results/shard-2-output.jsonl")
    #expect(try await imported([output], into: kept) == [2])
    #expect(try states(3, 4) == ["answered", "out"])
    let errors = try written([expired(4)], "results/shard-2-errors.jsonl")
    #expect(try await imported([folder + "/results/../results/shard-2-output.jsonl", errors], into: kept).isEmpty)
    #expect(try states(3, 4) == ["answered", "expired"])
    #expect(kept.rows.withLock { $0.count } == 4)
  }

  @Test("a pipe is refused before a byte of it is taken, and a file that is not there")
  func pipes() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let line = Array(answer(1).utf8)
    #expect(write(ends[1], line, line.count) == line.count)
    close(ends[1])
    defer { close(ends[0]) }
    let refused = await #expect(throws: BatchFile.Unreadable.self) { try await self.imported(["/dev/fd/\(ends[0])"]) }
    #expect(refused?.description.contains("Write it to a file first") == true)
    await #expect(throws: BatchFile.Unreadable.self) { try await self.imported([self.folder + "/none.jsonl"]) }
    #expect(try states(1) == ["out"])
  }

  @Test("a late line of an old shard does not end the newer shard that asks the same again")
  func late() async throws {
    try await imported([], all: true)
    try export([1, 2, 3], number: 2)
    #expect(try await imported([try written([answer(1)], "late.jsonl")]) == [2])
    #expect(try states(1, 2, 3) == ["answered", "out", "out"])
    // What only the newer shard asks speaks of it.
    #expect(try await imported([try written([answer(3)], "new.jsonl")]).isEmpty)
    #expect(try states(2) == ["missing"])
  }

  @Test("a shard of which a batch may have been made is ended by nothing but being given up")
  func inDoubt() async throws {
    try put(1) { $0.stage = .creating }
    let file = try written([answer(1)], "a.jsonl")
    #expect(try await imported([file]) == [1])
    #expect(try states(1, 2) == ["answered", "out"])
    try export([3], number: 2)
    #expect(try await imported([], givenUp: [1]) == [2])
    #expect(try states(2, 3) == ["missing", "out"])
  }

  @Test("a late answer is booked under its own shard, and a late error says nothing of what is asked again")
  func booked() async throws {
    try put(1) {
      ($0.stage, $0.batch, $0.status, $0.outputFile, $0.errorFile) = (.submitted, "a", "expired", "o", "e")
    }
    try await imported([], all: true)
    try export([1, 2], number: 2)
    try put(2) { ($0.stage, $0.batch) = (.submitted, "b") }
    let kept = Kept()
    let late = [
      try written([answer(1)], "by-hand.jsonl"), try written([expired(2)], "results/shard-1-errors.jsonl"),
    ]
    #expect(try await imported(late, into: kept) == [2])
    #expect(kept.rows.withLock(\.self) == ["img-1 1 1", "img-2 1 1"])
    #expect(try states(1, 2) == ["answered", "out"])
    let second = Kept()
    try put(2) { ($0.status, $0.outputFile, $0.isFetched) = ("completed", "o2", true) }
    #expect(try await imported([try written([answer(2)], "results/shard-2-output.jsonl")], into: second).isEmpty)
    #expect(second.rows.withLock(\.self) == ["img-2 2 2"])
  }

  @Test("what was fetched and is no longer there is fetched again")
  func lost() throws {
    try put(1) { ($0.stage, $0.batch, $0.outputFile, $0.isFetched) = (.submitted, "b", "o", true) }
    struct Unused: Error {}
    let fetch = BatchFetch(ledger, service: { _ in throw Unused() }, clock: { 0 })
    #expect(fetch.isToFetch(try #require(try ledger.shards().first)))
    let path = try written([answer(1)], "results/shard-1-output.jsonl")
    #expect(!fetch.isToFetch(try #require(try ledger.shards().first)))
    try FileManager.default.removeItem(atPath: path)
    try put(1) { $0.stage = .ended }
    #expect(!fetch.isToFetch(try #require(try ledger.shards().first)))
  }
}
