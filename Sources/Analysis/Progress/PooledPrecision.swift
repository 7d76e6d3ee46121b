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

  /// Two arms: what their differences are so far, in which cells, and which cells will have one.
  struct Pair {
    var differences: [(cell: Cell, value: Double)]
    var planned: Set<Cell>
  }

  /// Every two arms, from what each was rated.
  ///
  /// - Parameters:
  ///   - cells: what is rated so far, on one criterion.
  ///   - planned: rater → items that will be rated when the study is complete.
  static func pairs(_ cells: [RatingCell], planned: [String: Set<ItemID>]) -> [Pair] {
    var byArm: [ArmCode: [Cell: Double]] = [:]
    for cell in cells { byArm[cell.arm, default: [:]][Cell(item: cell.item, rater: cell.rater)] = cell.value }
    let arms = byArm.keys.sorted().compactMap { byArm[$0] }
    let then = Set(planned.flatMap { rater, items in items.map { Cell(item: $0, rater: rater) } })
    return arms.enumerated().flatMap { number, first in
      arms[(number + 1)...].map { second in
        Pair(differences: first.compactMap { cell, value in second[cell].map { (cell, value - $0) } }, planned: then)
      }
    }
  }

  /// Every two arms that are compared: +1, 0 or −1 a judgement. Which of the two is on which side of 0 makes no difference
  /// to a half-width.
  ///
  /// - Parameters:
  ///   - preferences: what became of every pair so far.
  ///   - plan: every packet: a pair's own cells are planned there.
  ///   - planned: rater → items that will be rated when the study is complete.
  ///   - further: rater → items that an extension would add, dealt evenly to the pairs.
  static func pairs(
    _ preferences: [Preference], _ plan: PresentationPlan, planned: [String: Set<ItemID>],
    further: [String: [ItemID]]
  ) -> [Pair] {
    struct Arms: Hashable, Comparable {
      let low: ArmCode
      let high: ArmCode
      init(_ one: ArmCode, _ other: ArmCode) { (low, high) = (min(one, other), max(one, other)) }
      static func < (left: Arms, right: Arms) -> Bool { (left.low, left.high) < (right.low, right.high) }
    }
    var pairs: [Arms: Pair] = [:]
    func note(_ arms: Arms, _ item: ItemID, _ rater: String) {
      guard planned[rater]?.contains(item) == true else { return }
      pairs[arms, default: Pair(differences: [], planned: [])].planned.insert(Cell(item: item, rater: rater))
    }
    for packet in plan.packets {
      for presentation in packet.presentations where plan.hidden.repeats[presentation.id] == nil {
        if let shown = plan.armsShown(in: presentation) {
          note(Arms(shown.first, shown.second), presentation.item, packet.rater)
        }
      }
      for pair in packet.unasked { note(Arms(pair.first, pair.second), pair.item, packet.rater) }
    }
    for preference in preferences {
      let arms = Arms(preference.first, preference.second)
      pairs[arms, default: Pair(differences: [], planned: [])].differences.append(
        (Cell(item: preference.item, rater: preference.rater), preference.value(of: arms.low)))
    }
    let known = pairs.keys.sorted()
    for rater in further.keys.sorted() where !known.isEmpty {
      for (index, item) in (further[rater] ?? []).enumerated() {
        pairs[known[index % known.count]]?.planned.insert(Cell(item: item, rater: rater))
      }
    }
    return known.compactMap { pairs[$0] }
  }

  /// - Parameters:
  ///   - compared: every two arms.
  ///   - categories: item → category.
  ///   - traffic: category → weight; empty: every rating counts the same.
  ///   - claim: whose scope and confidence count.
  /// - Throws: ``AnalysisError`` where the traffic weights contradict themselves.
  init(
    _ compared: [Pair], categories: [ItemID: String], traffic: [String: Double], claim: Claim
  ) throws(AnalysisError) {
    let rated = Set(compared.flatMap { $0.differences.map(\.cell.item) })
    let weights = try TrafficWeights(traffic, rated: rated.map { categories[$0] ?? "" })
    let table = Table(categories: categories, weights: weights)
    var (now, later, reasons) = ([Double](), [Double](), Set<String>())
    var layouts: [Set<Cell>: CrossedLayout] = [:]
    for pair in compared {
      var then: CrossedLayout?
      if !pair.planned.isEmpty {
        do throws(EstimationError) {
          let layout =
            if let known = layouts[pair.planned] { known } else {
              try CrossedLayout(strata: table.strata(pair.planned.map { ($0, 0) }))
            }
          layouts[pair.planned] = layout
          then = layout
        } catch {
          reasons.insert(Self.words(error))
        }
      }
      do throws(EstimationError) {
        let strata = table.strata(pair.differences)
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
    pairs = now.count
    self.now = median(now)
    atCompletion = median(later)
    reason =
      self.now != nil && atCompletion != nil
      ? nil : rated.isEmpty ? "no captions are rated yet" : reasons.min() ?? "nothing is planned"
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
public func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
