internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel
internal import StudyStore

extension Collection {
  /// The ratings that the claim rests on, under arm codes (candidates have no names here), and what the checks of the
  /// raters found.
  func claimed() throws -> (table: RatingTable, trust: TrustResults) {
    try tabulation.table(
      incumbent: declared.incumbent, claim: declared.claim, traffic: declared.traffic, rubric: declared.rubric
    ).claimed(declared.checks ?? RaterChecks(), tabulation.hidden)
  }
}

extension ImageCosts {
  /// What the ledger says of every arm's images. Only after unblinding: costs tell arms apart.
  ///
  /// - Parameter served: what gave each caption of each policy.
  init(
    _ ledger: [ArmCode: [ItemID: ImageLedger]], served: [ArmCode: [ItemID: ServedRow]], candidates: [Candidate],
    arms: [String: ArmCode]
  ) {
    self.init(
      dollars: ledger.mapValues { $0.filter { $0.value.unknownCosts == 0 }.mapValues(\.knownCost) },
      unknownCalls: ledger.mapValues { $0.filter { $0.value.unknownCosts > 0 }.mapValues(\.unknownCosts) },
      readyMade: Set(
        candidates.compactMap { candidate in
          candidate.isReadyMade ? arms[candidate.label] : nil
        }), cached: CacheReading(served: served, ledger: ledger).costs)
  }
}
