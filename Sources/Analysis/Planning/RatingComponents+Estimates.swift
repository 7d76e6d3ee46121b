public import Blinding
internal import Statistics
internal import StudyModel

extension RatingTable {
  /// The components behind these ratings on the claimed criterion, by moments, any cells missing.
  ///
  /// From the two models of every comparison, cell by cell:
  ///
  ///     difference   images 2 image×model²   raters 2 rater×model²   rest 2 residual²
  ///     mean of both images image² + image×model²/2, raters rater² + rater×model²/2, rest image×rater² + residual²/2
  ///
  /// each by ``Statistics/SparseComponents``, within categories; over several comparisons the variances are averaged.
  /// The deviations are of ratings as given, so ``RatingComponents/scale`` is nil.
  ///
  /// - Parameter arms: arms to compare with the incumbent; all others unless given.
  /// - Throws: ``AnalysisError`` where the table contradicts itself; ``PlanningError`` where its ratings do not tell the
  ///   components apart.
  /// - Complexity: O(n log n).
  public func components(of arms: Set<ArmCode>? = nil) throws -> RatingComponents {
    let table = try NumberedTable(self)
    let claimed = table.cells.filter { $0.criterion == claim.criterion }
    let byArm = Dictionary(grouping: claimed, by: \.arm).mapValues { $0.map(\.observation) }
    let base = byArm[incumbent] ?? []
    var sums: [RatingComponents.Part: Double] = [:]
    var negative: Set<RatingComponents.Part> = []
    var compared = 0
    for arm in byArm.keys.sorted() where arm != incumbent && arms?.contains(arm) ?? true {
      let cells = byArm[arm] ?? []
      do throws(EstimationError) {
        let differences = try PairedDifferences(of: cells, minus: base).observations
        let minus = Dictionary(base.map { (Pair($0), $0.value) }, uniquingKeysWith: { first, _ in first })
        let levels = differences.map { difference in
          var level = difference
          level.value = (minus[Pair(difference)] ?? 0) + difference.value / 2
          return level
        }
        func components(_ observations: [Observation]) throws(EstimationError) -> SparseComponents {
          let strata = Dictionary(grouping: observations) { table.categories[$0.image] }
          return try SparseComponents(strata: strata.keys.sorted().map { strata[$0] ?? [] })
        }
        let of = (difference: try components(differences), level: try components(levels))
        let variances: [RatingComponents.Part: Double] = [
          .imageModel: of.difference.imageVariance / 2,
          .raterModel: of.difference.raterVariance / 2,
          .residual: of.difference.restVariance / 2,
          .image: of.level.imageVariance - of.difference.imageVariance / 4,
          .rater: of.level.raterVariance - of.difference.raterVariance / 4,
          .imageRater: of.level.restVariance - of.difference.restVariance / 4,
        ]
        if of.difference.negative.contains(.image) { negative.insert(.imageModel) }
        if of.difference.negative.contains(.rater) { negative.insert(.raterModel) }
        for (part, variance) in variances { sums[part, default: 0] += variance }
        compared += 1
      } catch {
        throw PlanningError.notEstimable(error)
      }
    }
    guard compared > 0 else { throw PlanningError.notEstimable(.nothingShared) }
    for (part, sum) in sums where sum < 0 { negative.insert(part) }
    let mean = base.isEmpty ? 0 : base.reduce(0) { $0 + $1.value } / Double(base.count)
    return try RatingComponents(
      sums.mapValues { max(0, $0 / Double(compared)).squareRoot() }, mean: mean, scale: nil,
      negative: RatingComponents.Part.allCases.filter(negative.contains))
  }

  private struct Pair: Hashable {
    let image: Int
    let rater: Int
    init(_ observation: Observation) { (image, rater) = (observation.image, observation.rater) }
  }
}
