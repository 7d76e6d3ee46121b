/// The chance that a t test of image differences shows what is there, before any caption is paid for.
///
///     T = noncentral t with n − 1 degrees of freedom and δ = shift √n / SD
///     power = P(T > t(1 − α/2)) + P(T < −t(1 − α/2)), or P(T > t(1 − α)) one-sided
///
/// Source: Cohen (1988), "Statistical Power Analysis for the Behavioral Sciences", chapter 2; R: `power.t.test` with
/// `strict = TRUE`.
///
/// By hand: with no shift the power is α, for any n.
public struct PairedTestPlan: Hashable, Sendable {
  /// The true mean difference; for a test of "not worse" the true difference plus the margin.
  public let shift: Double
  /// Of one image's difference, same unit; above 0.
  public let standardDeviation: Double
  /// The test's level, between 0 and 1.
  public let alpha: Double
  /// Whether only a positive shift counts.
  public let isOneSided: Bool

  /// The most images that are tried.
  public static let mostImages = 10_000_000

  /// A test that looks for a difference in either direction, or above 0 only.
  ///
  /// - Throws: `outOfDomain` for a shift that is not finite, a deviation not above 0, a level outside 0...1.
  public init(
    shift: Double, standardDeviation: Double, alpha: Double = 0.05, isOneSided: Bool = false
  ) throws(EstimationError) {
    guard abs(shift) < 1e100 else { throw .outOfDomain(parameter: "the difference", value: shift) }
    guard standardDeviation > 0, standardDeviation < 1e100 else {
      throw .outOfDomain(parameter: "the standard deviation", value: standardDeviation)
    }
    guard alpha > 0, alpha < 1 else { throw .outOfDomain(parameter: "alpha", value: alpha) }
    self.shift = shift
    self.standardDeviation = standardDeviation
    self.alpha = alpha
    self.isOneSided = isOneSided
  }

  /// A one-sided test that a loss stays below the margin.
  ///
  /// - Throws: as the other; `outOfDomain` for a margin not above 0.
  public static func notWorse(
    trueDifference: Double, margin: Double, standardDeviation: Double, alpha: Double = 0.05
  ) throws(EstimationError) -> PairedTestPlan {
    guard margin > 0 else { throw .outOfDomain(parameter: "the margin", value: margin) }
    return try PairedTestPlan(
      shift: trueDifference + margin, standardDeviation: standardDeviation, alpha: alpha, isOneSided: true)
  }

  /// The chance that the test rejects.
  ///
  /// - Throws: `tooFewImages` below two; `outOfDomain` above ``mostImages``.
  public func power(images: Int) throws(EstimationError) -> Double {
    guard images >= 2 else { throw .tooFewImages(found: images) }
    guard images <= Self.mostImages else {
      throw .outOfDomain(parameter: "the number of images", value: Double(images))
    }
    let df = Double(images - 1)
    let critical = try StudentT(degreesOfFreedom: df).quantile(1 - (isOneSided ? alpha : alpha / 2))
    let found = try NoncentralT(
      degreesOfFreedom: df, noncentrality: shift / standardDeviation * Double(images).squareRoot())
    return isOneSided ? found.upperTail(critical) : found.upperTail(critical) + found.cumulative(-critical)
  }

  /// The fewest images with at least that power.
  ///
  /// - Parameter power: between 0 and 1.
  /// - Throws: `outOfDomain` for a power that cannot be; `unreachablePower` where ``mostImages`` do not do.
  public func images(forPower power: Double) throws(EstimationError) -> Int {
    guard power > 0, power < 1 else { throw .outOfDomain(parameter: "power", value: power) }
    var enough = 2
    while try self.power(images: enough) < power {
      guard enough < Self.mostImages else { throw .unreachablePower(power) }
      enough = min(2 * enough, Self.mostImages)
    }
    var tooFew = max(1, enough / 2)
    while enough - tooFew > 1 {
      let middle = tooFew + (enough - tooFew) / 2
      if try self.power(images: middle) < power { tooFew = middle } else { enough = middle }
    }
    return enough
  }
}
