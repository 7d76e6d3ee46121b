internal import GRDB

/// Attempts that went out in batches, in a study's ledger or a list's: one for each shard that asked, and one for each further
/// answer that was billed too. The same booked again changes nothing.
struct BatchedAttempts {
  /// SQL: whether an attempt is no answer beside the one that counts. Such a one cost something and gave no caption; its mark
  /// has a second word.
  static let isNoSecond = "(batch IS NULL OR instr(batch, ' ') = 0)"

  private let db: Database
  private let columns: String
  private let isSubject: String

  /// - Parameter subject: columns that say what an attempt is about.
  init(_ db: Database, subject: [String]) {
    self.db = db
    columns = subject.joined(separator: ", ")
    isSubject = subject.map { "\($0) = ?" }.joined(separator: " AND ")
  }

  private struct Entry {
    var id: Int64
    var isLost: Bool
    var requestID: String?
  }

  /// Books an attempt.
  ///
  /// - Parameter subject: what it is about, in the columns' order.
  /// - Returns: whether it is an answer beside the one that counts, and was not booked before.
  func book(_ attempt: BatchedAttempt, of subject: StatementArguments) throws -> Bool {
    guard let second = attempt.second else {
      let known = try entries("batch = ?", [attempt.mark], subject).first
      try StudyStore.end(known?.id ?? made(attempt, attempt.mark, subject), attempt.ending, db)
      return false
    }
    let requestID = attempt.ending.requestID
    let mark = "\(attempt.mark) \(requestID ?? String(second.digest))"
    // The same line again, perhaps of another file.
    guard try entries("batch = ?", [mark], subject).isEmpty else { return false }
    if let requestID, try !entries("request_id = ?", [requestID], subject).isEmpty { return false }
    let own = try entries("batch = ?", [attempt.mark], subject).first
    let isAnothers: Bool =
      if let own, !own.isLost {
        second.differs || requestID != nil && own.requestID != nil
      } else {
        // Its shard asked, and what came of that is not booked.
        second.isFetched || second.differs || requestID != nil
      }
    guard isAnothers else { return false }
    if let own, own.isLost {
      try db.execute(sql: "UPDATE attempt SET batch = ? WHERE id = ?", arguments: [mark, own.id])
      try StudyStore.end(own.id, attempt.ending, db)
    } else {
      try StudyStore.end(made(attempt, mark, subject), attempt.ending, db)
    }
    return true
  }

  private func made(_ attempt: BatchedAttempt, _ mark: String, _ subject: StatementArguments) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO attempt (batch, \(columns), number, started, requested_model, image_sent) VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    let start = attempt.start
    try statement.execute(
      arguments: [mark] + subject + [start.number, attempt.at, start.requestedModel, start.imageSent])
    return db.lastInsertedRowID
  }

  private func entries(_ condition: String, _ value: StatementArguments, _ subject: StatementArguments) throws
    -> [Entry]
  {
    let statement = try db.cachedStatement(
      sql: "SELECT id, state, request_id FROM attempt WHERE \(condition) AND \(isSubject)")
    return try Row.fetchAll(statement, arguments: value + subject).map {
      Entry(id: $0["id"], isLost: $0["state"] as String == "lost", requestID: $0["request_id"])
    }
  }
}
