internal import Blinding
internal import Statistics
internal import StudyModel

/// The image × rater cells in which an arm and the incumbent both have a value on the claimed criterion: what a verdict
/// rests on, with what stands behind each difference.
struct JudgedPairs {
  struct Pair {
    let image: Int
    let rater: Int
    /// The arm's value.
    var value: Double
    /// The incumbent's value in the same cell.
    var base: Double
    /// Whether a rater gave the value, and not a rule.
    let isJudged: Bool
    let isBaseJudged: Bool
    /// Whether both gave the same caption, which was shown and judged once.
    let isShared: Bool
    /// Words of either caption, where both are known.
    let words: (own: Int, base: Int)?

    var observation: Observation { Observation(image: image, rater: rater, value: value - base) }
  }

  /// By image, rater.
  var pairs: [Pair]
  let margin: Double
  let scope: Scope
  let estimator: ScopeEstimator

  var observations: [Observation] { pairs.map(\.observation) }

  /// - Parameters:
  ///   - cells: the arm's, on the claimed criterion, by image and rater.
  ///   - base: the incumbent's, likewise.
  ///   - areCompared: whether captions were compared: then a cell is one judgement, and the incumbent's is none.
  init(
    _ cells: [NumberedTable.Cell], against base: [NumberedTable.Cell], claim: Claim, areCompared: Bool = false,
    by estimator: ScopeEstimator
  ) {
    struct Key: Hashable {
      let image: Int
      let rater: Int
    }
    let partners = Dictionary(
      base.map { (Key(image: $0.observation.image, rater: $0.observation.rater), $0) },
      uniquingKeysWith: { first, _ in first })
    pairs = cells.compactMap { cell in
      let place = cell.observation
      guard let partner = partners[Key(image: place.image, rater: place.rater)] else { return nil }
      var words: (own: Int, base: Int)?
      if let own = cell.showing?.words, let base = partner.showing?.words { words = (own, base) }
      return Pair(
        image: place.image, rater: place.rater, value: place.value, base: partner.observation.value,
        isJudged: areCompared ? cell.showing != nil : !cell.isFailure, isBaseJudged: !areCompared && !partner.isFailure,
        isShared: !areCompared && cell.showing != nil && cell.showing == partner.showing, words: words)
    }
    margin = claim.margin
    scope = claim.scope
    self.estimator = estimator
  }

  /// The fact against the margin for the declared scope; nil where there is no interval.
  func marginFact(of observations: [Observation]) -> MarginFact? {
    guard let number = try? estimator.overall(observations, .difference), let estimate = number[scope].estimate else {
      return nil
    }
    return Verdict(lower: estimate.lower, upper: estimate.upper, margin: margin).margin
  }

  /// How much a pair of each category counts in the difference; the sum over all pairs is 1. A category without traffic
  /// counts 0.
  func weights() -> [Double] {
    let categories = pairs.map { estimator.categories[$0.image] }
    guard !estimator.traffic.shares.isEmpty else {
      return pairs.map { _ in 1 / Double(pairs.count) }
    }
    let counts = categories.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    let seen = estimator.traffic.shares.filter { counts[$0.category] != nil }
    let total = seen.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return pairs.map { _ in 0 } }
    let share = Dictionary(uniqueKeysWithValues: seen.map { ($0.category, $0.weight / total) })
    return categories.map { (share[$0] ?? 0) / Double(counts[$0] ?? 1) }
  }
}

extension ScopeEstimator {
  /// Intervals for a number that is not a mean, from what each observation pulls at it.
  ///
  /// Each pull is put back as the observation whose pull on a mean it would be, so that the mean of these is the number
  /// and its variance parts, degrees of freedom, guards and cautions are those of every other number of the study
  /// (linearization: Binder 1983, "On the variances of asymptotically normal estimators from complex surveys").
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - pulls: one for each place; what they add up to is taken off.
  ///   - places: image and rater of each.
  ///   - weights: what each counts in the weighted mean, as ``JudgedPairs/weights()`` gives them; above 0.
  func linearized(
    _ value: Double, pulls: [Double], places: [Observation], weights: [Double]
  ) throws(EstimationError) -> TwoScopes? {
    // Weights add up to 1, so that the interval lies around the number whatever the pulls add up to.
    let rest = pulls.reduce(0, +)
    let observations = places.indices.map { index in
      Observation(
        image: places[index].image, rater: places[index].rater, value: value + pulls[index] / weights[index] - rest)
    }
    var number = try overall(observations, .effect)
    // The strata's own means differ from the number; together they make it up, but for rounding.
    number?.value = value
    return number
  }
}
