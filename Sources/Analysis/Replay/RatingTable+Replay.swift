public import Blinding
internal import Statistics
public import StudyModel

extension RatingTable {
  /// Evaluates policies on the ratings that are there, each like one candidate more.
  ///
  /// An image that the chosen arm failed to caption counts as its failure counts. A policy that always uses one arm has
  /// that arm's numbers to the last digit.
  ///
  /// - Parameters:
  ///   - routings: who serves which image, for every image of the set.
  ///   - costs: what each arm was billed for each image.
  ///   - categories: image → category, of the whole set.
  /// - Returns: one for each policy, in their order; and the estimates of all arms, the policies' among them.
  /// - Throws: ``AnalysisError``.
  public func replay(
    _ routings: [Routing], costs: ImageCosts, categories: [ItemID: String]
  ) throws(AnalysisError) -> (policies: [PolicyReplay], estimates: StudyEstimates) {
    let table = adding(routings)
    var estimates = try table.estimates()
    let weights = try ImageWeights(categories: categories, traffic: traffic, confidence: claim.confidence)
    var policies: [PolicyReplay] = []
    for routing in routings {
      let arms = routing.arms
      let isIncumbent = arms.values.allSatisfy { $0 == incumbent }
      guard let index = estimates.comparisons.firstIndex(where: { $0.arm == routing.arm }) else { continue }
      if isIncumbent { estimates.comparisons[index].sayThatNothingDiffers() }
      let changed = Set(arms.filter { $0.value != incumbent }.keys.compactMap { categories[$0] })
      let unchanged = Set(categories.values).subtracting(changed).sorted()
      estimates.comparisons[index].difference?.dropCautions(unchanged.map(ScopeEstimator.withoutSpread))
      policies.append(
        PolicyReplay(
          arm: routing.arm, estimate: estimates.estimate(of: routing.arm), comparison: estimates.comparisons[index],
          isIncumbent: isIncumbent, unchangedCategories: unchanged,
          cost: costs.outcome(arms, weights), tiers: try table.tiers(of: routing, costs, weights)))
    }
    return (policies, estimates)
  }

  /// Each tier by itself, from this table, which holds the policy's cells.
  private func tiers(
    of routing: Routing, _ costs: ImageCosts, _ weights: ImageWeights
  ) throws(AnalysisError) -> [TierReplay] {
    let own = cells.filter { $0.arm == routing.arm && $0.criterion == claim.criterion }
    let base = cells.filter { $0.arm == incumbent && $0.criterion == claim.criterion }
    let partners = Dictionary(
      base.map { (CellKey($0), $0.value) }, uniquingKeysWith: { first, _ in first })
    let paired = own.filter { partners[CellKey($0)] != nil }
    let scorePulls = pulls(of: own)
    let pairPulls = pulls(of: paired)
    var tiers: [TierReplay] = []
    for (tier, arm) in routing.tiers.enumerated() {
      let items = routing.items(in: tier)
      let inTier = own.filter { items.contains($0.item) }
      let pairs = paired.filter { items.contains($0.item) }
      let rest = base.filter { items.contains($0.item) }
      let score = try only(inTier + rest, weighted: tierTraffic(inTier, scorePulls))
      let difference = try only(inTier + rest, weighted: tierTraffic(pairs, pairPulls))
      var comparison = difference.comparisons.first { $0.arm == routing.arm }
      if arm == incumbent { comparison?.sayThatNothingDiffers() }
      tiers.append(
        TierReplay(
          tier: tier, arm: arm, images: items.count, share: weights.share(of: items),
          score: score.estimate(of: routing.arm)?.mean, difference: comparison?.difference,
          scorePart: inTier.reduce(0) { $0 + $1.value * scorePulls[$1.category, default: 0] },
          differencePart: pairs.reduce(0) { sum, cell in
            sum + (cell.value - partners[CellKey(cell), default: 0]) * pairPulls[cell.category, default: 0]
          },
          cost: costs.outcome(routing.arms.filter { items.contains($0.key) }, weights)))
    }
    return tiers
  }

