internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

@Suite("Simulated studies")
struct DesignSimulationTests {
  static func claim(_ margin: Double, scope: Scope = .ratersLikeThese) -> Claim {
    Claim(criterion: "accuracy", scope: scope, margin: margin, because: "a test")
  }

  static func typical() throws -> RatingComponents {
    try RatingComponents(.typical, scale: RatingScale(lowest: 1, highest: 5, step: 1))
  }

  /// Three standard deviations of the difference of two shares, one of them of 800 studies rounded to whole percent.
  private func tolerance(_ share: Double, _ studies: Int) -> Double {
    3 * (share * (1 - share) * (1 / Double(studies) + 1.0 / 800)).squareRoot() + 0.005
  }

  /// 3 ratings an image, 200 images, equal models: what an independent simulation of 800 studies found.
  @Test(
    "agrees with the published table of assignments",
    arguments: [
      (3, 0.30, 0.525, 0.29), (8, 0.30, 0.94, 0.16), (12, 0.30, 0.97, 0.15), (20, 0.30, 0.98, 0.14),
      (3, 0.15, 0.18, 0.29), (12, 0.15, 0.45, 0.15),
    ])
  func publishedTable(raters: Int, margin: Double, notWorse: Double, halfWidth: Double) async throws {
    let design = try StudyDesign(images: ["all": 200], raters: raters, ratingsPerImage: 3, seed: 1)
    let outcomes = try await DesignSimulation(
      components: Self.typical(), claim: Self.claim(margin), studies: 300, seed: 20_261_122
    ).outcomes(of: design, trueDifference: 0)
    #expect(abs(outcomes.chanceOfNotWorse - notWorse) < tolerance(notWorse, 300), "\(outcomes.chanceOfNotWorse)")
    #expect(abs(try #require(outcomes.medianHalfWidth) - halfWidth) < 0.02)
  }

  @Test("with noisy raters 12 × 50 is not worse in 71 % at a margin of 0.30")
  func noisy() async throws {
    let components = try RatingComponents(.noisy, scale: RatingScale(lowest: 1, highest: 5, step: 1))
    let design = try StudyDesign(images: ["all": 200], raters: 12, ratingsPerImage: 3, seed: 1)
    let outcomes = try await DesignSimulation(
      components: components, claim: Self.claim(0.3), studies: 300, seed: 2
    ).outcomes(of: design, trueDifference: 0)
    #expect(abs(outcomes.chanceOfNotWorse - 0.71) < tolerance(0.71, 300))
  }

  @Test("each study's verdict and width are those that the report's own entry point gives the same ratings")
  func veryAnalysis() throws {
    let traffic = ["photo": 0.7, "chart": 0.3]
    let design = try StudyDesign(
      images: ["photo": 12, "chart": 6], raters: 5, ratingsPerImage: 3, traffic: traffic, seed: 4)
    let source = try StudySource(design, Self.typical(), trueDifference: -0.2, claim: Self.claim(0.3))
    for number in 0..<25 {
      var cells: [RatingCell] = []
      for rating in source.ratings(seed: 9, number: number) {
        for (arm, value) in [(incumbent, rating.base), (challenger, rating.new)] {
          cells.append(
            RatingCell(
              item: try item(rating.image), category: design.categories[rating.image], rater: "r\(rating.rater)",
              arm: arm, criterion: "accuracy", value: value))
        }
      }
      let comparison = try #require(try table(cells, traffic: traffic).estimates().comparison)
      let study = source.study(seed: 9, number: number)
      #expect(study.verdict == comparison.verdicts[.ratersLikeThese])
      let half = try #require(comparison.difference?.ratersLikeThese.estimate?.halfWidth)
      #expect(abs(try #require(study.halfWidth) - half) < 1e-12)
    }
  }

  @Test("ratings have the stated mean and true difference, rounded and cut as they are", arguments: [0, -0.3])
  func truth(_ difference: Double) throws {
    let design = try StudyDesign(images: ["all": 60], raters: 6, ratingsPerImage: 3, seed: 1)
    let components = try RatingComponents(
      [.image: 0.5, .imageModel: 0.6, .residual: 0.6], mean: 4.5, scale: RatingScale(lowest: 1, highest: 5, step: 1))
    let source = try StudySource(design, components, trueDifference: difference, claim: Self.claim(0.3))
    var (base, new, count) = (0.0, 0.0, 0.0)
    for number in 0..<150 {
      for rating in source.ratings(seed: 3, number: number) {
        #expect([1, 2, 3, 4, 5].contains(rating.new))
        base += rating.base
        new += rating.new
        count += 1
      }
    }
    // 150 studies of 60 images with an image's standard deviation near 0.7: 3 × 0.7 / √9000 = 0.022.
    #expect(abs(base / count - 4.5) < 0.022)
    #expect(abs((new - base) / count - difference) < 0.03)
  }

