/// The mean of observations that are crossed: images × raters, some cells missing, optionally in strata with known
/// weights; with what is needed for its intervals.
///
///     mean = Σₛ Wₛ · meanₛ              meanₛ: of all observations in stratum s
///     z    = Wₛ (x − meanₛ) / nₛ         an observation's pull on the mean; the z of a stratum add up to 0
///     image part = Σₛ Iₛ/(Iₛ−1) · Σ over the images of s   (Σ z)²
///     rater part = R/(R−1)      · Σ over raters            (Σ z over all strata)²
///     cell part  = Σₛ Cₛ/(Cₛ−1) · Σ over the cells of s    (Σ z)²
///
/// I, R, C count images, raters and image × rater cells with at least one observation. Strata are fixed, so images
/// vary within them; raters work across strata, so a rater's pulls are added up before they are squared. With one
/// stratum these are the cluster-robust variances of a mean with the factor G/(G−1). Source: Liang and Zeger (1986),
/// "Longitudinal data analysis using generalized linear models", Biometrika 73; Cameron, Gelbach and Miller (2011) for
/// the crossing.
///
/// By hand: images 1 and 2, raters 1 and 2, values (3, 5) and (4, 8). Mean 5; z = (−2, 0) / 4 and (−1, 3) / 4.
/// Image part 2/1 · ((−½)² + (½)²) = 1. Rater part 2/1 · ((−¾)² + (¾)²) = 2.25. Cell part
/// 4/3 · (4 + 0 + 1 + 9)/16 = 7/6. Combined max(1 + 2.25 − 7/6, 1, 2.25) = 2.25.
///
/// - Complexity: O(n) to make; O(strata) for an interval.
public struct CrossedMean: Hashable, Sendable {
  /// The mean, weighted by stratum.
  public let value: Double
  /// Observations counted.
  public let observations: Int
  /// Images with at least one observation.
  public let images: Int
  /// Raters with at least one observation.
  public let raters: Int
  /// What the variance of ``value`` is made of.
  public let parts: VarianceParts
  /// Names of strata in which the images' means do not differ: their share of the image part is zero because the
  /// data cannot show it, not because it is. An interval that rests on others is too narrow by an unknown amount.
  public let strataWithoutSpread: [String]

  let strata: [StratumSpread]
  /// The value of every observation, where all are equal up to rounding.
  let constant: Double?
  /// The largest observation in size: sets what counts as rounding.
  let scale: Double

  /// One stratum: every observation counts the same.
  ///
  /// - Throws: `noObservations`; `outOfDomain` for an observation that is not finite.
  public init(_ observations: [Observation]) throws(EstimationError) {
    guard !observations.isEmpty else { throw .noObservations }
    try self.init(strata: [Stratum(name: "all", weight: 1, observations: observations)])
  }

  /// Strata with known weights.
  ///
  /// - Parameter strata: weights 0 or above that add up to 1, by a millionth.
  /// - Throws: `emptyStratum` where a stratum with a weight has no observation; `outOfDomain` for a weight, a sum of
  ///   weights or an observation that cannot be; `noObservations` where there is no stratum.
  public init(strata: [Stratum]) throws(EstimationError) {
    for stratum in strata where !(stratum.weight >= 0 && stratum.weight <= 1) {
      throw .outOfDomain(parameter: "the weight of '\(stratum.name)'", value: stratum.weight)
    }
    let counted = strata.filter { $0.weight > 0 }
    guard !counted.isEmpty else { throw .noObservations }
    let total = counted.reduce(0) { $0 + $1.weight }
    guard abs(total - 1) <= 1e-6 else { throw .outOfDomain(parameter: "the sum of weights", value: total) }

    var raters = NumberedSums(labels: 64)
    var spreads: [StratumSpread] = []
    var value = 0.0
    var low = Double.infinity
    var high = -Double.infinity
    for stratum in counted {
      let weight = stratum.weight / total
      let mean = try Self.mean(of: stratum, low: &low, high: &high)
      value += weight * mean
      let labels = CellLabels(stratum.observations)
      var images = NumberedSums(labels: labels.images)
      var cells = NumberedSums(labels: labels.images * labels.raters)
      var sparseCells = ClusterSums<Cell>()
      for observation in stratum.observations {
        let pull = weight * (observation.value - mean) / Double(stratum.observations.count)
        images.add(pull, to: observation.image)
        raters.add(pull, to: observation.rater)
        if labels.areSmall {
          cells.add(pull, to: labels.cell(observation))
        } else {
          sparseCells.add(pull, to: Cell(image: observation.image, rater: observation.rater))
        }
      }
      spreads.append(
        StratumSpread(
          name: stratum.name, weight: weight, images: images.count, image: images.variance,
          cell: labels.areSmall ? cells.variance : sparseCells.variance))
    }

    self.value = value
    self.observations = counted.reduce(0) { $0 + $1.observations.count }
    self.images = spreads.reduce(0) { $0 + $1.images }
    self.raters = raters.count
    self.parts = VarianceParts(
      image: sum(spreads.map(\.image)), rater: raters.variance, cell: sum(spreads.map(\.cell)))
    let scale = max(abs(low), abs(high))
    self.scale = scale
    self.constant = high - low <= roundingShare * scale ? low : nil
    self.strata = spreads
    self.strataWithoutSpread = spreads.filter { $0.isWithoutSpread(scale: scale) }.map(\.name)
  }

  private static func mean(
    of stratum: Stratum, low: inout Double, high: inout Double
  ) throws(EstimationError) -> Double {
    guard !stratum.observations.isEmpty else { throw .emptyStratum(name: stratum.name) }
    var total = 0.0
    for observation in stratum.observations {
      guard abs(observation.value) < 1e100 else {
        throw .outOfDomain(parameter: "an observation", value: observation.value)
      }
      total += observation.value
      low = min(low, observation.value)
      high = max(high, observation.value)
    }
    return total / Double(stratum.observations.count)
  }
}

/// Differences this small beside the largest observation are taken for rounding: 1e-12 of it.
let roundingShare = 1e-12

/// One stratum's share of the variance parts.
struct StratumSpread: Hashable, Sendable {
  let name: String
  let weight: Double
  let images: Int
  /// Nil with one image.
  let image: Double?
  /// Nil with one cell.
  let cell: Double?

  /// Whether the images' means are equal up to rounding.
  func isWithoutSpread(scale: Double) -> Bool {
    guard let image else { return false }
    return image.squareRoot() <= roundingShare * scale * weight
  }
}

private struct Cell: Hashable {
  let image: Int
  let rater: Int
}

/// The sum of optional numbers; nil where one is missing.
private func sum(_ terms: [Double?]) -> Double? {
  var total = 0.0
  for term in terms {
    guard let term else { return nil }
    total += term
  }
  return total
}
