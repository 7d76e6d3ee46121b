internal import Statistics
internal import StudyModel

/// What a design's interval and chances come to, worked out in closed form: near enough to choose which designs are worth
/// simulating, and never printed.
///
///     w: a cell's weight in the mean        A = Σ images (Σ w)²    B = Σ raters (Σ w)²    C = Σ cells w²
///     V = images A + raters B + rest C      half-width t(df) √V, df as ``Statistics/CrossedMean`` guards it
///     chance of a verdict at δ: Φ((m + δ − h)/√V) + Φ((−m − δ − h)/√V)
struct ExpectedPrecision {
  let variance: Double
  let halfWidth: Double

  init(_ design: StudyDesign, _ components: RatingComponents, claim: Claim) throws(EstimationError) {
    let counts = design.cells.reduce(into: [String: Int]()) { $0[design.categories[$1.image], default: 0] += 1 }
    var weights: [String: Double] = [:]
    for (category, count) in counts {
      weights[category] =
        design.traffic.isEmpty
        ? 1 / Double(design.presentations) : (design.traffic[category] ?? 0) / Double(count)
    }
    var images = [Double](repeating: 0, count: design.categories.count)
    var raters = [Double](repeating: 0, count: 1 + (design.cells.map(\.rater).max() ?? 0))
    var ofCells = 0.0
    for cell in design.cells {
      let weight = weights[design.categories[cell.image]] ?? 0
      images[cell.image] += weight
      raters[cell.rater] += weight
      ofCells += weight * weight
    }
    let ofImages = images.reduce(0) { $0 + $1 * $1 }
    let ofRaters = raters.reduce(0) { $0 + $1 * $1 }
    let (image, rater, rest) = (
      components.differenceImageVariance, components.differenceRaterVariance, components.differenceRestVariance
    )
    let imagePart = image * ofImages + (rater + rest) * ofCells
    // Strata with much weight on few images have the fewer degrees of freedom.
    var fromImages = 0.0
    let strata = Dictionary(grouping: images.indices.filter { images[$0] > 0 }) {
      design.traffic.isEmpty ? "all" : design.categories[$0]
    }
    for members in strata.values where members.count > 1 {
      let share = members.reduce(0) { $0 + images[$1] * images[$1] } / ofImages
      fromImages += share * share / Double(members.count - 1)
    }
    guard claim.scope == .ratersLikeThese else {
      variance = imagePart
      let df = fromImages > 0 ? 1 / fromImages : 1
      halfWidth = try StudentT(degreesOfFreedom: df).quantile(0.5 + claim.confidence / 2) * imagePart.squareRoot()
      return
    }
    let freedom = Double(max(1, design.raters - 1))
    let raterPart = rater * ofRaters + (image + rest) * ofCells
    variance = image * ofImages + rater * ofRaters + rest * ofCells
    let guarded = raterPart * freedom / (try ChiSquare(degreesOfFreedom: freedom).quantile(0.15))
    let imageShare = imagePart / (imagePart + guarded)
    let df = 1 / (imageShare * imageShare * fromImages + (1 - imageShare) * (1 - imageShare) / freedom)
    halfWidth = try StudentT(degreesOfFreedom: df).quantile(0.5 + claim.confidence / 2) * variance.squareRoot()
  }

  /// The chance of any verdict but undecided.
  func chanceOfVerdict(difference: Double, margin: Double) -> Double {
    let deviation = variance.squareRoot()
    return Normal.cumulative((margin + difference - halfWidth) / deviation)
      + Normal.cumulative((-margin - difference - halfWidth) / deviation)
  }
}
