internal import Blinding
internal import Statistics
internal import StudyModel

extension ImageWeights {
  /// US dollars that would be saved if a cache had all that it is asked for: how far a bill moves with its hit rate.
  func exposure(_ costs: ImageCosts, _ arm: ArmCode, _ rate: HitRate, times: Double) -> Double {
    var full: [ItemID: Double] = [:]
    for item in items {
      let asked = rate.images.contains(item)
      let cached: Double = if case .known(let dollars) = costs.cached[arm]?[item] { dollars } else { 0 }
      full[item] = asked ? (costs.dollars[arm]?[item] ?? 0) + cached : 0
    }
    return money(full, isCost: true, times: times)?.dollars ?? 0
  }

  /// An amount whose interval takes in that a hit rate was counted too: images and requests are drawn apart, so that their
  /// variances add up. The degrees of freedom stay those of the images, which are the fewer.
  ///
  /// - Parameter variance: in squared US dollars, (∂amount/∂rate)² × the rate's variance.
  func widened(_ money: Money, by variance: Double, isCost: Bool) -> Money {
    guard variance > 0, case .stated(let old, let caution) = money.interval else { return money }
    var widened = money
    widened.interval = Self.widened(old, by: variance, notBelowZero: isCost, caution: caution)
    return widened
  }

  private static func widened(
    _ old: Estimate, by variance: Double, notBelowZero: Bool, caution: String?
  ) -> IntervalOutcome {
    let quantile = (old.upper - old.value) / old.standardError
    let error = (old.standardError * old.standardError + variance).squareRoot()
    let lower = old.value - quantile * error
    let isCut = notBelowZero && lower < 0
    let cut = "lower bound cut at 0"
    return .stated(
      Estimate(
        value: old.value, standardError: error, degreesOfFreedom: old.degreesOfFreedom, lower: isCut ? 0 : lower,
        upper: old.value + quantile * error, confidence: old.confidence),
      caution: isCut && caution?.contains(cut) != true
        ? [caution, cut].compactMap(\.self).joined(separator: "; ") : caution)
  }

  /// By what share one bill is lower than another: 1 − R with R = mean of own / mean of old.
  ///
  ///     SE = SE(mean over images of own − R × old) / mean of old
  ///
  /// The linearised combined ratio of a stratified sample. Source: Cochran (1977), "Sampling Techniques", 3rd edition, 6.11.
  ///
  /// - Parameter extra: variance of the share that counted hit rates add.
  /// - Returns: nil where a cost is not known, or the other bill is zero.
  func lower(_ routing: Routing, than baseline: ArmCode, _ costs: ImageCosts, extra: Double) -> CostComparison.Share? {
    guard let own = try? costs.chosen(routing.arms), let old = try? costs.all(of: baseline, items),
      let mine = money(own, isCost: true, times: 1), let its = money(old, isCost: true, times: 1), its.dollars > 0
    else { return nil }
    let ratio = mine.dollars / its.dollars
    let residuals = old.merging(own) { $1 - ratio * $0 }
    let unchanged = unchangedCategories(routing, baseline)
    let interval: IntervalOutcome =
      switch money(residuals, isCost: false, times: 1 / its.dollars, fixed: unchanged)?.interval {
      case .stated(let estimate, let caution):
        Self.widened(
          Estimate(
            value: 1 - ratio, standardError: estimate.standardError, degreesOfFreedom: estimate.degreesOfFreedom,
            lower: 1 - ratio - estimate.halfWidth, upper: 1 - ratio + estimate.halfWidth,
            confidence: estimate.confidence),
          by: extra, notBelowZero: false, caution: caution)
      case .unavailable(let reason): .unavailable(reason: reason)
      case nil: .unavailable(reason: "no image")
      }
    return CostComparison.Share(value: 1 - ratio, interval: interval)
  }
}
