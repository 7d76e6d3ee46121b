public import Blinding
internal import StudyModel

/// A cache on trial in a set that was drawn for its hits: such a set has far more of them than production, and what the cache
/// saves of it says nothing of a bill.
public struct DrawnTrial: Hashable, Sendable {
  /// The cache's arm.
  public var arm: ArmCode
  /// The arm that it stands before.
  public var fresh: ArmCode
  /// The share of hits where the set was drawn from, between 0 and 1.
  public var share: Double

  /// A cache on trial in a set that was drawn for its hits.
  public init(arm: ArmCode, fresh: ArmCode, share: Double) {
    self.arm = arm
    self.fresh = fresh
    self.share = share
  }
}

extension ImageCosts {
  /// What images cost with caches on trial whose hits are as frequent as where the set was drawn from, whichever images of the
  /// set were hits.
  ///
  ///     paid  = (1 − share) × what the image costs without the cache
  ///     saved =      share  × the same
  ///
  /// As with a stated hit rate, hits are taken to be as dear as other images. Where it is not known what an image costs
  /// without the cache, nor is it with it; captions that were made elsewhere stay of unknown cost.
  public func counting(_ trials: [DrawnTrial]) -> ImageCosts {
    var costs = self
    for trial in trials where !readyMade.contains(trial.fresh) && dollars[trial.arm] != nil {
      let without = dollars[trial.fresh] ?? [:]
      costs.dollars[trial.arm] = without.mapValues { (1 - trial.share) * $0 }
      costs.unknownCalls[trial.arm] = unknownCalls[trial.fresh]
      costs.unanswered[trial.arm] = unanswered[trial.fresh]
      costs.partly[trial.arm] = partly[trial.fresh]?.mapValues { (1 - trial.share) * $0 }
      costs.cached[trial.arm] = Dictionary(
        without.map { item, dollars in (item, cached(trial.fresh, item, beside: trial.share * dollars)) },
        uniquingKeysWith: { first, _ in first })
    }
    return costs
  }

  /// What is spared of an image's cost, where a cache behind the one on trial had its caption too.
  private func cached(_ fresh: ArmCode, _ item: ItemID, beside spared: Double) -> CachedCost {
    switch cached[fresh]?[item] {
    case .known(let dollars): .known(dollars + spared)
    case .unknown: .unknown
    case nil: .known(spared)
    }
  }
}
