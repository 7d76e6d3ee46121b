/// Everything that a table of ratings answers: how good each model is, what it is against the incumbent, and whether the
/// raters agree.
public struct TableAnalysis: Sendable {
  /// On what terms.
  public var terms: ComparisonTerms
  /// Each criterion on its own, the claimed one first.
  public var criteria: [CriterionAnalysis]
  /// Each arm against the incumbent's on the claimed criterion; empty without an incumbent.
  public var comparisons: [Comparison]
  /// What stands beside the verdicts; nil without an incumbent.
  public var tests: FamilyTests?
  /// Of everything that is resampled.
  public var seed: UInt64

  /// Analyses a table.
  ///
  /// - Parameters:
  ///   - claimed: the criterion that comparisons are about.
  ///   - others: other criteria of the same table.
  ///   - terms: on what terms.
  ///   - seed: of everything that is resampled.
  /// - Throws: what the terms cannot be, and `notEstimable`.
  /// - Complexity: O(arms × ratings).
  public init(
    _ claimed: RatingColumns, others: [RatingColumns] = [], terms: ComparisonTerms, seed: UInt64
  ) throws(AnalysisError) {
    self.terms = terms
    self.seed = seed
    criteria = []
    var scaled: [RatingColumns] = []
    for var columns in [claimed] + others {
      let isDeclared = columns.range != nil
      if !isDeclared { columns.range = columns.observedRange }
      scaled.append(columns)
      criteria.append(
        CriterionAnalysis(
          criterion: columns.criterion, range: columns.range ?? 0...0, isRangeDeclared: isDeclared,
          arms: try columns.armEstimates(terms),
          reliability: RaterReliability(columns, confidence: terms.confidence, seed: seed), images: columns.ratedImages)
      )
    }
    comparisons = try scaled[0].comparisons(terms)
    tests =
      terms.incumbent == nil
      ? nil
      : try FamilyTests(
        scaled[0], comparisons: comparisons, exploratory: Array(scaled.dropFirst()), terms: terms, seed: seed)
  }
}

/// One criterion of a table of ratings.
public struct CriterionAnalysis: Sendable {
  /// What was judged.
  public var criterion: String
  /// Lowest and highest possible value, or the lowest and highest that occur.
  public var range: ClosedRange<Double>
  /// Whether ``range`` was declared.
  public var isRangeDeclared: Bool
  /// By name.
  public var arms: [ArmEstimate]
  /// Whether raters agree.
  public var reliability: RaterReliability
  /// Images with a rating.
  public var images: Int
}

extension RatingColumns {
  /// Lowest and highest value that occur; nil without a row.
  public var observedRange: ClosedRange<Double>? {
    guard let low = value.min(), let high = value.max() else { return nil }
    return low...high
  }

  /// How many images have a row.
  var ratedImages: Int {
    // Rows stand by image.
    zip(image, image.dropFirst()).count { $0 != $1 } + (image.isEmpty ? 0 : 1)
  }
}
