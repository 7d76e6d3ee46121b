internal import Testing

@testable import Statistics

@Suite("Ranks: midranks, Wilcoxon, Friedman")
struct RankTests {
  @Test("equal values share the mean of their ranks, rounding included")
  func midrank() {
    let found = midranks([3, 1, 3, 2])
    #expect(found.ranks == [3.5, 1, 3.5, 2])
    #expect(found.groups == [1, 1, 2])
    #expect(midranks([0.1 + 0.2, 0.3]).ranks == [1.5, 1.5])
  }

  /// 1, 2, 3: W = 6, reached by one pattern of 8, and 0 by one more. 1, 2, −3: W = 3, the middle.
  @Test("Wilcoxon on three images, worked by hand")
  func wilcoxon() throws {
    #expect(try SignedRankTest(imageDifferences: [1, 2, 3]).twoSided == 0.25)
    let even = try SignedRankTest(imageDifferences: [1, 2, -3])
    #expect(even.twoSided == 1 && even.positiveRankSum == 3)
  }

  @Test("differences of 0 are dropped, and nothing but 0 has p = 1")
  func zeros() throws {
    let found = try SignedRankTest(imageDifferences: [0, 1, 0, 2, 3])
    #expect(found.nonzero == 3 && found.twoSided == 0.25)
    #expect(try SignedRankTest(imageDifferences: [0, 0]).twoSided == 1)
  }

  @Test("turning every sign keeps p; where counting ends the approximation goes on")
  func turnedAndLarge() throws {
    let differences = (0..<SignedRankTest.mostForAll).map { Double($0 % 11) - 4.5 }
    let counted = try SignedRankTest(imageDifferences: differences)
    let turned = try SignedRankTest(imageDifferences: differences.map { -$0 })
    #expect(abs(counted.twoSided - turned.twoSided) < 1e-15)
    let larger = try SignedRankTest(imageDifferences: differences + [0.5, -0.5])
    #expect(counted.isExact && !larger.isExact)
    #expect(abs(counted.twoSided / larger.twoSided - 1) < 0.05)
  }

  @Test("Wilcoxon refuses nothing and what is not finite")
  func wilcoxonRefusals() {
    #expect(throws: EstimationError.noObservations) { try SignedRankTest(imageDifferences: []) }
    #expect(throws: EstimationError.outOfDomain(parameter: "a difference", value: .infinity)) {
      try SignedRankTest(imageDifferences: [1, .infinity])
    }
  }

  /// Rank sums 2, 4, 6 around 4: 12 · 8 / (2 · 3 · 4) = 4. With df = 2, P(χ² ≥ 4) = e⁻².
  @Test("Friedman on two images that agree, worked by hand")
  func friedman() throws {
    let found = try FriedmanTest(rows: [[1, 2, 3], [10, 20, 30]])
    #expect(found.chiSquare == 4 && found.degreesOfFreedom == 2 && found.kendallW == 1)
    #expect(abs(found.p - 0.1353352832366127) < 1e-15)
  }

  @Test("Friedman refuses one model, one image, ragged rows and nothing but ties")
  func friedmanRefusals() {
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of models", value: 1)) {
      try FriedmanTest(rows: [[1], [2]])
    }
    #expect(throws: EstimationError.tooFewImages(found: 1)) { try FriedmanTest(rows: [[1, 2]]) }
    #expect(throws: EstimationError.incompleteTable(missing: 1)) { try FriedmanTest(rows: [[1, 2], [2]]) }
    #expect(throws: EstimationError.everyRankTied) { try FriedmanTest(rows: [[2, 2], [5, 5]]) }
    #expect(throws: EstimationError.noObservations) { try FriedmanTest(rows: []) }
  }
}
