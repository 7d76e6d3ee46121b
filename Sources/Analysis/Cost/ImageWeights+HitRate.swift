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

  /// value ± Student's quantile × √(SE² + variance). The quantile is not read off the old interval: one that is narrow beside
  /// its value has lost it to rounding.
  private static func widened(
    _ old: Estimate, by variance: Double, notBelowZero: Bool, caution: String?
  ) -> IntervalOutcome {
    let quantile: Double
    do throws(EstimationError) {
      quantile = try StudentT(degreesOfFreedom: old.degreesOfFreedom).quantile(0.5 + old.confidence / 2)
    } catch {
      return .unavailable(reason: error.description)
    }
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
  /// Where each image costs the same share of what it had cost, images leave nothing open, and the interval is that of the
  /// hit rate alone: ratio ± normal quantile × √extra.
  ///
  /// - Parameter extra: variance of the share that counted hit rates add.
  /// - Returns: nil where a cost is not known, or the other bill is zero.
  func lower(_ routing: Routing, than baseline: ArmCode, _ costs: ImageCosts, extra: Double) -> CostComparison.Share? {
    guard let own = try? costs.chosen(routing.arms), let old = try? costs.all(of: baseline, items),
      let mine = money(own, isCost: true, times: 1), let its = money(old, isCost: true, times: 1), its.dollars > 0
    else { return nil }
    let ratio = mine.dollars / its.dollars
    let residuals = old.merging(own) { Self.residual($1, ratio * $0) }
    guard extra <= 0 || residuals.values.contains(where: { $0 != 0 }) else {
      return CostComparison.Share(value: 1 - ratio, interval: ofHitRate(1 - ratio, extra, old))
    }
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

  /// What is left of an image's cost; a difference below 1e-12 of its terms is rounding.
  private static func residual(_ own: Double, _ expected: Double) -> Double {
    abs(own - expected) <= 1e-12 * max(abs(own), abs(expected)) ? 0 : own - expected
  }

  /// The interval of a share that only a counted hit rate leaves open.
  ///
  /// - Parameter old: what the images cost before.
  private func ofHitRate(_ share: Double, _ variance: Double, _ old: [ItemID: Double]) -> IntervalOutcome {
    do throws(EstimationError) {
      let error = variance.squareRoot()
      let half = try Normal.quantile(0.5 + confidence / 2) * error
      let isOneCost = Set(old.values).count < 2
      return .stated(
        Estimate(
          value: share, standardError: error, degreesOfFreedom: .infinity, lower: share - half, upper: share + half,
          confidence: confidence),
        caution: isOneCost ? "every image costs the same, so only the hit rate's spread is in it" : nil)
    } catch {
      return .unavailable(reason: error.description)
    }
  }
}
