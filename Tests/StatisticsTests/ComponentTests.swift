internal import Statistics
internal import Testing

@Suite("Complete tables: components and the pigeonhole variance")
struct ComponentTests {
  /// Rows (1, 3), (2, 6): image means 2, 4; rater means 1.5, 4.5; what is left is ±½ everywhere.
  @Test("components of two by two, worked by hand")
  func byHand() throws {
    let found = try CrossedComponents(CrossedTable(Grid("13 26").observations))
    #expect(found.meanSquareImages == 4 && found.meanSquareRaters == 9 && found.meanSquareRest == 1)
    #expect(found.imageVariance == 1.5 && found.raterVariance == 4 && found.restVariance == 1)
    #expect(found.negative.isEmpty)
    #expect(abs(try found.imageShare() - 1.5 / 6.5) < 1e-15)
    #expect(abs(try found.agreement() - 1.5 / 6.5) < 1e-15)
    // 1.5/2 + 4/2 + 1/4 = 3.
    #expect(abs(try found.standardErrorOfMean() - 3.0.squareRoot()) < 1e-15)
  }

  @Test("a component that comes out negative is 0 and named; the mean squares keep what they showed")
  func negative() throws {
    let found = try CrossedComponents(CrossedTable(Grid("34 43").observations))
    #expect(found.imageVariance == 0 && found.raterVariance == 0)
    #expect(found.negative == [.image, .rater])
    #expect(try found.imageShare() == 0)
  }

  @Test("another zero point changes the mean and no component")
  func shifted() throws {
    let plain = try CrossedComponents(CrossedTable(Grid("135 264 311").observations))
    let moved = try CrossedComponents(
      CrossedTable(
        Grid("135 264 311").observations.map { Observation(image: $0.image, rater: $0.rater, value: $0.value + 4) }))
    #expect(abs(plain.imageVariance - moved.imageVariance) < 1e-12)
    #expect(abs(plain.restVariance - moved.restVariance) < 1e-12)
  }

  /// y = (−2, 0), (−1, 3): 14 + ½ · 8 + ½ · 18 = 27 over 16.
  @Test("the pigeonhole variance of two by two, worked by hand")
  func pigeonhole() throws {
    #expect(try pigeonholeVariance(CrossedTable(Grid("13 26").observations)) == 27.0 / 16)
  }

  @Test("refuses a missing cell, a repeated one, one image, one rater and equal values")
  func refusals() {
    #expect(throws: EstimationError.incompleteTable(missing: 1)) { try CrossedTable(Grid("13 2.").observations) }
    #expect(throws: EstimationError.repeatedCell(image: 0, rater: 0)) {
      try CrossedTable([.init(image: 0, rater: 0, value: 1), .init(image: 0, rater: 0, value: 2)])
    }
    #expect(throws: EstimationError.noObservations) { try CrossedTable([]) }
    #expect(throws: EstimationError.tooFewImages(found: 1)) {
      try CrossedComponents(CrossedTable(Grid("13").observations))
    }
    #expect(throws: EstimationError.tooFewRaters(found: 1)) {
      try pigeonholeVariance(CrossedTable(Grid("1 3").observations))
    }
    #expect(throws: EstimationError.constantObservations(value: 3)) {
      try pigeonholeVariance(CrossedTable(Grid("33 33").observations))
    }
    #expect(throws: EstimationError.constantObservations(value: 3)) {
      try CrossedComponents(CrossedTable(Grid("33 33").observations)).imageShare()
    }
  }
}
