internal import Statistics
internal import Testing

/// What must hold whatever the numbers are.
@Suite("Rules for crossed means")
struct CrossedMeanRulesTests {
  private func observations(_ rows: [[Double]]) -> [Observation] {
    rows.enumerated().flatMap { image, row in
      row.enumerated().map { Observation(image: image, rater: $0.offset, value: $0.element) }
    }
  }

  /// Images (3, 5) and (4, 8): mean 5, pulls (-2, 0, -1, 3) / 4.
  /// Image part 2 * (1/4 + 1/4) = 1; rater part 2 * (9/16 + 9/16) = 9/4; cell part 4/3 * 14/16 = 7/6.
  /// Combined max(1 + 9/4 - 7/6, 1, 9/4) = 9/4. t(1) at .975 = tan(.475 pi) = 12.7062...
  @Test("two by two, worked by hand")
  func byHand() throws {
    let mean = try CrossedMean(observations([[3, 5], [4, 8]]))
    #expect(mean.value == 5)
    #expect(mean.parts.image == 1)
    #expect(mean.parts.rater == 2.25)
    #expect(abs((mean.parts.cell ?? 0) - 7.0 / 6) < 1e-15)
    #expect(mean.parts.combined == 2.25)
    let same = try mean.overNewImages()
    #expect(same.standardError == 1)
    #expect(abs(same.halfWidth - 12.706204736174698) < 1e-10)
    #expect(try mean.overNewImagesAndRaters().standardError == 1.5)
  }

  /// 0.1 + 0.2 - 0.5 is below zero.
  @Test("a negative combined variance is replaced by the larger part")
  func negativeCombined() {
    let parts = VarianceParts(image: 0.1, rater: 0.2, cell: 0.5)
    #expect(parts.combined == 0.2)
    #expect(VarianceParts(image: 0.1, rater: nil, cell: 0.5).combined == nil)
  }

  @Test("one stratum is exactly the unstratified mean")
  func oneStratum() throws {
    let plain = try CrossedMean(Grid.sparseBeta.observations)
    let stratified = try CrossedMean(strata: [
      Stratum(name: "only", weight: 1, observations: Grid.sparseBeta.observations)
    ])
    #expect(stratified.value == plain.value)
    #expect(stratified.parts == plain.parts)
    #expect(try stratified.overNewImages() == plain.overNewImages())
    #expect(try stratified.overNewImagesAndRaters() == plain.overNewImagesAndRaters())
  }

  @Test("a stratum with weight 0 is left out, empty or not")
  func zeroWeight() throws {
    let plain = try CrossedMean(Grid.indoor.observations)
    let more = try CrossedMean(strata: [
      Stratum(name: "indoor", weight: 1, observations: Grid.indoor.observations),
      Stratum(name: "outdoor", weight: 0, observations: Grid.outdoor.observations),
      Stratum(name: "text", weight: 0, observations: []),
    ])
    #expect(try more.overNewImagesAndRaters() == plain.overNewImagesAndRaters())
    #expect(more.images == plain.images)
  }

  @Test("adding a constant moves the interval and changes nothing else")
  func shift() throws {
    let plain = try CrossedMean(Grid.sparseAlpha.observations).overNewImagesAndRaters()
    let moved = try CrossedMean(
      Grid.sparseAlpha.observations.map { Observation(image: $0.image, rater: $0.rater, value: $0.value + 17) }
    ).overNewImagesAndRaters()
    #expect(abs(moved.lower - plain.lower - 17) < 1e-12)
    #expect(abs(moved.upper - plain.upper - 17) < 1e-12)
    #expect(abs(moved.degreesOfFreedom - plain.degreesOfFreedom) < 1e-10)
  }

  @Test("a power of two as a factor multiplies the interval exactly; -1 swaps the bounds", arguments: [8, 0.25])
  func scale(factor: Double) throws {
    let plain = try CrossedMean(Grid.sparseAlpha.observations).overNewImagesAndRaters()
    func scaled(_ factor: Double) throws -> Estimate {
      try CrossedMean(
        Grid.sparseAlpha.observations.map { Observation(image: $0.image, rater: $0.rater, value: $0.value * factor) }
      ).overNewImagesAndRaters()
    }
    let larger = try scaled(factor)
    #expect(larger.lower == plain.lower * factor)
    #expect(larger.upper == plain.upper * factor)
    #expect(larger.degreesOfFreedom == plain.degreesOfFreedom)
    let turned = try scaled(-1)
    #expect(turned.lower == -plain.upper)
    #expect(turned.upper == -plain.lower)
  }

  @Test("names of images and raters and the order of observations do not matter")
  func labels() throws {
    var random = SeededGenerator(seed: 3)
    let images = Array(0..<30).shuffled(using: &random).map { $0 * 1_000_003 - 5 }
    let raters = Array(0..<4).shuffled(using: &random).map { -$0 }
    let renamed = Grid.sparseAlpha.observations
      .map { Observation(image: images[$0.image], rater: raters[$0.rater], value: $0.value) }
      .shuffled(using: &random)
    let plain = try CrossedMean(Grid.sparseAlpha.observations).overNewImagesAndRaters()
    let other = try CrossedMean(renamed).overNewImagesAndRaters()
    #expect(abs(other.lower - plain.lower) < 1e-12)
    #expect(abs(other.upper - plain.upper) < 1e-12)
  }

