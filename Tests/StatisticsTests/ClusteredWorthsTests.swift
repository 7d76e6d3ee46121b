internal import Testing

@testable internal import Statistics

/// Judgements written as image, rater, first, second (a digit each) and a, b or t.
private func judgements(_ text: String) throws -> [PairJudgement] {
  try text.split(separator: " ").map { word in
    let digits = word.prefix(4).compactMap(\.wholeNumberValue)
    let outcome: [Character: PairJudgement.Outcome] = ["a": .first, "b": .second, "t": .tie]
    return PairJudgement(
      first: digits[2], second: digits[3], outcome: try #require(word.last.flatMap { outcome[$0] }), image: digits[0],
      rater: digits[1])
  }
}

/// 9 images × 4 raters, 3 models.
private let table = """
  0012a 0110a 0202a 0301a 1002a 1110t 1201b 1310a 2012t 2110t 2220b 2312a 3001a 3121b 3202a 3320t 4021b 4102b 4212a \
  4301a 5021b 5121t 5221a 5310a 6012a 6121b 6220b 6320a 7012t 7102b 7212a 7321a 8010a 8110a 8220t 8310b
  """

/// Judgements drawn from Davidson's model with random rater × model and image × model effects.
func drawJudgements(
  worths: [Double], tie: Double, images: Int, raters: Int, each: Int = 1, imageSpread: Double = 0,
  raterSpread: Double = 0, _ generator: inout SeededGenerator
) -> [PairJudgement] {
  // A sum of twelve uniform draws is close enough to a normal one.
  func effects(_ spread: Double) -> [Double] {
    worths.map { _ in spread * ((0..<12).reduce(0.0) { sum, _ in sum + .random(in: 0..<1, using: &generator) } - 6) }
  }
  let ofImage = (0..<images).map { _ in effects(imageSpread) }
  let ofRater = (0..<raters).map { _ in effects(raterSpread) }
  var drawn: [PairJudgement] = []
  for image in 0..<images {
    for rater in 0..<raters {
      for _ in 0..<each {
        let first = Int.random(in: 0..<worths.count, using: &generator)
        let second = (first + Int.random(in: 1..<worths.count, using: &generator)) % worths.count
        func worth(_ model: Int) -> Double { worths[model] + ofImage[image][model] + ofRater[rater][model] }
        let chance = logistic(worth(first) - worth(second))
        let share = 1 / (1 + tie * (chance * (1 - chance)).squareRoot())
        let draw = Double.random(in: 0..<1, using: &generator)
        let outcome: PairJudgement.Outcome = draw < share * chance ? .first : draw < share ? .second : .tie
        drawn.append(PairJudgement(first: first, second: second, outcome: outcome, image: image, rater: rater))
      }
    }
  }
  return drawn
}

@Suite("Worths with ties, clustered")
struct ClusteredWorthsTests {
  /// R 4.2.2, sandwich 3.0-2: Davidson's model as a Poisson model with three rows a judgement (chosen or not),
  /// glm(y ~ factor(judgement) + m1 + m2 + tie - 1, poisson), vcovCL(fit, cluster, type = "HC0", cadjust = TRUE).
  @Test("values and variances by image, rater and cell as R has them")
  func reference() throws {
    let fit = try ClusteredWorths(judgements(table), models: 3)
    let expected: [(model: Int, value: Double, image: Double, rater: Double, cell: Double)] = [
      (1, 0.5666371017, 0.1027655780, 0.4172430908, 0.3362593253),
      (2, -0.6855700661, 0.3167836167, 0.5788454252, 0.3618866235),
    ]
    for row in expected {
      let parts = fit.parts(of: row.model, from: 0)
      #expect(abs(fit.scale.difference(of: row.model, from: 0).value - row.value) < 1e-8)
      #expect(abs(try #require(parts.image) - row.image) < 1e-8)
      #expect(abs(try #require(parts.rater) - row.rater) < 1e-8)
      #expect(abs(try #require(parts.cell) - row.cell) < 1e-8)
    }
    #expect(abs(logarithm(fit.tieParameter) + 0.6286852766) < 1e-8)
    #expect(fit.orderEffect == nil && fit.orderParts.image == nil && fit.images == 9 && fit.raters == 4)
  }

