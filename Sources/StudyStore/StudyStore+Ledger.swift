public import Blinding
internal import GRDB
public import StudyModel
internal import Synchronization

extension StudyStore {
  /// Writes down that a request is about to be sent, and returns when that is durable.
  ///
  /// - Returns: the attempt's number in the ledger.
  /// - Throws: ``StoreError``; also where an answer that was to be kept before could not be: nothing is paid for that cannot
  ///   be kept either.
  public func willSend(_ start: LedgerStart, arm: ArmCode, item: ItemID, at: Int64) async throws -> Int64 {
    try await keyGroup.write { [self] db in
      if let fault = keepFault.withLock({ $0 }) { throw fault }
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

  /// Keeps an answer for good: with the key, so that it is never asked for again, and then where everybody may see it.
  ///
  /// Returns at once. What is written down with the key afterwards becomes durable no sooner: when ``willSend(_:arm:item:at:)``
  /// has returned, every answer that was to be kept before is. After one that could not be, it throws.
  ///
  /// - Parameters:
  ///   - breaches: names of the declared checks it broke.
  ///   - served: what gave it, where a policy asked; kept with it, in one commit.
  ///   - ending: how the request ended that brought it; likewise.
  ///   - ended: told when all is durable, or why it cannot be.
  public func keep(
    _ output: Output, breaches: [String], served: ServedRow? = nil,
    ending: (id: Int64, attempt: LedgerAttempt)? = nil, ended: @escaping @Sendable ((any Error)?) -> Void
  ) throws {
    let row = try Self.row(output, breaches)
    keyGroup.enqueue { db in
      if let ending { try Self.end(ending.id, ending.attempt, db) }
      try Self.insert(row, into: "answer", db)
      // Of an answer that was kept before, what gave that one stands.
      if let served, db.changesCount > 0 { try Self.keep(served, output.arm, output.item, db) }
    } ended: { [self] error in
      if let error {
        // Before the next write of the same group is made.
        keepFault.withLock { $0 = $0 ?? error }
        return ended(error)
      }
      studyGroup.enqueue({ db in try Self.insert(row, into: "output", db) }, ended: ended)
    }
  }

  /// Returns when every answer that was to be kept is durable, or could not be written.
  public func settle() async throws {
    // In this order: what is durable with the key has been handed on to the study.
    for group in [keyGroup, studyGroup] { try await group.settle() }
  }

  /// Adds an output to a table that holds such, unless it has one of that arm and item.
  static func insert(_ row: StatementArguments, into table: String, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO \(table) (arm, item, outcome, text, breaches) VALUES (?, ?, ?, CAST(? AS TEXT), ?)")
    try statement.execute(arguments: row)
  }

  static func row(_ output: Output, _ breaches: [String]) throws -> StatementArguments {
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
