internal import Statistics
internal import StudyModel

/// Looks for few one-point changes of ratings that flip a verdict.
///
/// Ratings are ranked by how far a point of change moves the bound that must cross the margin, by the slope of
///
///     bound = difference ∓ t · √V,   V of the interval as the verdict's own estimator makes it up
///
/// at the ratings as they stand (t held fixed). The number of changes from the top of that ranking is bisected, and each
/// time the verdict is read from a full estimate. An eighth of them is then made, the rest ranked anew from there, and so
/// on: what is returned flips the verdict by the very estimator that gave it. Then all sets of one rating, of two and so
/// on are tried as long as there are few enough of them. Source of the question: Walsh et al. (2014),
/// "The statistical significance of randomized controlled trial results is frequently fragile", Journal of Clinical
/// Epidemiology 67; the search is this project's own.
///
/// - Complexity: O(log changes · log n) estimates of n pairs, and one for each trial.
struct FragilitySearch {
  private var pairs: JudgedPairs
  private let range: ClosedRange<Double>
  private let favoursCandidate: Bool
  private let from: MarginFact
  private let weights: [Double]
  /// By pair and side: whether that rating was changed already.
  private var changed: [(own: Bool, base: Bool)]

  init(_ pairs: JudgedPairs, range: ClosedRange<Double>, favoursCandidate: Bool, from: MarginFact) {
    self.pairs = pairs
    self.range = range
    self.favoursCandidate = favoursCandidate
    self.from = from
    weights = pairs.weights()
    changed = pairs.pairs.map { _ in (own: false, base: false) }
  }

  /// One rating that can move by a point.
  private struct Change {
    let pair: Int
    let isBase: Bool
  }

  /// What a search found.
  struct Found {
    var changes: Int
    var atLeast: Int
    var to: MarginFact
  }

  /// The fewest changes found, and what the verdict is after them; nil where no number of changes flips it.
  func fewest(trials: Int) -> Found? {
    guard let found = descent() else { return nil }
    var result = Found(changes: found.changes, atLeast: 1, to: found.to)
    let all = ranking()
    var left = trials
    while result.atLeast < result.changes {
      guard let sets = Self.sets(of: result.atLeast, among: all.count, atMost: left) else { break }
      left -= sets
      if let to = tryAll(all, choosing: result.atLeast) {
        result.changes = result.atLeast
        result.to = to
      } else {
        result.atLeast += 1
      }
    }
    return result
  }

  /// The fewest changes that ranking and bisecting find.
  private func descent() -> (changes: Int, to: MarginFact)? {
    var search = self
    var made = 0
    var best: (changes: Int, to: MarginFact)?
    while true {
      let ranked = search.ranking()
      // Only fewer than are known to do are looked for, and only where one fewer does.
      let most = min(ranked.count, best.map { $0.changes - made - 1 } ?? ranked.count)
      if best == nil || search.flips(ranked.prefix(most)), let found = search.firstFlip(ranked, upTo: most) {
        best = (made + found.changes, found.to)
      }
      guard let best, best.changes - made > 1 else { return best }
      let step = max(1, (best.changes - made) / 8)
      for change in ranked.prefix(step) { search.apply(change) }
      made += step
    }
  }

  /// How many sets there are; nil where they are more than the limit.
  private static func sets(of size: Int, among count: Int, atMost limit: Int) -> Int? {
    var sets = 1
    for step in 1...max(1, size) {
      sets = sets * (count - step + 1) / step
      if sets > limit { return nil }
    }
    return sets
  }

  /// What the verdict is after the first set of that size that flips it; nil where none does.
  private func tryAll(_ all: [Change], choosing size: Int) -> MarginFact? {
    func attempt(_ search: FragilitySearch, from start: Int, left: Int) -> MarginFact? {
      guard left > 0 else { return search.outcome }
      for index in start..<(all.count - left + 1) {
        var next = search
        next.apply(all[index])
        if let to = attempt(next, from: index + 1, left: left - 1) { return to }
      }
      return nil
    }
    return attempt(self, from: 0, left: size)
  }

  /// What the verdict is with the changes made so far, where that flips it.
  private var outcome: MarginFact? {
    pairs.marginFact(of: pairs.observations).flatMap { isFlipped($0) ? $0 : nil }
  }

