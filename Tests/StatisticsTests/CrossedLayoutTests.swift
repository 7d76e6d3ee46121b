import Testing

@testable import Statistics

@Suite("expected half-widths")
struct CrossedLayoutTests {
  /// Images × raters, every cell, with values that differ by image, by rater and from cell to cell.
  private func grid(_ images: Int, _ raters: Int) -> [Observation] {
    var observations: [Observation] = []
    for image in 0..<images {
      for rater in 0..<raters {
        let ofImage = Double(image * 7 % 5)
        let ofRater = 1.5 * Double(rater * 5 % 3)
        let ofCell = 0.3 * Double((image * rater + image) % 4)
        observations.append(Observation(image: image, rater: rater, value: ofImage + ofRater + ofCell))
      }
    }
    return observations
  }

  private func strata(_ observations: [Observation]) -> [Stratum] {
    [Stratum(name: "all", weight: 1, observations: observations)]
  }

  @Test("the layout of a full table: 1/I, 1/R and 1/(I R)")
  func layout() throws {
    // As the comment of CrossedLayout works out by hand.
    let layout = try CrossedLayout(strata: strata(grid(2, 3)))
    #expect(abs(layout.ofImages - 1 / 2) < 1e-15 && abs(layout.ofRaters - 1 / 3) < 1e-15)
    #expect(abs(layout.ofCells - 1 / 6) < 1e-15 && layout.images == 2 && layout.raters == 3)
  }

  @Test("with the same cells it is the interval's own half-width, in both scopes, with and without strata")
  func same() throws {
    let all = grid(12, 4)
    let halves = [
      Stratum(name: "a", weight: 0.7, observations: all.filter { $0.image < 5 }),
      Stratum(name: "b", weight: 0.3, observations: all.filter { $0.image >= 5 }),
    ]
    for strata in [strata(all), halves] {
      let mean = try CrossedMean(strata: strata)
      let layout = try CrossedLayout(strata: strata)
      let wide = try mean.expectedHalfWidth(now: layout, then: layout, overNewRaters: true)
      #expect(abs(wide - (try mean.overNewImagesAndRaters().halfWidth)) < 1e-9 * wide)
      let narrow = try mean.expectedHalfWidth(now: layout, then: layout, overNewRaters: false)
      #expect(abs(narrow - (try mean.overNewImages().halfWidth)) < 1e-9 * narrow)
    }
  }

  @Test("four times the images, the same raters: the part that is due to images shrinks to a quarter")
  func moreImages() throws {
    // Raters do not differ here, so all of the variance is due to images and cells: with A' = A/4 and C' = C/4 it is a
    // quarter, and the half-width half, but for the t quantile with 47 instead of 11 degrees of freedom.
    let now = grid(12, 4).map { Observation(image: $0.image, rater: $0.rater, value: Double($0.image * 7 % 5)) }
    let mean = try CrossedMean(now)
    let expected = try mean.expectedHalfWidth(
      now: CrossedLayout(strata: strata(now)), then: CrossedLayout(strata: strata(grid(48, 4))), overNewRaters: false)
    let before = try mean.overNewImages()
    let t = try StudentT(degreesOfFreedom: 47).quantile(0.975)
    #expect(abs(expected - t * before.standardError / 2) < 1e-9)
  }

  @Test("more raters never make it wider, and cannot bring it below what images alone leave")
  func moreRaters() throws {
    let mean = try CrossedMean(grid(12, 4))
    let now = try CrossedLayout(strata: strata(grid(12, 4)))
    let widths = try [4, 8, 16, 400].map { raters in
      try mean.expectedHalfWidth(
        now: now, then: try CrossedLayout(strata: strata(grid(12, raters))), overNewRaters: true)
    }
    #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 > $1 })
    let image = try #require(mean.parts.image)
    let cell = try #require(mean.parts.cell)
    // images = (image part − cell part) / (1/12 − 1/48), of which a twelfth stays however many raters there are.
    let floor = ((image - cell) / (1.0 / 12 - 1.0 / 48) / 12).squareRoot() * 1.96
    #expect((widths.last ?? 0) > floor)
  }

  @Test("refuses to foretell anything from one rating an image")
  func inseparable() throws {
    let one = grid(12, 4).filter { $0.rater == $0.image % 4 }
    let mean = try CrossedMean(one)
    let now = try CrossedLayout(strata: strata(one))
    #expect(throws: EstimationError.inseparable) {
      try mean.expectedHalfWidth(now: now, then: now, overNewRaters: true)
    }
    #expect(throws: EstimationError.noObservations) { try CrossedLayout(strata: []) }
  }
}