  /// The same with + ord, which is 1/2 for the first, −1/2 for the second and 0 for a tie.
  @Test("the order effect as R has it, and worths with it allowed for")
  func orderReference() throws {
    let fit = try ClusteredWorths(judgements(table), models: 3, withOrder: true)
    #expect(abs(try #require(fit.orderEffect) - 0.6972061700) < 1e-8)
    #expect(abs(try #require(fit.orderParts.image) - 0.1266151587) < 1e-8)
    #expect(abs(try #require(fit.orderParts.rater) - 0.3913195622) < 1e-8)
    #expect(abs(try #require(fit.orderParts.cell) - 0.2097320906) < 1e-8)
    #expect(abs(fit.scale.logWorths[1] - fit.scale.logWorths[0] - 0.4463130029) < 1e-8)
    #expect(abs(try #require(fit.parts(of: 2, from: 0).image) - 0.4628758940) < 1e-8)
  }

  /// Images (win, win, loss) and (win), one rater each: 2/1 · (1/9 + 1/9) = 4/9; t(1) at 97.5 % = 12.7062.
  @Test("without ties: Bradley–Terry, by hand")
  func byHand() throws {
    let fit = try ClusteredWorths(judgements("0001a 0001a 0010a 1101a"), models: 2)
    #expect(abs(try #require(fit.parts(of: 0, from: 1).image) - 4.0 / 9) < 1e-9)
    #expect(fit.tieParameter == 0)
    let interval = try fit.overNewImages(logarithm(3), fit.parts(of: 0, from: 1))
    #expect(abs(interval.halfWidth - 12.706204736 * 2.0 / 3) < 1e-6)
    #expect(interval.degreesOfFreedom == 1)
  }

  @Test("turning every judgement's order around turns the order effect and nothing else")
  func turned() throws {
    let rows = try judgements(table)
    let turned = rows.map { row in
      PairJudgement(
        first: row.second, second: row.first,
        outcome: row.outcome == .tie ? .tie : row.outcome == .first ? .second : .first, image: row.image,
        rater: row.rater)
    }
    let (one, other) = (
      try ClusteredWorths(rows, models: 3, withOrder: true), try ClusteredWorths(turned, models: 3, withOrder: true)
    )
    #expect(abs(try #require(one.orderEffect) + (try #require(other.orderEffect))) < 1e-9)
    for model in 0..<3 { #expect(abs(one.scale.logWorths[model] - other.scale.logWorths[model]) < 1e-9) }
    #expect(abs(try #require(one.parts(of: 2).cell) - (try #require(other.parts(of: 2).cell))) < 1e-9)
  }

  @Test("one image, one rater, images that all say the same: reasons")
  func refusals() throws {
    let oneImage = try ClusteredWorths(judgements("0001a 0110a"), models: 2)
    #expect(throws: EstimationError.tooFewImages(found: 1)) {
      try oneImage.overNewImages(0, oneImage.parts(of: 0, from: 1))
    }
    let alike = try ClusteredWorths(judgements("0001a 0010a 1001a 1010a"), models: 2)
    #expect(throws: EstimationError.imagesWithoutSpread) { try alike.overNewImages(0, alike.parts(of: 0, from: 1)) }
    #expect(throws: EstimationError.tooFewRaters(found: 1)) {
      try alike.overNewImagesAndRaters(0, alike.parts(of: 0, from: 1))
    }
    #expect(throws: PairwiseError.separated(groups: [[0], [1]])) {
      try ClusteredWorths(judgements("0001a 1001a"), models: 2)
    }
    // Whoever is shown first wins, and each model is first as often.
    #expect(throws: PairwiseError.notConverged) {
      try ClusteredWorths(judgements("0001a 0010a 1001a 1010a"), models: 2, withOrder: true)
    }
  }

  @Test("known worths and ties come back from 6,000 drawn judgements")
  func recovery() throws {
    var generator = SeededGenerator(seed: 20)
    let worths = [0.9, 0.5, 0.1, -0.4, -1.1]
    let drawn = drawJudgements(worths: worths, tie: 0.8, images: 600, raters: 10, &generator)
    let fit = try ClusteredWorths(drawn, models: 5)
    for model in worths.indices {
      let error = try #require(fit.parts(of: model).image).squareRoot()
      #expect(abs(fit.scale.logWorths[model] - worths[model]) < 3.5 * error)
      #expect(error < 0.06)
    }
    #expect(abs(fit.tieParameter - 0.8) < 0.1)
  }

  @Test("of 200 tables with raters of their own, intervals for raters like these hold the truth in 92 % or more")
  func coverage() throws {
    var generator = SeededGenerator(seed: 8)
    var fits: [(value: Double, two: Estimate, one: Estimate)] = []
    for _ in 0..<200 {
      let drawn = drawJudgements(
        worths: [0.4, 0, -0.4], tie: 0.7, images: 40, raters: 5, imageSpread: 0.4, raterSpread: 0.4, &generator)
      let fit = try ClusteredWorths(drawn, models: 3)
      let value = fit.scale.difference(of: 0, from: 2).value
      let parts = fit.parts(of: 0, from: 2)
      fits.append((value, try fit.overNewImagesAndRaters(value, parts), try fit.overNewImages(value, parts)))
    }
    // Effects pull the worths that are estimated towards 0; their mean is what is estimated.
    let truth = fits.reduce(0) { $0 + $1.value } / 200
    let held = fits.count { $0.two.lower < truth && truth < $0.two.upper }
    let heldByImages = fits.count { $0.one.lower < truth && truth < $0.one.upper }
    // 95 %: 190 of 200, Monte Carlo error 3.
    #expect(held >= 184)
    #expect(heldByImages < held)
  }
}