  @Test("the same seed gives the same numbers, whatever runs beside; another seed does not")
  func seeded() async throws {
    let designs = try [3, 6].map { try StudyDesign(images: ["all": 20], raters: $0, ratingsPerImage: 3, seed: 1) }
    let simulation = try DesignSimulation(
      components: Self.typical(), claim: Self.claim(0.3), studies: 150, seed: 5)
    let both = try await simulation.outcomes(of: designs.map { .init(design: $0, trueDifference: 0) })
    #expect(try await simulation.outcomes(of: designs[1], trueDifference: 0) == both[1])
    let other = try DesignSimulation(components: Self.typical(), claim: Self.claim(0.3), studies: 150, seed: 6)
    #expect(try await other.outcomes(of: designs[1], trueDifference: 0) != both[1])
  }

  @Test("twice the points in everything is the same study: the same chances, twice the width")
  func scaled() async throws {
    let design = try StudyDesign(images: ["all": 30], raters: 6, ratingsPerImage: 3, seed: 1)
    func outcomes(_ factor: Double) async throws -> SimulatedOutcomes {
      let components = try RatingComponents(
        [.imageModel: 0.5 * factor, .raterModel: 0.125 * factor, .residual: 0.5 * factor], mean: 0, scale: nil)
      return try await DesignSimulation(
        components: components, claim: Self.claim(0.25 * factor), studies: 200, seed: 8
      ).outcomes(of: design, trueDifference: -0.125 * factor)
    }
    let (one, two) = (try await outcomes(1), try await outcomes(2))
    #expect(one.margin == two.margin && one.direction == two.direction)
    #expect(abs(try #require(two.medianHalfWidth) - 2 * (try #require(one.medianHalfWidth))) < 1e-9)
  }

  @Test("counts add up, and a true loss of the very margin seldom comes out as not worse")
  func counts() async throws {
    let design = try StudyDesign(images: ["all": 60], raters: 8, ratingsPerImage: 3, seed: 1)
    let outcomes = try await DesignSimulation(
      components: Self.typical(), claim: Self.claim(0.3), studies: 400, seed: 11
    ).outcomes(of: design, trueDifference: -0.3)
    #expect(outcomes.margin.values.reduce(0, +) == 400 && outcomes.direction.values.reduce(0, +) == 400)
    #expect(outcomes.withoutInterval == 0)
    // Nominal 2.5 %; three standard deviations of 400 studies are 2.3 points.
    #expect(outcomes.chanceOfNotWorse < 0.048)
    #expect(abs(outcomes.chanceOfVerdict + outcomes.chance(of: .undecided) - 1) < 1e-12)
  }

  @Test("refuses no raters, more ratings than raters, one image in a category with traffic, one rater, no studies")
  func refusals() async throws {
    #expect(throws: PlanningError.nothingPlanned("no raters")) {
      try StudyDesign(images: ["all": 10], raters: 0, ratingsPerImage: 1, seed: 1)
    }
    #expect(throws: PlanningError.tooFewRaters(wanted: 3, raters: 2)) {
      try StudyDesign(images: ["all": 10], raters: 2, ratingsPerImage: 3, seed: 1)
    }
    #expect(throws: PlanningError.tooFewImages(category: "chart", images: 1)) {
      try StudyDesign(
        images: ["photo": 10, "chart": 1], raters: 3, ratingsPerImage: 3, traffic: ["photo": 0.9, "chart": 0.1], seed: 1
      )
    }
    #expect(throws: PlanningError.nothingPlanned("no images")) {
      try StudyDesign(images: [:], raters: 3, ratingsPerImage: 3, seed: 1)
    }
    #expect(throws: PlanningError.noStudies(0)) {
      try DesignSimulation(components: Self.typical(), claim: Self.claim(0.3), studies: 0, seed: 1)
    }
    let simulation = try DesignSimulation(components: Self.typical(), claim: Self.claim(3), studies: 10, seed: 1)
    let alone = try StudyDesign(images: ["all": 10], raters: 1, ratingsPerImage: 1, seed: 1)
    await #expect(throws: PlanningError.oneRater) { try await simulation.outcomes(of: alone, trueDifference: 0) }
    let three = try StudyDesign(images: ["all": 10], raters: 3, ratingsPerImage: 3, seed: 1)
    await #expect(throws: PlanningError.differenceOffScale(-3)) {
      try await simulation.outcomes(of: three, trueDifference: -3)
    }
  }
}
