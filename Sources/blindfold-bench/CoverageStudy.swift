internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel

/// One cell of the coverage table: a world and a design, simulated again and again and analysed by the report's own
/// estimators.
struct CoverageStudy {
  let world: CoverageWorld
  let design: CoverageDesign
  private let items: [(id: ItemID, category: Int)]
  /// For each drawn assignment, each image's raters.
  private let assignments: [[[Int]]]

  static let incumbent = ArmCode(rawValue: "arm-a")
  static let candidate = ArmCode(rawValue: "arm-b")

  /// The three quantities: the incumbent's mean, the candidate's mean, their paired difference.
  static let quantities = 3

  /// - Throws: where the design cannot be dealt.
  init(world: CoverageWorld, design: CoverageDesign) throws {
    self.world = world
    self.design = design
    var items: [(id: ItemID, category: Int)] = []
    for (number, category) in design.categories.enumerated() {
      for _ in 0..<category.images {
        let digits = String(items.count, radix: 16)
        guard let id = ItemID(hex: String(repeating: "0", count: 64 - digits.count) + digits) else { continue }
        items.append((id, number))
      }
    }
    self.items = items
    guard let each = design.ratingsPerImage else {
      assignments = [items.map { _ in Array(0..<design.raters) }]
      return
    }
    // Dealt by the program's own rule; a hundred deals are enough to be used in turn.
    let names = (0..<design.raters).map(Self.name)
    let numbers = Dictionary(uniqueKeysWithValues: zip(items.map(\.id), items.indices))
    assignments = try (0..<100).map { deal in
      let dealt = try Assignment(
        items: items.map { ($0.id, design.categories[$0.category].name) }, raters: names, ratingsPerItem: each,
        seed: UInt64(deal))
      var raters = [[Int]](repeating: [], count: items.count)
      for rater in 0..<design.raters {
        for id in dealt.items[Self.name(rater)] ?? [] {
          if let image = numbers[id] { raters[image].append(rater) }
        }
      }
      return raters
    }
  }

  private static func name(_ rater: Int) -> String { "r\(rater)" }

  /// One simulated study: its estimates, and the truth for each scope and quantity.
  func simulate(
    run: Int, _ draws: inout NormalDraws
  ) throws -> (outcomes: [Scope: [IntervalOutcome?]], truth: [Scope: [Double]]) {
    let raters = draws.many(design.raters, world.rater)
    let tastes = (0..<design.raters).map { _ in draws.many(2, world.raterModel) }
    let assignment = assignments[run % assignments.count]
    var cells: [RatingCell] = []
    for (image, item) in items.enumerated() {
      let category = design.categories[item.category]
      let imageEffect = draws.next(world.image)
      let fit = draws.many(2, world.imageModel)
      for rater in assignment[image] {
        let view = draws.next(world.imageRater)
        for model in 0..<2 {
          let latent =
            world.means[model] + category.shift[model] + imageEffect + fit[model] + raters[rater] + tastes[rater][model]
            + view + draws.next(world.residual)
          if design.missing > 0, Double.random(in: 0..<1, using: &draws.generator) < design.missing { continue }
          cells.append(
            RatingCell(
              item: item.id, category: category.name, rater: Self.name(rater),
              arm: model == 0 ? Self.incumbent : Self.candidate, criterion: "overall", value: world.written(latent)))
        }
      }
    }
    let estimates = try RatingTable(
      cells: cells,
      traffic: design.isWeighted
        ? Dictionary(uniqueKeysWithValues: design.categories.map { ($0.name, $0.weight) }) : [:],
      incumbent: Self.incumbent,
      claim: Claim(criterion: "overall", scope: .ratersLikeThese, margin: 0.3, because: "a benchmark"),
      ranges: world.isLikert ? ["overall": 1...5] : [:]
    ).estimates()
    let numbers = [
      estimates.estimate(of: Self.incumbent)?.mean, estimates.estimate(of: Self.candidate)?.mean,
      estimates.comparisons.first?.difference,
    ]
    var outcomes: [Scope: [IntervalOutcome?]] = [:]
    for scope in Scope.allCases { outcomes[scope] = numbers.map { $0?[scope] } }
    return (outcomes, [.ratersLikeThese: truth, .theseRaters: truth(of: raters, tastes)])
  }

  /// Over new images and new raters: the same for every run.
  var truth: [Double] {
    asQuantities { model, category in
      world.expectation(
        latentMean: world.means[model] + category.shift[model], standardDeviation: world.overAll)
    }
  }

  /// Over new images for the raters of one run, each counting the same.
  private func truth(of raters: [Double], _ tastes: [[Double]]) -> [Double] {
    asQuantities { model, category in
      raters.indices.reduce(0) {
        $0
          + world.expectation(
            latentMean: world.means[model] + category.shift[model] + raters[$1] + tastes[$1][model],
            standardDeviation: world.overImages)
      } / Double(raters.count)
    }
  }

  private func asQuantities(_ mean: (Int, CoverageDesign.Category) -> Double) -> [Double] {
    let means = (0..<2).map { model in
      design.categories.reduce(0) { $0 + (design.isWeighted ? $1.weight : 1) * mean(model, $1) }
    }
    return [means[0], means[1], means[1] - means[0]]
  }
}
