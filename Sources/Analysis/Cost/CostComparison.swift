public import Blinding
internal import Statistics
public import StudyModel

/// What candidates cost for a number of images, each beside one of them: bills without a rating.
///
/// The same weights, intervals and split as ``CostQuality`` has; what differs is that hit rates of caches may be stated, and
/// that an unknown cost still has a lower bound.
public struct CostComparison: Hashable, Sendable {
  /// Images that bills are for.
  public var images: Double
  /// The candidate that the others are set against.
  public var baseline: ArmCode
  /// In the order in which they were asked for, the baseline among them.
  public var bills: [Bill]

  /// What one candidate costs.
  public struct Bill: Hashable, Sendable {
    /// Under cover.
    public var arm: ArmCode
    /// US dollars for all the images.
    public var cost: MoneyOutcome
    /// Where the cost is not known: what is known of it, US dollars; nil where nothing is.
    public var atLeast: Double?
    /// Against the baseline; nil for the baseline itself, and where the cost of either is not known.
    public var saving: Saving?
    /// 1 − cost / baseline's cost; nil where ``saving`` is, or the baseline costs nothing.
    public var lower: Share?
    /// Where only one of the two costs is known: the least that is saved, or the most.
    public var bound: Bound?
    /// Calls that are in no cost of this bill; nil where there are none, or the cost is not known.
    public var unanswered: UnansweredCalls?
  }

  /// A share with its interval over new images.
  public struct Share: Hashable, Sendable {
    /// Below zero where the candidate is dearer.
    public var value: Double
    /// For new images, and other requests to a cache whose hits were counted.
    public var interval: IntervalOutcome
  }

  /// What a saving is known to be where one of the two costs is not.
  public enum Bound: Hashable, Sendable {
    /// The baseline's cost is not known whole.
    case atLeast(Double)
    /// The candidate's is not.
    case atMost(Double)
  }

  /// Sets costs side by side.
  ///
  /// - Parameters:
  ///   - arms: whom to set side by side, the baseline among them.
  ///   - baseline: mostly the incumbent.
  ///   - costs: what each arm was billed for each image, a policy's arm for what served it.
  ///   - routings: policies that choose among arms; every other arm serves all images by itself.
  ///   - hitRates: by arm; without one what the run found in a cache counts.
  ///   - categories: image → category, of the images that count.
  ///   - traffic: category → weight; empty: every image counts the same.
  ///   - images: to speak of.
  /// - Throws: ``AnalysisError`` where the weights do not fit the images.
  public init(
    of arms: [ArmCode], against baseline: ArmCode, costs: ImageCosts, routings: [Routing] = [],
    hitRates: [ArmCode: HitRate] = [:], categories: [ItemID: String], traffic: [String: Double],
    confidence: Double = 0.95, images: Double
  ) throws(AnalysisError) {
    let weights = try ImageWeights(categories: categories, traffic: traffic, confidence: confidence)
    self.images = images
    self.baseline = baseline
    let policies = TierCopies(routings, hitRates)
    let expected = policies.added(to: costs).expecting(policies.rates)
    var exposures: [ArmCode: Double] = [:]
    for (arm, rate) in hitRates { exposures[arm] = weights.exposure(costs, arm, rate, times: images) }
    func widened(_ money: Money, _ arm: ArmCode) -> Money {
      let exposure = exposures[arm] ?? 0
      return weights.widened(money, by: (hitRates[arm]?.variance ?? 0) * exposure * exposure, isCost: true)
    }
    let outcomes = arms.map { arm in
      var own = Self.outcome(expected, weights, policies[arm] ?? weights.whole(arm), images)
      if case .known(let cost) = own.cost { own.cost = .known(widened(cost, arm)) }
      return (arm, own)
    }
    let base = outcomes.first { $0.0 == baseline }?.1
    bills = outcomes.map { arm, own in
      var bill = Bill(arm: arm, cost: own.cost, atLeast: own.atLeast)
      let served = (policies[arm] ?? weights.whole(arm)).arms
      bill.unanswered = own.cost.money.flatMap { _ in expected.unanswered(served) }
      guard arm != baseline, let base else { return bill }
      bill.bound = Self.bound(base, own)
      let routing = policies[arm] ?? weights.whole(arm)
      guard var saving = weights.saving(routing, against: baseline, expected, times: images) else { return bill }
      let (mine, its) = (hitRates[arm], hitRates[baseline])
      // How far each figure moves with the hit rate of either.
      func variance(_ own: Double, _ old: Double) -> Double {
        let parts = (own * (exposures[arm] ?? 0), old * (exposures[baseline] ?? 0))
        guard let mine, let its, mine.source == its.source else {
          return (mine?.variance ?? 0) * parts.0 * parts.0 + (its?.variance ?? 0) * parts.1 * parts.1
        }
        return mine.variance * (parts.0 + parts.1) * (parts.0 + parts.1)
      }
      saving.bill = widened(saving.bill, arm)
      saving.incumbentBill = widened(saving.incumbentBill, baseline)
      saving.saved = weights.widened(saving.saved, by: variance(1, -1), isCost: false)
      saving.cache = saving.cache.map { weights.widened($0, by: variance(1, -1), isCost: false) }
      bill.saving = saving
      let old = saving.incumbentBill.dollars
      let ratio = saving.bill.dollars / old
      bill.lower = weights.lower(
        routing, than: baseline, expected, extra: variance(1 / old, -ratio / old))
      return bill
    }
  }

