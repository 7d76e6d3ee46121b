internal import Blinding
internal import Statistics
public import StudyModel

extension RatingTable {
  /// Draws behind a chance of being on the frontier: a Monte Carlo error of at most 1.1 points.
  public static let frontierDraws = 2000

  /// Sets cost against quality.
  ///
  /// - Parameters:
  ///   - estimates: of this very table.
  ///   - costs: what each arm was billed for each image.
  ///   - categories: image → category, of the whole set.
  ///   - imagesPerMonth: production's; nil to speak of 1,000 images.
  ///   - routings: policies among the table's arms; every other arm serves all images by itself.
  ///   - seed: repeats the draws.
  /// - Throws: ``AnalysisError`` where the traffic weights do not fit the set.
  /// - Complexity: O(draws · cells).
  public func costQuality(
    _ estimates: StudyEstimates, costs: ImageCosts, categories: [ItemID: String], imagesPerMonth: Double?,
    routings: [Routing] = [], seed: UInt64
  ) throws(AnalysisError) -> CostQuality {
    let weights = try ImageWeights(categories: categories, traffic: traffic, confidence: claim.confidence)
    let times = imagesPerMonth ?? 1000
    var result = CostQuality(
      scope: claim.scope, points: [], apart: [], savingsPer: times, isMonthly: imagesPerMonth != nil, savings: [])
    let arms = Set(cells.map(\.arm)).union([incumbent]).union(costs.dollars.keys).union(costs.readyMade)
      .union(costs.unknownCalls.keys).union(routings.map(\.arm)).sorted()
    var contenders: [(arm: ArmCode, costs: [ItemID: Double])] = []
    for arm in arms {
      let routing = routings.first { $0.arm == arm } ?? weights.whole(arm)
      let difference = estimates.comparisons.first { $0.arm == arm }?.difference
      do throws(UnknownCosts) {
        let perImage = try costs.chosen(routing.arms)
        let known = weights.money(perImage, isCost: true, times: 1000)
        let unanswered = costs.unanswered(routing.arms)
        guard arm == incumbent || difference != nil, let cost = known else {
          result.apart.append(
            .init(arm: arm, difference: difference, unknown: nil, cost: known, unanswered: unanswered))
          continue
        }
        result.points.append(
          .init(arm: arm, cost: cost, difference: difference, isOnFrontier: false, unanswered: unanswered))
        contenders.append((arm, perImage))
        if arm != incumbent, let saving = weights.saving(routing, against: incumbent, costs, times: times) {
          result.savings.append(saving)
        }
      } catch {
        let least = weights.money(costs.atLeast(routing.arms), isCost: true, times: 1000)?.dollars ?? 0
        result.apart.append(
          .init(arm: arm, difference: difference, unknown: error, atLeast: least > 0 ? least : nil))
      }
    }
    place(&result, contenders, weights, seed: seed)
    return result
  }

  /// Regions, the frontier, and chances.
  private func place(
    _ result: inout CostQuality, _ contenders: [(arm: ArmCode, costs: [ItemID: Double])], _ weights: ImageWeights,
    seed: UInt64
  ) {
    let base = observations(of: incumbent, weights)
    let qualities = contenders.map { contender in
      contender.arm == incumbent
        ? nil
        : (try? PairedDifferences(of: observations(of: contender.arm, weights), minus: base))?.observations ?? []
    }
    let isOn = frontier(
      costs: result.points.map(\.cost.dollars), qualities: result.points.map { $0.difference?.value ?? 0 })
    let resampling = FrontierResampling(
      contenders: zip(contenders, qualities).map { contender, qualities in
        FrontierResampling.Contender(
          costs: weights.strata(contender.costs).flatMap(\.observations), qualities: qualities)
      }, strata: weights.strata, weights: weights.shares.map(\.weight))
    let chances =
      result.points.count < 2
      ? nil
      : resampling.chances(draws: Self.frontierDraws, drawRaters: claim.scope == .ratersLikeThese, seed: seed)
    if chances == nil {
      result.withoutChances =
        result.points.count < 2
        ? "fewer than two candidates have a known cost" : "most draws leave a category without any rating"
    } else {
      result.draws = Self.frontierDraws
    }
    for index in result.points.indices {
      result.points[index].isOnFrontier = isOn[index]
      result.points[index].chance = chances?[index]
      region(of: &result.points[index], contenders[index].costs, qualities[index], weights)
    }
    let order = Dictionary(
      result.points.map { ($0.arm, $0.cost.dollars) }, uniquingKeysWith: { first, _ in first })
    result.points.sort { ($0.cost.dollars, $0.arm) < ($1.cost.dollars, $1.arm) }
    result.savings.sort { (order[$0.arm] ?? 0, $0.arm) < (order[$1.arm] ?? 0, $1.arm) }
  }

  /// An arm's cells on the claimed criterion, by image number.
  private func observations(of arm: ArmCode, _ weights: ImageWeights) -> [Observation] {
    let raters = Dictionary(
      Set(cells.map(\.rater)).sorted().enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return cells.filter { $0.arm == arm && $0.criterion == claim.criterion }
      .sorted { ($0.item, $0.rater) < ($1.item, $1.rater) }
      .compactMap { cell in
        guard let image = weights.numbers[cell.item], let rater = raters[cell.rater] else { return nil }
        return Observation(image: image, rater: rater, value: cell.value)
      }
  }

  private func region(
    of point: inout CostQuality.Point, _ costs: [ItemID: Double], _ qualities: [Observation]?, _ weights: ImageWeights
  ) {
    guard let difference = point.difference, let qualities else {
      point.withoutRegion = "the others are compared with it: its difference is 0 by definition"
      return
    }
    switch (point.cost.interval, difference[claim.scope]) {
    case (.unavailable(let reason), _): point.withoutRegion = "cost: \(reason)"
    case (_, .unavailable(let reason)): point.withoutRegion = "difference: \(reason)"
    case (.stated(let cost, _), .stated(let quality, _)):
      guard
        let covariance = imageCovariance(weights.strata(costs.mapValues { $0 * 1000 }), weights.strata(qualities))
      else {
        point.withoutRegion = "a category has one image only"
        return
      }
      guard
        let radius = JointRegion.radiusSquared(
          ofImages: cost.degreesOfFreedom, ofQuality: quality.degreesOfFreedom, confidence: claim.confidence)
      else {
        point.withoutRegion = "too few images to hold cost and difference together"
        return
      }
      point.region = JointRegion(
        centre: [point.cost.dollars, difference.value],
        costVariance: cost.standardError * cost.standardError,
        qualityVariance: quality.standardError * quality.standardError, covariance: covariance,
        radiusSquared: radius)
    }
  }
}

extension ImageWeights {
  /// One arm for all images.
  func whole(_ arm: ArmCode) -> Routing {
    Routing(
      arm: arm, tiers: [arm], choice: Dictionary(items.map { ($0, 0) }, uniquingKeysWith: { first, _ in first }))
  }
}
