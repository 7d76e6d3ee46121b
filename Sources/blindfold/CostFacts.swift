internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel
internal import StudyStore

extension Collection {
  /// Everything rated, under arm codes: candidates have no names here.
  var table: RatingTable {
    RatingTable(
      cells: tabulation.cells, traffic: declared.traffic, incumbent: declared.incumbent, claim: declared.claim,
      ranges: Tabulation.ranges(of: declared.rubric))
  }
}

extension ImageCosts {
  /// What the ledger says of every arm's images. Only after unblinding: costs tell arms apart.
  init(_ ledger: [ArmCode: [ItemID: ImageLedger]], candidates: [Candidate], arms: [String: ArmCode]) {
    self.init(
      dollars: ledger.mapValues { $0.filter { $0.value.unknownCosts == 0 }.mapValues(\.knownCost) },
      unknownCalls: ledger.mapValues { $0.filter { $0.value.unknownCosts > 0 }.mapValues(\.unknownCosts) },
      readyMade: Set(
        candidates.compactMap { candidate in
          if case .captions = candidate.source { arms[candidate.label] } else { nil }
        }))
  }
}
