public import Blinding
public import StudyModel

/// On what terms arms are compared in a table of ratings.
public struct ComparisonTerms: Hashable, Sendable {
  /// The arm that the others are compared with; nil for no comparison.
  public var incumbent: ArmCode?
  /// Whom verdicts and p values speak for.
  public var scope: Scope
  /// The smallest loss that would matter, in rubric points, above zero; nil for no verdict about it.
  public var margin: Double?
  /// Of every unadjusted interval, between 0 and 1.
  public var confidence: Double
  /// Category → weight, adding up to 1. Empty: every rating counts the same.
  public var traffic: [String: Double]

  /// On what terms arms are compared.
  public init(
    incumbent: ArmCode?, scope: Scope = .ratersLikeThese, margin: Double? = nil, confidence: Double = 0.95,
    traffic: [String: Double] = [:]
  ) {
    self.incumbent = incumbent
    self.scope = scope
    self.margin = margin
    self.confidence = confidence
    self.traffic = traffic
  }

  /// Those of a study.
  public init(_ table: RatingTable) {
    self.init(
      incumbent: table.incumbent, scope: table.claim.scope, margin: table.claim.margin,
      confidence: table.claim.confidence, traffic: table.traffic)
  }

  /// - Throws: `marginNotPositive`, `confidenceOutOfDomain`, and what ``TrafficWeights`` refuses.
  func estimator(_ columns: RatingColumns) throws(AnalysisError) -> ScopeEstimator {
    if let margin, !(margin > 0 && margin.isFinite) { throw .marginNotPositive(margin) }
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfDomain(confidence) }
    return ScopeEstimator(
      traffic: try TrafficWeights(traffic, rated: columns.ratedCategories), categories: columns.categories,
      confidence: confidence)
  }
}

extension RatingColumns {
  /// Category of each image that has a rating; nothing where there are no categories.
  var ratedCategories: [String] {
    if categories.isEmpty { return [] }
    var isRated = [Bool](repeating: false, count: images.count)
    for number in image { isRated[Int(number)] = true }
    return isRated.indices.filter { isRated[$0] }.map { categories[$0] }
  }
}
