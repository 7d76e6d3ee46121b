/// Whether raters can tell two things apart at all: right answers in a test with a known chance of guessing.
public struct Distinguishability: Hashable, Sendable {
  /// P(as many right answers or more by guessing), exact.
  public let pValue: Double
  /// Wilson's interval for the share of right answers.
  public let interval: ClosedRange<Double>
  /// The share that must really have told them apart, the rest guessing: (share − chance) / (1 − chance), at least 0.
  public let discriminators: Double
  /// Right answers / trials.
  public let share: Double

  /// Source: Abbott (1925), Journal of Economic Entomology 18, for the share corrected for guessing; ISO 4120 (2021).
  ///
  /// By hand, 3 of 4 at 1/2: p = 5/16, discriminators 1/2.
  ///
  /// - Parameters:
  ///   - correct: from 0 to `trials`.
  ///   - trials: above 0.
  ///   - chance: of a right guess: 1/2 for a pair, 1/3 for a triangle.
  ///   - confidence: above 0 and below 1.
  /// - Throws: `noObservations`, `outOfDomain`.
  public init(correct: Int, of trials: Int, chance: Double, confidence: Double = 0.95) throws(EstimationError) {
    pValue = try binomialTest(successes: correct, of: trials, chance: chance, alternative: .greater)
    interval = try wilsonInterval(successes: correct, of: trials, confidence: confidence)
    share = Double(correct) / Double(trials)
    discriminators = max(0, (share - chance) / (1 - chance))
  }

  /// d′ of a choice between two: √2 z(share right), in standard deviations of the sensation.
  ///
  /// Source: Macmillan and Creelman (2005), "Detection Theory", chapter 7.
  ///
  /// - Throws: `outOfDomain` where all or none are right: d′ has no limit then.
  public func pairSensitivity() throws(EstimationError) -> Double {
    guard share > 0, share < 1 else { throw .outOfDomain(parameter: "the share of right answers", value: share) }
    return 2.0.squareRoot() * (try Normal.quantile(share))
  }
}
