internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

@Suite("The floor, the table of assignments and the next step")
struct NextStepTests {
  @Test("the floor by hand: rater×model .10 and 12 raters leave ±.0899, and none where raters do not differ")
  func floor() throws {
    let typical = try DesignSimulationTests.typical()
    let floor = try #require(try RaterFloor(typical, raters: 12, confidence: 0.95))
    // √(2 · .01 / 12) = .040825; R: qt(.975, 11) = 2.200985.
    #expect(abs(floor.halfWidth - 0.089855) < 1e-6)
    #expect(try floor.chanceOfNotWorse(margin: 0.3) > 0.999)
    #expect(try abs(floor.chanceOfNotWorse(margin: floor.halfWidth) - 0.5) < 0.05)
    let alike = try RatingComponents([.residual: 0.5], mean: 3, scale: nil)
    #expect(try RaterFloor(alike, raters: 12, confidence: 0.95) == nil)
    #expect(try RaterFloor(typical, raters: 1, confidence: 0.95) == nil)
  }

  @Test("many images come down to the floor")
  func reachesFloor() async throws {
    let components = try RatingComponents(
      [.imageModel: 0.6, .raterModel: 0.25, .residual: 0.6], mean: 3, scale: nil)
    let design = try StudyDesign(images: ["all": 800], raters: 3, ratingsPerImage: 3, seed: 1)
    let outcomes = try await DesignSimulation(
      components: components, claim: DesignSimulationTests.claim(0.3), studies: 120, seed: 3
    ).outcomes(of: design, trueDifference: 0)
    let floor = try #require(try RaterFloor(components, raters: 3, confidence: 0.95))
    let median = try #require(outcomes.medianHalfWidth)
    // The median of a standard deviation from three raters is √(χ²₀.₅(2)/2) = .83 of it; the guard widens a little.
    #expect(median > 0.75 * floor.halfWidth && median < 1.15 * floor.halfWidth, "\(median) \(floor.halfWidth)")
  }

  @Test("the table marks what is declared, once, and has fewer raters, more raters and more images beside it")
  func assignments() async throws {
    let declared = try StudyDesign(images: ["a": 14, "b": 10], raters: 6, ratingsPerImage: 3, seed: 9)
    let simulation = try DesignSimulation(
      components: DesignSimulationTests.typical(), claim: DesignSimulationTests.claim(0.3), studies: 20, seed: 1)
    let rows = try await AssignmentTable(declared: declared, ratingsPerImage: 3, seed: 9).rows(simulation)
    #expect(rows.filter(\.isDeclared).map(\.raters) == [6])
    #expect(Set(rows.map { [$0.raters, $0.presentations, $0.images] }).count == rows.count)
    #expect(rows.contains { $0.raters == 3 && $0.imagesEach == 24 })
    #expect(rows.contains { $0.raters == 12 && $0.presentations == 72 })
    #expect(rows.contains { $0.images == 48 })
    for row in rows {
      #expect([row.equal, row.halfway, row.atMargin].map(\.trueDifference) == [0, -0.15, -0.3])
    }
  }

  @Test("new raters get every category in proportion, nobody an image twice")
  func grown() throws {
    let design = try StudyDesign(images: ["a": 18, "b": 12, "c": 6], raters: 4, ratingsPerImage: 2, seed: 1)
    let grown = try design.adding(raters: 5, imagesEach: 12)
    #expect(grown.raters == 9 && grown.presentations == design.presentations + 60)
    #expect(Set(grown.cells).count == grown.cells.count)
    for rater in 4..<9 {
      let counts = grown.cells.filter { $0.rater == rater }.reduce(into: [String: Int]()) {
        $0[grown.categories[$1.image], default: 0] += 1
      }
      for (category, share) in ["a": 6, "b": 4, "c": 2] { #expect(abs((counts[category] ?? 0) - share) <= 1) }
    }
    let larger = try design.adding(imagesTimes: 2, raters: 4, ratingsPerImage: 2)
    #expect(larger.images == 72 && larger.raters == 8)
  }

  /// Raters who differ on the difference, and too few of them.
  private func undecided(_ difference: Double) throws -> (RatingTable, [ItemID: String]) {
    let components = try RatingComponents(
      [.image: 0.4, .rater: 0.3, .imageModel: 0.3, .raterModel: 0.1, .residual: 0.5], mean: 3, scale: nil)
    let design = try StudyDesign(images: ["photo": 60], raters: 4, ratingsPerImage: 2, seed: 1)
    let source = try StudySource(
      design, components, trueDifference: difference, claim: DesignSimulationTests.claim(0.3))
    var cells: [RatingCell] = []
    for rating in source.ratings(seed: 77, number: 0) {
      for (arm, value) in [(incumbent, rating.base), (challenger, rating.new)] {
        cells.append(
          RatingCell(
            item: try item(rating.image), category: "photo", rater: "r\(rating.rater)", arm: arm,
            criterion: "accuracy", value: value))
      }
    }
    let set = Dictionary(uniqueKeysWithValues: try (0..<60).map { (try item($0), "photo") })
    return (table(cells, margin: 0.2, ranges: [:]), set)
  }

  @Test("the step is the cheapest that was found to do: its chances are at the goal, its hours are its packets")
  func cheapest() async throws {
    let (table, set) = try undecided(0)
    let next = try await table.nextStep(for: challenger, set: set, secondsPerItem: 40, studies: 150, seed: 1)
    let step = try #require(next.step ?? next.stepIfEqual)
    #expect(step.chanceIfEqual >= NextStep.goal)
    if next.step != nil { #expect(step.chanceAsEstimated >= NextStep.goal) }
    #expect(step.newImages > 0 || abs(step.hours - Double(step.raters * step.imagesEach) * 40 / 3600) < 1e-9)
    #expect(step.raters <= next.mostRaters && step.halfWidth < 0.2)
    #expect(try await table.nextStep(for: challenger, set: set, secondsPerItem: 40, studies: 150, seed: 1) == next)
  }

  @Test("at the very margin no step within reason is offered")
  func atMargin() async throws {
    let (table, set) = try undecided(-0.2)
    let estimate = try #require(try table.estimates().comparison?.difference?.value)
    var near = table
    near.claim.margin = -estimate
    let next = try await near.nextStep(for: challenger, set: set, secondsPerItem: 40, studies: 100, seed: 1)
    #expect(next.step == nil)
    #expect(abs(next.estimatedDifference - estimate) < 1e-12)
  }
}
