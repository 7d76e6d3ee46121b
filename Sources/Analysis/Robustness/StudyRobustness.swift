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
  /// What the place on the screen did, on the claimed criterion.
  public var position: PositionEffect
  /// How well raters agree, on the claimed criterion.
  public var reliability: RaterReliability
  /// p values, adjusted for looking at several arms, and tests that assume less.
  public var tests: FamilyTests
  /// What the differences would have been at earlier moments.
  public var progress: EstimateProgress

  /// How far a study's verdicts carry.
  public init(
    comparisons: [ComparisonRobustness], drift: SessionDrift, position: PositionEffect,
    reliability: RaterReliability, tests: FamilyTests, progress: EstimateProgress
  ) {
    self.comparisons = comparisons
    self.drift = drift
    self.position = position
    self.reliability = reliability
    self.tests = tests
    self.progress = progress
  }

  /// Of one arm against the incumbent's; nil for the incumbent's own.
  public func comparison(of arm: ArmCode) -> ComparisonRobustness? { comparisons.first { $0.arm == arm } }

  /// Of one arm against the incumbent's; nil for the incumbent's own.
  public func tests(of arm: ArmCode) -> ComparisonTests? { tests.claimed.first { $0.arm == arm } }
}

extension RatingTable {
  /// Asks of every comparison on the claimed criterion how far it carries.
  ///
  /// - Parameters:
  ///   - estimates: what ``estimates()`` gave.
  ///   - seed: of shuffles and resampling.
  /// - Throws: ``AnalysisError`` where the table contradicts itself, its rubric or its traffic weights.
  /// - Complexity: O(n log n + raters × n) in the number of cells, with the search of ``Fragility``.
  public func robustness(_ estimates: StudyEstimates, seed: UInt64) throws(AnalysisError) -> StudyRobustness {
    let table = try NumberedTable(self)
    let estimator = ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: table.categories), categories: table.categories,
      confidence: claim.confidence)
    let claimed = table.cells.filter { $0.criterion == claim.criterion }
    let groups = Dictionary(grouping: claimed, by: \.arm)
    let base = groups[incumbent] ?? []
    let arms = Set(table.cells.map(\.arm)).subtracting([incumbent]).sorted()
    let captions = Piece { self.withArmsByContent().withSharedCaptionsOnce() }
    let position = Piece { self.position(captions.value, seed: seed) }
    let reliability = Piece { Result { () throws(AnalysisError) in try self.reliability(captions.value, seed: seed) } }
    let tests = Piece {
      Result { () throws(AnalysisError) in try FamilyTests(self, estimates: estimates, seed: seed) }
    }
    let progress = Piece {
      Result { () throws(AnalysisError) in
        try EstimateProgress(
          claimed, names: table.raters, incumbent: self.incumbent, areCompared: self.preferences != nil, by: estimator)
      }
    }
    let drift = Piece {
      self.preferences == nil
        ? SessionDrift(claimed, names: table.raters, confidence: self.claim.confidence)
        : SessionDrift(ofPairs: claimed.filter { $0.arm != self.incumbent }, confidence: self.claim.confidence)
    }
    let comparisons = arms.map { arm in
      Piece { self.comparison(arm, groups[arm] ?? [], against: base, raters: table.raters, by: estimator) }
    }
    finishSideBySide([position, reliability, tests, progress, drift] + comparisons)
    return StudyRobustness(
      comparisons: comparisons.map(\.value), drift: drift.value, position: position.value,
      reliability: try reliability.value.get(), tests: try tests.value.get(), progress: try progress.value.get())
  }

  private func comparison(
    _ arm: ArmCode, _ cells: [NumberedTable.Cell], against base: [NumberedTable.Cell], raters: [String],
    by estimator: ScopeEstimator
  ) -> ComparisonRobustness {
    let pairs = JudgedPairs(cells, against: base, claim: claim, areCompared: preferences != nil, by: estimator)
    let isComplete = cells.count == pairs.pairs.count && base.count == pairs.pairs.count
    return ComparisonRobustness(
      arm: arm, fragility: pairs.fragility(within: ranges[claim.criterion] ?? -.infinity ... .infinity),
      lengthControl: pairs.lengthControl(), leftOutRaters: pairs.leftOutRaters(raters),
      leniencyAdjusted: isComplete || preferences != nil
        ? .unavailable(reason: "every rating has its partner, so leniency cancels out")
        : JudgedPairs.leniencyAdjusted(cells, against: base, by: estimator))
  }

  private func position(_ captions: RatingTable, seed: UInt64) -> PositionEffect {
    preferences == nil ? PositionEffect(captions.positioned, confidence: claim.confidence, seed: seed) : .ofPairs
  }

  private func reliability(_ captions: RatingTable, seed: UInt64) throws(AnalysisError) -> RaterReliability {
    if let preferences {
      return RaterReliability(
        preferences, incumbent: incumbent, criterion: claim.criterion, confidence: claim.confidence, seed: seed)
    }
    return RaterReliability(
      try RatingColumns(captions, criterion: claim.criterion), confidence: claim.confidence, seed: seed)
  }

  /// The claimed criterion's judged values with the place of their captions on the screen.
  private var positioned: [PositionedValue] {
    cells.compactMap { cell in
      guard cell.criterion == claim.criterion, !cell.isFailure, let showing = cell.showing else { return nil }
      return PositionedValue(
        image: cell.item.hex, rater: cell.rater, arm: cell.arm.rawValue, position: showing.position, value: cell.value)
    }
  }

  /// The same table with arms renamed by what they got: codes are random, and what is drawn from a seed must not depend on
  /// their order.
  private func withArmsByContent() -> RatingTable {
    let rows = RowOrder(
      cells.count, by: [{ self.cells[$0].item.hex }, { self.cells[$0].rater }, { self.cells[$0].criterion }]
    ).rows
    let values = Dictionary(grouping: rows, by: { cells[$0].arm }).mapValues { $0.map { cells[$0].value } }
    let order = values.sorted { left, right in
      left.value == right.value ? left.key < right.key : left.value.lexicographicallyPrecedes(right.value)
    }
    let names = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { ($1.key, ArmCode(rawValue: "arm-\(10_000 + $0)")) })
    var table = self
    for (index, cell) in cells.enumerated() { table.cells[index].arm = names[cell.arm] ?? cell.arm }
    table.incumbent = names[incumbent] ?? incumbent
    return table
  }

  /// The same table with a caption that several arms gave counted once, for the first of them: it was shown and judged
  /// once. Cells that nobody judged stay.
  func withSharedCaptionsOnce() -> RatingTable {
    struct Judged: Hashable {
      let item: ItemID
      let rater: String
      let criterion: String
      let position: Int
    }
    var firsts: [Judged: ArmCode] = [:]
    func judged(_ cell: RatingCell) -> Judged? {
      guard !cell.isFailure, let showing = cell.showing else { return nil }
      return Judged(item: cell.item, rater: cell.rater, criterion: cell.criterion, position: showing.position)
    }
    for cell in cells { if let key = judged(cell) { firsts[key] = min(firsts[key] ?? cell.arm, cell.arm) } }
    var table = self
    table.cells.removeAll { cell in judged(cell).flatMap { firsts[$0] }.map { $0 != cell.arm } ?? false }
    return table
  }
}
