internal import Blinding
internal import Statistics
internal import StudyModel

extension RatingTable {
  /// Estimates every arm on every criterion, and compares each arm with the incumbent's on the claimed one.
  ///
  /// The same cells in another order give the same result, to the last digit.
  ///
  /// - Returns: numbers with intervals for both scopes; where data are lacking, a reason instead of an interval.
  /// - Throws: ``AnalysisError`` where the table contradicts itself, its rubric or its traffic weights.
  /// - Complexity: O(n log n) in the number of cells.
  public func estimates() throws(AnalysisError) -> StudyEstimates {
    guard claim.margin > 0, claim.margin.isFinite else { throw .marginNotPositive(claim.margin) }
    guard claim.confidence > 0, claim.confidence < 1 else { throw .confidenceOutOfDomain(claim.confidence) }
    let table = try NumberedTable(self)
    let estimator = ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: table.categories), categories: table.categories,
      confidence: claim.confidence)

    let arms = Set(table.cells.map(\.arm)).sorted()
    let criteria = Set(table.cells.map(\.criterion)).sorted().sorted { first, second in
      first == claim.criterion && second != claim.criterion
    }
    let groups = Dictionary(grouping: table.cells) { Column(arm: $0.arm, criterion: $0.criterion) }

    var estimates: [ArmEstimate] = []
    for criterion in criteria {
      // A preference has no level of its own: an arm's cells are its differences from the incumbent's.
      for arm in arms where preferences == nil {
        guard let cells = groups[Column(arm: arm, criterion: criterion)] else { continue }
        do throws(EstimationError) {
          estimates.append(
            try ArmEstimate(
              arm, criterion, cells.map(\.observation), judged: cells.filter { !$0.isFailure }.map(\.observation),
              range: ranges[criterion], by: estimator))
        } catch {
          throw .notEstimable(arm: arm, criterion: criterion, error)
        }
      }
    }
    var comparisons: [Comparison] = []
    for arm in arms where arm != incumbent {
      let cells = groups[Column(arm: arm, criterion: claim.criterion)] ?? []
      let base = groups[Column(arm: incumbent, criterion: claim.criterion)] ?? []
      do throws(EstimationError) {
        var comparison = try Comparison(arm, cells, against: base, margin: claim.margin, by: estimator)
        // The incumbent has a cell for each of its pairs, whichever the other arm was: none of them lacks a partner.
        if preferences != nil { comparison.unpaired = 0 }
        if ranges[claim.criterion] == 1...5 {
          comparison.publishableDifference = try Comparison.publishable(cells, base, by: estimator)
        }
        comparisons.append(comparison)
      } catch {
        throw .notEstimable(arm: arm, criterion: claim.criterion, error)
      }
    }
    return StudyEstimates(claim: claim, incumbent: incumbent, arms: estimates, comparisons: comparisons)
  }

  private struct Column: Hashable {
    let arm: ArmCode
    let criterion: String
  }
}

extension ArmEstimate {
  /// Estimates one arm on one criterion.
  ///
  /// - Parameters:
  ///   - observations: every cell.
  ///   - judged: those that a rater judged.
  ///   - range: the criterion's lowest and highest value, where declared.
  init(
    _ arm: ArmCode, _ criterion: String, _ observations: [Observation], judged: [Observation],
    range: ClosedRange<Double>?, by estimator: ScopeEstimator
  ) throws(EstimationError) {
    let isFivePoint = range == 1...5
    let usable =
      isFivePoint
      ? observations.map { Observation(image: $0.image, rater: $0.rater, value: $0.value >= 4 ? 1 : 0) } : []
    self.init(
      arm: arm, criterion: criterion,
      items: Set(observations.map(\.image)).count,
      raters: Set(observations.map(\.rater)).count,
      ratings: judged.count, failures: observations.count - judged.count,
      mean: try estimator.overall(observations, .rating),
      byCategory: try estimator.byCategory(observations, .rating),
      publishable: isFivePoint ? try estimator.overall(usable, .share) : nil,
      meanWithoutFailures: judged.count == observations.count ? nil : try estimator.overall(judged, .rating))
  }
}

extension Comparison {
  /// Compares two arms' cells on one criterion, in the cells that both have.
  init(
    _ arm: ArmCode, _ cells: [NumberedTable.Cell], against base: [NumberedTable.Cell], margin: Double?,
    by estimator: ScopeEstimator
  ) throws(EstimationError) {
    let pairs = try Self.pairs(cells, base)
    let judged = try Self.pairs(cells.filter { !$0.isFailure }, base.filter { !$0.isFailure })
    try self.init(
      arm, pairs?.observations ?? [], judged: judged?.observations ?? [],
      unpaired: pairs?.unpaired ?? cells.count + base.count, margin: margin, by: estimator)
  }

  /// Compares two arms by the differences in the cells that both have.
  ///
  /// - Parameters:
  ///   - pairs: arm minus incumbent, a cell each.
  ///   - judged: those in which both had a caption to judge.
  ///   - unpaired: cells of either without a partner.
  ///   - margin: nil for no verdict.
  init(
    _ arm: ArmCode, _ pairs: [Observation], judged: [Observation], unpaired: Int, margin: Double?,
    by estimator: ScopeEstimator
  ) throws(EstimationError) {
    guard !pairs.isEmpty else {
      let reason = EstimationError.nothingShared.description
      self.init(
        arm: arm, pairs: 0, unpaired: unpaired, items: 0, raters: 0, difference: nil, verdicts: [:],
        withoutVerdict: [.theseRaters: reason, .ratersLikeThese: reason])
      return
    }
    let decision = try estimator.decision(on: pairs, margin: margin)
    self.init(
      arm: arm, pairs: pairs.count, unpaired: unpaired,
      items: Set(pairs.map(\.image)).count,
      raters: Set(pairs.map(\.rater)).count,
      difference: decision.difference,
      differenceWithoutFailures: judged.count == pairs.count ? nil : try estimator.overall(judged, .difference),
      byCategory: try estimator.byCategory(pairs, .difference),
      itemsByCategory: estimator.imagesByCategory(pairs),
      verdicts: decision.verdicts, withoutVerdict: decision.withoutVerdict)
  }

  /// The paired difference in the share of cells with 4 or better; nil where no cell is in both.
  static func publishable(
    _ cells: [NumberedTable.Cell], _ base: [NumberedTable.Cell], by estimator: ScopeEstimator
  ) throws(EstimationError) -> TwoScopes? {
    func usable(_ cells: [NumberedTable.Cell]) -> [Observation] {
      cells.map {
        Observation(image: $0.observation.image, rater: $0.observation.rater, value: $0.observation.value >= 4 ? 1 : 0)
      }
    }
    do {
      let differences = try PairedDifferences(of: usable(cells), minus: usable(base)).observations
      return try estimator.overall(differences, .difference)
    } catch .nothingShared {
      return nil
    }
  }

  /// Nil where no cell is in both.
  static func pairs(
    _ cells: [NumberedTable.Cell], _ base: [NumberedTable.Cell]
  ) throws(EstimationError) -> PairedDifferences? {
    do {
      return try PairedDifferences(of: cells.map(\.observation), minus: base.map(\.observation))
    } catch .nothingShared {
      return nil
    }
  }
}
