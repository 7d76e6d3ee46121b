import Blinding
import Foundation
import GRDB
import Roster
import StudyModel
import Testing

@testable import StudyStore

@Suite("the ledger of a study")
struct LedgerTests {
  private let scratch: ScratchStudy
  private let store: StudyStore
  private let big: ArmCode
  private let small: ArmCode
  private let items: [ItemID]

  init() throws {
    scratch = try ScratchStudy()
    let plan = scratch.plan()
    store = try StudyStore(folder: scratch.folder, create: true)
    let arms = try store.begin(plan, at: 1)
    big = try #require(arms["big"])
    small = try #require(arms["small"])
    items = plan.items.map(\.id)
  }

  private func output(_ arm: ArmCode, _ item: Int, _ text: String = "a caption") -> Output {
    Output(arm: arm, item: items[item], text: text, outcome: .captioned)
  }

  private static let full: LedgerAttempt = {
    var attempt = LedgerAttempt(
      status: 200, servedModel: "m-2", fingerprint: "fp", requestID: "r", inputTokens: 100, outputTokens: 20, cost: 0.5,
      connect: 0.01, firstByte: 0.2, firstToken: 0.25, total: 1.5)
    attempt.happened = "captioned"
    attempt.ended = 1700
    attempt.cachedTokens = 64
    attempt.reasoningTokens = 7
    attempt.imageTokens = 85
    attempt.fallbacks = 1
    attempt.flags = ["model_echo_mismatch", "no_done"]
    attempt.retryAfter = 2.5
    attempt.resends = 1
    attempt.tls = 0.05
    attempt.lastToken = 1.25
    attempt.partial = "half of \u{0} it"
    return attempt
  }()

