internal import Blinding
public import StudyModel

/// How often a cache is expected to have what it is asked for, in place of how often it had in a run.
///
/// A study's images are distinct, and a cache that starts empty finds none of them: how often it will find production's has
/// to be known from production.
public struct HitRate: Hashable, Sendable {
  /// Between 0 and 1.
  public var rate: Double
  /// Of the rate as an estimate, p (1 − p) / n for counts; 0 where the rate is taken as exact.
  public var variance: Double
  /// Which measurement it is: rates of the same one err together.
  public var source: Int
  /// The images for which the cache is asked.
  public var images: Set<ItemID>

  /// A rate that is taken as exact.
  public init(rate: Double, source: Int, images: Set<ItemID>) {
    (self.rate, variance, self.source, self.images) = (rate, 0, source, images)
  }

  /// A rate that was counted.
  ///
  /// - Parameter requests: how often the cache was asked; above 0, and at least `hits`.
  public init(hits: Int, of requests: Int, source: Int, images: Set<ItemID>) {
    let rate = Double(hits) / Double(requests)
    self.init(rate: rate, source: source, images: images)
    variance = rate * (1 - rate) / Double(requests)
  }
}

extension ImageCosts {
  /// What the images are expected to cost with these hit rates, by serving arm.
  ///
  ///     full     = what the image cost + where its caption came from the cache, what that had cost
  ///     expected = (1 − rate) × full
  ///
  /// The rest, rate × full, is what the cache saves. That is as if what a cache has costs as much, image for image, as what
  /// it has not: a rate alone cannot say more. Where the full cost is not known, nor is the expected one.
  func expecting(_ rates: [ArmCode: HitRate]) -> ImageCosts {
    var expected = self
    for (arm, rate) in rates {
      for item in rate.images {
        guard unknownCalls[arm]?[item] == nil, let paid = dollars[arm]?[item] else {
          expected.partly[arm, default: [:]][item] = (1 - rate.rate) * (partly[arm]?[item] ?? 0)
          continue
        }
        var full = paid
        switch cached[arm]?[item] {
        case .known(let dollars): full += dollars
        case .unknown:
          // The call that had brought the caption.
          expected.dollars[arm]?[item] = nil
          expected.unknownCalls[arm, default: [:]][item] = 1
          expected.partly[arm, default: [:]][item] = (1 - rate.rate) * paid
          continue
        case nil: break
        }
        expected.dollars[arm]?[item] = (1 - rate.rate) * full
        expected.cached[arm, default: [:]][item] = .known(rate.rate * full)
      }
    }
    return expected
  }
}