  @Test("swapping images and raters swaps the parts")
  func transpose() throws {
    let plain = try CrossedMean(Grid.sparseAlpha.observations).parts
    let turned = try CrossedMean(
      Grid.sparseAlpha.observations.map { Observation(image: $0.rater, rater: $0.image, value: $0.value) }
    ).parts
    #expect(abs((plain.image ?? 0) - (turned.rater ?? 1)) < 1e-15)
    #expect(abs((plain.rater ?? 0) - (turned.image ?? 1)) < 1e-15)
    #expect(abs((plain.cell ?? 0) - (turned.cell ?? 1)) < 1e-15)
  }

  @Test("a higher confidence gives a wider interval around the same value")
  func confidence() throws {
    let mean = try CrossedMean(Grid.sparseAlpha.observations)
    let narrow = try mean.overNewImagesAndRaters(confidence: 0.9)
    let wide = try mean.overNewImagesAndRaters(confidence: 0.99)
    #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
    #expect(wide.value == narrow.value)
  }

  @Test("weights that miss 1 by rounding are taken as shares of their sum")
  func roundedWeights() throws {
    let thirds = try CrossedMean(
      strata: [("a", Grid.indoor), ("b", Grid.outdoor), ("c", Grid.text)].map {
        Stratum(name: $0.0, weight: 0.3333333, observations: $0.1.observations)
      })
    let means = try [Grid.indoor, .outdoor, .text].map { try CrossedMean($0.observations).value }
    #expect(abs(thirds.value - means.reduce(0, +) / 3) < 1e-12)
  }

  @Test("twice the same ratings are not twice the information")
  func repeats() throws {
    let once = try CrossedMean(Grid.sparseAlpha.observations)
    let twice = try CrossedMean(Grid.sparseAlpha.observations + Grid.sparseAlpha.observations)
    let difference = try twice.overNewImagesAndRaters().halfWidth - once.overNewImagesAndRaters().halfWidth
    #expect(abs(difference) < 1e-12)
  }

  @Test("says which strata show no spread, since the interval knows nothing of them")
  func strataWithoutSpread() throws {
    let mean = try CrossedMean(strata: [
      Stratum(name: "flat", weight: 0.4, observations: observations([[4, 4], [4, 4], [4, 4]])),
      Stratum(name: "varied", weight: 0.6, observations: Grid.indoor.observations),
    ])
    #expect(mean.strataWithoutSpread == ["flat"])
    #expect(try mean.overNewImages().degreesOfFreedom == 8)
  }

  /// One to three strata of 1 to 14 images, 1 to 12 raters, a third of the cells missing, 1 to 5 points in use.
  @Test("random tables give an interval of some width or a reason, never a number that is none")
  func randomTables() throws {
    var random = SeededGenerator(seed: 2026)
    var stated = 0
    var refused = 0
    for _ in 0..<600 {
      let strata = (0..<Int.random(in: 1...3, using: &random)).map { stratum in
        let images = Int.random(in: 1...14, using: &random)
        let raters = Int.random(in: 1...12, using: &random)
        let points = Int.random(in: 1...5, using: &random)
        var cells: [Observation] = []
        for image in 0..<images {
          for rater in 0..<raters where Int.random(in: 0..<3, using: &random) > 0 {
            cells.append(
              Observation(image: image, rater: rater, value: Double(Int.random(in: 1...points, using: &random))))
          }
        }
        return (name: "s\(stratum)", cells: cells)
      }
      let weighted = strata.map { Stratum(name: $0.name, weight: 1 / Double(strata.count), observations: $0.cells) }
      do {
        let mean = try CrossedMean(strata: weighted)
        #expect((1...5).contains(mean.value))
        for (scope, make) in [("same", mean.overNewImages), ("new", mean.overNewImagesAndRaters)] {
          do {
            let estimate = try make(0.95)
            stated += 1
            #expect(estimate.lower < estimate.value && estimate.value < estimate.upper, "\(scope) \(weighted)")
            #expect(estimate.lower.isFinite && estimate.upper.isFinite && estimate.standardError > 0)
            let most = scope == "same" ? mean.images - 1 : mean.images + mean.raters
            #expect(estimate.degreesOfFreedom > 0.999 && estimate.degreesOfFreedom < Double(most) + 0.001)
          } catch {
            refused += 1
          }
        }
      } catch {
        #expect([.noObservations].contains(error) || weighted.contains { $0.observations.isEmpty })
        refused += 1
      }
    }
    #expect(stated > 300)
    #expect(refused > 30)
  }

  @Test("without the guard the interval is never wider, and the standard error the same")
  func unguarded() throws {
    let mean = try CrossedMean(Grid.sparseAlpha.observations)
    let plain = try mean.overNewImagesAndRatersUnguarded()
    let guarded = try mean.overNewImagesAndRaters()
    #expect(plain.standardError == guarded.standardError)
    #expect(plain.degreesOfFreedom >= guarded.degreesOfFreedom && plain.halfWidth <= guarded.halfWidth)
    #expect(throws: EstimationError.tooFewRaters(found: 1)) {
      try CrossedMean(Grid.singleAlpha.observations).overNewImagesAndRatersUnguarded()
    }
  }
}
