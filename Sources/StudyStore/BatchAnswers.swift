public import Blinding
internal import Foundation
internal import GRDB
public import StudyModel

/// An attempt that went out in a batch, as a ledger takes it in.
public struct BatchedAttempt: Sendable {
  /// The mark of the shard that it went out in.
  public var mark: String
  /// What was sent.
  public var start: LedgerStart
  /// When, in milliseconds since 1970: when its shard was submitted, as far as that is known.
  public var at: Int64
  /// How it ended.
  public var ending: LedgerAttempt
  /// What is known of it where another answer counts; nil where none does.
  public var second: Second?

  /// An answer beside the one that counts: booked only where it was another request's, which was billed too.
  public struct Second: Hashable, Sendable {
    /// A digest of what it says.
    public var digest: Int64
    /// Whether it says something else than the one that counts.
    public var differs: Bool
    /// Whether its shard's own results brought it, so that the mark is no guess.
    public var isFetched: Bool

    /// An answer beside the one that counts.
    public init(digest: Int64, differs: Bool, isFetched: Bool) {
      self.digest = digest
      self.differs = differs
      self.isFetched = isFetched
    }
  }

  /// An attempt that went out in a batch.
  public init(mark: String, start: LedgerStart, at: Int64, ending: LedgerAttempt, second: Second? = nil) {
    self.mark = mark
    self.start = start
    self.at = at
    self.ending = ending
    self.second = second
  }
}

extension StudyStore {
  /// What came by batch for one arm and item.
  public struct BatchAnswer: Sendable {
    /// Whose it is.
    public var arm: ArmCode
    /// What it is about.
    public var item: ItemID
    /// The request.
    public var attempt: BatchedAttempt
    /// The answer; nil where there is none.
    public var output: Output?
    /// Names of the declared checks it broke.
    public var breaches: [String]

    /// What came by batch for one arm and item.
    public init(arm: ArmCode, item: ItemID, attempt: BatchedAttempt, output: Output?, breaches: [String]) {
      self.arm = arm
      self.item = item
      self.attempt = attempt
      self.output = output
      self.breaches = breaches
    }
  }

  /// Takes in what came by batch: attempts and answers into the key database in one commit, then the answers where everybody
  /// may see them. The same taken in again changes nothing; an answer that is stored already stays.
  ///
  /// - Returns: of answers beside those that count, the costs of those that were booked; nil is unknown.
  @discardableResult
  public func take(_ answers: [BatchAnswer]) throws -> [Double?] {
    let seconds = try key.write { db in
      let attempts = BatchedAttempts(db, subject: ["arm", "item"])
      var seconds: [Double?] = []
      for answer in answers {
        if try attempts.book(answer.attempt, of: [answer.arm.rawValue, answer.item.hex]) {
          seconds.append(answer.attempt.ending.cost)
        }
        guard let output = answer.output else { continue }
        try Self.insert(Self.row(output, answer.breaches), into: "answer", db)
      }
      return seconds
    }
    try study.write { db in
      for answer in answers {
        guard let output = answer.output else { continue }
        // What an earlier run stored is what everybody sees.
        try Self.insert(Self.row(output, answer.breaches), into: "output", db)
      }
    }
    return seconds
  }
}

extension BulkLedger {
  /// What came by batch for one row.
  public struct BatchAnswer: Sendable {
    /// Which row.
    public var row: RowKey
    /// The label of the model.
    public var part: String
    /// The request.
    public var attempt: BatchedAttempt
    /// What is kept of it; nil where there is no answer.
    public var result: RowResult?

    /// What came by batch for one row.
    public init(row: RowKey, part: String, attempt: BatchedAttempt, result: RowResult?) {
      self.row = row
      self.part = part
      self.attempt = attempt
      self.result = result
    }
  }

  /// Takes in what came by batch, in one commit; the same taken in again changes nothing. Of two results for one row the
  /// first stays.
  ///
  /// - Returns: of answers beside those that count, the costs of those that were booked; nil is unknown.
  @discardableResult
  public func take(_ answers: [BatchAnswer]) throws -> [Double?] {
    try write { db in
      let attempts = BatchedAttempts(db, subject: ["row", "part"])
      var seconds: [Double?] = []
      for answer in answers {
        if try attempts.book(answer.attempt, of: [Data(answer.row.bytes), answer.part]) {
          seconds.append(answer.attempt.ending.cost)
        }
        guard let result = answer.result else { continue }
        try replace([answer.row], db)
        try Self.insert(answer.row, result, db)
      }
      return seconds
    }
  }
}
