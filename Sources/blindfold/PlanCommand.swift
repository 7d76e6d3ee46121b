internal import Analysis
internal import ArgumentParser
internal import Foundation
internal import Reports
internal import Roster
internal import StudyModel

/// How many images and raters does a study need? Answered by simulating the analysis that will run.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "How many images and raters: the chance of a verdict for a table of assignments, before money is spent.",
    discussion: """
      Draws whole studies from how much images, raters and models are known to differ, runs on each the analysis that \
      the report will run, and counts the verdicts. The margin is the study's: it is the loss that would matter to you, \
      and no plan should change it.

      Components are standard deviations in rubric points: image, rater, image-rater, image-model, rater-model, residual \
      (and mean). The presets are 'typical' and 'noisy' raters; a pilot's ratings are better than either. Where captions \
      are compared in pairs, the unit is net preference and the components are image-model, rater-model and residual; the \
      presets are the same raters, who call captions less than half a point apart a tie.

      Example:
        blindfold plan results/2026-11-alt-text
        blindfold plan results/2026-11-alt-text --pilot pilot/ratings.csv
        blindfold plan results/2026-11-alt-text --components noisy
        blindfold plan results/2026-11-alt-text --components image-model=.6,residual=.7
      """)

  @Argument(help: "The study's folder or its study.yaml.", completion: .file())
  var study: String

  @Option(help: "Learn the components from a study with ratings, or from a file ratings.csv.", completion: .file())
  var pilot: String?

  @Option(help: "State the components: typical, noisy, or NAME=NUMBER,…; what is not named is typical.")
  var components: String?

  @Option(help: "Studies to simulate for each chance.")
  var studies = 1000

  @Option(help: "Seed of the simulation; the study's own unless given. The same seed prints the same numbers.")
  var seed: UInt64?

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "Also draw half-width against raters into this SVG file.", completion: .file(extensions: ["svg"]))
  var figure: String?

  func validate() throws {
    if pilot != nil && components != nil {
      throw ValidationError("--pilot with --components: they say the same thing differently. Give one of them.")
    }
    if !(100...1_000_000).contains(studies) {
      throw ValidationError("--studies \(studies): give 100 to 1,000,000. Fewer say nothing of a chance.")
    }
  }

  func run() async throws {
    try await ending {
      let reading = try StudyReading(StudyLocation(study))
      let plan = reading.plan
      let basis =
        if let pilot {
          try PlanBasis(pilot: pilot, plan)
        } else if let components {
          try PlanBasis(stated: components, plan)
        } else {
          try PlanBasis(.typical, plan)
        }
      let design = try plan.design
      let simulation = try DesignSimulation(
        components: basis.components, claim: plan.claim, studies: studies, seed: seed ?? plan.seed)
      let rows = try await AssignmentTable(
        declared: design, ratingsPerImage: plan.review.ratingsPerItem, seed: plan.seed
      ).rows(simulation)
      let text = PlanText(
        study: study, plan: plan, basis: basis, simulation: simulation, rows: rows,
        cost: try Forecast(reading).captionCost())
      print(json ? try text.json() : text.text)
      if let figure { try await draw(plan, design, basis, rows, to: figure) }
    }
  }

  private func draw(
    _ plan: StudyPlan, _ design: StudyDesign, _ basis: PlanBasis, _ rows: [PlannedAssignment], to path: String
  ) async throws {
    let simulation = try DesignSimulation(
      components: basis.components, claim: plan.claim, studies: min(studies, 200), seed: seed ?? plan.seed)
    let curves = try await PrecisionCurve.curves(
      around: design, ratingsPerImage: plan.review.ratingsPerItem, simulation)
    let own = rows.first(where: \.isDeclared)
    let drawing = PlanFigure(
      study: plan.name, curves: curves, margin: plan.claim.margin,
      declared: own.flatMap { row in row.equal.medianHalfWidth.map { (row.raters, row.images, $0) } },
      basis: basis.name + ", \(plan.review.ratingsPerItem) \(plan.areCompared ? "judgements" : "ratings") an image",
      unit: plan.areCompared ? "net preference" : "rubric points")
    do {
      try Data(drawing.svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Refusal(
        .cannotWrite,
        "\(path): the figure could not be written. The plan above stands without it. Name a file in a folder that is "
          + "there and can be written to.")
    }
    if !json { print("\n\(path): \(drawing.description)") }
  }
}
