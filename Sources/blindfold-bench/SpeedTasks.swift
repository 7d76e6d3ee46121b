internal import Foundation
internal import Statistics

/// One timed task: ours, and what both sides must agree on.
enum SpeedTask: String, CaseIterable {
  case bootstrap, alpha, worths

  /// What is done, and by whom beside us.
  var title: String {
    switch self {
    case .bootstrap: "10,000 two-way resamples of 200 images × 3 raters × 5 models"
    case .alpha: "Krippendorff's alpha, ordinal, 200 items × 5 raters, 1,000 rounds"
    case .worths: "Bradley–Terry, 20,000 battles × 20 models, 1,000 rounds"
    }
  }

  var peer: String {
    switch self {
    case .bootstrap: "numpy, weights"
    case .alpha: "krippendorff, value counts"
    case .worths: "numpy, Newton"
    }
  }

  /// Below this ratio the project's own goal is missed.
  var goal: Double {
    switch self {
    case .bootstrap: 5
    case .alpha: 20
    case .worths: 4
    }
  }

  /// Does the work once.
  func answer(_ data: SpeedData) throws -> SpeedAnswer {
    switch self {
    case .bootstrap:
      let bootstrap = try pigeonholeBootstrap(data.ratings, rounds: SpeedData.resamples, seed: 1)
      let pairs = (0..<SpeedData.models).flatMap { first in (0..<first).map { (first, $0) } }
      let spreads =
        try (0..<SpeedData.models).map { try bootstrap.mean(of: $0) }
        + pairs.map { try bootstrap.difference(of: $0.0, from: $0.1) }
      return SpeedAnswer(
        exact: data.ratings.map { list in list.reduce(0) { $0 + $1.value } / Double(list.count) },
        resampled: spreads.map(\.standardError),
        bounds: spreads.flatMap { [$0.interval.lowerBound, $0.interval.upperBound] })
    case .alpha:
      let alpha = try KrippendorffAlpha(units: data.units)
      let interval = try alpha.bootstrapInterval(.ordinal, rounds: SpeedData.rounds, seed: 1)
      return SpeedAnswer(exact: [try alpha.value(.ordinal)], resampled: [], bounds: [interval.lower, interval.upper])
    case .worths:
      let bootstrap = try bootstrapBradleyTerry(
        data.battles, models: SpeedData.battlers, rounds: SpeedData.rounds, seed: 1)
      let spreads = try (1..<SpeedData.battlers).map { try bootstrap.difference(of: $0, from: 0) }
      var counts = PairwiseCounts(models: SpeedData.battlers)
      for battle in data.battles { counts.add(winner: battle.winner, loser: battle.loser) }
      return SpeedAnswer(
        exact: try bradleyTerry(counts).logWorths, resampled: spreads.map(\.standardError),
        bounds: spreads.flatMap { [$0.interval.lowerBound, $0.interval.upperBound] })
    }
  }
}

/// What a task gave, whoever did it.
struct SpeedAnswer: Codable {
  /// Must agree to nine digits.
  var exact: [Double]
  /// Standard errors from resampling.
  var resampled: [Double]
  /// Percentile bounds from resampling.
  var bounds: [Double]

  /// Why two answers are not of the same thing; nil where they agree: what is exact to a billionth, standard errors within
  /// a tenth, bounds within a fifth of the interval that they bound.
  func disagreement(with other: SpeedAnswer) -> String? {
    guard exact.count == other.exact.count, resampled.count == other.resampled.count, bounds.count == other.bounds.count
    else { return "they do not hold the same numbers" }
    for (a, b) in zip(exact, other.exact) where !(abs(a - b) < 1e-9) { return "estimates \(a) and \(b)" }
    for (a, b) in zip(resampled, other.resampled) where !(abs(a / b - 1) < 0.1) {
      return "standard errors \(a) and \(b)"
    }
    for index in bounds.indices {
      let width = bounds[index | 1] - bounds[index & ~1]
      let (a, b) = (bounds[index], other.bounds[index])
      if !(abs(a - b) < 0.2 * width) { return "percentiles \(a) and \(b)" }
    }
    return nil
  }
}

/// Seconds of CPU, user and system, that this process has used.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// User and system time of the children that have ended, in seconds.
func childCPUSeconds() -> Double {
  var usage = rusage()
  getrusage(RUSAGE_CHILDREN.rawValue, &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
