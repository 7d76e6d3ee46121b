internal import Statistics
internal import Testing

@Suite("Equivalence")
struct EquivalenceTests {
  private func images(_ values: [Double]) -> [Observation] {
    values.enumerated().map { Observation(image: $0.offset, rater: 0, value: $0.element) }
  }

  /// −1 and 1: mean 0, SE 1, df 1; t = ±1 and the Cauchy tail beyond 1 is ¼.
  @Test("two images, worked by hand: not significant is not the same")
  func byHand() throws {
    let found = try EquivalenceTest(images([-1, 1]), margin: 1)
    #expect(abs(found.lowerP - 0.25) < 1e-14 && abs(found.upperP - 0.25) < 1e-14)
    #expect(!found.isEquivalent && !found.isNotWorse && !found.isHigher)
  }

  @Test("equivalent exactly where the 90 % interval lies inside the margin", arguments: [0.05, 0.1, 0.13, 0.14, 0.3])
  func againstInterval(margin: Double) throws {
    let values = (0..<40).map { Double($0 % 7) / 10 - 0.3 }
    let found = try EquivalenceTest(images(values), margin: margin)
    #expect(found.isEquivalent == (found.narrow.lower > -margin && found.narrow.upper < margin))
    #expect(found.isNotWorse == (found.narrow.lower > -margin))
  }

  @Test("refuses a margin that is none, one image and equal differences")
  func refusals() {
    #expect(throws: EstimationError.outOfDomain(parameter: "the margin", value: 0)) {
      try EquivalenceTest(images([1, 2]), margin: 0)
    }
    #expect(throws: EstimationError.tooFewImages(found: 1)) { try EquivalenceTest(images([1]), margin: 1) }
    #expect(throws: EstimationError.constantObservations(value: 1)) {
      try EquivalenceTest(images([1, 1]), margin: 1)
    }
  }

  @Test("an image's mean counts once, however many ratings it has")
  func meansOfImages() {
    let found = imageMeans([
      .init(image: 7, rater: 0, value: 1), .init(image: 3, rater: 0, value: 5), .init(image: 7, rater: 1, value: 2),
    ])
    #expect(found == [.init(image: 7, rater: 0, value: 1.5), .init(image: 3, rater: 0, value: 5)])
  }
}
