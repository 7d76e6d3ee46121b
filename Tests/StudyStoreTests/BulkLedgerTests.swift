import Foundation
import Testing

@testable import StudyStore

@Suite("The ledger beside an output")
struct BulkLedgerTests {
  private let folder: String
  private var out: String { folder + "/out.jsonl" }
  private let job = BulkJob(definition: "{}", header: [])

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bulk-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func key(_ number: Int) -> RowKey { RowKey(digest: [UInt8](repeating: UInt8(number), count: 16)) }

  private func result(_ number: Int) -> RowResult {
    RowResult(
      outcome: "captioned", part: "flash", file: "\(number)", cache: number == 2 ? "exact" : nil,
      line: Array("{\"row\":\(number),\"caption\":\"Über \(number)\"}\n".utf8))
  }

  /// An output of a few rows, closed again.
  private func write(_ rows: ClosedRange<Int>, job: BulkJob? = nil) async throws {
    let (output, ledger) = try await BulkOutput.open(out, job: job ?? self.job, at: 0)
    for number in rows {
      let id = try await ledger.willSend(LedgerStart(number: 1), row: key(number), part: "flash", at: 0)
      let attempt = LedgerAttempt(status: 200, inputTokens: 10, outputTokens: 3, cost: 0.25)
      try await ledger.keep(key(number), result(number), ending: (id, attempt))
      try await output.catchUp()
    }
    try await output.flush()
    await output.close()
  }

  private func reopened(job: BulkJob? = nil) async throws -> [UInt8] {
    let (output, _) = try await BulkOutput.open(out, job: job ?? self.job, at: 1)
    await output.close()
    return try bytes()
  }

  private func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: out))) }
  private func set(_ bytes: some Sequence<UInt8>) throws { try Data(bytes).write(to: URL(filePath: out)) }

  @Test("an output that ends anywhere is brought up to its ledger: no line twice, none torn, none missing")
  func anyEnd() async throws {
    let job = BulkJob(definition: "{}", header: Array("row,caption\n".utf8))
    try await write(1...4, job: job)
    let whole = try bytes()
    #expect(whole.count { $0 == 10 } == 5)
    for end in 0...whole.count {
      try set(whole.prefix(end))
      #expect(try await reopened(job: job) == whole, "cut at \(end)")
      // A power cut may leave zeros where bytes were to come.
      try set(whole.prefix(end) + [UInt8](repeating: 0, count: whole.count - end))
      #expect(try await reopened(job: job) == whole, "zeros from \(end)")
    }
    try FileManager.default.removeItem(atPath: out)
    #expect(try await reopened(job: job) == whole)
  }

  @Test("an output that somebody changed is left as it is, and the line is told")
  func edited() async throws {
    try await write(1...3)
    let whole = try bytes()
    let lines = whole.split(separator: 10).map { Array($0) + [10] }
    let changes: [(bytes: [UInt8], line: Int)] = [
      (lines[0] + lines[2], 2), (whole + Array("mine\n".utf8), 4), (Array("x".utf8) + whole.dropFirst(), 1),
      (whole.dropLast(3) + Array("!\"}\n".utf8), 3),
    ]
    for change in changes {
      try set(change.bytes)
      await #expect(throws: BulkError.edited(output: out, line: change.line)) { try await reopened() }
      #expect(try bytes() == change.bytes)
    }
  }

  @Test("another policy, other columns, or a file without a ledger are refused and left as they are")
  func others() async throws {
    try await write(1...2)
    let whole = try bytes()
    for other in [BulkJob(definition: "{\"a\":1}", header: []), BulkJob(definition: "{}", header: [65])] {
      await #expect(throws: BulkError.anotherJob(output: out)) { try await reopened(job: other) }
    }
    #expect(try bytes() == whole)
    try FileManager.default.removeItem(atPath: BulkLedger.path(beside: out))
    await #expect(throws: BulkError.noLedger(output: out)) { try await reopened() }
    #expect(try bytes() == whole)
    #expect(!FileManager.default.fileExists(atPath: BulkLedger.path(beside: out)))
  }

  @Test("of two at once on one output the second is turned away; afterwards it may")
  func busy() async throws {
    let first = try await BulkOutput.open(out, job: job, at: 0)
    await #expect(throws: BulkError.busy(output: out)) { try await reopened() }
    withExtendedLifetime(first) {}
  }

  @Test("what was sent and never ended is lost when the ledger is opened again, and of unknown cost")
  func lost() async throws {
    try await write(1...2)
    do {
      let (output, ledger) = try await BulkOutput.open(out, job: job, at: 0)
      _ = try await ledger.willSend(LedgerStart(number: 1), row: key(3), part: "flash", at: 0)
      #expect(try ledger.sums().lost == 0)
      await output.close()
    }
    let (_, ledger) = try await BulkOutput.open(out, job: job, at: 0)
    let sums = try ledger.sums()
    #expect(sums.lost == 1 && sums.unknownCosts == 1 && sums.cost == 0.5 && sums.attempts == 3)
    #expect(sums.inputTokens == 20 && sums.outputTokens == 6)
    #expect(sums.outcomes == ["captioned": 2] && sums.hits == ["exact": 1] && sums.parts == ["flash": 2])
    #expect(try ledger.done([key(2)])[key(2)]?.file == "2" && ledger.done([key(3)]).isEmpty)
  }

  @Test("of two results for one row the first stays, in the ledger and in the output")
  func once() async throws {
    try await write(1...1)
    let whole = try bytes()
    let (output, ledger) = try await BulkOutput.open(out, job: job, at: 0)
    try await ledger.keep(key(1), result(7), ending: nil)
    try await output.catchUp()
    #expect(try bytes() == whole)
  }

  @Test("the ledger is for its owner's eyes only")
  func mode() async throws {
    try await write(1...1)
    let facts = try FileManager.default.attributesOfItem(atPath: BulkLedger.path(beside: out))
    #expect(facts[.posixPermissions] as? Int == 0o600)
  }

  @Test("a device is no output")
  func device() async throws {
    await #expect(throws: BulkError.notWritable(output: "/dev/null", detail: "it is no ordinary file")) {
      _ = try await BulkOutput.open("/dev/null", job: job, at: 0)
    }
    await #expect(throws: BulkError.self) {
      _ = try await BulkOutput.open(folder + "/none/out.jsonl", job: job, at: 0)
    }
  }
}
