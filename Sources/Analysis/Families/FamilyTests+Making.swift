internal import Blinding
internal import Statistics
internal import StudyModel

extension FamilyTests {
  /// Tests every arm of a study against the incumbent's.
  ///
  /// - Parameters:
  ///   - table: every cell of the study.
  ///   - estimates: what the table's ``RatingTable/estimates()`` gave.
  ///   - seed: of the sign flips.
  /// - Throws: ``AnalysisError`` as ``RatingTable/estimates()`` does.
  public init(_ table: RatingTable, estimates: StudyEstimates, seed: UInt64) throws(AnalysisError) {
    var exploratory: [RatingColumns] = []
    for criterion in Set(table.cells.map(\.criterion)).subtracting([table.claim.criterion]).sorted() {
      exploratory.append(try RatingColumns(table, criterion: criterion))
    }
    try self.init(
      try RatingColumns(table, criterion: table.claim.criterion), comparisons: estimates.comparisons,
      exploratory: exploratory, terms: ComparisonTerms(table), seed: seed)
  }

  /// Tests every arm of a table of ratings against the incumbent's.
  ///
  /// - Parameters:
  ///   - columns: the claimed criterion.
  ///   - comparisons: each arm's, on the claimed criterion and the same terms.
  ///   - exploratory: the other criteria.
  ///   - terms: an incumbent is needed; without one nothing is tested.
  ///   - seed: of the sign flips.
  /// - Throws: what the terms cannot be, and `notEstimable`.
  /// - Complexity: O(arms × rows), and 9,999 sign flips an image and arm.
  public init(
    _ columns: RatingColumns, comparisons: [Comparison], exploratory: [RatingColumns] = [], terms: ComparisonTerms,
    seed: UInt64
  ) throws(AnalysisError) {
    let estimator = try terms.estimator(columns)
    scope = terms.scope
    confidence = terms.confidence
    size = comparisons.count
    self.seed = seed
    let rows = ArmRows(columns)
    var claimed: [ComparisonTests] = []
    for comparison in comparisons {
      do throws(EstimationError) {
        claimed.append(
          try ComparisonTests(comparison, rows, terms: terms, by: estimator, family: comparisons.count, seed: seed))
      } catch {
        throw .notEstimable(arm: comparison.arm, criterion: columns.criterion, error)
      }
    }
    Self.adjust(&claimed)
    self.claimed = claimed
    self.exploratory = try Self.explored(exploratory, terms: terms)
  }

  /// An arm without a p stays in the family, as if it were 1.
  private static func adjust(_ tests: inout [ComparisonTests]) {
    // Every value is a probability, so neither refuses.
    guard let holm = try? holmAdjusted(tests.map { $0.p ?? 1 }),
      let oneSided = try? holmAdjusted(tests.map { $0.nonInferiorityP ?? 1 })
    else { return }
    for index in tests.indices {
      tests[index].holmP = tests[index].p == nil ? nil : holm[index]
      tests[index].nonInferiorityHolmP = tests[index].nonInferiorityP == nil ? nil : oneSided[index]
    }
  }

  private static func explored(
    _ criteria: [RatingColumns], terms: ComparisonTerms
  ) throws(AnalysisError) -> [ExploratoryTest] {
    var tests: [ExploratoryTest] = []
    for columns in criteria {
      let estimator = try terms.estimator(columns)
      guard let incumbent = terms.incumbent, let base = columns.arms.firstIndex(of: incumbent.rawValue) else {
        continue
      }
      let rows = ArmRows(columns)
      for (number, name) in columns.arms.enumerated() where number != base {
        let arm = ArmCode(rawValue: name)
        do throws(EstimationError) {
          let difference = try estimator.overall(rows.pairs(number, minus: base), .difference)
          var test = ExploratoryTest(arm: arm, criterion: columns.criterion, difference: difference)
          switch difference?[terms.scope] {
          case .stated(let estimate, _)?: test.p = try estimate.twoSidedP()
          case .unavailable(let reason)?: test.reason = reason
          case nil: test.reason = EstimationError.nothingShared.description
          }
          tests.append(test)
        } catch {
          throw .notEstimable(arm: arm, criterion: columns.criterion, error)
        }
      }
    }
    let tested = tests.indices.filter { tests[$0].p != nil }
    if let q = try? falseDiscoveryAdjusted(tested.compactMap { tests[$0].p }) {
      for (index, value) in zip(tested, q) { tests[index].q = value }
    }
    return tests
  }
}

