internal import Statistics

extension TwoScopes {
  /// The same number as an index from 0 (the scale's lowest point) to 100 (its highest), with both intervals:
  /// (mean − lowest) / (highest − lowest) · 100.
  ///
  /// An interval that reaches beyond the scale is not cut; a caution says so.
  ///
  /// - Parameter range: lowest and highest possible value, in rubric points.
  /// - Returns: nil for a scale of one point.
  public func index(on range: ClosedRange<Double>) -> TwoScopes? {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else { return nil }
    func place(_ value: Double) -> Double { (value - range.lowerBound) / width * 100 }
    func moved(_ outcome: IntervalOutcome) -> IntervalOutcome {
      guard case .stated(var estimate, let caution) = outcome else { return outcome }
      var cautions = [caution].compactMap(\.self)
      if estimate.lower < range.lowerBound || estimate.upper > range.upperBound {
        cautions.append("the interval reaches beyond the scale and is not cut")
      }
      estimate.value = place(estimate.value)
      estimate.lower = place(estimate.lower)
      estimate.upper = place(estimate.upper)
      estimate.standardError *= 100 / width
      return .stated(estimate, caution: cautions.isEmpty ? nil : cautions.joined(separator: "; "))
    }
    let factor = 100 / width * (100 / width)
    return TwoScopes(
      value: place(value), theseRaters: moved(theseRaters), ratersLikeThese: moved(ratersLikeThese),
      variance: variance.map {
        VarianceParts(
          image: $0.image.map { $0 * factor }, rater: $0.rater.map { $0 * factor }, cell: $0.cell.map { $0 * factor })
      })
  }
}
