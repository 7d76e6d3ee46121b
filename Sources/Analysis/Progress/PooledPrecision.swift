internal import Blinding
internal import Statistics
internal import StudyModel

/// How exact a study is, over all arms together: what may be looked at while people rate, and from which nobody learns
/// how any arm does.
///
/// It is the median half-width of the paired difference over every pair of arms. The incumbent is a pair's member like
/// any other, so the number stays the same whichever arm got which scores.
public struct PooledPrecision: Hashable, Sendable {
  /// Half the width of the declared scope's interval, in rubric points, from the ratings there are; nil without one.
  public var now: Double?
  /// The same once every awaited rating is in, if ratings go on to vary as they do; nil where that cannot be foretold.
  public var atCompletion: Double?
  /// Why ``now`` or ``atCompletion`` is not known; nil where both are.
  public var reason: String?
  /// Pairs of arms that the median is of.
  public var pairs: Int

  /// One cell of the study's table: a rater's judgement of an item.
  struct Cell: Hashable {
    var item: ItemID
    var rater: String
  }

  /// - Parameters:
  ///   - cells: what is rated so far.
  ///   - planned: rater → items that will be rated when the study is complete.
  ///   - categories: item → category.
  ///   - traffic: category → weight; empty: every rating counts the same.
  ///   - claim: whose criterion, scope and confidence count.
  /// - Throws: ``AnalysisError`` where the traffic weights contradict themselves.
  init(
    _ cells: [RatingCell], planned: [String: Set<ItemID>], categories: [ItemID: String], traffic: [String: Double],
    claim: Claim
  ) throws(AnalysisError) {
    let claimed = cells.filter { $0.criterion == claim.criterion }
    let weights = try TrafficWeights(traffic, rated: claimed.map(\.category))
    let table = Table(categories: categories, weights: weights)
    var byArm: [ArmCode: [Cell: Double]] = [:]
    for cell in claimed { byArm[cell.arm, default: [:]][Cell(item: cell.item, rater: cell.rater)] = cell.value }
    let arms = byArm.keys.sorted().compactMap { byArm[$0] }
    var (now, later, reasons) = ([Double](), [Double](), Set<String>())
    var then: CrossedLayout?
    let cellsThen = planned.flatMap { rater, items in items.map { (Cell(item: $0, rater: rater), 0.0) } }
    if !cellsThen.isEmpty {
      do throws(EstimationError) {
        then = try CrossedLayout(strata: table.strata(cellsThen))
      } catch {
        reasons.insert(Self.words(error))
      }
    }
    for (number, first) in arms.enumerated() {
      for second in arms[(number + 1)...] {
        do throws(EstimationError) {
          let differences = first.compactMap { cell, value in second[cell].map { (cell, value - $0) } }
          let strata = table.strata(differences)
          let mean = try CrossedMean(strata: strata)
          let isWide = claim.scope == .ratersLikeThese
          now.append(
            isWide
              ? try mean.overNewImagesAndRaters(confidence: claim.confidence).halfWidth
              : try mean.overNewImages(confidence: claim.confidence).halfWidth)
          guard let then else { continue }
          later.append(
            try mean.expectedHalfWidth(
              now: try CrossedLayout(strata: strata), then: then, overNewRaters: isWide, confidence: claim.confidence))
        } catch {
          reasons.insert(Self.words(error))
        }
      }
    }
    pairs = now.count
    self.now = median(now)
    atCompletion = median(later)
    reason =
      self.now != nil && atCompletion != nil
      ? nil : arms.count < 2 ? "no captions are rated yet" : reasons.min() ?? "nothing is planned"
  }

  /// Never a value: even an unnamed pair's value would be a look at results.
  private static func words(_ error: EstimationError) -> String {
    switch error {
    case .constantObservations, .imagesWithoutSpread: "the ratings do not differ enough yet"
    case .noObservations, .nothingShared: "no captions are rated yet"
    case .inseparable: "no image has two raters yet, so what is still to come cannot be foretold"
    default: error.description
    }
  }

  /// Puts cells into strata with numbers for images and raters, always in the same order.
  private struct Table {
    let categories: [ItemID: String]
    let weights: TrafficWeights

    func strata(_ cells: [(cell: Cell, value: Double)]) -> [Stratum] {
      let sorted = cells.sorted { ($0.cell.item, $0.cell.rater) < ($1.cell.item, $1.cell.rater) }
      var (images, raters) = ([ItemID: Int](), [String: Int]())
      for (cell, _) in sorted {
        images[cell.item] = images[cell.item] ?? images.count
        raters[cell.rater] = raters[cell.rater] ?? raters.count
      }
      func observations(_ cells: [(cell: Cell, value: Double)]) -> [Observation] {
        cells.map {
          Observation(image: images[$0.cell.item] ?? 0, rater: raters[$0.cell.rater] ?? 0, value: $0.value)
        }
      }
      if weights.shares.isEmpty { return [Stratum(name: "all", weight: 1, observations: observations(sorted))] }
      let groups = Dictionary(grouping: sorted) { categories[$0.cell.item] ?? "" }
      return weights.shares.filter { $0.weight > 0 }.map { share in
        Stratum(name: share.category, weight: share.weight, observations: observations(groups[share.category] ?? []))
      }
    }
  }
}

/// The middle value, or the mean of the two in the middle; nil of nothing.
func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
