public import Blinding
internal import GRDB
public import StudyModel

extension StudyStore {
  /// Writes down that a request is about to be sent, and returns when that is durable.
  ///
  /// - Returns: the attempt's number in the ledger.
  public func willSend(_ start: LedgerStart, arm: ArmCode, item: ItemID, at: Int64) async throws -> Int64 {
    try await keyGroup.write { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO attempt (arm, item, number, started, part, requested_model, image_sent)
            VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      try statement.execute(
        arguments: [
          arm.rawValue, item.hex, start.number, at, start.part, start.requestedModel, start.imageSent,
        ])
      return db.lastInsertedRowID
    }
  }

  /// Writes down how a request ended.
  public func didEnd(_ id: Int64, _ attempt: LedgerAttempt) async throws {
    try await keyGroup.write { db in try Self.end(id, attempt, db) }
  }

  /// Writes an attempt's end into any ledger whose attempts have the columns of a study's.
  static func end(_ id: Int64, _ attempt: LedgerAttempt, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        UPDATE attempt SET state = ?, status = ?, reason = ?, happened = ?, served_model = ?, fingerprint = ?,
          request_id = ?, input_tokens = ?, output_tokens = ?, cached_tokens = ?, reasoning_tokens = ?, image_tokens = ?,
          cost = ?, connect = ?, tls = ?, first_byte = ?, first_token = ?, last_token = ?, total = ?, ended = ?,
          fallbacks = ?, flags = ?, retry_after = ?, resends = ?, partial = CAST(? AS TEXT) WHERE id = ?
        """)
    try statement.execute(
      arguments: [
        attempt.isLost ? "lost" : "ended", attempt.status, attempt.reason, attempt.happened, attempt.servedModel,
        attempt.fingerprint, attempt.requestID, attempt.inputTokens, attempt.outputTokens, attempt.cachedTokens,
        attempt.reasoningTokens, attempt.imageTokens, attempt.cost, attempt.connect, attempt.tls, attempt.firstByte,
        attempt.firstToken, attempt.lastToken, attempt.total, attempt.ended, attempt.fallbacks,
        try attempt.flags.map { $0.isEmpty ? "[]" : try text($0) }, attempt.retryAfter, attempt.resends,
        exact(attempt.partial), id,
      ])
  }

  /// Keeps an answer for good, with the key: from now on it is never asked for again. Everybody may see it once
  /// ``show(_:breaches:)`` has copied it into the study.
  ///
  /// - Parameters:
  ///   - breaches: names of the declared checks it broke.
  ///   - served: what gave it, where a policy asked; kept with it, in one commit.
  ///   - ending: how the request ended that brought it; likewise.
  public func keep(
    _ output: Output, breaches: [String], served: ServedRow? = nil,
    ending: (id: Int64, attempt: LedgerAttempt)? = nil
  ) async throws {
    let row = try Self.row(output, breaches)
    try await keyGroup.write { db in
      if let ending { try Self.end(ending.id, ending.attempt, db) }
      let statement = try db.cachedStatement(
        sql: "INSERT OR IGNORE INTO answer (arm, item, outcome, text, breaches) VALUES (?, ?, ?, CAST(? AS TEXT), ?)")
      try statement.execute(arguments: row)
      // Of an answer that was kept before, what gave that one stands.
      if let served, db.changesCount > 0 { try Self.keep(served, output.arm, output.item, db) }
    }
  }

  /// Copies an answer that is kept into the study.
  public func show(_ output: Output, breaches: [String]) async throws {
    let row = try Self.row(output, breaches)
    try await studyGroup.write { db in
      let statement = try db.cachedStatement(
        sql: "INSERT OR IGNORE INTO output (arm, item, outcome, text, breaches) VALUES (?, ?, ?, CAST(? AS TEXT), ?)")
      try statement.execute(arguments: row)
    }
  }

  /// Stores an output for good: first with the key, then where everybody may see it.
  ///
  /// - Parameter breaches: names of the declared checks it broke.
  public func store(_ output: Output, breaches: [String]) async throws {
    try await keep(output, breaches: breaches)
    try await show(output, breaches: breaches)
  }

  private static func row(_ output: Output, _ breaches: [String]) throws -> StatementArguments {
    [
      output.arm.rawValue, output.item.hex, output.outcome.rawValue, exact(output.text),
      breaches.isEmpty ? "[]" : try text(breaches),
    ]
  }

  /// US dollars known to have been spent, nil where no attempt's cost is known; and how many attempts' is not.
  public func spent() throws -> (known: Double?, unknownCalls: Int) {
    try key.read { db in
      let row = try Row.fetchOne(db, sql: "SELECT SUM(cost) AS known, COUNT(*) - COUNT(cost) AS unknown FROM attempt")
      return (row?["known"], row?["unknown"] ?? 0)
    }
  }
}
