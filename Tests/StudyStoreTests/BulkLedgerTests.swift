import Foundation
import GRDB
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
    let standings = try ledger.standings(of: [key(2), key(3), key(4)])
    #expect(standings[key(2)] == .done(DoneRow(file: "2")))
    #expect(standings[key(3)] == .open(RowRequests(count: 1, cost: nil)))
    #expect(standings[key(4)] == .open(RowRequests()))
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

  private func unusable(_ number: Int, _ why: String) -> RowResult {
    RowResult(
      outcome: "unusable", part: nil, file: nil, cache: nil,
      line: Array("{\"row\":\(number),\"why\":\"\(why)\"}\n".utf8),
      isLookedAtAgain: true)
  }

  @Test("a row that is looked at again has its new line alone in the output, wherever its taking out is interrupted")
  func replaced() async throws {
    let (output, ledger) = try await BulkOutput.open(out, job: job, at: 0)
    try await ledger.keep(key(1), unusable(1, "gone"), ending: nil)
    try await ledger.keep(key(2), result(2), ending: nil)
    try await ledger.keep(key(3), unusable(3, "gone"), ending: nil)
    try await ledger.keep(key(4), result(4), ending: nil)
    try await output.catchUp()
    #expect(try ledger.standings(of: [key(1)])[key(1)] == .unusable(line: unusable(1, "gone").line, RowRequests()))
    try await ledger.keep(key(1), result(1), ending: nil, replacing: [key(1)])
    try await ledger.keep(key(3), unusable(3, "empty"), ending: nil, replacing: [key(3)])
    try await output.catchUp()
    let between = try bytes()
    #expect(between.count { $0 == 10 } == 6)
    try await output.takeOutReplaced()
    await output.close()
    let whole = try bytes()
    #expect(whole == [result(2), result(4), result(1), unusable(3, "empty")].flatMap(\.line))
    #expect(try ledger.sums().outcomes == ["captioned": 3, "unusable": 1])
    for end in 0...between.count {
      try set(between.prefix(end))
      #expect(try await reopened() == whole, "before, cut at \(end)")
    }
    for end in 0...whole.count {
      try set(whole.prefix(end))
      #expect(try await reopened() == whole, "after, cut at \(end)")
    }
    try set(between.dropLast(3) + Array("!\"}\n".utf8))
    await #expect(throws: BulkError.self) { try await reopened() }
  }

  @Test("nothing but a row that is looked at again is replaced, and that once; no line is changed or deleted")
  func unchanged() async throws {
    let (output, ledger) = try await BulkOutput.open(out, job: job, at: 0)
    try await ledger.keep(key(1), result(1), ending: nil)
    try await ledger.keep(key(1), result(7), ending: nil, replacing: [key(1)])
    try await ledger.keep(key(2), unusable(2, "gone"), ending: nil)
    await output.close()
    let queue = try DatabaseQueue(path: ledger.path)
    for sql in [
      "UPDATE done SET replaced = 1 WHERE outcome = 'captioned'", "UPDATE done SET line = x'00'", "DELETE FROM done",
      "UPDATE done SET again = 1", "UPDATE done SET replaced = 1; UPDATE done SET replaced = 0 WHERE again = 1",
    ] {
      #expect(throws: DatabaseError.self, "\(sql)") { try queue.write { try $0.execute(sql: sql) } }
    }
    #expect(try await reopened() == result(1).line + unusable(2, "gone").line)
  }

  @Test(
    "a ledger of the first form keeps every line; of its unusable rows those that nothing was sent for may be mended")
  func firstForm() async throws {
    let path = BulkLedger.path(beside: out)
    let queue = try DatabaseQueue(path: path)
    try BulkSchema.ledger.migrate(queue, upTo: "1 bulk")
    let lines = [result(1), unusable(2, "gone"), unusable(3, "gone")].map(\.line)
    try await queue.write { [key = key] db in
      try db.execute(sql: "INSERT INTO job VALUES (1, '{}', x'', 0)")
      for (index, outcome) in ["captioned", "unusable", "unusable"].enumerated() {
        try db.execute(
          sql: "INSERT INTO done (row, outcome, line) VALUES (?, ?, ?)",
          arguments: [Data(key(index + 1).bytes), outcome, Data(lines[index])])
      }
      for row in [1, 3] {
        try db.execute(
          sql: "INSERT INTO attempt (row, part, number, started, state, cost) VALUES (?, 'p', 1, 0, 'ended', 0.5)",
          arguments: [Data(key(row).bytes)])
      }
    }
    try queue.close()
    #expect(try await reopened() == lines.flatMap(\.self))
    let (output, ledger) = try await BulkOutput.open(out, job: job, at: 0)
    let standings = try ledger.standings(of: [key(1), key(2), key(3)])
    #expect(standings[key(1)] == .done(DoneRow(file: nil)) && standings[key(3)] == .done(DoneRow(file: nil)))
    #expect(standings[key(2)] == .unusable(line: lines[1], RowRequests()))
    await output.close()
  }
}