extension ComparisonTests {
  init(
    _ comparison: Comparison, _ rows: ArmRows, terms: ComparisonTerms, by estimator: ScopeEstimator, family: Int,
    seed: UInt64
  ) throws(EstimationError) {
    arm = comparison.arm
    reasons = [:]
    switch comparison.difference?[terms.scope] {
    case .stated(let estimate, _)?:
      p = try estimate.twoSidedP()
      let interval = try estimate.atConfidence(1 - (1 - terms.confidence) / Double(family))
      simultaneous = interval
      if let margin = terms.margin {
        nonInferiorityP = try estimate.oneSidedP(above: -margin)
        simultaneousVerdict = Verdict(lower: interval.lower, upper: interval.upper, margin: margin)
      } else {
        reasons["non_inferiority_p"] = "no margin was given"
      }
    case .unavailable(let reason)?: noInterval(reason)
    case nil: noInterval(comparison.withoutVerdict[terms.scope] ?? EstimationError.nothingShared.description)
    }
    let names = rows.columns.arms
    guard let incumbent = terms.incumbent?.rawValue, let base = names.firstIndex(of: incumbent),
      let number = names.firstIndex(of: arm.rawValue)
    else {
      for key in ["permutation_p", "wilcoxon_p", "share"] {
        reasons[key] = EstimationError.nothingShared.description
      }
      return
    }
    let pairs = rows.pairs(number, minus: base)
    try addImageTests(pairs, estimator, seed: seed)
    try addShare(rows, number, base, pairs: pairs, estimator)
  }

  private mutating func noInterval(_ reason: String) {
    reasons["p"] = reason
    reasons["non_inferiority_p"] = reason
  }

  /// Signs are turned of what each image adds to the estimate, so that the statistic is the estimate itself, with its
  /// weights; ranks are of the images' means.
  private mutating func addImageTests(
    _ pairs: [Observation], _ estimator: ScopeEstimator, seed: UInt64
  ) throws(EstimationError) {
    let pulls = estimator.imagePulls(pairs)
    guard !pulls.isEmpty else {
      reasons["permutation_p"] = EstimationError.nothingShared.description
      reasons["wilcoxon_p"] = EstimationError.nothingShared.description
      return
    }
    guard pulls.contains(where: { $0 != 0 }) else {
      reasons["permutation_p"] = "no image shows a difference"
      reasons["wilcoxon_p"] = "no image shows a difference"
      return
    }
    let flips = try SignFlipTest(imageDifferences: pulls, seed: seed)
    permutationP = flips.twoSided
    permutationIsExact = flips.isExact
    wilcoxonP = try SignedRankTest(imageDifferences: imageMeans(pairs).map(\.value)).twoSided
  }

  private mutating func addShare(
    _ rows: ArmRows, _ arm: Int, _ base: Int, pairs: [Observation], _ estimator: ScopeEstimator
  ) throws(EstimationError) {
    let passes: (Double) -> Bool
    let passing: String
    if rows.columns.range == 1...5 {
      passes = { $0 >= 4 }
      passing = "4 or better"
    } else if rows.columns.value.allSatisfy({ $0 == 0 || $0 == 1 }) {
      passes = { $0 == 1 }
      passing = "1"
    } else {
      reasons["share"] = "shares are counted on a scale from 1 to 5 and on yes-or-no ratings (0 and 1)"
      return
    }
    let differences = rows.pairs(arm, minus: base) { passes($0) ? 1 : 0 }
    guard let difference = try estimator.overall(differences, .difference) else {
      reasons["share"] = EstimationError.nothingShared.description
      return
    }
    share = ShareComparison(passing: passing, difference: difference)
    guard let first = pairs.first, pairs.allSatisfy({ $0.rater == first.rater }), estimator.traffic.shares.isEmpty
    else {
      return
    }
    let table = try rows.table(arm, base, passes: passes)
    let bounds = try table.tangoInterval(confidence: estimator.confidence)
    share?.tango = ClosedInterval(lower: bounds.lower, upper: bounds.upper)
    share?.mcNemarMidP = table.midP
  }
}

extension ScopeEstimator {
  /// What each image adds to ``overall(_:_:)``: its sum of values, weighted as its category is.
  func imagePulls(_ observations: [Observation]) -> [Double] {
    var perRating: [String: Double] = [:]
    if !traffic.shares.isEmpty {
      let groups = Dictionary(grouping: observations) { categories[$0.image] }
      for share in traffic.shares {
        perRating[share.category] = share.weight / Double(groups[share.category]?.count ?? 1)
      }
    }
    return imageSums(observations).compactMap { image, sum in
      if perRating.isEmpty { return sum / Double(observations.count) }
      return (perRating[categories[image]]).flatMap { $0 > 0 ? $0 * sum : nil }
    }
  }

  private func imageSums(_ observations: [Observation]) -> [(image: Int, sum: Double)] {
    var sums: [(image: Int, sum: Double)] = []
    for observation in observations {
      // They come by image.
      if let last = sums.last, last.image == observation.image {
        sums[sums.count - 1].sum += observation.value
      } else {
        sums.append((observation.image, observation.value))
      }
    }
    return sums
  }
}
