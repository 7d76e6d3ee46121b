public import Blinding
internal import Statistics
public import StudyModel

/// What choosing among policies is worth on images that the choice did not see.
///
/// The images are split in two at random within each category. On each half the policy is chosen whose estimated
/// difference from the incumbent stays above −margin at the least cost (the best difference, where none does or a cost
/// is unknown); what was chosen on one half serves the images of the other, and the whole is compared like one policy.
/// The number is free of the favour that the choice does itself; it is not free of what was known when the rules were
/// written. Source: Chernozhukov et al. (2018), "Double/debiased machine learning", Econometrics Journal 21, for
/// cross-fitting.
public struct SplitReplay: Hashable, Sendable, Codable {
  /// Images of each half.
  public var images: [Int]
  /// The policy chosen on the first half, which serves the second, and the other way round.
  public var chosen: [ArmCode]
  /// The estimated difference of every policy on each half, in rubric points; nil where a half has nothing to compare.
  public var differences: [ArmCode: [Double?]]
  /// The cross-fitted whole, against the incumbent.
  public var comparison: Comparison
}

extension RatingTable {
  /// Chooses among policies on each half of the images and judges the choice on the other.
  ///
  /// - Parameters:
  ///   - routings: two policies or more, for every image of the set.
  ///   - costs: what each arm was billed for each image.
  ///   - categories: image → category, of the whole set.
  ///   - seed: decides the halves.
  /// - Throws: ``AnalysisError``.
  /// - Returns: nil with fewer than two policies, or where a half has nothing to compare.
  public func split(
    _ routings: [Routing], costs: ImageCosts, categories: [ItemID: String], seed: UInt64
  ) throws(AnalysisError) -> SplitReplay? {
    guard routings.count >= 2 else { return nil }
    let halves = Self.halves(categories, seed: seed)
    var differences: [ArmCode: [Double?]] = [:]
    var chosen: [Routing] = []
    for half in halves {
      var part = self
      part.cells = cells.filter { half.contains($0.item) }
      let own = categories.filter { half.contains($0.key) }
      let (policies, _) = try part.replay(
        routings.map { routing in
          var routing = routing
          routing.choice = routing.choice.filter { half.contains($0.key) }
          return routing
        }, costs: costs, categories: own)
      for policy in policies { differences[policy.arm, default: []].append(policy.comparison.difference?.value) }
      guard let best = Self.best(policies, margin: claim.margin),
        let routing = routings.first(where: { $0.arm == best })
      else { return nil }
      chosen.append(routing)
    }
    let arm = ArmCode(rawValue: "replay-split")
    let tiers = chosen[1].tiers + chosen[0].tiers
    var choice: [ItemID: Int] = [:]
    for item in categories.keys {
      choice[item] =
        halves[0].contains(item) ? chosen[1].choice[item] : chosen[0].choice[item].map { $0 + chosen[1].tiers.count }
    }
    let (whole, _) = try replay(
      [Routing(arm: arm, tiers: tiers, choice: choice)], costs: costs, categories: categories)
    return whole.first.map {
      SplitReplay(
        images: halves.map(\.count), chosen: chosen.map(\.arm), differences: differences, comparison: $0.comparison)
    }
  }

  /// Two halves of the images, each category shuffled by the seed and dealt out in turn.
  private static func halves(_ categories: [ItemID: String], seed: UInt64) -> [Set<ItemID>] {
    var generator = SeededGenerator(seed: seed)
    var halves: [Set<ItemID>] = [[], []]
    var next = 0
    for (_, items) in Dictionary(grouping: categories.keys, by: { categories[$0] ?? "" }).sorted(by: { $0.key < $1.key }
    ) {
      for item in items.sorted().shuffled(using: &generator) {
        halves[next].insert(item)
        next = 1 - next
      }
    }
    return halves
  }

  /// The cheapest that is not estimated below −margin; else the best.
  private static func best(_ policies: [PolicyReplay], margin: Double) -> ArmCode? {
    let known = policies.filter { $0.comparison.difference != nil }
    func difference(_ policy: PolicyReplay) -> Double { policy.comparison.difference?.value ?? 0 }
    let good = known.filter { difference($0) > -margin && $0.cost.money != nil }
    return good.min { ($0.cost.money?.dollars ?? 0) < ($1.cost.money?.dollars ?? 0) }?.arm
      ?? known.max { difference($0) < difference($1) }?.arm
  }
}
