/// Log-worths of resampled judgements.
public struct BradleyTerryBootstrap: Hashable, Sendable {
  /// One list a round that has finite worths, each with sum 0.
  public let logWorths: [[Double]]
  /// Rounds whose draw was disconnected or separated: they have no finite worths and are left out.
  public let undefinedRounds: Int

  /// Where the resampled differences of two models lie: standard deviation and percentiles (R's type 7).
  ///
  /// - Throws: `tooFewRounds` with fewer than two rounds; `noSpread` where all rounds agree; `outOfDomain` for a
  ///   confidence.
  public func difference(
    of model: Int, from reference: Int, confidence: Double = 0.95
  ) throws(PairwiseError) -> (standardError: Double, interval: ClosedRange<Double>) {
    guard confidence > 0, confidence < 1 else { throw .outOfDomain(parameter: "confidence", value: confidence) }
    guard logWorths.count >= 2 else { throw .tooFewRounds(found: logWorths.count) }
    let sorted = logWorths.map { $0[model] - $0[reference] }.sorted()
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count - 1)
    guard sorted[sorted.count - 1] - sorted[0] > 1e-9 else { throw .noSpread }
    let tail = (1 - confidence) / 2
    let lower = percentile(tail, ofSorted: sorted)
    return (variance.squareRoot(), lower...max(lower, percentile(1 - tail, ofSorted: sorted)))
  }
}

/// Fits Bradley–Terry worths to resampled images, each with all its judgements.
///
/// Every round only sums counts, then starts Newton's method from the worths of the whole. Images that hold one
/// judgement each make it a resampling of judgements. Source: Efron and Tibshirani (1993), "An Introduction to the
/// Bootstrap", chapter 8; Owen (2007), "The pigeonhole bootstrap", Annals of Applied Statistics 1, for why raters'
/// spread is not in it.
///
/// - Parameters:
///   - comparisons: decided ones.
///   - rounds: above 0.
///   - seed: equal seeds give equal rounds.
/// - Throws: as ``bradleyTerry(_:)``; `tooFewClusters` with one image; `outOfDomain` for the number of rounds.
/// - Complexity: a round costs the judgements once, and a few steps of O(models³).
public func bootstrapBradleyTerry(
  _ comparisons: [ClusteredComparison], models: Int, rounds: Int, seed: UInt64
) throws(PairwiseError) -> BradleyTerryBootstrap {
  guard rounds > 0 else { throw .outOfDomain(parameter: "the number of rounds", value: Double(rounds)) }
  var counts = PairwiseCounts(models: models)
  for comparison in comparisons { counts.add(winner: comparison.winner, loser: comparison.loser) }
  let whole = try bradleyTerry(counts).logWorths

  // Each image's judgements as cells winner × loser, image after image.
  var numbers: [Int: Int] = [:]
  var cellsOfImage: [[Int]] = []
  for comparison in comparisons {
    let number = numbers[comparison.image] ?? cellsOfImage.count
    if number == cellsOfImage.count {
      numbers[comparison.image] = number
      cellsOfImage.append([])
    }
    cellsOfImage[number].append(comparison.winner * models + comparison.loser)
  }
  let images = cellsOfImage.count
  guard images >= 2 else { throw .tooFewClusters(found: images) }
  precondition(images < 1 << 31, "more images than can be drawn")
  let cells = cellsOfImage.flatMap(\.self)
  var starts = [0]
  for image in cellsOfImage { starts.append(starts[starts.count - 1] + image.count) }

  var generator = SeededGenerator(seed: seed)
  var results: [[Double]] = []
  results.reserveCapacity(rounds)
  let single = cells.count == images
  var tally = [Int32](repeating: 0, count: models * models)
  for _ in 0..<rounds {
    for index in tally.indices { tally[index] = 0 }
    if single {
      drawCells(cells, into: &tally, &generator)
    } else {
      for _ in 0..<images {
        let image = Int.random(in: 0..<images, using: &generator)
        for index in starts[image]..<starts[image + 1] { tally[cells[index]] += 1 }
      }
    }
    let wins = tally.map(Double.init)
    if isStronglyConnected(wins, models: models), let worths = bradleyTerryWorths(wins, from: whole) {
      results.append(worths)
    }
  }
  return BradleyTerryBootstrap(logWorths: results, undefinedRounds: rounds - results.count)
}

/// Draws as many cells as there are, with replacement, and counts them: two draws from each 64 random bits, whose chances
/// are equal to within the number of cells / 2³².
private func drawCells(_ cells: [Int], into tally: inout [Int32], _ generator: inout SeededGenerator) {
  let count = UInt64(cells.count)
  var source = generator
  cells.withUnsafeBufferPointer { cells in
    tally.withUnsafeMutableBufferPointer { tally in
      for _ in 0..<cells.count / 2 {
        let bits = source.next()
        tally[cells[Int(truncatingIfNeeded: ((bits >> 32) &* count) >> 32)]] &+= 1
        tally[cells[Int(truncatingIfNeeded: ((bits & 0xFFFF_FFFF) &* count) >> 32)]] &+= 1
      }
      if cells.count % 2 == 1 {
        tally[cells[Int(truncatingIfNeeded: ((source.next() >> 32) &* count) >> 32)]] &+= 1
      }
    }
  }
  generator = source
}

/// Whether every model beat every other over some chain: all are reached from the first, and the first from all.
func isStronglyConnected(_ wins: [Double], models: Int) -> Bool {
  func reachesAll(_ beat: (Int, Int) -> Bool) -> Bool {
    var seen = [Bool](repeating: false, count: models)
    seen[0] = true
    var open = [0]
    var found = 1
    while let model = open.popLast() {
      for other in 0..<models where !seen[other] && beat(model, other) {
        seen[other] = true
        found += 1
        open.append(other)
      }
    }
    return found == models
  }
  return reachesAll { wins[$0 * models + $1] > 0 } && reachesAll { wins[$1 * models + $0] > 0 }
}

/// The worths alone, without a covariance.
private func bradleyTerryWorths(_ wins: [Double], from start: [Double]) -> [Double]? {
  let models = start.count
  var pairs: [PairwiseCounts.Pair] = []
  for first in 0..<models {
    for second in 0..<first {
      let (a, b) = (wins[first * models + second], wins[second * models + first])
      if a + b > 0 {
        pairs.append(PairwiseCounts.Pair(first: first, second: second, firstWins: a, secondWins: b, ties: 0))
      }
    }
  }
  let found = concaveMaximum(from: start) { place in
    var point = bradleyTerryPoint(pairs, worths: place)
    let gauge = (0..<models).reduce(0) { $0 + point.information[$1 * models + $1] } / Double(models * models)
    for index in point.information.indices { point.information[index] += gauge }
    return point
  }
  return found?.place
}
