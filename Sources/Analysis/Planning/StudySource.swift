internal import Glibc
internal import Statistics
internal import StudyModel

/// Draws studies of one design under one truth, and analyses them as the report does.
struct StudySource: Sendable {
  private let design: StudyDesign
  private let estimator: ScopeEstimator
  private let margin: Double
  private let scope: Scope
  private let components: RatingComponents
  /// Unrounded means of incumbent and candidate.
  private let centers: (base: Double, new: Double)
  private let imageCount: Int
  private let raterCount: Int

  init(
    _ design: StudyDesign, _ components: RatingComponents, trueDifference: Double, claim: Claim
  ) throws(PlanningError) {
    self.design = design
    self.components = components
    margin = claim.margin
    scope = claim.scope
    do {
      estimator = ScopeEstimator(
        traffic: try TrafficWeights(design.traffic, rated: design.categories), categories: design.categories,
        confidence: claim.confidence)
    } catch {
      throw .traffic(error)
    }
    let wanted = components.mean + trueDifference
    guard wanted.isFinite else { throw .differenceOffScale(trueDifference) }
    if let scale = components.scale {
      guard wanted > scale.lowest, wanted < scale.highest else { throw .differenceOffScale(trueDifference) }
      // Rounding and cutting move means: the truth is a difference of ratings, not of what lies behind them.
      centers = (
        scale.center(for: components.mean, deviation: components.total),
        scale.center(for: wanted, deviation: components.total)
      )
    } else {
      centers = (components.mean, wanted)
    }
    imageCount = 1 + (design.cells.map(\.image).max() ?? -1)
    raterCount = 1 + (design.cells.map(\.rater).max() ?? -1)
  }

  /// One study from draw to verdict.
  func study(seed: UInt64, number: Int) -> SimulatedStudy {
    let differences = differences(seed: seed, number: number)
    guard let decision = try? estimator.decision(on: differences, margin: margin) else {
      return SimulatedStudy(verdict: nil, halfWidth: nil)
    }
    return SimulatedStudy(
      verdict: decision.verdicts[scope], halfWidth: decision.difference?[scope].estimate?.halfWidth)
  }

  /// The paired differences of one study, cell by cell.
  func differences(seed: UInt64, number: Int) -> [Observation] {
    ratings(seed: seed, number: number).map {
      Observation(image: $0.image, rater: $0.rater, value: $0.new - $0.base)
    }
  }

  /// Both models' ratings of one study, cell by cell.
  func ratings(seed: UInt64, number: Int) -> [(image: Int, rater: Int, base: Double, new: Double)] {
    // Not the step by which the generator's own state is filled from its seed: neighbours would share most of it.
    var draws = NormalDraws(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
    func effects(_ count: Int, _ part: RatingComponents.Part, _ draws: inout NormalDraws) -> [Double] {
      let deviation = components[part]
      return (0..<count).map { _ in deviation * draws.next() }
    }
    let image = effects(imageCount, .image, &draws)
    let rater = effects(raterCount, .rater, &draws)
    let imageModel = (effects(imageCount, .imageModel, &draws), effects(imageCount, .imageModel, &draws))
    let raterModel = (effects(raterCount, .raterModel, &draws), effects(raterCount, .raterModel, &draws))
    let (between, residual) = (components[.imageRater], components[.residual])
    return design.cells.map { cell in
      let (i, r) = (cell.image, cell.rater)
      let shared = image[i] + rater[r] + between * draws.next()
      let base = centers.base + shared + imageModel.0[i] + raterModel.0[r] + residual * draws.next()
      let new = centers.new + shared + imageModel.1[i] + raterModel.1[r] + residual * draws.next()
      guard let scale = components.scale else { return (i, r, base, new) }
      return (i, r, scale.rounded(base), scale.rounded(new))
    }
  }
}

/// Standard normal numbers that a seed repeats.
///
/// Marsaglia's polar method. Source: Marsaglia and Bray (1964), "A convenient method for generating normal variables",
/// SIAM Review 6.
struct NormalDraws {
  private var generator: SeededGenerator
  private var spare: Double?

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> Double {
    if let number = spare {
      spare = nil
      return number
    }
    while true {
      let x = Double(generator.next() >> 11) * 0x1p-52 - 1
      let y = Double(generator.next() >> 11) * 0x1p-52 - 1
      let square = x * x + y * y
      if square > 0, square < 1 {
        let factor = (-2 * log(square) / square).squareRoot()
        spare = y * factor
        return x * factor
      }
    }
  }
}