  /// The smallest prefix that flips, as bisection finds it.
  private func firstFlip(_ ranked: [Change], upTo most: Int) -> (changes: Int, to: MarginFact)? {
    func outcome(_ count: Int) -> MarginFact? { flipped(after: ranked.prefix(count)) }
    var low = 0
    var high = 1
    var found: MarginFact?
    while found == nil {
      guard low < most else { return nil }
      high = min(high, most)
      found = outcome(high)
      if found == nil {
        low = high
        high *= 2
      }
    }
    guard var to = found else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if let fact = outcome(middle) {
        (high, to) = (middle, fact)
      } else {
        low = middle
      }
    }
    return (high, to)
  }

  private func flipped(after changes: ArraySlice<Change>) -> MarginFact? {
    var trial = self
    for change in changes { trial.apply(change) }
    return trial.outcome
  }

  private func flips(_ changes: ArraySlice<Change>) -> Bool { flipped(after: changes) != nil }

  private func isFlipped(_ fact: MarginFact) -> Bool {
    switch from {
    case .notWorse, .equivalent: fact == .undecided || fact == .worseBeyondMargin
    case .worseBeyondMargin: fact != .worseBeyondMargin
    case .undecided: favoursCandidate ? fact == .notWorse || fact == .equivalent : fact == .worseBeyondMargin
    }
  }

  private mutating func apply(_ change: Change) {
    if change.isBase {
      pairs.pairs[change.pair].base += favoursCandidate ? -1 : 1
      changed[change.pair].base = true
    } else {
      pairs.pairs[change.pair].value += favoursCandidate ? 1 : -1
      changed[change.pair].own = true
    }
  }

  /// Whether a rating can move by a point, towards what flips the verdict, within the scale.
  private func canMove(_ value: Double, up: Bool) -> Bool {
    let slack = 1e-9
    return up ? value + 1 <= range.upperBound + slack : value - 1 >= range.lowerBound - slack
  }

  /// Every possible change, the one that moves the bound furthest first.
  private func ranking() -> [Change] {
    // The bound is to go up where the candidate is favoured, down where it is not, and so is the difference.
    // Equal gains keep the order of pairs, so that the same ratings give the same answer: what adding up in another order, or
    // on another machine, makes of their last digits decides nothing.
    let slopes = boundSlopes()
    let grain = 1e-9 * (slopes.map(abs).max() ?? 0)
    let gains = grain > 0 ? slopes.map { ($0 / grain).rounded() } : slopes
    let ranked = pairs.pairs.indices.filter { weights[$0] > 0 && !pairs.pairs[$0].isShared }
      .sorted { gains[$0] == gains[$1] ? $0 < $1 : gains[$0] > gains[$1] }
    var changes: [Change] = []
    changes.reserveCapacity(2 * ranked.count)
    for index in ranked {
      let pair = pairs.pairs[index]
      if pair.isJudged, !changed[index].own, canMove(pair.value, up: favoursCandidate) {
        changes.append(Change(pair: index, isBase: false))
      }
      if pair.isBaseJudged, !changed[index].base, canMove(pair.base, up: !favoursCandidate) {
        changes.append(Change(pair: index, isBase: true))
      }
    }
    return changes
  }
}

extension FragilitySearch {
  /// By pair: how far the bound that must cross the margin moves for a point more in its difference.
  private func boundSlopes() -> [Double] {
    let observations = pairs.observations
    guard let number = try? pairs.estimator.overall(observations, .difference),
      let estimate = number[pairs.scope].estimate
    else { return weights }
    let quantile = estimate.halfWidth / estimate.standardError
    let slopes = varianceSlopes(observations, parts: number.variance)
    // A candidate that is to come out better needs its lower bound above −margin where it is undecided, and its upper
    // one where it is worse; one that is to come out worse the other way about.
    let isLower = from == .undecided ? favoursCandidate : from != .worseBeyondMargin
    let sign: Double = isLower ? -1 : 1
    return observations.indices.map { weights[$0] + sign * quantile * slopes[$0] / (2 * estimate.standardError) }
  }

  /// By pair: the slope of the variance behind the interval.
  ///
  /// For pulls z = w (d − mean) and clusters' sums Z, G/(G−1) Σ Z² has the slope 2 G/(G−1) · w (Z − Σ Z n / N), where n
  /// counts a cluster's pairs and N all of them.
  private func varianceSlopes(_ observations: [Observation], parts: VarianceParts?) -> [Double] {
    // Strata and clusters by number: this is worked out hundreds of times.
    let isWeighted = !pairs.estimator.traffic.shares.isEmpty
    var numbers: [String: Int] = [:]
    let strata = observations.map { observation -> Int in
      guard isWeighted else { return 0 }
      return numbers.number(of: pairs.estimator.categories[observation.image])
    }
    let strataCount = max(1, numbers.count)
    var counts = [Double](repeating: 0, count: strataCount)
    var totals = [Double](repeating: 0, count: strataCount)
    for (index, observation) in observations.enumerated() {
      counts[strata[index]] += 1
      totals[strata[index]] += observation.value
    }
    let pulls = observations.indices.map { index -> Double in
      weights[index] * (observations[index].value - totals[strata[index]] / counts[strata[index]])
    }
    /// - Parameter isWithin: whether clusters lie within strata, or across all of them.
    func slopes(_ cluster: (Int) -> Int, isWithin: Bool) -> [Double] {
      let clusters = observations.indices.map(cluster)
      var total = [Double](repeating: 0, count: (clusters.max() ?? 0) + 1)
      var seen = [Int](repeating: -1, count: total.count)
      var groups = [Double](repeating: 0, count: strataCount)
      for index in observations.indices {
        total[clusters[index]] += pulls[index]
        let stratum = isWithin ? strata[index] : 0
        if seen[clusters[index]] != stratum {
          seen[clusters[index]] = stratum
          groups[stratum] += 1
        }
      }
      var mean = [Double](repeating: 0, count: strataCount)
      for index in observations.indices {
        mean[strata[index]] += total[clusters[index]] / counts[strata[index]]
      }
      return observations.indices.map { index in
        let count = groups[isWithin ? strata[index] : 0]
        guard count > 1 else { return 0 }
        return 2 * count / (count - 1) * weights[index] * (total[clusters[index]] - mean[strata[index]])
      }
    }
    let image = slopes({ observations[$0].image }, isWithin: true)
    guard pairs.scope == .ratersLikeThese, let parts, let combined = parts.combined else { return image }
    let rater = slopes({ observations[$0].rater }, isWithin: false)
    if combined == parts.image { return image }
    if combined == parts.rater { return rater }
    let cell = slopes({ $0 }, isWithin: true)
    return observations.indices.map { image[$0] + rater[$0] - cell[$0] }
  }
}

extension [String: Int] {
  /// A name's number: the next one where it has none.
  fileprivate mutating func number(of name: String) -> Int {
    if let known = self[name] { return known }
    let next = count
    self[name] = next
    return next
  }
}
