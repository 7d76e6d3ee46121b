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
  /// What the ledger says of every arm's images, and of a cache on trial in a drawn set what ``counting(_:)`` makes of it. Only
  /// after unblinding: costs tell arms apart.
  ///
  /// - Parameter served: what gave each caption of each policy.
  init(
    _ ledger: [ArmCode: [ItemID: ImageLedger]], served: [ArmCode: [ItemID: ServedRow]], candidates: [Candidate],
    arms: [String: ArmCode]
  ) {
    let known = ledger.mapValues { images in
      // Where no call's cost is known there is nothing to tell a cost from, whatever brought the captions.
      let isAnyKnown = images.values.contains { $0.calls > $0.unknownCosts }
      return images.mapValues { isAnyKnown ? !$0.hasAnswerOfUnknownCost : $0.unknownCosts == 0 }
    }
    func images(_ arm: ArmCode, areKnown: Bool) -> [ItemID: ImageLedger] {
      (ledger[arm] ?? [:]).filter { known[arm]?[$0.key] == areKnown }
    }
    var dollars: [ArmCode: [ItemID: Double]] = [:]
    var unknownCalls: [ArmCode: [ItemID: Int]] = [:]
    for arm in ledger.keys {
      dollars[arm] = images(arm, areKnown: true).mapValues(\.knownCost)
      unknownCalls[arm] = images(arm, areKnown: false).mapValues(\.unknownCosts)
    }
    for candidate in candidates where candidate.policy != nil {
      guard let arm = arms[candidate.label] else { continue }
      for item in candidate.readyMade(in: served[arm] ?? [:]) {
        dollars[arm]?[item] = nil
        unknownCalls[arm, default: [:]][item, default: 0] += 1
      }
    }
    let partly = unknownCalls.reduce(into: [ArmCode: [ItemID: Double]]()) { known, arm in
      known[arm.key] = Dictionary(
        arm.value.keys.compactMap { item in ledger[arm.key]?[item].map { (item, $0.knownCost) } },
        uniquingKeysWith: { first, _ in first })
    }
    self.init(
      dollars: dollars, unknownCalls: unknownCalls,
      readyMade: Set(
        candidates.compactMap { candidate in
          candidate.isReadyMade ? arms[candidate.label] : nil
        }), cached: CacheReading(served: served, ledger: ledger).costs, partly: partly,
      unanswered: ledger.mapValues { images in
        images.mapValues { UnansweredCalls(cutOff: $0.cutOff, failed: $0.failed, calls: $0.calls) }
      })
    self = counting(candidates.compactMap { DrawnTrial($0, arms: arms) })
  }
}

extension DrawnTrial {
  /// - Returns: nil where the candidate is no cache on trial, or its set stands for production.
  init?(_ candidate: Candidate, arms: [String: ArmCode]) {
    guard let audit = candidate.audit, let population = audit.population.map(AuditTerms.Population.init),
      let arm = arms[candidate.label], let fresh = arms[audit.of]
    else { return nil }
    self.init(arm: arm, fresh: fresh, share: population.share(within: audit.near))
  }
}

extension AuditTerms.Population {
  /// As the study file states it.
  init(_ stated: HitPopulation) { self.init(images: stated.images, hits: stated.hits) }
}

extension Candidate {
  /// Images for which a policy gave a caption that was made elsewhere: what those cost is unknown, and not nothing.
  func readyMade(in served: [ItemID: ServedRow]) -> [ItemID] {
    guard policy != nil else { return [] }
    let labels = Set(reached.filter(\.isReadyMade).map(\.label))
    return served.filter { labels.contains($0.value.part) }.map(\.key)
  }

  /// Whether a cache gave all that the candidate has, without a single request.
  func isServedByCache(_ served: [ItemID: ServedRow], of facts: LedgerFacts) -> Bool {
    (hasCache || audit != nil) && facts.attempts == 0 && !served.isEmpty && served.values.allSatisfy { $0.hit != nil }
  }
}
