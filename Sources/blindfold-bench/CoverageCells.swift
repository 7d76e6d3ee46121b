/// A row of the coverage table, not simulated yet.
struct CoverageCell {
  /// What the effects' spreads are.
  let scenario: String
  /// Who rates what.
  let layout: String
  let world: CoverageWorld
  let design: CoverageDesign

  /// Every row, in the order in which the table shows them; a row's number decides its seed.
  static let all: [CoverageCell] = main + sparse + outOfSample + weighted + shortPackets

  private static let strong = world {
    $0.rater = 0.40
    $0.raterModel = 0.25
  }
  private static let noTaste = world { $0.raterModel = 0 }
  private static let ceiling = world { $0.means = [4.6, 4.8] }

  /// The scenarios that the degrees of freedom were chosen on.
  private static var main: [CoverageCell] {
    let layouts = [(3, 200), (3, 30), (5, 100), (2, 50)]
    return [("base", CoverageWorld()), ("strong rater × model", strong), ("no rater × model", noTaste)].flatMap {
      scenario, world in
      layouts.map { raters, images in crossed(scenario, world, raters, images) }
    } + [crossed("near the top of the scale", ceiling, 3, 200), crossed("near the top of the scale", ceiling, 3, 30)]
  }

  private static var sparse: [CoverageCell] {
    [("base", CoverageWorld()), ("strong rater × model", strong)].flatMap { scenario, world in
      [5, 8].map { raters in
        CoverageCell(
          scenario: scenario, layout: "2 of \(raters) raters on each of 100 images", world: world,
          design: CoverageDesign(raters: raters, images: 100, ratingsPerImage: 2))
      } + [
        CoverageCell(
          scenario: scenario, layout: "3 × 200, 15 % of ratings missing", world: world,
          design: CoverageDesign(raters: 3, images: 200, missing: 0.15))
      ]
    }
  }

  /// Scenarios and designs that nothing was chosen on.
  private static var outOfSample: [CoverageCell] {
    let noisy = world {
      $0.rater = 0.5
      $0.imageRater = 0.5
      $0.raterModel = 0.2
      $0.residual = 0.9
    }
    let consistent = world {
      $0.rater = 0.1
      $0.imageRater = 0.1
      $0.raterModel = 0.03
      $0.residual = 0.4
    }
    let moderate = world {
      $0.rater = 0.25
      $0.imageRater = 0.3
      $0.imageModel = 0.5
      $0.raterModel = 0.12
      $0.residual = 0.7
    }
    return [("noisy raters", noisy), ("consistent raters", consistent), ("moderate", moderate)].flatMap {
      scenario, world in
      [true, false].flatMap { isLikert in
        [(3, 100), (4, 60), (6, 40), (10, 50)].map { raters, images in
          var world = world
          world.isLikert = isLikert
          return crossed("\(scenario), \(isLikert ? "whole points" : "continuous")", world, raters, images)
        }
      }
    }
  }

  private static var weighted: [CoverageCell] {
    [("base", CoverageWorld()), ("strong rater × model", strong)].flatMap { scenario, world in
      [(3, [100, 60, 40], nil), (5, [50, 30, 20], nil), (12, [18, 9, 9], 6), (3, [18, 8, 4], nil)].map {
        (raters: Int, images: [Int], each: Int?) in
        CoverageCell(
          scenario: scenario,
          layout: "\(raters) raters; \(images.map(String.init).joined(separator: ", ")) images, traffic .6, .3, .1"
            + (each.map { "; \($0) ratings an image" } ?? ""),
          world: world, design: CoverageDesign(raters: raters, images: images, ratingsPerImage: each))
      }
    }
  }

  private static var shortPackets: [CoverageCell] {
    [("base", CoverageWorld()), ("strong rater × model", strong)].flatMap { scenario, world in
      [(8, 75), (12, 50), (20, 30)].map { raters, packet in
        CoverageCell(
          scenario: scenario, layout: "\(raters) raters × \(packet) images each, 3 ratings an image", world: world,
          design: CoverageDesign(raters: raters, images: 200, ratingsPerImage: 3))
      }
    }
  }

  private static func crossed(
    _ scenario: String, _ world: CoverageWorld, _ raters: Int, _ images: Int
  ) -> CoverageCell {
    CoverageCell(
      scenario: scenario, layout: "\(raters) × \(images)", world: world,
      design: CoverageDesign(raters: raters, images: images))
  }

  private static func world(_ change: (inout CoverageWorld) -> Void) -> CoverageWorld {
    var world = CoverageWorld()
    change(&world)
    return world
  }
}
