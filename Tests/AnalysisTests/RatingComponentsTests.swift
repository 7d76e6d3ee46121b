internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

@Suite("What ratings are made of")
struct RatingComponentsTests {
  private let scale = Result { try RatingScale(lowest: 1, highest: 5, step: 1) }

  @Test("presets stretch with the scale")
  func presets() throws {
    let wide = try RatingComponents(.typical, scale: RatingScale(lowest: 0, highest: 100, step: nil))
    #expect(wide[.imageModel] == 15 && wide.mean == 62.5)
    #expect(try RatingComponents(.noisy, scale: scale.get())[.raterModel] == 0.25)
  }

  @Test("the centre behind a mean gives that mean, rounded to points or not", arguments: [1.0, nil])
  func centre(step: Double?) throws {
    let scale = try RatingScale(lowest: 1, highest: 5, step: step)
    for wanted in [1.2, 3, 4.9] {
      let center = scale.center(for: wanted, deviation: 1.1)
      #expect(abs(scale.mean(of: center, deviation: 1.1) - wanted) < 1e-9)
    }
    // By symmetry the middle is its own centre.
    #expect(abs(scale.center(for: 3, deviation: 1.1) - 3) < 1e-9)
  }

  @Test("are found again in ratings that were drawn from them, with a third of the cells missing")
  func found() throws {
    let truth = try RatingComponents(
      [.image: 0.5, .rater: 0.3, .imageRater: 0.25, .imageModel: 0.6, .raterModel: 0.2, .residual: 0.6], mean: 3,
      scale: nil)
    let design = try StudyDesign(images: ["all": 300], raters: 45, ratingsPerImage: 30, seed: 2)
    let source = try StudySource(
      design, truth, trueDifference: -0.2, claim: DesignSimulationTests.claim(0.3))
    var cells: [RatingCell] = []
    for rating in source.ratings(seed: 21, number: 0) {
      for (arm, value) in [(incumbent, rating.base), (challenger, rating.new)] {
        cells.append(
          RatingCell(
            item: try item(rating.image), category: "photo", rater: "r\(rating.rater)", arm: arm,
            criterion: "accuracy", value: value))
      }
    }
    let table = table(cells, ranges: [:])
    let found = try table.components()
    // Raters are 45, so a deviation between them is known to about a tenth; images are 300.
    for (part, slack) in [
      (RatingComponents.Part.image, 0.07), (.rater, 0.1), (.imageRater, 0.05), (.imageModel, 0.07), (.raterModel, 0.07),
      (.residual, 0.02),
    ] {
      #expect(abs(found[part] - truth[part]) < slack, "\(part): \(found[part])")
    }
    #expect(found.scale == nil && found.negative.isEmpty)
    // Renaming raters or shuffling cells changes nothing.
    let shuffled = AnalysisTests.table(Array(cells.reversed()), ranges: [:])
    #expect(try shuffled.components() == found)
  }

  @Test("a part that comes out below zero is zero and is named")
  func negative() throws {
    // Differences of each rater are the same on average, and images swap them.
    let base = try cells(incumbent, "3333 3333 3333 3333")
    let new = try cells(challenger, "4242 2424 4242 2424")
    let found = try table(base + new).components()
    #expect(found[.imageModel] == 0 && found.negative.contains(.imageModel))
    #expect(found[.residual] > 0)
  }

  @Test("refuses a deviation that is not a number, negative or wider than the scale, a mean off it, and no variation")
  func refusals() throws {
    let scale = try scale.get()
    for value in [Double.nan, -0.1, 4.5, .infinity] {
      #expect(throws: PlanningError.self) {
        try RatingComponents([.image: value, .residual: 0.5], mean: 3, scale: scale)
      }
    }
    #expect(throws: PlanningError.meanOffScale(5, lowest: 1, highest: 5)) {
      try RatingComponents([.residual: 0.5], mean: 5, scale: scale)
    }
    #expect(throws: PlanningError.noVariation) { try RatingComponents([.image: 0.5], mean: 3, scale: scale) }
    #expect(throws: PlanningError.scaleOutOfDomain) { try RatingScale(lowest: 1, highest: 5, step: 0.3) }
    #expect(throws: PlanningError.scaleOutOfDomain) { try RatingScale(lowest: 5, highest: 1, step: nil) }
  }

  @Test("refuses ratings that do not tell them apart: one rater, nothing shared")
  func inseparable() throws {
    let alone = try cells(incumbent, "3 4 2") + cells(challenger, "4 4 1")
    #expect(throws: PlanningError.notEstimable(.inseparable)) { try table(alone).components() }
    #expect(throws: PlanningError.notEstimable(.nothingShared)) { try table(cells(incumbent, "34 44")).components() }
  }
}