  private static func outcome(
    _ expected: ImageCosts, _ weights: ImageWeights, _ routing: Routing, _ images: Double
  ) -> (cost: MoneyOutcome, atLeast: Double?) {
    do throws(UnknownCosts) {
      let own = try expected.chosen(routing.arms)
      guard let cost = weights.money(own, isCost: true, times: images) else {
        return (.unknown(UnknownCosts(parts: [])), nil)
      }
      return (.known(cost), nil)
    } catch {
      let dollars = weights.money(expected.atLeast(routing.arms), isCost: true, times: images)?.dollars ?? 0
      return (.unknown(error), dollars > 0 ? dollars : nil)
    }
  }

  private static func bound(
    _ base: (cost: MoneyOutcome, atLeast: Double?), _ own: (cost: MoneyOutcome, atLeast: Double?)
  ) -> Bound? {
    switch (base.cost.money?.dollars, own.cost.money?.dollars) {
    case (nil, let new?): base.atLeast.map { .atLeast($0 - new) }
    case (let old?, nil): own.atLeast.map { .atMost(old - $0) }
    default: nil
    }
  }
}

/// Routings whose tiers are copies of arms, so that a hit rate stated for a policy is its own and not that of the candidate
/// whose captions it takes.
private struct TierCopies {
  let routings: [Routing]
  let rates: [ArmCode: HitRate]
  private let origins: [ArmCode: ArmCode]

  init(_ policies: [Routing], _ hitRates: [ArmCode: HitRate]) {
    var (rates, origins) = (hitRates, [ArmCode: ArmCode]())
    routings = policies.map { policy in
      var copy = policy
      copy.tiers = policy.tiers.enumerated().map { index, arm in
        guard hitRates[policy.arm] != nil || hitRates[arm] != nil else { return arm }
        // No random arm code holds a space.
        let code = ArmCode(rawValue: "tier \(index) of \(policy.arm.rawValue)")
        origins[code] = arm
        rates[code] = hitRates[policy.arm]
        return code
      }
      return copy
    }
    self.rates = rates
    self.origins = origins
  }

  subscript(arm: ArmCode) -> Routing? { routings.first { $0.arm == arm } }

  func added(to costs: ImageCosts) -> ImageCosts {
    var all = costs
    for (copy, arm) in origins {
      all.dollars[copy] = costs.dollars[arm]
      all.unknownCalls[copy] = costs.unknownCalls[arm]
      all.partly[copy] = costs.partly[arm]
      all.cached[copy] = costs.cached[arm]
      all.unanswered[copy] = costs.unanswered[arm]
      if costs.readyMade.contains(arm) { all.readyMade.insert(copy) }
    }
    return all
  }
}
