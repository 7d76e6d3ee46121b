internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel
internal import StudyStore

/// What the key database says of a cache on trial, held against ratings. Only after unblinding: who would have been served
/// tells arms apart.
struct AuditReading {
  private let audit: CacheAudit
  private let arm: ArmCode
  private let fresh: ArmCode
  private let served: [ItemID: ServedRow]

  /// - Returns: nil where the candidate is no cache on trial.
  init?(_ candidate: Candidate, _ arm: ArmCode, arms: [String: ArmCode], served: [ArmCode: [ItemID: ServedRow]]) {
    guard let audit = candidate.audit, let fresh = arms[audit.of] else { return nil }
    self.audit = audit
    self.arm = arm
    self.fresh = fresh
    self.served = served[arm] ?? [:]
  }

  /// What it would do.
  func hitAudit(_ table: RatingTable, _ collection: Collection, categories: [ItemID: String]) throws -> HitAudit {
    let shown = Set(collection.plan.packets.flatMap(\.presentations).map(\.item))
    let hits = served.compactMap { item, row -> AuditHit? in
      guard let donor = row.fromItem, let bits = row.hit?.distance else { return nil }
      return AuditHit(item: item, donor: donor, bits: bits, isShown: shown.contains(item))
    }
    return try table.hitAudit(
      of: arm, against: fresh, hits: hits, terms: terms(claimed: table.claim.criterion), categories: categories,
      answers: collection.answers)
  }

  private func terms(claimed: String) -> AuditTerms {
    let wrong: AuditTerms.Wrong =
      switch audit.wrong {
      case .below(let points, let criterion): .below(points: points, criterion: criterion ?? claimed)
      case .answered(let question, let answers): .answered(question: question, answers: Set(answers))
      }
    return AuditTerms(
      near: audit.near, wrong: wrong, limit: audit.limit,
      population: audit.population.map(AuditTerms.Population.init))
  }
}