  @Test("after an answer that could not be kept nothing more is sent, in the same commit or later")
  func keepFails() async throws {
    try await store.key.write { db in
      try db.execute(
        sql: "CREATE TRIGGER refuse BEFORE INSERT ON answer BEGIN SELECT RAISE(ABORT, 'not today'); END")
    }
    try store.keep(output(big, 0), breaches: []) { error in
      if error == nil { Issue.record("kept all the same") }
    }
    for item in [items[1], items[2]] {
      await #expect(throws: (any Error).self) {
        try await store.willSend(LedgerStart(number: 1), arm: big, item: item, at: 1)
      }
    }
    #expect(try store.keyRows("SELECT number FROM attempt").isEmpty)
  }

  @Test("everything that is known of an attempt is written down, what is asked before it is sent")
  func attempt() async throws {
    let start = LedgerStart(number: 2, part: "flash", requestedModel: "m-1", imageSent: "1024×768 jpeg abc")
    let id = try await store.willSend(start, arm: big, item: items[0], at: 200)
    let asked = "SELECT number, started, part, requested_model, image_sent FROM attempt"
    #expect(try store.keyRows(asked) == ["2|200|flash|m-1|1024×768 jpeg abc"])
    try await store.didEnd(id, Self.full)
    #expect(try store.keyRows(asked) == ["2|200|flash|m-1|1024×768 jpeg abc"])
    #expect(
      try store.keyRows(
        """
        SELECT state, status, reason, happened, served_model, fingerprint, request_id, input_tokens, output_tokens,
          cached_tokens, reasoning_tokens, image_tokens FROM attempt
        """) == ["ended|200|-|captioned|m-2|fp|r|100|20|64|7|85"])
    #expect(
      try store.keyRows(
        "SELECT cost, connect, tls, first_byte, first_token, last_token, total, ended, fallbacks, flags FROM attempt")
        == [#"0.5|0.01|0.05|0.2|0.25|1.25|1.5|1700|1|["model_echo_mismatch","no_done"]"#])
    #expect(
      try store.keyRows("SELECT retry_after, resends, length(CAST(partial AS BLOB)) FROM attempt") == ["2.5|1|12"])
  }

  @Test("what an attempt does not say is unknown in the ledger, never zero")
  func unknown() async throws {
    let id = try await store.willSend(LedgerStart(number: 1), arm: big, item: items[0], at: 5)
    try await store.didEnd(id, LedgerAttempt(reason: "no_connection"))
    #expect(
      try store.keyRows(
        """
        SELECT part, requested_model, image_sent, happened, ended, cached_tokens, reasoning_tokens, image_tokens,
          fallbacks, flags, retry_after, resends, tls, last_token, partial FROM attempt
        """) == [Array(repeating: "-", count: 15).joined(separator: "|")])
  }

  @Test("what served a caption comes back as it was kept, near hit and passed parts among it")
  func served() async throws {
    let rows = [
      ServedRow(part: "flash", passed: [.init(part: "large", why: "rate_limited"), .init(part: "x", why: "timeout")]),
      ServedRow(part: "big", rule: 2, fromArm: big),
      ServedRow(
        part: "flash",
        hit: .init(
          distance: 3, originAt: 9, originCost: 0.25, originTotal: 2, originFirstToken: 0.5, ownTotal: 0.125)),
    ]
    for (item, row) in rows.enumerated() {
      try await store.store(output(small, item), breaches: [], served: row)
    }
    try await store.store(output(big, 0), breaches: [], served: ServedRow(part: "flash", hit: .init()))
    try await store.store(output(big, 1), breaches: [])
    let served = try store.served()
    #expect(served[small] == Dictionary(uniqueKeysWithValues: zip(items, rows)))
    #expect(served[big] == [items[0]: ServedRow(part: "flash", hit: .init())])
    #expect(try store.keyRows("SELECT cache FROM served ORDER BY cache, arm") == ["-", "-", "exact", "near"])
  }

  @Test("an answer, what served it and how its attempt ended are kept together or not at all")
  func together() async throws {
    let id = try await store.willSend(LedgerStart(number: 1), arm: small, item: items[0], at: 5)
    let stranger = ServedRow(part: "big", fromArm: ArmCode(rawValue: "arm-none"))
    await #expect(throws: (any Error).self) {
      try await store.store(output(small, 0), breaches: [], served: stranger, ending: (id, Self.full))
    }
    let counts = "SELECT (SELECT count(*) FROM answer), (SELECT count(*) FROM served), state FROM attempt"
    #expect(try store.keyRows(counts) == ["0|0|sent"])
    try await store.store(output(small, 0), breaches: [], served: ServedRow(part: "big"), ending: (id, Self.full))
    #expect(try store.keyRows(counts) == ["1|1|ended"])
    // Kept is kept: a second answer changes neither.
    try await store.store(output(small, 0, "another"), breaches: [], served: ServedRow(part: "x"))
    #expect(try store.served()[small]?[items[0]]?.part == "big")
  }

  @Test("what served a caption is never changed or deleted, and a distance belongs to a near hit")
  func triggers() async throws {
    try await store.store(output(small, 0), breaches: [], served: ServedRow(part: "big"))
    for sql in [
      "UPDATE served SET part = 'other'", "DELETE FROM served",
      "INSERT INTO served (arm, item, part) VALUES ('\(big.rawValue)', '\(items[0].hex)', 'x')",
    ] {
      #expect(throws: (any Error).self, "\(sql)") { try store.executeInKey(sql) }
    }
    try await store.store(output(big, 0), breaches: [])
    for value in ["'exact', 3", "'near', -1", "NULL, 3", "'fuzzy', 1"] {
      #expect(throws: (any Error).self, "\(value)") {
        try store.executeInKey(
          """
          INSERT INTO served (arm, item, part, cache, distance)
            VALUES ('\(big.rawValue)', '\(items[0].hex)', 'x', \(value))
          """)
      }
    }
  }

  @Test("a detail of an attempt, a text that broke off or what served a caption, once changed, is named")
  func changed() async throws {
    let id = try await store.willSend(LedgerStart(number: 1, requestedModel: "m-1"), arm: small, item: items[0], at: 5)
    try await store.store(output(small, 0), breaches: [], served: ServedRow(part: "big"), ending: (id, Self.full))
    let extent = try store.extent()
    let before = try store.content(extent)
    for (sql, part) in [
      ("UPDATE attempt SET requested_model = 'm-9'", "key.sqlite/attempt_details"),
      ("UPDATE attempt SET fallbacks = 0", "key.sqlite/attempt_details"),
      ("UPDATE attempt SET partial = 'other'", "key.sqlite/partial"),
      ("UPDATE served SET part = 'other'", "key.sqlite/served"),
    ] {
      let copy = try ScratchStudy()
      try StudyBackup.copyStudy(from: scratch.folder, to: copy.folder)
      try StudyBackup.copyKey(from: scratch.folder, to: copy.folder)
      #expect(
        try StudyStore(reading: copy.folder).served()[small]?[items[0]] == ServedRow(part: "big"),
        "a backup holds what served")
      try OldStudy.alter(sql, in: StudyStore.keyPath(in: copy.folder))
      let now = try StudyStore(reading: copy.folder).content(extent)
      let differences = now.differences(from: before.summary, marks: before.marks)
      #expect(differences.map(\.part) == [part], "\(sql)")
      #expect(differences.first?.changed.count == 1, "\(sql)")
    }
    // A report of a program that knew none of these parts fits all the same.
    var early = before.summary
    for part in ["attempt_details", "partial", "served"] { early.key[part] = nil }
    #expect(try store.content(extent).differences(from: early, marks: [:]).isEmpty)
  }

  @Test("an attempt of an earlier program keeps what it had, its further columns unknown, its digests unchanged")
  func migration() throws {
    let old = try ScratchStudy()
    try OldStudy.makeKey(
      upTo: "purges", in: old.folder,
      filledBy: """
        INSERT INTO arm VALUES ('arm-a', 'big', '{}');
        INSERT INTO attempt (arm, item, number, started, state, status, served_model, cost, total, first_token)
          VALUES ('arm-a', 'i', 1, 5, 'ended', 200, 'm', 0.5, 1.5, 0.25);
        INSERT INTO answer VALUES ('arm-a', 'i', 'captioned', 'a caption', '[]');
        """)
    let migrated = try StudyStore(reading: old.folder)
    #expect(
      try migrated.keyRows(
        "SELECT id, state, status, served_model, cost, total, first_token, requested_model, flags, partial FROM attempt"
      )
        == ["1|ended|200|m|0.5|1.5|0.25|-|-|-"])
    #expect(try migrated.schemas() == store.schemas())
    #expect(try migrated.served().isEmpty)
  }

  @Test("a purge takes the text of an answer that broke off; what else is known of the attempt stays")
  func purged() async throws {
    let id = try await store.willSend(LedgerStart(number: 1), arm: small, item: items[0], at: 5)
    try await store.store(output(small, 0), breaches: [], ending: (id, Self.full))
    let extent = try store.extent()
    let before = try store.content(extent).summary
    let request = PurgeRequest(
      removesNotes: false, because: nil, packets: 0, files: [],
      leaks: LeakScan([], incumbent: big, words: LeakWords()),
      rubric: Rubric(name: "r", version: 1, mode: .absolute, sources: [], questions: []), words: { _ in 1 },
      distance: { _, _ in 0 })
    try store.finishPurge(store.removeTexts(request, at: 9))
    #expect(try store.keyRows("SELECT partial, happened, fallbacks FROM attempt") == ["|captioned|1"])
    let after = try store.content(extent).summary
    #expect(after.key["attempt_details"] == before.key["attempt_details"])
    #expect(before.key["partial"]?.rows == 1 && after.key["partial"]?.rows == 1)
  }

  @Test("a candidate that is taken out before it answered takes its attempts along")
  func dropped() async throws {
    _ = try await store.willSend(LedgerStart(number: 1, part: "x"), arm: small, item: items[0], at: 5)
    try await store.store(output(big, 0), breaches: [], served: ServedRow(part: "x"))
    _ = try store.begin(scratch.plan(labels: ["big", "tiny"]), at: 2)
    #expect(try store.keyRows("SELECT count(*) FROM attempt") == ["0"])
    #expect(try store.served()[big]?.count == 1)
  }
}
