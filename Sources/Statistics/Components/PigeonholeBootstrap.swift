/// Means of resampled images and raters: one for each list of observations, round by round.
public struct PigeonholeBootstrap: Hashable, Sendable {
  /// By list, then by round.
  public let means: [[Double]]
  /// Rounds that drew no observation of some list, and are left out.
  public let undefinedRounds: Int
  /// The largest observation in size: sets what counts as rounding.
  let scale: Double

  /// A resampled number's standard deviation and percentiles (R's type 7).
  ///
  /// Percentiles undercover with few raters (about 80 % instead of 95 % with five or fewer): there, quote the standard
  /// error with ``CrossedMean/overNewImagesAndRaters(confidence:)`` beside it.
  public struct Spread: Hashable, Sendable {
    /// Above zero, in the unit of the observations.
    public let standardError: Double
    /// The interval between the two percentiles.
    public let interval: ClosedRange<Double>
  }

  /// Where a list's resampled means lie.
  ///
  /// - Parameters:
  ///   - list: its place among the lists that were resampled.
  ///   - confidence: above 0 and below 1.
  /// - Throws: `outOfDomain`; `constantObservations` where no two rounds differ.
  /// - Complexity: O(rounds).
  public func mean(of list: Int, confidence: Double = 0.95) throws(EstimationError) -> Spread {
    try spread(means[list], confidence)
  }

  /// Where the resampled differences of two lists' means lie. Both lists saw the same draws.
  ///
  /// Where cells are missing from one list only, their means do not rest on the same cells: resample the
  /// ``PairedDifferences`` as a list of their own instead.
  ///
  /// - Parameters:
  ///   - list: the first of the two, by its place.
  ///   - reference: what is subtracted, by its place.
  ///   - confidence: above 0 and below 1.
  /// - Throws: `outOfDomain`; `constantObservations` where no two rounds differ.
  /// - Complexity: O(rounds).
  public func difference(
    of list: Int, from reference: Int, confidence: Double = 0.95
  ) throws(EstimationError) -> Spread {
    try spread(zip(means[list], means[reference]).map { $0 - $1 }, confidence)
  }

  private func spread(_ values: [Double], _ confidence: Double) throws(EstimationError) -> Spread {
    try requireConfidence(confidence)
    let first = values.first ?? 0
    guard values.contains(where: { abs($0 - first) > roundingShare * scale }) else {
      throw .constantObservations(value: first)
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    var values = values
    let lower = percentile((1 - confidence) / 2, of: &values)
    let upper = percentile((1 + confidence) / 2, of: &values)
    guard lower < upper, variance > 0 else { throw .constantObservations(value: lower) }
    return Spread(standardError: variance.squareRoot(), interval: lower...upper)
  }
}

/// Resamples images and raters, both with replacement and each on its own; an observation counts as often as its image was
/// drawn times as often as its rater was.
///
///     mean* = Σ wᵢ wᵣ x / Σ wᵢ wᵣ      over the observations of a list; wᵢ, wᵣ: how often image i and rater r were drawn
///
/// All lists see the same draws, so that differences of their means are paired. For a complete table the spread of mean*
/// over infinitely many rounds is ``pigeonholeVariance(_:)``. Source: McCullagh (2000), "Resampling and exchangeable
/// arrays", Bernoulli 6; Owen (2007), "The pigeonhole bootstrap", Annals of Applied Statistics 1.
///
/// - Parameters:
///   - lists: at most one observation for an image and rater in each; images and raters are those of all lists together.
///   - rounds: 2 or more.
///   - seed: equal seeds give equal rounds.
/// - Throws: `outOfDomain` for an observation that cannot be, and for rounds of which fewer than two drew something of
///   every list; `noObservations` for an empty list; `repeatedCell`; `tooFewImages`, `tooFewRaters` below two;
///   `constantObservations` for a list in which no two differ.
/// - Complexity: O(rounds · images · raters · lists).
public func pigeonholeBootstrap(
  _ lists: [[Observation]], rounds: Int = 10_000, seed: UInt64
) throws(EstimationError) -> PigeonholeBootstrap {
  guard rounds >= 2 else { throw .outOfDomain(parameter: "the number of rounds", value: Double(rounds)) }
  let table = try ResampledTable(lists)
  var generator = SeededGenerator(seed: seed)
  var means = [[Double]](repeating: [], count: lists.count)
  for index in means.indices { means[index].reserveCapacity(rounds) }
  var undefined = 0
  var sums = [ResampledTable.Block](repeating: .zero, count: table.blocks)
  var starts = [Int](repeating: 0, count: table.images)
  var drawn = [Double](repeating: 0, count: table.raters)
  var mean = [Double](repeating: 0, count: lists.count)
  for _ in 0..<rounds {
    table.drawImages(into: &starts, &generator)
    table.add(starts, into: &sums)
    for rater in drawn.indices { drawn[rater] = 0 }
    for _ in 0..<table.raters { drawn[Int.random(in: 0..<table.raters, using: &generator)] += 1 }
    if table.means(of: sums, drawn, into: &mean) {
      for list in mean.indices { means[list].append(mean[list]) }
    } else {
      undefined += 1
    }
  }
  guard let defined = means.first?.count, defined >= 2 else {
    throw .outOfDomain(parameter: "the number of rounds", value: Double(rounds))
  }
  return PigeonholeBootstrap(means: means, undefinedRounds: undefined, scale: table.scale)
}

/// One row an image: for each list and rater its value or 0; where cells are missing, then for each a 1 or 0 that counts it.
private struct ResampledTable {
  /// Eight columns, added at once.
  typealias Block = SIMD8<Double>

