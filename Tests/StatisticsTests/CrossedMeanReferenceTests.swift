internal import Statistics
internal import Testing

/// Numbers from R, for means and paired differences of crossed ratings.
@Suite("Crossed means against R")
struct CrossedMeanReferenceTests {
  private func expect(
    _ got: Double?, _ wanted: Double, tolerance: Double = 1e-9, _ location: SourceLocation = #_sourceLocation
  ) {
    guard let got else {
      Issue.record("nothing instead of \(wanted)", sourceLocation: location)
      return
    }
    #expect(abs(got - wanted) <= tolerance, "\(got) instead of \(wanted)", sourceLocation: location)
  }

  /// R 4.2.2, sandwich 3.0-2: vcovCL(lm(x ~ 1), cluster = image, type = "HC0", cadjust = TRUE), qt(.975, I - 1)
  @Test(
    "over new images: cluster-robust by image, I - 1 degrees of freedom",
    arguments: [
      (Grid.completeAlpha, 3.61111111111111, 0.127950943363759, 3.34642441836138, 3.87579780386085),
      (Grid.completeBeta, 3.84722222222223, 0.159229180210102, 3.51783156677981, 4.17661287766464),
      (Grid.completeIncumbent, 3.68055555555556, 0.163593855458408, 3.34213588144373, 4.01897522966739),
    ])
  func overNewImages(grid: Grid, mean: Double, standardError: Double, lower: Double, upper: Double) throws {
    let estimate = try CrossedMean(grid.observations).overNewImages()
    expect(estimate.value, mean)
    expect(estimate.standardError, standardError)
    #expect(estimate.degreesOfFreedom == 23)
    expect(estimate.lower, lower)
    expect(estimate.upper, upper)
    #expect(estimate.confidence == 0.95)
  }

  struct TwoWay: Sendable {
    let grid: Grid
    let mean, image, rater, cell, combined, standardError, degreesOfFreedom, lower, upper: Double
  }

  /// R 4.2.2, sandwich 3.0-2: vcovCL(lm(x ~ 1), cluster = ~ image + rater, type = "HC0", cadjust = TRUE,
  /// multi0 = FALSE), each part likewise with one cluster; degrees of freedom by formula with qchisq(.15, R - 1)
  static let twoWay = [
    TwoWay(
      grid: .sparseAlpha, mean: 3.16666666666666, image: 0.0172925147669221, rater: 0.0373987268518518,
      cell: 0.00979532163742689, combined: 0.0448959199813469, standardError: 0.211886573386203,
      degreesOfFreedom: 3.77719981287525, lower: 2.56443397901062, upper: 3.7688993543227),
    TwoWay(
      grid: .sparseBeta, mean: 3.5, image: 0.0291713425831463, rater: 0.0687253451676526, cell: 0.0130694548170276,
      combined: 0.0848272329337713, standardError: 0.29125115095699, degreesOfFreedom: 3.71057992751656,
      lower: 2.66586458418222, upper: 4.33413541581777),
    TwoWay(
      grid: .sparseIncumbent, mean: 2.86363636363636, image: 0.0252897507942975, rater: 0.0456776631832981,
      cell: 0.0100879520812799, combined: 0.0608794618963157, standardError: 0.246737637778098,
      degreesOfFreedom: 3.93957949932169, lower: 2.1744193332973, upper: 3.55285339397542),
  ]

  @Test("over new images and raters: two-way cluster-robust, guarded degrees of freedom", arguments: twoWay)
  func overNewImagesAndRaters(expected: TwoWay) throws {
    let mean = try CrossedMean(expected.grid.observations)
    expect(mean.value, expected.mean)
    expect(mean.parts.image, expected.image)
    expect(mean.parts.rater, expected.rater)
    expect(mean.parts.cell, expected.cell)
    expect(mean.parts.combined, expected.combined)
    let estimate = try mean.overNewImagesAndRaters()
    expect(estimate.standardError, expected.standardError)
    expect(estimate.degreesOfFreedom, expected.degreesOfFreedom)
    expect(estimate.lower, expected.lower)
    expect(estimate.upper, expected.upper)
  }

