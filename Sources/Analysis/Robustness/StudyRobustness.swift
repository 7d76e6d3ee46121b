public import Blinding
internal import Statistics
internal import StudyModel

/// How far one verdict carries: what a careful reader asks of it, still under cover.
public struct ComparisonRobustness: Hashable, Sendable, Codable {
  /// Under cover.
  public var arm: ArmCode
  /// How many ratings flip the verdict.
  public var fragility: Finding<Fragility>
  /// The difference at equal lengths.
  public var lengthControl: Finding<LengthControl>
  /// The difference without each rater.
  public var leftOutRaters: Finding<LeftOutRaters>
  /// The difference with raters and images taken out, ratings without a partner among them.
  public var leniencyAdjusted: Finding<TwoScopes>

  /// How far one verdict carries.
  public init(
    arm: ArmCode, fragility: Finding<Fragility>, lengthControl: Finding<LengthControl>,
    leftOutRaters: Finding<LeftOutRaters>, leniencyAdjusted: Finding<TwoScopes>
  ) {
    self.arm = arm
    self.fragility = fragility
    self.lengthControl = lengthControl
    self.leftOutRaters = leftOutRaters
    self.leniencyAdjusted = leniencyAdjusted
  }
}

/// How far a study's verdicts carry, still under cover.
public struct StudyRobustness: Hashable, Sendable, Codable {
  /// By arm code; every arm but the incumbent's.
  public var comparisons: [ComparisonRobustness]
  /// What the order of the work did, on the claimed criterion.
  public var drift: SessionDrift

  /// How far a study's verdicts carry.
  public init(comparisons: [ComparisonRobustness], drift: SessionDrift) {
    self.comparisons = comparisons
    self.drift = drift
  }
}

extension RatingTable {
  /// Asks of every comparison on the claimed criterion how far it carries.
  ///
  /// - Throws: ``AnalysisError`` where the table contradicts itself, its rubric or its traffic weights.
  /// - Complexity: O(n log n + raters × n) in the number of cells, with the search of ``Fragility``.
  public func robustness() throws(AnalysisError) -> StudyRobustness {
    let table = try NumberedTable(self)
    let estimator = ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: table.categories), categories: table.categories,
      confidence: claim.confidence)
    let claimed = table.cells.filter { $0.criterion == claim.criterion }
    let groups = Dictionary(grouping: claimed, by: \.arm)
    let base = groups[incumbent] ?? []
    let arms = Set(table.cells.map(\.arm)).subtracting([incumbent]).sorted()
    return StudyRobustness(
      comparisons: arms.map { arm in
        let cells = groups[arm] ?? []
        let pairs = JudgedPairs(cells, against: base, claim: claim, by: estimator)
        let isComplete = cells.count == pairs.pairs.count && base.count == pairs.pairs.count
        return ComparisonRobustness(
          arm: arm, fragility: pairs.fragility(within: ranges[claim.criterion] ?? -.infinity ... .infinity),
          lengthControl: pairs.lengthControl(), leftOutRaters: pairs.leftOutRaters(table.raters),
          leniencyAdjusted: isComplete
            ? .unavailable(reason: "every rating has its partner, so leniency cancels out")
            : JudgedPairs.leniencyAdjusted(cells, against: base, by: estimator))
      },
      drift: SessionDrift(claimed, names: table.raters, confidence: claim.confidence))
  }
}
