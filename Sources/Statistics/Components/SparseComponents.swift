/// How much of the spread of ratings is due to images, to raters, and to neither, in a table with any cells missing.
///
/// Half the mean squared difference of two ratings tells one sum of components, by what the two share:
///
///     of one image, by two raters     raters + rest             (V image)
///     of two images, by one rater     images + rest             (V rater)
///     of neither                      images + raters + rest    (V neither)
///     images = V neither − V image    raters = V neither − V rater    rest = V image + V rater − V neither
///
/// Only pairs within one stratum are compared, so strata may lie at different levels. A component that comes out
/// negative is 0 and is named in ``negative``. Source: Koch (1967), "A general approach to the estimation of variance
/// components", Technometrics 9; on a complete table equal to the analysis of variance of ``CrossedComponents``.
///
/// By hand: rows (1, 3), (2, 6). Same image (4 + 16)/4 = 5; same rater (1 + 9)/4 = 2.5; neither (25 + 1)/4 = 6.5.
/// Images 1.5, raters 4, rest 1.
public struct SparseComponents: Hashable, Sendable {
  /// Variance from image to image; not below 0.
  public let imageVariance: Double
  /// Variance from rater to rater; not below 0.
  public let raterVariance: Double
  /// Variance of what neither explains; not below 0.
  public let restVariance: Double
  /// Which of the first two came out negative and were set to 0.
  public let negative: [CrossedComponents.Part]

  /// - Parameter strata: ratings of one stratum in each; at most one for an image and rater.
  /// - Throws: `noObservations`; `outOfDomain` for a rating that is not finite; `inseparable` where no two ratings share
  ///   an image, no two share a rater, or no two share neither; `constantObservations` where no two differ.
  /// - Complexity: O(n).
  public init(strata: [[Observation]]) throws(EstimationError) {
    guard let first = strata.lazy.flatMap({ $0 }).first else { throw .noObservations }
    var all = Pairs()
    var image = Pairs()
    var rater = Pairs()
    for stratum in strata where !stratum.isEmpty {
      for observation in stratum where !(abs(observation.value) < 1e100) {
        throw .outOfDomain(parameter: "an observation", value: observation.value)
      }
      // Taken off first, so that squares of large levels do not swamp small differences.
      let level = stratum.reduce(0) { $0 + $1.value } / Double(stratum.count)
      var total = Sums()
      var byImage = GroupedSums()
      var byRater = GroupedSums()
      for observation in stratum {
        let value = observation.value - level
        total.add(value)
        byImage.add(value, to: observation.image)
        byRater.add(value, to: observation.rater)
      }
      all.add(total)
      byImage.groups.forEach { image.add($0) }
      byRater.groups.forEach { rater.add($0) }
    }
    let neither = Pairs(
      count: all.count - image.count - rater.count, squares: all.squares - image.squares - rater.squares)
    guard let ofImage = image.halfMeanSquare, let ofRater = rater.halfMeanSquare, let ofNeither = neither.halfMeanSquare
    else { throw .inseparable }
    guard all.squares > 0 else { throw .constantObservations(value: first.value) }
    let images = ofNeither - ofImage
    let raters = ofNeither - ofRater
    // Rounding alone is not a negative component.
    let slack = -1e-12 * ofNeither
    imageVariance = max(0, images)
    raterVariance = max(0, raters)
    restVariance = max(0, ofImage + ofRater - ofNeither)
    negative = (images < slack ? [.image] : []) + (raters < slack ? [.rater] : [])
  }

  /// Squared differences of pairs, added up.
  private struct Pairs {
    var count = 0.0
    var squares = 0.0

    /// Every pair within a group: Σ (x − y)² = n Σ x² − (Σ x)².
    mutating func add(_ group: Sums) {
      count += group.count * (group.count - 1) / 2
      squares += max(0, group.count * group.squares - group.sum * group.sum)
    }

    /// Nil without a pair.
    var halfMeanSquare: Double? { count > 0.5 ? max(0, squares) / (2 * count) : nil }
  }

  private struct Sums {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0

    mutating func add(_ value: Double) {
      count += 1
      sum += value
      squares += value * value
    }
  }

  private struct GroupedSums {
    private var index = DenseIndex<Int>()
    var groups: [Sums] = []

    mutating func add(_ value: Double, to label: Int) {
      let group = index.number(of: label)
      if group == groups.count { groups.append(Sums()) }
      groups[group].add(value)
    }
  }
}
