public import Blinding
internal import Foundation
internal import GRDB
public import Roster
public import StudyModel

/// What a run's ledger says of one arm. It tells arms apart, so it is read when a study is unblinded and not before.
public struct ArmFacts: Hashable, Sendable, Codable {
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
  /// Models the service says answered.
  public var servedModels: [String] = []
}

extension StudyStore {
  /// The ledger's facts for each arm.
  public func facts() throws -> [ArmCode: ArmFacts] {
    var facts: [ArmCode: ArmFacts] = [:]
    for arm in try arms().values { facts[arm] = ArmFacts() }
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
        if let model: String = row["served_model"], !fact.servedModels.contains(model) {
          fact.servedModels.append(model)
        }
        facts[arm] = fact
      }
    }
    return facts.mapValues { fact in
      var fact = fact
      fact.servedModels.sort()
      return fact
    }
  }

  /// Arm → candidate. The one moment when arms get their names: it is logged first.
  ///
  /// - Parameters:
  ///   - reason: why now.
  ///   - ratings: how many items have all their ratings, in words.
  public func unblind(reason: String, ratings: String, at: Int64) throws -> [ArmCode: Candidate] {
    try note(event: "unblinded", detail: "\(reason); \(ratings)", at: at)
    return try definitions().mapValues { try Self.value($0, as: Candidate.self) }
  }
}
