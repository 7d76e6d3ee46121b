/// Who observes what, and with which weight in the mean: what the variance of a crossed mean depends on besides the
/// observations' own values.
///
///     w: an observation's weight, Wₛ / nₛ in stratum s
///     A = Σ over images (Σ w)²      B = Σ over raters (Σ w)²      C = Σ over cells (Σ w)²
///
/// By hand, 2 images × 3 raters in one stratum: w = 1/6, A = 2 · (3/6)² = 1/2, B = 3 · (2/6)² = 1/3, C = 6/36 = 1/6.
public struct CrossedLayout: Hashable, Sendable {
  /// A by stratum name.
  let ofImagesByStratum: [String: Double]
  /// Images by stratum name.
  let imagesByStratum: [String: Int]
  /// A.
  public let ofImages: Double
  /// B.
  public let ofRaters: Double
  /// C.
  public let ofCells: Double
  /// Images with at least one observation.
  public let images: Int
  /// Raters with at least one observation.
  public let raters: Int

  /// - Parameter strata: what is, or will be, observed; the observations' values do not count.
  /// - Throws: `noObservations`, `emptyStratum`.
  public init(strata: [Stratum]) throws(EstimationError) {
    let counted = strata.filter { $0.weight > 0 }
    guard !counted.isEmpty else { throw .noObservations }
    let total = counted.reduce(0) { $0 + $1.weight }
    var ofRaters: [Int: Double] = [:]
    var (ofCells, byStratum, images) = (0.0, [String: Double](), [String: Int]())
    for stratum in counted {
      guard !stratum.observations.isEmpty else { throw .emptyStratum(name: stratum.name) }
      let weight = stratum.weight / total / Double(stratum.observations.count)
      var ofImages: [Int: Double] = [:]
      var cells: [Observation: Double] = [:]
      for observation in stratum.observations {
        ofImages[observation.image, default: 0] += weight
        ofRaters[observation.rater, default: 0] += weight
        cells[Observation(image: observation.image, rater: observation.rater, value: 0), default: 0] += weight
      }
      byStratum[stratum.name] = ofImages.values.map { $0 * $0 }.sorted().reduce(0, +)
      images[stratum.name] = ofImages.count
      ofCells += cells.values.map { $0 * $0 }.sorted().reduce(0, +)
    }
    ofImagesByStratum = byStratum
    imagesByStratum = images
    // Sorted before they are added up: a dictionary's order is another one in every process.
    self.ofImages = byStratum.values.sorted().reduce(0, +)
    self.ofRaters = ofRaters.values.map { $0 * $0 }.sorted().reduce(0, +)
    self.ofCells = ofCells
    self.images = images.values.reduce(0, +)
    raters = ofRaters.count
  }
}

extension CrossedMean {
  /// The half-width to expect of this mean's interval over new images and raters, once another set of cells is observed.
  ///
  ///     one    = cell part / C, the variance of one observation
  ///     images = (image part − cell part) / (A − C)      raters = (rater part − cell part) / (B − C)
  ///     image part then = one C' + images (A' − C')      rater part then = one C' + raters (B' − C')
  ///
  /// Components below zero count as zero. With the same cells, and none below zero, it is the half-width of
  /// ``overNewImagesAndRaters(confidence:)``. It says nothing of the mean itself. Source: expected mean squares of the
  /// crossed random-effects model, Searle, Casella and McCulloch (1992), "Variance Components", chapter 5.
  ///
  /// - Parameters:
  ///   - now: the cells that this mean was made of.
  ///   - then: the cells that there will be, in the same strata.
  ///   - overNewRaters: false gives the half-width of ``overNewImages(confidence:)``.
  ///   - confidence: above 0 and below 1.
  /// - Returns: in the unit of the observations.
  /// - Throws: what the interval itself throws; `inseparable` where no image has two observations.
  public func expectedHalfWidth(
    now: CrossedLayout, then: CrossedLayout, overNewRaters: Bool, confidence: Double = 0.95
  ) throws(EstimationError) -> Double {
    // Whatever forbids an interval now forbids to foretell one.
    if overNewRaters {
      _ = try overNewImagesAndRaters(confidence: confidence)
    } else {
      _ = try overNewImages(confidence: confidence)
    }
    guard let image = parts.image, let cell = parts.cell, now.ofCells > 0 else { throw .tooFewImages(found: images) }
    guard now.ofImages - now.ofCells > 1e-9 * now.ofCells else { throw .inseparable }
    let ofImages = max(0, (image - cell) / (now.ofImages - now.ofCells))
    let one = cell / now.ofCells
    let imageFreedom = freedom(now: now, then: then)
    guard overNewRaters else {
      let variance = one * then.ofCells + ofImages * (then.ofImages - then.ofCells)
      return try StudentT(degreesOfFreedom: imageFreedom).quantile(0.5 + confidence / 2) * variance.squareRoot()
    }
    guard let rater = parts.rater, now.ofRaters - now.ofCells > 1e-9 * now.ofCells, then.raters >= 2 else {
      throw .inseparable
    }
    let ofRaters = max(0, (rater - cell) / (now.ofRaters - now.ofCells))
    let expected = VarianceParts(
      image: one * then.ofCells + ofImages * (then.ofImages - then.ofCells),
      rater: one * then.ofCells + ofRaters * (then.ofRaters - then.ofCells), cell: one * then.ofCells)
    guard let imagePart = expected.image, let raterPart = expected.rater, let variance = expected.combined else {
      throw .inseparable
    }
    let df = try guardedDegreesOfFreedom(
      image: imagePart, imageFreedom: imageFreedom, rater: raterPart, raters: then.raters)
    return try StudentT(degreesOfFreedom: df).quantile(0.5 + confidence / 2) * variance.squareRoot()
  }

  /// Satterthwaite's degrees of freedom of the image part then: each stratum's share of it as it is now, scaled as its
  /// cells change.
  private func freedom(now: CrossedLayout, then: CrossedLayout) -> Double {
    let parts = strata.map { stratum -> (part: Double, images: Int) in
      let before = now.ofImagesByStratum[stratum.name] ?? 0
      let after = then.ofImagesByStratum[stratum.name] ?? before
      return (
        (stratum.image ?? 0) * (before > 0 ? after / before : 1),
        max(2, then.imagesByStratum[stratum.name] ?? stratum.images)
      )
    }
    guard parts.count > 1 else { return Double((parts.first?.images ?? 2) - 1) }
    let total = parts.reduce(0) { $0 + $1.part }
    guard total > 0 else { return Double(max(1, then.images - parts.count)) }
    return 1 / parts.reduce(0) { $0 + $1.part / total * ($1.part / total) / Double($1.images - 1) }
  }
}
