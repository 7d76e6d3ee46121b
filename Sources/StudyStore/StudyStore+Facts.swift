public import Blinding
internal import Foundation
internal import GRDB
public import Roster
public import StudyModel

/// What a run's ledger says of one arm. It tells arms apart: it is for the conductor, never for raters or analysis.
public struct LedgerFacts: Hashable, Sendable, Codable {
  /// How asking ended, for each outcome that occurred.
  public var outcomes: [Outcome: Int] = [:]
  /// How often each declared check was broken.
  public var breaches: [String: Int] = [:]
  /// HTTP exchanges.
  public var attempts = 0
  /// Exchanges that may have been billed without an answer.
  public var lost = 0
  /// Prompt tokens, where reported.
  public var inputTokens: Int?
  /// Completion tokens, where reported.
  public var outputTokens: Int?
  /// US dollars over the exchanges whose cost is known; nil where none is.
  public var cost: Double?
  /// Exchanges whose cost is unknown.
  public var unknownCosts = 0
  /// Seconds a successful exchange took in all, ascending.
  public var latencies: [Double] = []
  /// Seconds until the first of a caption's text, of successful exchanges that were streamed, ascending.
  public var firstTokens: [Double] = []
  /// Models the service says answered.
  public var servedModels: [String] = []
  /// Whether a stand-in service answered: its fingerprint says so.
  public var isSimulated = false
}

extension StudyStore {
  /// The ledger's facts for each arm.
  public func facts() throws -> [ArmCode: LedgerFacts] {
    var facts: [ArmCode: LedgerFacts] = [:]
    for arm in try arms().values { facts[arm] = LedgerFacts() }
    try study.read { db in
      for row in try Row.fetchAll(db, sql: "SELECT arm, outcome, breaches FROM output") {
        let arm = ArmCode(rawValue: row["arm"])
        if let outcome = Outcome(rawValue: row["outcome"]) { facts[arm]?.outcomes[outcome, default: 0] += 1 }
        for rule in try Self.value(row["breaches"], as: [String].self) { facts[arm]?.breaches[rule, default: 0] += 1 }
      }
    }
    try key.read { db in
      for row in try Row.fetchAll(db, sql: "SELECT * FROM attempt ORDER BY total") {
        let arm = ArmCode(rawValue: row["arm"])
        guard var fact = facts[arm] else { continue }
        fact.attempts += 1
        if row["state"] as String == "lost" { fact.lost += 1 }
        if let tokens: Int = row["input_tokens"] { fact.inputTokens = (fact.inputTokens ?? 0) + tokens }
        if let tokens: Int = row["output_tokens"] { fact.outputTokens = (fact.outputTokens ?? 0) + tokens }
        if let cost: Double = row["cost"] { fact.cost = (fact.cost ?? 0) + cost } else { fact.unknownCosts += 1 }
        if let total: Double = row["total"], row["reason"] as String? == nil { fact.latencies.append(total) }
        if let first: Double = row["first_token"], row["reason"] as String? == nil { fact.firstTokens.append(first) }
        if let model: String = row["served_model"], !fact.servedModels.contains(model) {
          fact.servedModels.append(model)
        }
        if (row["fingerprint"] as String?)?.hasPrefix("simulated") == true { fact.isSimulated = true }
        facts[arm] = fact
      }
    }
    return facts.mapValues { fact in
      var fact = fact
      fact.servedModels.sort()
      fact.firstTokens.sort()
      return fact
    }
  }

  /// When the last request was sent, in milliseconds since 1970; nil where none was.
  public func lastAttempt() throws -> Int64? {
    try key.read { try Int64.fetchOne($0, sql: "SELECT MAX(started) FROM attempt") }
  }

  /// The first unblinding; nil while the study is blind.
  public func unblinding() throws -> UnblindingRecord? {
    try study.read { db in try String.fetchOne(db, sql: "SELECT value FROM fact WHERE name = 'unblinding'") }
      .map { try Self.value($0, as: UnblindingRecord.self) }
  }

  /// Arm → candidate: the moment when arms get their names. It is logged before they are read.
  ///
  /// - Parameter record: what to keep if this is the first time; later times are logged only.
  /// - Returns: the names, and the record of the first time.
  public func unblind(_ record: UnblindingRecord) throws -> (names: [ArmCode: Candidate], first: UnblindingRecord) {
    let first = try unblinding() ?? record
    try study.write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO fact VALUES ('unblinding', ?)", arguments: [try Self.text(record)])
      try Self.log(
        db, at: record.at, event: "unblinded",
        detail: "\(record.because); \(record.ratingsIn) of \(record.ratingsPlanned) planned presentations rated")
    }
    return (try candidates(), first)
  }
}

extension StudyStore {
  /// Arm → candidate, for whoever knows that the study is unblinded.
  func candidates() throws -> [ArmCode: Candidate] {
    let definitions = try definitions()
    return try StoreError.explaining(key.path) {
      try definitions.mapValues { try Self.value($0, as: Candidate.self) }
    }
  }

  /// Arm → candidate of a study that was unblinded before; nil while it is blind. Nothing is logged.
  public func namesAfterUnblinding() throws -> [ArmCode: Candidate]? {
    try unblinding() == nil ? nil : try candidates()
  }
}

/// What is kept of the first unblinding.
public struct UnblindingRecord: Hashable, Sendable, Codable {
  /// Milliseconds since 1970.
  public var at: Int64
  /// The account that did it.
  public var who: String
  /// Why then.
  public var because: String
  /// Image × rater presentations rated in full at that moment, guests' not counted.
  public var ratingsIn: Int
  /// Image × rater presentations planned, guests' not counted.
  public var ratingsPlanned: Int
  /// Why before all ratings were in; nil where it was not early.
  public var earlyReason: String?
  /// Packet → judgements collected at that moment: what is more came later.
  public var collected: [String: Int]

  /// An unblinding now, by the account this process runs under.
  public init(
    at: Int64, because: String, ratingsIn: Int, ratingsPlanned: Int, earlyReason: String?, collected: [String: Int]
  ) {
    self.at = at
    who = StudyStore.account()
    self.because = because
    self.ratingsIn = ratingsIn
    self.ratingsPlanned = ratingsPlanned
    self.earlyReason = earlyReason
    self.collected = collected
  }
}
