internal import GRDB

/// A rater who is no longer waited for: what is in stays and counts, what was open is not awaited any more.
public struct WithdrawalRecord: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// Milliseconds since 1970.
  public var at: Int64
  /// The account that did it.
  public var who: String
  /// Why.
  public var because: String
  /// Presentations of the rater's packets that were rated in full at that moment.
  public var rated: Int
  /// Presentations that were open at that moment.
  public var open: Int
  /// Packet → judgements collected at that moment: what comes after is marked late.
  public var collected: [String: Int]
  /// The rater who got the open items; nil where nobody did.
  public var replacedBy: String?

  /// A withdrawal now, by the account this process runs under.
  public init(
    rater: String, at: Int64, because: String, rated: Int, open: Int, collected: [String: Int],
    replacedBy: String? = nil
  ) {
    self.rater = rater
    self.at = at
    who = StudyStore.account()
    self.because = because
    self.rated = rated
    self.open = open
    self.collected = collected
    self.replacedBy = replacedBy
  }

  /// What happened, in a phrase for logs and documents.
  public var summary: String {
    let isOne = rated == 1
    let counts = "\(rated) presentation\(isOne ? "" : "s") rated until then count\(isOne ? "s" : "")"
    return replacedBy.map { "rater \(rater) replaced by \($0): \(counts), what was open (\(open)) is \($0)'s" }
      ?? "rater \(rater) withdrawn: \(counts), what was open (\(open)) is not awaited any more"
  }

  /// Judgements that came in after the withdrawal.
  ///
  /// - Parameter collected: packet → judgements collected by now.
  public func late(_ collected: [String: Int]) -> Int {
    self.collected.reduce(0) { $0 + max(0, (collected[$1.key] ?? 0) - $1.value) }
  }
}

extension StudyStore {
  /// Withdraws a rater, in one step. Nothing that is in is touched.
  public func withdraw(_ record: WithdrawalRecord) throws {
    try study.write { db in try Self.insert(record, db) }
  }

  static func insert(_ record: WithdrawalRecord, _ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO withdrawal VALUES (?, ?, ?)", arguments: [record.rater, record.at, try text(record)])
    try log(db, at: record.at, event: "withdrawn", detail: "\(record.summary); because: \(record.because)")
  }

  /// Every withdrawal, oldest first.
  public func withdrawals() throws -> [WithdrawalRecord] {
    try study.read { db in
      try String.fetchAll(db, sql: "SELECT record FROM withdrawal ORDER BY at, rater")
        .map { try Self.value($0, as: WithdrawalRecord.self) }
    }
  }
}
