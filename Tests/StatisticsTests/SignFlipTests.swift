internal import Statistics
internal import Testing

@Suite("Sign-flip test")
struct SignFlipTests {
  /// R 4.2.2: all 4096 rows of expand.grid(rep(list(c(-1, 1)), 12)), sums compared by >=
  @Test("twelve images: every pattern, ties counted")
  func againstEnumeration() throws {
    let differences = [-0.5, -0.75, 0.25, 0.75, 0.5, 0.5, -0.75, 1.25, -1.25, -0.25, -0.25, 1.75]
    let test = try SignFlipTest(imageDifferences: differences, seed: 1)
    #expect(abs(test.mean - 0.10416666666666667) < 1e-12)
    #expect(test.twoSided == 0.74951171875)
    #expect(test.greater == 0.374755859375)
    #expect(test.patterns == 4096 && test.isExact)
  }

  /// Sum 6 of at most 6: one pattern of 8 reaches it, one more reaches -6.
  @Test("three images, worked by hand")
  func byHand() throws {
    let test = try SignFlipTest(imageDifferences: [1, 2, 3], seed: 1)
    #expect(test.greater == 0.125)
    #expect(test.twoSided == 0.25)
  }

  @Test("no difference at all: p is 1")
  func zeros() throws {
    #expect(try SignFlipTest(imageDifferences: [0, 0, 0], seed: 1).twoSided == 1)
    #expect(try SignFlipTest(imageDifferences: Array(repeating: 0, count: 40), seed: 1).twoSided == 1)
  }

  @Test("turning every sign swaps the sides and keeps the two-sided p")
  func turned() throws {
    let differences = [0.3, 0.1, -0.2, 0.6, 0.4]
    let plain = try SignFlipTest(imageDifferences: differences, seed: 1)
    let turned = try SignFlipTest(imageDifferences: differences.map { -$0 }, seed: 1)
    #expect(plain.twoSided == turned.twoSided)
    #expect(plain.greater < 0.5 && turned.greater > 0.5)
  }

  @Test("sums that differ by rounding only are ties")
  func rounding() throws {
    // 0.1 + 0.2 and 0.3 tie: patterns with a sum of at least 0.6 are those with all signs up.
    #expect(try SignFlipTest(imageDifferences: [0.1, 0.2, 0.3], seed: 1).twoSided == 0.25)
    // Found 0: every pattern is at least as large.
    #expect(try SignFlipTest(imageDifferences: [0.1, 0.2, -0.3], seed: 1).twoSided == 1)
  }

  /// With differences of one size the test is the sign test, whose p is known.
  @Test("many images: drawn patterns, repeatable, never a p of zero")
  func drawn() throws {
    let allUp = try SignFlipTest(imageDifferences: Array(repeating: 1, count: 30), seed: 7)
    #expect(!allUp.isExact && allUp.patterns == 9999)
    #expect(allUp.twoSided == 1.0 / 10_000)
    // 24 up and 12 down. R 4.2.2: binom.test(24, 36)$p.value; the draws' standard error is 0.0025.
    let mixed = Array(repeating: 1.0, count: 24) + Array(repeating: -1.0, count: 12)
    let first = try SignFlipTest(imageDifferences: mixed, seed: 7)
    #expect(abs(first.twoSided - 0.065245335223) < 0.01)
    #expect(try SignFlipTest(imageDifferences: mixed, seed: 7) == first)
    #expect(try SignFlipTest(imageDifferences: mixed, seed: 8) != first)
  }

  /// One draw of 64 signs covers 64 images; the 65th takes its sign from the next.
  @Test("images beyond the sixty-fourth get signs of their own")
  func manyImages() throws {
    let lone = Array(repeating: 0.0, count: 64) + [1.0]
    // The lone image is up in half of the patterns.
    let test = try SignFlipTest(imageDifferences: lone, seed: 7)
    #expect(abs(test.greater - 0.5) < 0.02)
    #expect(test.twoSided == 1)
  }

  @Test("refuses nothing, numbers that are none, and too few draws")
  func refusals() {
    #expect(throws: EstimationError.noObservations) { try SignFlipTest(imageDifferences: [], seed: 1) }
    #expect(throws: EstimationError.outOfDomain(parameter: "a difference", value: .infinity)) {
      try SignFlipTest(imageDifferences: [1, .infinity], seed: 1)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of draws", value: 100)) {
      try SignFlipTest(imageDifferences: [1], draws: 100, seed: 1)
    }
  }
}
