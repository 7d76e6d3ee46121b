internal import Statistics

/// How one rater uses the scale.
public struct RaterHabit: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// Values this rater gave.
  public var ratings: Int
  /// Their mean, in rubric points; says little where raters saw different captions.
  public var mean: Double
  /// How many points more than the average rater this one gives the same arm on the same image; adds up to 0 over raters.
  /// Nil where who rated what does not connect them.
  public var leniency: Double?
  /// Share of this rater's values on the scale's lowest point, between 0 and 1.
  public var lowestShare: Double
  /// Share on the highest point.
  public var highestShare: Double

  /// Leniency solves as many equations as there are raters and arms.
  static let mostForLeniency = 1000

  /// By rater, those without a value left out.
  ///
  /// The scale's ends are the declared ones, else the lowest and highest value that anybody gave.
  static func all(_ columns: RatingColumns) -> (raters: [RaterHabit], withoutLeniency: String?) {
    var counts = [Int](repeating: 0, count: columns.raters.count)
    var (lows, highs, sums) = (counts, counts, counts.map(Double.init))
    var scores: [ExplainedScore] = []
    scores.reserveCapacity(columns.count)
    for row in columns.value.indices where columns.isFailure.isEmpty || !columns.isFailure[row] {
      scores.append(
        ExplainedScore(
          model: Int(columns.arm[row]), rater: Int(columns.rater[row]), image: Int(columns.image[row]),
          value: columns.value[row]))
    }
    guard let first = scores.first else { return ([], "no ratings") }
    let observed = scores.reduce((first.value, first.value)) { (min($0.0, $1.value), max($0.1, $1.value)) }
    let (lowest, highest) = columns.range.map { ($0.lowerBound, $0.upperBound) } ?? observed
    for score in scores {
      counts[score.rater] += 1
      sums[score.rater] += score.value
      if score.value <= lowest { lows[score.rater] += 1 }
      if score.value >= highest { highs[score.rater] += 1 }
    }
    let leniency = leniency(scores, raters: counts.count { $0 > 0 })
    let raters = counts.indices.filter { counts[$0] > 0 }.map { rater in
      RaterHabit(
        rater: columns.raters[rater], ratings: counts[rater], mean: sums[rater] / Double(counts[rater]),
        leniency: leniency.byRater[rater], lowestShare: Double(lows[rater]) / Double(counts[rater]),
        highestShare: Double(highs[rater]) / Double(counts[rater]))
    }
    return (raters, leniency.reason)
  }

  private static func leniency(_ scores: [ExplainedScore], raters: Int) -> (byRater: [Int: Double], reason: String?) {
    guard raters > 1 else { return ([:], "one rater has nobody to be more lenient than") }
    guard raters <= mostForLeniency else {
      return ([:], "\(raters) raters: leniency is worked out for up to \(mostForLeniency)")
    }
    do {
      return (try AdditiveEffects(scores).leniency, nil)
    } catch {
      return ([:], error.description)
    }
  }
}
