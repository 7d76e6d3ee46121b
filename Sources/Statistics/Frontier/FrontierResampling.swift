/// How often a choice is on the frontier of cost against quality when images (and raters) are drawn anew.
///
/// In each draw images are drawn with replacement within their stratum and, if wanted, raters with replacement over all
/// (the weights multiply); every choice's mean cost and mean quality are worked out on that draw, with the strata's
/// weights, and ``frontier(costs:qualities:)`` is read off. Costs and qualities of one image stay together, so what moves
/// both moves both. With raters drawn too, the noise of single cells is counted more than once (Owen 2007), which pulls
/// chances towards the middle: they promise too little rather than too much. Source: Owen (2007), "The pigeonhole
/// bootstrap", Annals of Applied Statistics 1; McCullagh (2000), "Resampling and exchangeable arrays", Bernoulli 6.
public struct FrontierResampling: Sendable {
  /// One choice.
  public struct Contender: Sendable {
    /// One for each image; raters do not count.
    public var costs: [Observation]
    /// Any number per image and rater; nil for the choice that the others are compared with, whose quality is 0.
    public var qualities: [Observation]?

    /// One choice.
    public init(costs: [Observation], qualities: [Observation]?) {
      self.costs = costs
      self.qualities = qualities
    }
  }

  private struct Cell {
    let image: Int
    let rater: Int
    let value: Double
    let stratum: Int
  }

  private let weights: [Double]
  /// Images by stratum.
  private let members: [[Int]]
  private let images: Int
  private let raters: Int
  private let costs: [[Cell]]
  private let qualities: [[Cell]?]

  /// - Parameters:
  ///   - contenders: in any order.
  ///   - strata: the stratum of each image, from 0; image numbers of observations count in it.
  ///   - weights: of each stratum, adding up to 1; a stratum with weight 0 is left out.
  public init(contenders: [Contender], strata: [Int], weights: [Double]) {
    self.weights = weights
    images = strata.count
    members = weights.indices.map { stratum in strata.indices.filter { strata[$0] == stratum } }
    // By number, not by appearance, so that the order of contenders changes no draw.
    let known = Set(contenders.flatMap { $0.qualities ?? [] }.map(\.rater)).sorted()
    let index = Dictionary(known.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    func cells(_ observations: [Observation]) -> [Cell] {
      observations.filter { weights[strata[$0.image]] > 0 }.map {
        Cell(image: $0.image, rater: index[$0.rater] ?? 0, value: $0.value, stratum: strata[$0.image])
      }
    }
    qualities = contenders.map { $0.qualities.map(cells) }
    raters = known.count
    costs = contenders.map { cells($0.costs) }
  }

  /// - Parameters:
  ///   - draws: how many; 2,000 leave a Monte Carlo error of at most 1.1 points.
  ///   - drawRaters: whether raters are drawn anew as well, for raters like these.
  ///   - seed: repeats the draws.
  /// - Returns: a share between 0 and 1 for each contender; nil where most draws leave a stratum of one without any
  ///   rating, so that nothing can be said.
  /// - Complexity: O(draws · n).
  public func chances(draws: Int, drawRaters: Bool, seed: UInt64) -> [Double]? {
    var generator = SeededGenerator(seed: seed)
    var counts = [Int](repeating: 0, count: costs.count)
    var done = 0
    for _ in 0..<(2 * draws) where done < draws {
      var imageTimes = [Double](repeating: 0, count: images)
      for group in members where !group.isEmpty {
        for _ in group { imageTimes[group[Int.random(in: 0..<group.count, using: &generator)]] += 1 }
      }
      var raterTimes = [Double](repeating: drawRaters ? 0 : 1, count: raters)
      if drawRaters { for _ in 0..<raters { raterTimes[Int.random(in: 0..<raters, using: &generator)] += 1 } }
      guard let drawnCosts = means(costs, { imageTimes[$0.image] }),
        let drawnQualities = means(qualities, { imageTimes[$0.image] * raterTimes[$0.rater] })
      else { continue }
      done += 1
      for (choice, isOn) in frontier(costs: drawnCosts, qualities: drawnQualities).enumerated() where isOn {
        counts[choice] += 1
      }
    }
    return done == draws ? counts.map { Double($0) / Double(draws) } : nil
  }

  /// Weighted means; nil where a stratum of one has nothing.
  private func means(_ tables: [[Cell]?], _ times: (Cell) -> Double) -> [Double]? {
    var result: [Double] = []
    for table in tables {
      guard let table else {
        result.append(0)
        continue
      }
      var sums = [Double](repeating: 0, count: weights.count)
      var counts = sums
      for cell in table {
        let times = times(cell)
        sums[cell.stratum] += times * cell.value
        counts[cell.stratum] += times
      }
      var mean = 0.0
      for stratum in weights.indices where weights[stratum] > 0 {
        guard counts[stratum] > 0 else { return nil }
        mean += weights[stratum] * sums[stratum] / counts[stratum]
      }
      result.append(mean)
    }
    return result
  }
}
