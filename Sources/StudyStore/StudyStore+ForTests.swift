internal import Blinding
internal import GRDB
internal import StudyModel

/// What tests ask of the two databases and nobody else: this target alone may speak SQL to them.
extension StudyStore {
  /// A pragma's value in the key database and in the study database; for tests of how durable they are.
  func pragma(_ name: String) throws -> [String] {
    try [key, study].map { pool in
      try pool.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA \(name)") } ?? ""
    }
  }

  /// Stores an output for good, as ``keep(_:breaches:served:ending:ended:)`` does, and returns when it is durable; for tests.
  func store(
    _ output: Output, breaches: [String], served: ServedRow? = nil,
    ending: (id: Int64, attempt: LedgerAttempt)? = nil
  ) async throws {
    try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
      do {
        try keep(output, breaches: breaches, served: served, ending: ending) { error in
          if let error { caller.resume(throwing: error) } else { caller.resume() }
        }
      } catch {
        caller.resume(throwing: error)
      }
    }
  }

  /// Leaves an answer as a crash between the two databases would; for tests.
  func writeKeyOnly(_ output: Output) throws {
    try key.write { db in
      try db.execute(
        sql: "INSERT INTO answer VALUES (?, ?, ?, ?, '[]')",
        arguments: [output.arm.rawValue, output.item.hex, output.outcome.rawValue, output.text])
    }
  }

  /// Leaves checks as a crash between the two databases would; for tests.
  func keepOnly(_ checks: HiddenChecks) throws { try key.write { try Self.keep(checks, $0) } }

  /// Runs a statement in the study database; for tests of what its tables allow.
  func executeInStudy(_ sql: String) throws { try study.write { try $0.execute(sql: sql) } }

  /// Runs a statement in the key database; for tests of what its tables allow.
  func executeInKey(_ sql: String) throws { try key.write { try $0.execute(sql: sql) } }

  /// The rows of a query to the key database, each as one text, `-` where a value is unknown; for tests.
  func keyRows(_ sql: String) throws -> [String] {
    try key.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { $0.isNull ? "-" : String(describing: $0.storage.value ?? "") }.joined(separator: "|")
      }
    }
  }

  /// Leaves an extension as a crash between the two databases would; for tests.
  func writeExtensionWithKeyOnly(
    _ record: ExtensionRecord, with plan: PresentationPlan, _ commitment: Commitment
  ) throws {
    try storeWithKey(record, plan, commitment)
  }

  /// What a result code of SQLite means for a study.
  static func meaning(of code: Int32, at path: String) -> StoreError? {
    StoreError(path, DatabaseError(resultCode: ResultCode(rawValue: code)))
  }

  /// Makes every commitment so many days older; for tests of what waiting does.
  func backdateCommitments(days: Int64) throws {
    try key.write { try $0.execute(sql: "UPDATE commitment SET at = at - ?", arguments: [days * 86_400_000]) }
  }

  /// Exchanges arms in the key, as if other arms had got each score; for tests of what must not change by that.
  func relabel(_ exchange: [ArmCode: ArmCode]) throws {
    let slots = try slotArms()
    try key.write { db in
      try db.execute(sql: "DELETE FROM slot")
      for (slot, arms) in slots {
        for arm in arms {
          try db.execute(
            sql: "INSERT INTO slot VALUES (?, ?)", arguments: [slot.rawValue, (exchange[arm] ?? arm).rawValue])
        }
      }
    }
  }

  /// The tables, indexes and triggers of the study and the key database, as SQLite keeps them; for tests.
  func schemas() throws -> [String] {
    try [study, key].map { pool in
      try pool.read { db in
        try String.fetchAll(
          db,
          sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'grdb%' ORDER BY type, name"
        ).joined(separator: ";\n") + ";\n"
      }
    }
  }

  /// Makes both databases as the first version of this program did; for tests of migration.
  static func makeFirstVersion(in folder: String, filledBy statements: String) throws {
    for (path, migrator, first) in [
      (studyPath(in: folder), Schema.study, "1 study"), (keyPath(in: folder), Schema.key, "1 key"),
    ] {
      let pool = try DatabasePool(path: path)
      try migrator.migrate(pool, upTo: first)
      if first == "1 study" { try pool.write { try $0.execute(sql: statements) } }
      try pool.close()
    }
  }
}