  /// R 4.2.2: as above on merge(alpha, incumbent, by = c("image", "rater")), x = alpha - incumbent. The combined
  /// variance falls below the image part and is replaced by it.
  @Test("a paired difference uses the cells that both have")
  func pairedDifference() throws {
    let pairs = try PairedDifferences(of: Grid.sparseAlpha.observations, minus: Grid.sparseIncumbent.observations)
    #expect(pairs.observations.count == 86)
    #expect(
      pairs.unpaired == Grid.sparseAlpha.observations.count + Grid.sparseIncumbent.observations.count - 2 * 86)
    let mean = try CrossedMean(pairs.observations)
    expect(mean.value, 0.27906976744186)
    expect(mean.parts.image, 0.0191293622409203)
    expect(mean.parts.rater, 0.00327366231611609)
    expect(mean.parts.cell, 0.0116692647854166)
    let new = try mean.overNewImagesAndRaters()
    expect(new.standardError, 0.138308937675482)
    expect(new.degreesOfFreedom, 15.6564664513846)
    expect(new.lower, -0.0146558141804355)
    expect(new.upper, 0.572795349064156)
    let same = try mean.overNewImages()
    expect(same.standardError, 0.138308937675482)
    #expect(same.degreesOfFreedom == 29)
    expect(same.lower, -0.00380376366391999, tolerance: 1e-8)
    expect(same.upper, 0.561943306547641, tolerance: 1e-8)
  }

  /// R 4.2.2, base: est = sum(W * mean), se = sqrt(sum(W^2 * var(image means) / I)), Satterthwaite. Defined there
  /// over image means; with two ratings for every image that is the same as over ratings.
  @Test("over new images in strata: weighted means, Satterthwaite over strata")
  func strataOverNewImages() throws {
    let mean = try CrossedMean(strata: [
      Stratum(name: "indoor", weight: 0.5, observations: Grid.indoor.observations),
      Stratum(name: "outdoor", weight: 0.3, observations: Grid.outdoor.observations),
      Stratum(name: "text", weight: 0.2, observations: Grid.text.observations),
    ])
    #expect(mean.images == 22)
    #expect(mean.raters == 2)
    let estimate = try mean.overNewImages()
    expect(estimate.value, 3.27619047619048)
    expect(estimate.standardError, 0.139562200146568)
    expect(estimate.degreesOfFreedom, 11.8165642779114)
    expect(estimate.lower, 2.97158620005797)
    expect(estimate.upper, 3.58079475232298)
    expect(try CrossedMean(Grid.indoor.observations).value, 3.33333333333333)
    expect(try CrossedMean(Grid.outdoor.observations).value, 3.64285714285714)
    expect(try CrossedMean(Grid.text.observations).value, 2.58333333333333)
  }

  /// R 4.2.2, base, from the formulas: z <- W[s] * (x - m[s]) / n[s];
  /// image part sum over s of I/(I-1) * sum(tapply(z, image, sum)^2), rater part R/(R-1) * sum(tapply(z, rater, sum)^2),
  /// cell part sum over s of n/(n-1) * sum(z^2); qt and qchisq
  @Test("in strata over new images and raters: a rater's pulls add up across strata")
  func strataOverNewRaters() throws {
    let mean = try CrossedMean(strata: strata(Grid.sparseIncumbent.observations))
    expect(mean.value, 2.88101872327879)
    expect(mean.parts.image, 0.0269992022949588)
    expect(mean.parts.rater, 0.0432114853697725)
    expect(mean.parts.cell, 0.0102084174014024)
    let same = try mean.overNewImages()
    expect(same.degreesOfFreedom, 24.4148407414852)
    expect(same.lower, 2.54219526498526)
    expect(same.upper, 3.21984218157231)
    let new = try mean.overNewImagesAndRaters()
    expect(new.degreesOfFreedom, 4.06594792285034)
    expect(new.lower, 2.20524684546067)
    expect(new.upper, 3.5567906010969)
  }

  /// R 4.2.2, base: as above on the complete pairs.
  @Test("in strata, a paired difference over new images and raters")
  func strataPairedDifference() throws {
    let pairs = try PairedDifferences(of: Grid.sparseAlpha.observations, minus: Grid.sparseIncumbent.observations)
    let mean = try CrossedMean(strata: strata(pairs.observations))
    expect(mean.value, 0.266647878663661)
    expect(mean.parts.image, 0.0165226105140914)
    expect(mean.parts.rater, 0.0029568029588123)
    expect(mean.parts.cell, 0.0112344860171734)
    let new = try mean.overNewImagesAndRaters()
    expect(new.degreesOfFreedom, 14.5792250648178)
    expect(new.lower, -0.00801961545709112)
    expect(new.upper, 0.541315372784412)
  }

  private func strata(_ observations: [Observation]) -> [Stratum] {
    [(0..<14, 0.5), (14..<24, 0.3), (24..<30, 0.2)].map { range, weight in
      Stratum(name: "\(range)", weight: weight, observations: observations.filter { range.contains($0.image) })
    }
  }

  /// R 4.2.2, sandwich 3.0-2, as for one-way above; qt(.975, 1) = 12.706
  @Test("two images: one degree of freedom, never the normal distribution")
  func twoImages() throws {
    let scores = [(0, 0, 71.0), (0, 1, 59), (0, 2, 82), (1, 0, 77), (1, 1, 44), (1, 2, 56)]
    let mean = try CrossedMean(scores.map { Observation(image: $0.0, rater: $0.1, value: $0.2) })
    let estimate = try mean.overNewImages()
    expect(estimate.value, 64.8333333333333)
    expect(estimate.standardError, 5.83333333333334)
    #expect(estimate.degreesOfFreedom == 1)
    expect(estimate.lower, -9.28619429435246)
    expect(estimate.upper, 138.952860961019)
  }
}