  let lists: Int
  let images: Int
  let raters: Int
  let scale: Double
  let isComplete: Bool
  /// Blocks a row.
  let blocks: Int
  private let rows: [Block]

  init(_ lists: [[Observation]]) throws(EstimationError) {
    guard !lists.isEmpty, lists.allSatisfy({ !$0.isEmpty }) else { throw .noObservations }
    var imageIndex = DenseIndex<Int>()
    var raterIndex = DenseIndex<Int>()
    var places: [[(image: Int, rater: Int)]] = []
    var (images, raters, scale) = (0, 0, 0.0)
    var constant: Double?
    for list in lists {
      var (low, high) = (Double.infinity, -Double.infinity)
      var own: [(image: Int, rater: Int)] = []
      for observation in list {
        guard abs(observation.value) < 1e100 else {
          throw .outOfDomain(parameter: "an observation", value: observation.value)
        }
        low = min(low, observation.value)
        high = max(high, observation.value)
        let place = (imageIndex.number(of: observation.image), raterIndex.number(of: observation.rater))
        images = max(images, place.0 + 1)
        raters = max(raters, place.1 + 1)
        own.append(place)
      }
      scale = max(scale, abs(low), abs(high))
      if high - low <= roundingShare * max(abs(low), abs(high)) { constant = low }
      places.append(own)
    }
    guard images >= 2 else { throw .tooFewImages(found: images) }
    guard raters >= 2 else { throw .tooFewRaters(found: raters) }
    if let constant { throw .constantObservations(value: constant) }

    let isComplete = lists.allSatisfy { $0.count == images * raters }
    let half = lists.count * raters
    let blocks = ((isComplete ? half : 2 * half) + Block.scalarCount - 1) / Block.scalarCount
    var rows = [Block](repeating: .zero, count: images * blocks)
    func set(_ image: Int, _ column: Int, _ value: Double) {
      rows[image * blocks + column / Block.scalarCount][column % Block.scalarCount] = value
    }
    var taken = [Bool](repeating: false, count: images * half)
    for (number, list) in lists.enumerated() {
      for (observation, place) in zip(list, places[number]) {
        let column = number * raters + place.rater
        guard !taken[place.image * half + column] else {
          throw .repeatedCell(image: observation.image, rater: observation.rater)
        }
        taken[place.image * half + column] = true
        set(place.image, column, observation.value)
        if !isComplete { set(place.image, half + column, 1) }
      }
    }
    self.lists = lists.count
    self.images = images
    self.raters = raters
    self.scale = scale
    self.isComplete = isComplete
    self.blocks = blocks
    self.rows = rows
  }

  /// As many images as there are, drawn with replacement: where their rows begin. Two draws come from each 64 random bits,
  /// with chances that are equal to within the number of images / 2³².
  func drawImages(into starts: inout [Int], _ generator: inout SeededGenerator) {
    var source = generator
    let count = UInt64(images)
    for pair in 0..<images / 2 {
      let bits = source.next()
      starts[2 &* pair] = Int(truncatingIfNeeded: ((bits >> 32) &* count) >> 32) &* blocks
      starts[2 &* pair &+ 1] = Int(truncatingIfNeeded: ((bits & 0xFFFF_FFFF) &* count) >> 32) &* blocks
    }
    if images % 2 == 1 {
      starts[images - 1] = Int(truncatingIfNeeded: ((source.next() >> 32) &* count) >> 32) &* blocks
    }
    generator = source
  }

  /// The columns' sums over drawn images.
  func add(_ starts: [Int], into sums: inout [Block]) {
    rows.withUnsafeBufferPointer { rows in
      starts.withUnsafeBufferPointer { starts in
        for block in sums.indices {
          // Two sums at a time: an addition need not wait for the one before.
          var (even, odd) = (Block.zero, Block.zero)
          for pair in 0..<starts.count / 2 {
            even += rows[starts[2 &* pair] &+ block]
            odd += rows[starts[2 &* pair &+ 1] &+ block]
          }
          if starts.count % 2 == 1 { even += rows[starts[starts.count - 1] &+ block] }
          sums[block] = even + odd
        }
      }
    }
  }

  /// Each list's mean; false where one has no observation.
  func means(of sums: [Block], _ drawn: [Double], into mean: inout [Double]) -> Bool {
    func sum(_ column: Int) -> Double { sums[column / Block.scalarCount][column % Block.scalarCount] }
    for list in 0..<lists {
      var (total, weight) = (0.0, 0.0)
      for rater in 0..<raters {
        total += drawn[rater] * sum(list * raters + rater)
        if !isComplete { weight += drawn[rater] * sum((lists + list) * raters + rater) }
      }
      if isComplete { weight = Double(images * raters) }
      guard weight > 0 else { return false }
      mean[list] = total / weight
    }
    return true
  }
}
