public import Blinding
internal import StudyModel

/// What a swap saves, in US dollars for a number of images, and what part of it is whose doing.
///
///     saved  = mean over images of (incumbent's cost − cost of what serves the image)
///     model  = Σ over tiers of (the tier’s share of images) × mean over ALL images of (incumbent's − tier’s full cost)
///     router = mean over images of (incumbent's full cost − full cost of what serves the image) − model
///     cache  = saved − model − router
///
/// The full cost of an image is what it cost, and where its caption came from a cache, what that had cost when it was asked
/// for. The model part is what the tiers' models would save if images went to them by lot, in the same shares; the router
/// part is what choosing which image goes where adds, and may be below zero. A candidate without a router has one tier. The
/// cache part is what its calls that were not made would have cost, less the same of the incumbent's cache, if it has one.
public struct Saving: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// What the incumbent costs.
  public var incumbentBill: Money
  /// What the candidate costs.
  public var bill: Money
  /// The difference, paired by image: above zero where the candidate is cheaper.
  public var saved: Money
  /// The models' part.
  public var model: Money?
  /// The router's part; nil where there is no router, or a tier’s cost is not known for every image.
  public var router: Money?
  /// Why there is no router part.
  public var withoutRouter: String?
  /// The cache's part; nil where neither has a cache that was hit, or what a cached caption had cost is not known.
  public var cache: Money?
  /// Why there is no cache part although a cache was hit.
  public var withoutCache: String?
}

extension ImageWeights {
  /// Categories in which the incumbent serves every image: what differs from it there is zero by the rules.
  func unchangedCategories(_ routing: Routing, _ incumbent: ArmCode) -> Set<String> {
    let changed = routing.arms.filter { $0.value != incumbent }.keys.compactMap { numbers[$0] }.map { strata[$0] }
    return Set(shares.map(\.name)).subtracting(changed.map { shares[$0].name })
  }

  /// - Parameters:
  ///   - routing: who serves which image; for a single arm a routing with one tier.
  ///   - times: images to speak of.
  /// - Returns: nil where the cost of either is not known.
  func saving(_ routing: Routing, against incumbent: ArmCode, _ costs: ImageCosts, times: Double) -> Saving? {
    guard let own = try? costs.chosen(routing.arms), let old = try? costs.all(of: incumbent, items),
      let bill = money(own, isCost: true, times: times), let oldBill = money(old, isCost: true, times: times)
    else { return nil }
    let saved = old.merging(own) { $0 - $1 }
    let unchanged = unchangedCategories(routing, incumbent)
    guard let total = money(saved, isCost: false, times: times, fixed: unchanged) else { return nil }
    var saving = Saving(arm: routing.arm, incumbentBill: oldBill, bill: bill, saved: total)
    let incumbents = routing.arms.mapValues { _ in incumbent }
    guard let full = costs.uncached(own, routing.arms), let oldFull = costs.uncached(old, incumbents) else {
      saving.withoutCache = "what a caption from the cache had cost is not known"
      saving.withoutRouter = saving.withoutCache
      return saving
    }
    let byChoice = oldFull.merging(full) { $0 - $1 }
    if costs.isCached(routing.tiers + [incumbent]) {
      saving.cache = money(saved.merging(byChoice) { $0 - $1 }, isCost: false, times: times)
    }
    guard routing.tiers.count > 1 else {
      saving.model = saving.cache == nil ? total : money(byChoice, isCost: false, times: times, fixed: unchanged)
      saving.withoutRouter = "no router"
      return saving
    }
    var model = old.mapValues { _ in 0.0 }
    for tier in routing.tiers.indices {
      let share = share(of: routing.items(in: tier))
      guard share > 0 else { continue }
      let arm = routing.tiers[tier]
      guard let paid = try? costs.all(of: arm, items),
        let everywhere = costs.uncached(paid, routing.arms.mapValues { _ in arm })
      else {
        saving.withoutRouter = "what a tier’s candidate costs is not known for every image"
        return saving
      }
      model.merge(oldFull.merging(everywhere) { $0 - $1 }) { $0 + share * $1 }
    }
    saving.model = money(model, isCost: false, times: times)
    saving.router = money(byChoice.merging(model) { $0 - $1 }, isCost: false, times: times)
    return saving
  }
}
