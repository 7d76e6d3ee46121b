internal import Glibc

/// What a bootstrap of judgements draws anew.
public enum PairResampling: Hashable, Sendable {
  /// Images, each with all its judgements: for the same raters.
  case images
  /// Images and raters, a judgement counting as often as its image times its rater was drawn: for raters like these.
  case imagesAndRaters
}

/// Fits worths to resampled images, or images × raters: Davidson's where a draw holds ties, else Bradley and Terry's.
///
/// Every round only sums counts and starts Newton's method from the worths of the whole. Source: Owen (2007), "The
/// pigeonhole bootstrap", Annals of Applied Statistics 1; McCullagh (2000), "Resampling and exchangeable arrays",
/// Bernoulli 6.
///
/// - Parameters:
///   - rounds: above 0.
///   - seed: equal seeds give equal rounds for judgements in equal order.
/// - Returns: a list of log-worths for each round that has finite ones.
/// - Throws: as ``davidson(_:)``; `tooFewClusters` with one image, or with one rater where raters are drawn;
///   `outOfDomain` for the number of rounds.
/// - Complexity: a round costs the judgements once, and a few steps of O(models³).
public func bootstrapWorths(
  _ judgements: [PairJudgement], models: Int, over resampling: PairResampling, rounds: Int, seed: UInt64
) throws(PairwiseError) -> BradleyTerryBootstrap {
  guard rounds > 0 else { throw .outOfDomain(parameter: "the number of rounds", value: Double(rounds)) }
  let whole = try davidson(PairwiseCounts(judgements, models: models))
  var imageIndex = DenseIndex<Int>()
  var raterIndex = DenseIndex<Int>()
  let images = judgements.map { Int32(imageIndex.number(of: $0.image)) }
  let raters = judgements.map { Int32(raterIndex.number(of: $0.rater)) }
  guard imageIndex.count >= 2 else { throw .tooFewClusters(found: imageIndex.count) }
  if resampling == .imagesAndRaters, raterIndex.count < 2 { throw .tooFewClusters(found: raterIndex.count) }

  let table = ResamplingTable(judgements, models: models)
  var generator = SeededGenerator(seed: seed)
  var results: [[Double]] = []
  results.reserveCapacity(rounds)
  let allRaters = [Double](repeating: 1, count: raterIndex.count)
  for _ in 0..<rounds {
    let imageDraws = draws(of: imageIndex.count, &generator)
    let raterDraws = resampling == .images ? allRaters : draws(of: raterIndex.count, &generator)
    let counts = table.counts { imageDraws[Int(images[$0])] * raterDraws[Int(raters[$0])] }
    if let worths = resampledWorths(counts, from: whole) { results.append(worths) }
  }
  return BradleyTerryBootstrap(logWorths: results, undefinedRounds: rounds - results.count)
}

/// How often each of `count` was drawn in as many draws with replacement.
private func draws(of count: Int, _ generator: inout SeededGenerator) -> [Double] {
  var draws = [Double](repeating: 0, count: count)
  for _ in 0..<count { draws[Int.random(in: 0..<count, using: &generator)] += 1 }
  return draws
}

/// Where each judgement is counted.
private struct ResamplingTable {
  private let models: Int
  /// Winner × loser, then ties by lower × higher number.
  private let cells: [Int32]

  init(_ judgements: [PairJudgement], models: Int) {
    self.models = models
    cells = judgements.map { judgement in
      let (first, second) = (judgement.first, judgement.second)
      return switch judgement.outcome {
      case .first: Int32(first * models + second)
      case .second: Int32(second * models + first)
      case .tie: Int32(models * models + min(first, second) * models + max(first, second))
      }
    }
  }

  /// Pairs with at least one judgement in the draw.
  func counts(_ weight: (Int) -> Double) -> [PairwiseCounts.Pair] {
    let square = models * models
    var tally = [Double](repeating: 0, count: 2 * square)
    tally.withUnsafeMutableBufferPointer { tally in
      for (number, cell) in cells.enumerated() { tally[Int(cell)] += weight(number) }
    }
    var pairs: [PairwiseCounts.Pair] = []
    for first in 0..<models {
      for second in (first + 1)..<max(models, first + 1) {
        let pair = PairwiseCounts.Pair(
          first: first, second: second, firstWins: tally[first * models + second],
          secondWins: tally[second * models + first], ties: tally[square + first * models + second])
        if pair.firstWins + pair.secondWins + pair.ties > 0 { pairs.append(pair) }
      }
    }
    return pairs
  }
}

/// The worths of a draw; nil where it has no finite ones.
private func resampledWorths(_ pairs: [PairwiseCounts.Pair], from whole: TiedComparisons) -> [Double]? {
  let models = whole.scale.logWorths.count
  let ties = pairs.reduce(0) { $0 + $1.ties }
  var decided = [Double](repeating: 0, count: models * models)
  for pair in pairs {
    decided[pair.first * models + pair.second] = pair.firstWins
    decided[pair.second * models + pair.first] = pair.secondWins
  }
  // Where wins alone connect all models, ties cannot take the worths away.
  if !isStronglyConnected(decided, models: models) {
    var counts = PairwiseCounts(models: models)
    for pair in pairs {
      counts.add(pair.firstWins, winner: pair.first, loser: pair.second)
      counts.add(pair.secondWins, winner: pair.second, loser: pair.first)
      counts.add(pair.ties, tieBetween: pair.first, and: pair.second)
    }
    do throws(PairwiseError) {
      if ties > 0 { try requireFiniteTies(counts) } else { try ComparisonGraph(counts).requireConnected() }
    } catch {
      return nil
    }
  }
  let likelihood = WorthLikelihood(models: models, hasTies: ties > 0, hasOrder: false)
  let tie = log(whole.tieParameter > 0 ? whole.tieParameter : 1)
  let start = whole.scale.logWorths + (ties > 0 ? [tie] : [])
  return likelihood.maximum(pairs, from: start).map { place in
    let mean = place[..<models].reduce(0, +) / Double(models)
    return place[..<models].map { $0 - mean }
  }
}
