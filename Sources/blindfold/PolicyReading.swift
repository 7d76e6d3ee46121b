internal import Analysis
internal import Blinding
internal import Reports
internal import Roster
internal import StudyModel
internal import StudyStore

/// What the key database says of one policy's captions, made into a report's facts. Only after unblinding.
struct PolicyReading {
  let candidate: Candidate
  let policy: CaptionPolicy
  let arm: ArmCode
  /// What gave each caption.
  let served: [ItemID: ServedRow]
  /// What the calls behind each caption took and cost, those of an arm whose caption was taken among them.
  let ledger: [ItemID: ImageLedger]

  /// - Returns: nil where the candidate is no policy, or a cache on trial.
  init?(
    _ candidate: Candidate, _ arm: ArmCode, served: [ArmCode: [ItemID: ServedRow]],
    ledger: [ArmCode: [ItemID: ImageLedger]]
  ) {
    // What a cache on trial gives is told by itself: ``AuditReading``.
    guard let policy = candidate.policy, candidate.audit == nil else { return nil }
    self.candidate = candidate
    self.policy = policy
    self.arm = arm
    self.served = served[arm] ?? [:]
    self.ledger = ledger[arm] ?? [:]
  }

  /// The names of the parts that images are told apart by: a router's rules, or else what served.
  private var names: [(label: String, when: String?)] {
    if case .router(let router) = policy.kind { return router.rules.map { ($0.use, $0.when?.text) } }
    return candidate.asks.map { ($0.label, nil) }
  }

  private func tier(of row: ServedRow) -> Int? {
    if case .router = policy.kind { return row.rule }
    return names.firstIndex { $0.label == row.part }
  }

  /// - Parameters:
  ///   - table: the ratings; nil where captions were compared and have no scores.
  ///   - categories: image → category, of the whole set.
  ///   - traffic: category → weight; empty where every image counts the same.
  func facts(
    table: RatingTable?, costs: ImageCosts, categories: [ItemID: String], traffic: [String: Double]
  ) throws -> PolicyFacts {
    let choice = served.compactMapValues { tier(of: $0) }
    let names = self.names
    let scores = try table.map { table in
      // Each part as a tier of a router whose tiers are all this arm.
      let routing = Routing(
        arm: ArmCode(rawValue: "served by \(arm.rawValue)"), tiers: names.map { _ in arm }, choice: choice)
      return try table.replay([routing], costs: costs, categories: categories).policies.first?.tiers.map(\.score) ?? []
    }
    let items = Dictionary(grouping: choice.keys) { choice[$0] ?? 0 }
    let readyMade = Set(candidate.reached.filter(\.isReadyMade).map(\.label))
    let tiers = try names.enumerated().map { index, name in
      let own = items[index] ?? []
      let entries = own.compactMap { ledger[$0] }
      let byHand = own.filter { served[$0].map { readyMade.contains($0.part) } ?? false }.count
      return PolicyFacts.Tier(
        label: name.label, when: name.when, images: own.count,
        taken: own.filter { served[$0]?.fromArm != nil }.count,
        score: own.isEmpty ? nil : scores.flatMap { index < $0.count ? $0[index] : nil },
        cost: RunCost(
          dollars: entries.isEmpty ? nil : entries.reduce(0) { $0 + $1.knownCost },
          unknownCalls: entries.reduce(byHand) { $0 + $1.unknownCosts }),
        weightedCost: try costs.perThousand(of: arm, Set(own), categories: categories, traffic: traffic),
        unanswered: costs.unanswered(of: arm, own),
        latency: DossierBuilder.latency(entries.compactMap(\.seconds)))
    }
    return PolicyFacts(
      arm: arm, kind: policy.kind.word, tiers: tiers, passed: passed,
      fellThrough: fellThrough, unserved: ledger.count - choice.count)
  }

  /// Images that were not served by what is asked first, or, behind a router, for which something was passed over.
  private var fellThrough: Int {
    let passed = served.values.filter { !$0.passed.isEmpty }
    guard case .fallback = policy.kind, let first = policy.ordered.first else { return passed.count }
    let labels = Set(first.reached.map(\.label))
    return passed.filter { !labels.contains($0.part) }.count
  }

  private var passed: [PolicyFacts.PassedOver] {
    let all = served.values.flatMap(\.passed)
    let order = candidate.reached.map(\.label)
    return Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +).sorted { left, right in
      let places = [left, right].map { order.firstIndex(of: $0.key.part) ?? .max }
      return (places[0], left.key.why) < (places[1], right.key.why)
    }.map { PolicyFacts.PassedOver(label: $0.key.part, why: $0.key.why, times: $0.value) }
  }

  /// The policy as a choice among arms of the study; nil where it is no router over such alone. What it saves is then told
  /// apart by models and rules.
  func routing(_ arms: [String: ArmCode]) -> Routing? {
    guard case .router(let router) = policy.kind else { return nil }
    let tiers = router.rules.compactMap { policy.shared.contains($0.use) ? arms[$0.use] : nil }
    let choice = served.compactMapValues(\.rule)
    guard tiers.count == router.rules.count, choice.count == ledger.count else { return nil }
    return Routing(arm: arm, tiers: tiers, choice: choice)
  }
}
