/// How well one rater repeats their own scores on items shown twice.
///
///     within SD = √(Σ d² / 2n)      repeatability = 1.96 √2 within SD      limits of agreement = mean d ± 1.96 SD(d)
///
/// d is second minus first. Source: Bland and Altman (1986), "Statistical methods for assessing agreement between two
/// methods of clinical measurement", Lancet 327; Bland and Altman (1996), "Measurement error", BMJ 313. Twenty repeats or
/// more are needed for numbers worth quoting.
///
/// By hand: (1, 2), (3, 3), (5, 6): d = 1, 0, 1; mean ⅔, SD √⅓, within SD √(2/6).
public struct TestRetest: Hashable, Sendable {
  /// Items scored twice.
  public let items: Int
  /// Mean of second minus first.
  public let meanShift: Double
  /// Of the differences, over n − 1; nil with one item.
  public let differenceDeviation: Double?
  /// The spread of one score around the rater's own mean for the item.
  public let withinDeviation: Double
  /// Share of items with the same score.
  public let exactAgreement: Double
  /// Share of items with scores at most 1 apart.
  public let withinOne: Double
  private let table: CrossedTable

  /// - Parameter pairs: first and second score of each item.
  /// - Throws: `noObservations`; `outOfDomain` for a score that is not finite.
  public init(_ pairs: [(first: Double, second: Double)]) throws(EstimationError) {
    table = try CrossedTable(
      pairs.enumerated().flatMap { item, pair in
        [
          Observation(image: item, rater: 0, value: pair.first),
          Observation(image: item, rater: 1, value: pair.second),
        ]
      })
    let n = Double(pairs.count)
    let differences = pairs.map { pair in
      let difference = pair.second - pair.first
      return abs(difference) <= roundingShare * max(abs(pair.first), abs(pair.second)) ? 0 : difference
    }
    let mean = differences.reduce(0, +) / n
    items = pairs.count
    meanShift = mean
    differenceDeviation =
      pairs.count < 2
      ? nil : (differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    withinDeviation = (differences.reduce(0) { $0 + $1 * $1 } / (2 * n)).squareRoot()
    exactAgreement = Double(differences.count { $0 == 0 }) / n
    withinOne = Double(differences.count { abs($0) <= 1 + roundingShare }) / n
  }

  /// 95 % of repeats are expected to differ by less than this.
  public var repeatability: Double { 1.96 * 2.0.squareRoot() * withinDeviation }

  /// Where 95 % of differences are expected, 1.96 standard deviations around the shift.
  ///
  /// - Throws: `tooFewImages` below two items; `constantObservations` where every difference is the same.
  public func limitsOfAgreement() throws(EstimationError) -> ClosedRange<Double> {
    guard let deviation = differenceDeviation else { throw .tooFewImages(found: items) }
    guard deviation > roundingShare * max(1, abs(meanShift)) else { throw .constantObservations(value: meanShift) }
    return (meanShift - 1.96 * deviation)...(meanShift + 1.96 * deviation)
  }

  /// ICC(2,1): see ``CrossedComponents/agreement()``.
  ///
  /// - Throws: `tooFewImages` below two items; `constantObservations`.
  public func agreement() throws(EstimationError) -> Double { try CrossedComponents(table).agreement() }
}
