public import Blinding
internal import Statistics
public import StudyModel

extension RatingTable {
  /// The cheapest next step for one arm's comparison, from its own components and from who has rated what so far.
  ///
  /// - Parameters:
  ///   - arm: an arm that is undecided.
  ///   - set: every image of the set with its category, rated or not.
  ///   - secondsPerItem: what an item takes a rater; above 0.
  ///   - studies: simulated studies behind each chance.
  ///   - seed: of the simulation.
  /// - Throws: ``AnalysisError``; ``PlanningError`` where the ratings do not tell components apart, or a category with
  ///   traffic has fewer than two rated images.
  public func nextStep(
    for arm: ArmCode, set: [ItemID: String], secondsPerItem: Double, studies: Int, seed: UInt64
  ) async throws -> NextStep {
    let components = try components(of: [arm])
    let present = try design(of: arm, set: set)
    let table = try NumberedTable(self)
    let claimed = table.cells.filter { $0.criterion == claim.criterion }
    let estimator = ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: table.categories), categories: table.categories,
      confidence: claim.confidence)
    let comparison = try Comparison(
      arm, claimed.filter { $0.arm == arm }, against: claimed.filter { $0.arm == incumbent }, margin: claim.margin,
      by: estimator)
    guard let difference = comparison.difference?.value else { throw PlanningError.notEstimable(.nothingShared) }
    return try await NextStepSearch(
      present: present,
      simulation: DesignSimulation(components: components, claim: claim, studies: studies, seed: seed),
      estimatedDifference: difference, secondsPerItem: secondsPerItem
    ).search()
  }

  /// The cheapest next step for every arm whose verdict for the declared scope is undecided and whose components can be
  /// told apart.
  ///
  /// Parameters as for ``nextStep(for:set:secondsPerItem:studies:seed:)``, which says what it throws.
  public func nextSteps(
    _ estimates: StudyEstimates, set: [ItemID: String], secondsPerItem: Double, studies: Int = 300, seed: UInt64
  ) async throws -> [ArmCode: NextStep] {
    var steps: [ArmCode: NextStep] = [:]
    for comparison in estimates.comparisons where comparison.verdicts[claim.scope]?.margin == .undecided {
      do {
        steps[comparison.arm] = try await nextStep(
          for: comparison.arm, set: set, secondsPerItem: secondsPerItem, studies: studies, seed: seed)
      } catch is PlanningError {
        continue
      }
    }
    return steps
  }

  /// Which images each rater judged for both the arm and the incumbent.
  func design(of arm: ArmCode, set: [ItemID: String]) throws(PlanningError) -> StudyDesign {
    var both: [ItemID: [String: Int]] = [:]
    var categories = set
    for cell in cells where cell.criterion == claim.criterion && (cell.arm == arm || cell.arm == incumbent) {
      both[cell.item, default: [:]][cell.rater, default: 0] += 1
      categories[cell.item] = cell.category
    }
    let items = categories.keys.sorted()
    let raters = Set(both.values.flatMap(\.keys)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: raters.enumerated().map { ($0.element, $0.offset) })
    var cells: [StudyDesign.Cell] = []
    for (image, item) in items.enumerated() {
      for (rater, count) in both[item] ?? [:] where count == 2 {
        if let number = numbers[rater] { cells.append(StudyDesign.Cell(image: image, rater: number)) }
      }
    }
    return try StudyDesign(
      categories: items.map { categories[$0] ?? "" }, traffic: traffic, cells: cells)
  }
}