@Suite("Resampled worths with ties")
struct WorthBootstrapTests {
  @Test("resampled images spread as the variance by image says; drawing raters too spreads more")
  func spread() throws {
    var generator = SeededGenerator(seed: 31)
    let drawn = drawJudgements(
      worths: [0.3, 0, -0.3], tie: 0.6, images: 150, raters: 6, raterSpread: 0.4, &generator)
    let images = try bootstrapWorths(drawn, models: 3, over: .images, rounds: 400, seed: 1)
    let both = try bootstrapWorths(drawn, models: 3, over: .imagesAndRaters, rounds: 400, seed: 1)
    let fit = try ClusteredWorths(drawn, models: 3)
    let byImage = try #require(fit.parts(of: 0, from: 2).image).squareRoot()
    let (one, two) = (try images.difference(of: 0, from: 2), try both.difference(of: 0, from: 2))
    #expect(abs(one.standardError / byImage - 1) < 0.15)
    #expect(two.standardError > 1.3 * one.standardError)
    #expect(images.undefinedRounds == 0 && images.logWorths.count == 400)
  }

  @Test("without ties, with one judgement an image, it is the bootstrap of Bradley–Terry up to chance")
  func noTies() throws {
    var generator = SeededGenerator(seed: 2)
    let drawn = drawJudgements(worths: [0.5, 0, -0.5], tie: 0, images: 500, raters: 1, &generator)
    let comparisons = drawn.map {
      ClusteredComparison(
        winner: $0.outcome == .first ? $0.first : $0.second, loser: $0.outcome == .first ? $0.second : $0.first,
        image: $0.image, rater: $0.rater)
    }
    let one = try bootstrapWorths(drawn, models: 3, over: .images, rounds: 400, seed: 1).difference(of: 0, from: 2)
    let other = try bootstrapBradleyTerry(comparisons, models: 3, rounds: 400, seed: 1).difference(of: 0, from: 2)
    #expect(abs(one.standardError / other.standardError - 1) < 0.15)
  }

  @Test("refuses one image, and one rater where raters are drawn; rounds without worths are counted")
  func refusals() throws {
    #expect(throws: PairwiseError.tooFewClusters(found: 1)) {
      try bootstrapWorths(judgements("0001a 0110a 0201t"), models: 2, over: .images, rounds: 9, seed: 1)
    }
    let oneRater = try judgements("0001a 1010a 2001t")
    #expect(throws: PairwiseError.tooFewClusters(found: 1)) {
      try bootstrapWorths(oneRater, models: 2, over: .imagesAndRaters, rounds: 9, seed: 1)
    }
    #expect(throws: PairwiseError.outOfDomain(parameter: "the number of rounds", value: 0)) {
      try bootstrapWorths(oneRater, models: 2, over: .images, rounds: 0, seed: 1)
    }
    let few = try bootstrapWorths(oneRater, models: 2, over: .images, rounds: 100, seed: 1)
    #expect(few.undefinedRounds > 50 && few.undefinedRounds + few.logWorths.count == 100)
  }

  @Test("rounds that all agree have no interval")
  func noSpread() throws {
    let alike = try judgements("0001a 0010a 1001a 1010a")
    let rounds = try bootstrapWorths(alike, models: 2, over: .images, rounds: 20, seed: 1)
    #expect(throws: PairwiseError.noSpread) { try rounds.difference(of: 0, from: 1) }
  }
}
