/// One decided comparison, and where it came from.
public struct ClusteredComparison: Hashable, Sendable {
  /// The preferred model, from 0.
  public var winner: Int
  /// The other model.
  public var loser: Int
  /// The image, any number that names it.
  public var image: Int
  /// The rater, any number that names them.
  public var rater: Int

  /// One decided comparison.
  public init(winner: Int, loser: Int, image: Int, rater: Int) {
    self.winner = winner
    self.loser = loser
    self.image = image
    self.rater = rater
  }
}

/// Bradley–Terry worths with covariances that allow for judgements sharing an image or a rater.
public struct ClusteredBradleyTerry: Hashable, Sendable {
  /// With the covariance that takes every judgement for independent: too small where images are shared.
  public let independent: WorthScale
  /// With the covariance clustered by image.
  public let byImage: WorthScale
  /// The two-way covariance, image + rater − both, models × models; a variance in it need not be above zero. Nil with
  /// one rater only.
  public let twoWayCovariance: [Double]?

  /// The two-way variance of a difference, as it comes out: below zero where the data cannot carry it.
  public func twoWayVariance(of model: Int, from reference: Int) -> Double? {
    guard let matrix = twoWayCovariance else { return nil }
    let count = independent.logWorths.count
    return matrix[model * count + model] + matrix[reference * count + reference] - 2 * matrix[model * count + reference]
  }
}

/// Bradley–Terry worths whose standard errors allow for shared images and raters.
///
///     V = H⁻¹ (G / (G − 1) Σg sg sgᵀ) H⁻¹,   sg = Σ over the cluster's judgements of (1 − P(winner)) (e winner − e loser)
///
/// with H the information, and V two-way = V image + V rater − V image × rater. Source: Liang and Zeger (1986),
/// Biometrika 73; Cameron, Gelbach and Miller (2011), "Robust inference with multiway clustering", Journal of Business
/// and Economic Statistics 29.
///
/// - Throws: as ``bradleyTerry(_:)``, and `tooFewClusters` with fewer than two images.
/// - Complexity: O(judgements × models + clusters × models²).
public func clusteredBradleyTerry(
  _ comparisons: [ClusteredComparison], models: Int
) throws(PairwiseError) -> ClusteredBradleyTerry {
  var counts = PairwiseCounts(models: models)
  for comparison in comparisons { counts.add(winner: comparison.winner, loser: comparison.loser) }
  let scale = try bradleyTerry(counts)
  let images = Set(comparisons.map(\.image)).count
  guard images >= 2 else { throw .tooFewClusters(found: images) }

  func covariance<Key: Hashable>(_ key: (ClusteredComparison) -> Key) -> [Double]? {
    var scores: [Key: [Double]] = [:]
    for comparison in comparisons {
      let surprise = logistic(scale.logWorths[comparison.loser] - scale.logWorths[comparison.winner])
      var score = scores.removeValue(forKey: key(comparison)) ?? Array(repeating: 0, count: models)
      score[comparison.winner] += surprise
      score[comparison.loser] -= surprise
      scores[key(comparison)] = score
    }
    guard scores.count >= 2 else { return nil }
    var matrix = [Double](repeating: 0, count: models * models)
    for score in scores.values {
      let influence = (0..<models).map { row in
        (0..<models).reduce(0) { $0 + scale.covariance[row * models + $1] * score[$1] }
      }
      for i in 0..<models {
        for j in 0..<models { matrix[i * models + j] += influence[i] * influence[j] }
      }
    }
    let clusters = Double(scores.count)
    return matrix.map { $0 * clusters / (clusters - 1) }
  }

  struct Cell: Hashable { var image: Int, rater: Int }
  let byImage = covariance(\.image) ?? scale.covariance
  var twoWay: [Double]?
  if let byRater = covariance(\.rater), let byCell = covariance({ Cell(image: $0.image, rater: $0.rater) }) {
    twoWay = byImage.indices.map { byImage[$0] + byRater[$0] - byCell[$0] }
  }
  return ClusteredBradleyTerry(
    independent: scale, byImage: WorthScale(logWorths: scale.logWorths, covariance: byImage), twoWayCovariance: twoWay)
}
