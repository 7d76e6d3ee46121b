internal import Blinding
internal import Statistics

extension RatingColumns {
  /// Estimates every arm on this criterion, by the order of their names.
  ///
  /// - Throws: what the terms cannot be, and `notEstimable`.
  /// - Complexity: O(rows).
  public func armEstimates(_ terms: ComparisonTerms) throws(AnalysisError) -> [ArmEstimate] {
    let estimator = try terms.estimator(self)
    let rows = ArmRows(self)
    var estimates: [ArmEstimate] = []
    for (number, name) in arms.enumerated() where rows.count(number) > 0 {
      let arm = ArmCode(rawValue: name)
      let observations = rows.observations(number)
      do throws(EstimationError) {
        estimates.append(
          try ArmEstimate(
            arm, criterion, observations,
            judged: isFailure.isEmpty ? observations : rows.observations(number, judged: true), range: range,
            by: estimator))
      } catch {
        throw .notEstimable(arm: arm, criterion: criterion, error)
      }
    }
    return estimates
  }

  /// Compares every arm with the incumbent's on this criterion, by the order of their names; none without an incumbent.
  ///
  /// - Throws: what the terms cannot be, and `notEstimable`.
  /// - Complexity: O(arms × rows).
  public func comparisons(_ terms: ComparisonTerms) throws(AnalysisError) -> [Comparison] {
    guard let incumbent = terms.incumbent else { return [] }
    let estimator = try terms.estimator(self)
    let rows = ArmRows(self)
    let base = arms.firstIndex(of: incumbent.rawValue)
    var comparisons: [Comparison] = []
    for (number, name) in arms.enumerated() where number != base && rows.count(number) > 0 {
      let arm = ArmCode(rawValue: name)
      let pairs = base.map { rows.pairs(number, minus: $0) } ?? []
      let judged = isFailure.isEmpty ? pairs : base.map { rows.pairs(number, minus: $0, judged: true) } ?? []
      do throws(EstimationError) {
        var comparison = try Comparison(
          arm, pairs, judged: judged, unpaired: rows.count(number) + (base.map(rows.count) ?? 0) - 2 * pairs.count,
          margin: terms.margin, by: estimator)
        if let base, range == 1...5, !pairs.isEmpty {
          comparison.publishableDifference = try estimator.overall(
            rows.pairs(number, minus: base) { $0 >= 4 ? 1 : 0 }, .difference)
        }
        comparisons.append(comparison)
      } catch {
        throw .notEstimable(arm: arm, criterion: criterion, error)
      }
    }
    return comparisons
  }
}