  /// How much one cell of each category counts in the weighted mean of all: W / n, or 1 / n without traffic.
  private func pulls(of cells: [RatingCell]) -> [String: Double] {
    let counts = Dictionary(cells.map { ($0.category, 1) }, uniquingKeysWith: +)
    guard !traffic.isEmpty else { return counts.mapValues { _ in 1 / Double(cells.count) } }
    let total = counts.keys.sorted().reduce(0) { $0 + traffic[$1, default: 0] }
    guard total > 0 else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: counts.map { ($0, traffic[$0, default: 0] / total / Double($1)) })
  }

  /// What each category weighs within some of the cells; empty without traffic, or where nothing weighs anything.
  private func tierTraffic(_ cells: [RatingCell], _ pulls: [String: Double]) -> [String: Double] {
    guard !traffic.isEmpty else { return [:] }
    let counts = Dictionary(cells.map { ($0.category, 1) }, uniquingKeysWith: +)
    let parts = counts.mapValues(Double.init).merging(pulls) { $0 * $1 }.filter { counts[$0.key] != nil }
    let total = parts.keys.sorted().reduce(0) { $0 + parts[$1, default: 0] }
    guard total > 0 else { return traffic }
    return traffic.mapValues { _ in 0.0 }.merging(parts.mapValues { $0 / total }) { $1 }
  }

  /// The estimates of some of the cells, with weights of their own.
  private func only(_ cells: [RatingCell], weighted traffic: [String: Double]) throws(AnalysisError) -> StudyEstimates {
    var table = self
    table.cells = cells
    table.traffic = traffic
    return try table.estimates()
  }
}

/// An image × rater cell of one criterion.
private struct CellKey: Hashable {
  let item: ItemID
  let rater: String

  init(_ cell: RatingCell) {
    item = cell.item
    rater = cell.rater
  }
}

extension ImageCosts {
  /// What a thousand of some images cost.
  fileprivate func outcome(_ arms: [ItemID: ArmCode], _ weights: ImageWeights) -> MoneyOutcome {
    do throws(UnknownCosts) {
      guard let money = weights.tierMoney(try chosen(arms)) else { throw UnknownCosts(parts: []) }
      return .known(money)
    } catch {
      return .unknown(error)
    }
  }
}

extension ImageCosts {
  /// What a thousand of some images cost with one arm, each weighing what it stands for in production.
  ///
  /// - Parameters:
  ///   - items: of the set; at least one.
  ///   - categories: image → category, of the whole set.
  ///   - traffic: category → weight, adding up to 1. Empty: every image counts the same.
  /// - Returns: US dollars; nil where they are not known, or the images stand for none of production.
  /// - Throws: ``AnalysisError`` where the traffic weights do not fit the set.
  public func perThousand(
    of arm: ArmCode, _ items: Set<ItemID>, categories: [ItemID: String], traffic: [String: Double]
  ) throws(AnalysisError) -> Double? {
    let weights = try ImageWeights(categories: categories, traffic: traffic, confidence: 0.95)
    let arms = Dictionary(items.map { ($0, arm) }, uniquingKeysWith: { first, _ in first })
    return outcome(arms, weights).money?.dollars
  }
}

extension ImageWeights {
  /// Per 1,000 images of some of the set, which weigh what they stand for in production.
  fileprivate func tierMoney(_ costs: [ItemID: Double]) -> Money? {
    let share = share(of: Set(costs.keys))
    guard share > 0 else { return nil }
    let all = Dictionary(grouping: items) { strata[numbers[$0] ?? 0] }
    var tier = self
    tier.shares = shares.enumerated().map { index, entry in
      let images = all[index] ?? []
      let part = images.isEmpty ? 0 : Double(images.count { costs[$0] != nil }) / Double(images.count)
      return (name: entry.name, weight: min(1, entry.weight * part / share))
    }
    return tier.money(costs, isCost: true, times: 1000)
  }
}

extension Comparison {
  /// The incumbent against itself: zero, and the reason why that has no interval.
  fileprivate mutating func sayThatNothingDiffers() {
    let reason = "the incumbent serves every one of these images: there is nothing to compare"
    guard let value = difference?.value else { return }
    let none = IntervalOutcome.unavailable(reason: reason)
    difference = TwoScopes(value: value, theseRaters: none, ratersLikeThese: none)
    verdicts = [:]
    for scope in Scope.allCases { withoutVerdict[scope] = reason }
  }
}

extension TwoScopes {
  /// Takes out what does not apply: a spread that is zero by the rules is known to be zero.
  fileprivate mutating func dropCautions(_ dropped: [String]) {
    func without(_ outcome: IntervalOutcome) -> IntervalOutcome {
      guard case .stated(let estimate, let caution?) = outcome else { return outcome }
      let kept = caution.split(separator: "; ").map(String.init).filter { !dropped.contains($0) }
      return .stated(estimate, caution: kept.isEmpty ? nil : kept.joined(separator: "; "))
    }
    theseRaters = without(theseRaters)
    ratersLikeThese = without(ratersLikeThese)
  }
}
