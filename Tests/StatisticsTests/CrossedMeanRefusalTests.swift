internal import Statistics
internal import Testing

@Suite("What crossed means refuse")
struct CrossedMeanRefusalTests {
  private func observations(_ rows: [[Double]]) -> [Observation] {
    rows.enumerated().flatMap { image, row in
      row.enumerated().map { Observation(image: image, rater: $0.offset, value: $0.element) }
    }
  }

  @Test("refuses to average nothing")
  func nothing() {
    #expect(throws: EstimationError.noObservations) { try CrossedMean([]) }
    #expect(throws: EstimationError.noObservations) { try CrossedMean(strata: []) }
  }

  @Test("refuses one image rather than reporting a zero-width interval")
  func oneImage() throws {
    let mean = try CrossedMean(observations([[3, 4, 5]]))
    #expect(mean.value == 4)
    #expect(mean.parts.image == nil)
    #expect(throws: EstimationError.tooFewImages(found: 1)) { try mean.overNewImages() }
    #expect(throws: EstimationError.tooFewImages(found: 1)) { try mean.overNewImagesAndRaters() }
  }

  @Test("one rater speaks for itself only; the interval over images stays available")
  func oneRater() throws {
    for (grid, value) in [(Grid.singleAlpha, 3.6), (Grid.singleIncumbent, 3.7)] {
      let mean = try CrossedMean(grid.observations)
      #expect(abs(mean.value - value) < 1e-9)
      #expect(mean.parts.rater == nil)
      #expect(throws: EstimationError.tooFewRaters(found: 1)) { try mean.overNewImagesAndRaters() }
      #expect(try mean.overNewImages().halfWidth > 0)
    }
    #expect(EstimationError.tooFewRaters(found: 1).description == "this rater only")
  }

  @Test("refuses constant ratings: they cannot show how much ratings vary", arguments: [4, 0, -0.1])
  func constant(value: Double) throws {
    let mean = try CrossedMean(observations(Array(repeating: [value, value, value], count: 24)))
    #expect(abs(mean.value - value) < 1e-9)
    let same = #expect(throws: EstimationError.self) { try mean.overNewImages() }
    let new = #expect(throws: EstimationError.self) { try mean.overNewImagesAndRaters() }
    #expect(same == .constantObservations(value: value))
    #expect(new == .constantObservations(value: value))
    #expect(
      EstimationError.constantObservations(value: 4).description == "every value is 4, so their spread is unknown")
  }

  @Test("takes what differs by rounding only for constant")
  func rounding() throws {
    let mean = try CrossedMean(observations([[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2], [0.3, 0.3]]))
    #expect(throws: EstimationError.constantObservations(value: 0.3)) { try mean.overNewImages() }
  }

  @Test("refuses an interval over images whose means do not differ, though raters do")
  func equalImages() throws {
    let mean = try CrossedMean(observations([[2, 3], [2, 3], [2, 3]]))
    #expect(throws: EstimationError.imagesWithoutSpread) { try mean.overNewImages() }
    // The raters' spread is there to be read: 2/1 * (1/4² + 1/4²) on the mean of 2.5.
    let new = try mean.overNewImagesAndRaters()
    #expect(abs(new.standardError - 0.5) < 1e-12)
    #expect(new.degreesOfFreedom == 1)
  }

  @Test("refuses where images and raters both cancel out, though cells vary")
  func cancelling() throws {
    let mean = try CrossedMean(observations([[2, 3], [3, 2]]))
    #expect(throws: EstimationError.imagesWithoutSpread) { try mean.overNewImages() }
    #expect(throws: EstimationError.imagesWithoutSpread) { try mean.overNewImagesAndRaters() }
  }

  @Test("refuses a stratum that has a weight and no observation")
  func emptyStratum() {
    #expect(throws: EstimationError.emptyStratum(name: "charts")) {
      try CrossedMean(strata: [
        Stratum(name: "photos", weight: 0.9, observations: Grid.indoor.observations),
        Stratum(name: "charts", weight: 0.1, observations: []),
      ])
    }
  }

  @Test("refuses intervals where a stratum has one image; the mean stands")
  func singleImageStratum() throws {
    let mean = try CrossedMean(strata: [
      Stratum(name: "photos", weight: 0.9, observations: Grid.indoor.observations),
      Stratum(name: "charts", weight: 0.1, observations: observations([[1, 2]])),
    ])
    #expect(abs(mean.value - (0.9 * 10 / 3 + 0.1 * 1.5)) < 1e-12)
    #expect(throws: EstimationError.singleImageStratum(name: "charts")) { try mean.overNewImages() }
    #expect(throws: EstimationError.singleImageStratum(name: "charts")) { try mean.overNewImagesAndRaters() }
  }

  @Test("refuses weights that cannot be", arguments: [[0.5, 0.4], [1.2, -0.2], [.infinity, 0], [0.6, 0.6]])
  func weights(weights: [Double]) {
    #expect(throws: EstimationError.self) {
      try CrossedMean(
        strata: weights.map { Stratum(name: "s", weight: $0, observations: Grid.indoor.observations) })
    }
  }

  @Test("refuses observations that are not finite", arguments: [.infinity, -.infinity, .nan, 1e300])
  func notFinite(value: Double) {
    #expect(throws: EstimationError.self) { try CrossedMean(observations([[1, 2], [3, value]])) }
  }

  @Test("refuses a confidence that is not strictly between 0 and 1", arguments: [0, 1, 95, -0.5])
  func confidence(confidence: Double) throws {
    let mean = try CrossedMean(Grid.indoor.observations)
    let refusal = EstimationError.outOfDomain(parameter: "confidence", value: confidence)
    #expect(throws: refusal) { try mean.overNewImages(confidence: confidence) }
    #expect(throws: refusal) { try mean.overNewImagesAndRaters(confidence: confidence) }
  }

  @Test("refuses a difference where no cell was rated for both")
  func nothingShared() {
    #expect(throws: EstimationError.nothingShared) {
      try PairedDifferences(
        of: [Observation(image: 1, rater: 1, value: 3)], minus: [Observation(image: 1, rater: 2, value: 3)])
    }
  }

  @Test("refuses two observations of one cell: which of them would be the pair?")
  func repeatedCell() {
    let once = [Observation(image: 1, rater: 1, value: 3)]
    #expect(throws: EstimationError.repeatedCell(image: 1, rater: 1)) {
      try PairedDifferences(of: once + once, minus: once)
    }
    #expect(throws: EstimationError.repeatedCell(image: 1, rater: 1)) {
      try PairedDifferences(of: once, minus: once + once)
    }
  }

  @Test("a difference that is rounding only is no difference")
  func roundedDifference() throws {
    let pairs = try PairedDifferences(
      of: [Observation(image: 1, rater: 1, value: 0.1 + 0.2)], minus: [Observation(image: 1, rater: 1, value: 0.3)])
    #expect(pairs.observations.map(\.value) == [0])
    #expect(pairs.unpaired == 0)
  }
}
