import Testing

@testable import Statistics

@Suite struct FrontierTests {
  @Test("whoever costs no more and is no worse beats another, unless both are equal")
  func dominance() {
    // a cheap and bad, b dear and good, c beaten by b, d equal to b.
    #expect(frontier(costs: [1, 5, 6, 5], qualities: [1, 4, 3, 4]) == [true, true, false, true])
    #expect(frontier(costs: [1, 1], qualities: [2, 3]) == [false, true])
    #expect(frontier(costs: [1, 2], qualities: [3, 3]) == [true, false])
    #expect(frontier(costs: [7], qualities: [0]) == [true])
  }

  private func observations(_ values: [Double]) -> [Observation] {
    values.enumerated().map { Observation(image: $0, rater: 0, value: $1) }
  }

  private func contender(_ costs: [Double], _ qualities: [Double]?) -> FrontierResampling.Contender {
    .init(costs: observations(costs), qualities: qualities.map(observations))
  }

  // By hand: two images with differences +1 and −1. A draw of two with replacement has mean +1 (¼), 0 (½) or −1 (¼).
  // The challenger is cheaper on every image, so it is always on the frontier; the incumbent is beaten where the mean is
  // 0 or more, and on the frontier in ¼ of draws.
  @Test("a case worked by hand")
  func byHand() throws {
    let resampling = FrontierResampling(
      contenders: [contender([2, 2], nil), contender([1, 1], [1, -1])], strata: [0, 0], weights: [1])
    let chances = try #require(resampling.chances(draws: 20_000, drawRaters: false, seed: 7))
    #expect(chances[1] == 1)
    // Four Monte Carlo errors: 4 · √(¼ · ¾ / 20,000) = 0.0122.
    #expect(abs(chances[0] - 0.25) < 0.0123)
  }

  // Cost and quality of an image stay together: the challenger is better exactly where it is dearer. With images
  // (cost 0, difference −1) and (cost 4, difference +1) against a cost of 2: a draw of both ones has mean (0, −1), (4, 1)
  // or (2, 0). It never beats the incumbent nor is beaten. Drawn apart, (4, −1) would be beaten in 1 of 16.
  @Test("costs and qualities of one image are drawn together")
  func together() throws {
    let resampling = FrontierResampling(
      contenders: [contender([2, 2], nil), contender([0, 4], [-1, 1])], strata: [0, 0], weights: [1])
    #expect(try #require(resampling.chances(draws: 4000, drawRaters: false, seed: 1)) == [1, 1])
  }

  @Test("the same seed gives the same chances, the order of contenders changes nothing else")
  func seeded() throws {
    let a = contender([3, 4, 5], nil)
    let b = contender([1, 2, 2], [0.5, -1, 0.2])
    let one = FrontierResampling(contenders: [a, b], strata: [0, 0, 1], weights: [0.7, 0.3])
    let two = FrontierResampling(contenders: [b, a], strata: [0, 0, 1], weights: [0.7, 0.3])
    let first = try #require(one.chances(draws: 500, drawRaters: true, seed: 3))
    #expect(first == one.chances(draws: 500, drawRaters: true, seed: 3))
    #expect(Array(first.reversed()) == two.chances(draws: 500, drawRaters: true, seed: 3))
  }

  @Test("no chances where a stratum with a weight has no ratings")
  func empty() {
    let one = FrontierResampling(
      contenders: [contender([1, 1], nil), .init(costs: observations([1, 1]), qualities: [])], strata: [0, 1],
      weights: [0.5, 0.5])
    #expect(one.chances(draws: 100, drawRaters: false, seed: 3) == nil)
  }

  // By hand: x = 1, 3 and y = 2, 8 on two images. z of x: ∓½, z of y: ∓1.5. 2/1 · (½·1.5 + ½·1.5) = 3.
  @Test("covariance of two means, by hand; of a mean with itself the image part of its variance")
  func covariance() throws {
    func one(_ values: [Double]) -> [Stratum] {
      [Stratum(name: "all", weight: 1, observations: observations(values))]
    }
    #expect(imageCovariance(one([1, 3]), one([2, 8])) == 3)
    let strata = [
      Stratum(name: "a", weight: 0.7, observations: observations([1, 4, 2])),
      Stratum(
        name: "b", weight: 0.3,
        observations: [Observation(image: 5, rater: 0, value: 3), Observation(image: 6, rater: 1, value: 5)]),
    ]
    let part = try #require(CrossedMean(strata: strata).parts.image)
    #expect(abs(try #require(imageCovariance(strata, strata)) - part) < 1e-15)
    #expect(imageCovariance(one([1]), one([2])) == nil)
  }
}
