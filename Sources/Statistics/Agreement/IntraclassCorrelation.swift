/// Intraclass correlations of a complete table, one row a unit, one column a rater.
///
/// The share of the variance of one rating, or of the mean of k, that lies between units. Can be below 0. Source: Shrout
/// and Fleiss (1979), "Intraclass correlations", Psychological Bulletin 86; McGraw and Wong (1996), "Forming inferences
/// about some intraclass correlation coefficients", Psychological Methods 1.
///
/// By hand, rows (1, 2), (3, 4): between units 4, between raters 1, residual 0; (3,1) = 1, (2,1) = 4/5.
public struct IntraclassCorrelation: Hashable, Sendable {
  /// Mean square between units.
  public let meanSquareUnits: Double
  /// Mean square between raters.
  public let meanSquareRaters: Double
  /// Residual mean square.
  public let meanSquareResidual: Double
  /// n.
  public let units: Int
  /// k.
  public let raters: Int

  private var n: Double { Double(units) }
  private var k: Double { Double(raters) }
  /// Mean square within units.
  private var within: Double { (meanSquareRaters + (n - 1) * meanSquareResidual) / n }

  /// - Parameter table: one row a unit, all of one length.
  /// - Throws: `tooFewUnits`, `tooFewRaters`, `unequalRatings`, `noVariation`; `meansAlike` where (2,1) would divide by
  ///   0, as with two units and two raters whose means are equal; `outOfDomain` for a rating that is not finite.
  public init(_ table: [[Double]]) throws(AgreementError) {
    guard table.count >= 2 else { throw .tooFewUnits(found: table.count) }
    units = table.count
    raters = table[0].count
    guard raters >= 2 else { throw .tooFewRaters(found: raters) }
    let columns = table[0].count
    guard table.allSatisfy({ $0.count == columns }) else { throw .unequalRatings }
    try requireRatings(table.joined())
    let first = table[0][0]
    guard table.contains(where: { $0.contains { $0 != first } }) else { throw .noVariation }
    let (n, k) = (Double(units), Double(raters))
    let rowMeans = table.map { $0.reduce(0, +) / k }
    let columnMeans = (0..<columns).map { column in table.reduce(0) { $0 + $1[column] } / n }
    let mean = rowMeans.reduce(0, +) / n
    func square(_ x: Double) -> Double { x * x }
    meanSquareUnits = k * rowMeans.reduce(0) { $0 + square($1 - mean) } / (n - 1)
    meanSquareRaters = n * columnMeans.reduce(0) { $0 + square($1 - mean) } / (k - 1)
    var residual = 0.0
    var total = 0.0
    for (row, rowMean) in zip(table, rowMeans) {
      for (value, columnMean) in zip(row, columnMeans) {
        residual += square(value - rowMean - columnMean + mean)
        total += square(value - mean)
      }
    }
    // What rounding leaves over is no residual.
    meanSquareResidual = residual < 1e-24 * total ? 0 : residual / ((n - 1) * (k - 1))
    // Values that differ by less than squares can hold.
    guard total > 0 else { throw .noVariation }
    guard underTwoSingle > 1e-12 * (meanSquareUnits + meanSquareRaters + meanSquareResidual) else { throw .meansAlike }
  }

  /// ICC(1,1): each unit rated by raters of its own.
  public var oneSingle: Double { (meanSquareUnits - within) / (meanSquareUnits + (k - 1) * within) }

  /// ICC(2,1): the same raters, a sample of many; agreement of one rating.
  public var twoSingle: Double {
    (meanSquareUnits - meanSquareResidual) / underTwoSingle
  }

  private var underTwoSingle: Double {
    meanSquareUnits + (k - 1) * meanSquareResidual + k * (meanSquareRaters - meanSquareResidual) / n
  }

  /// ICC(3,1): these raters only; consistency of one rating. Nil where neither units nor residuals vary.
  public var threeSingle: Double? {
    quotient(meanSquareUnits - meanSquareResidual, meanSquareUnits + (k - 1) * meanSquareResidual)
  }

  /// ICC(1,k): as (1,1), for the mean of k ratings. Nil where the units' means do not differ.
  public var oneMean: Double? { quotient(meanSquareUnits - within, meanSquareUnits) }

  /// ICC(2,k): as (2,1), for the mean of k ratings. Nil where the units' means do not differ.
  public var twoMean: Double? {
    quotient(
      meanSquareUnits - meanSquareResidual, meanSquareUnits + (meanSquareRaters - meanSquareResidual) / n)
  }

  /// ICC(3,k): as (3,1), for the mean of k ratings. Nil where the units' means do not differ.
  public var threeMean: Double? { quotient(meanSquareUnits - meanSquareResidual, meanSquareUnits) }

  /// Interval for ICC(2,1) by Satterthwaite's degrees of freedom (McGraw and Wong 1996, table 7).
  ///
  /// - Returns: nil where nothing is left to vary (no residual).
  /// - Throws: `outOfDomain` for a confidence that is not above 0 and below 1.
  public func twoSingleInterval(confidence: Double = 0.95) throws(AgreementError) -> ClosedRange<Double>? {
    let tail = try upperTail(confidence)
    guard meanSquareResidual > 0 else { return nil }
    let value = twoSingle
    let a = k * value / (n * (1 - value))
    let b = 1 + k * value * (n - 1) / (n * (1 - value))
    let (partA, partB) = (a * meanSquareRaters, b * meanSquareResidual)
    let df = (partA + partB) * (partA + partB) / (partA * partA / (k - 1) + partB * partB / ((n - 1) * (k - 1)))
    guard df.isFinite, df > 0 else { return nil }
    let below = fRatioQuantile(upperTail: tail, n - 1, df)
    let above = fRatioQuantile(upperTail: tail, df, n - 1)
    let rest = k * meanSquareRaters + (k * n - k - n) * meanSquareResidual
    let lower = n * (meanSquareUnits - below * meanSquareResidual) / (below * rest + n * meanSquareUnits)
    let upper = n * (above * meanSquareUnits - meanSquareResidual) / (rest + n * above * meanSquareUnits)
    return lower < upper ? lower...upper : nil
  }

  /// Interval for ICC(3,1), exact for normal ratings (Shrout and Fleiss 1979).
  ///
  /// - Returns: nil where there is no residual, or the units' means do not differ.
  /// - Throws: `outOfDomain` for a confidence that is not above 0 and below 1.
  public func threeSingleInterval(confidence: Double = 0.95) throws(AgreementError) -> ClosedRange<Double>? {
    let tail = try upperTail(confidence)
    guard meanSquareResidual > 0, meanSquareUnits > 0 else { return nil }
    let ratio = meanSquareUnits / meanSquareResidual
    let (d1, d2) = (n - 1, (n - 1) * (k - 1))
    let low = ratio / fRatioQuantile(upperTail: tail, d1, d2)
    let high = ratio * fRatioQuantile(upperTail: tail, d2, d1)
    let (lower, upper) = ((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
    return lower < upper ? lower...upper : nil
  }

  /// Interval for ICC(1,1), exact for normal ratings (Shrout and Fleiss 1979).
  ///
  /// - Returns: nil where ratings within units do not vary.
  /// - Throws: `outOfDomain` for a confidence that is not above 0 and below 1.
  public func oneSingleInterval(confidence: Double = 0.95) throws(AgreementError) -> ClosedRange<Double>? {
    let tail = try upperTail(confidence)
    guard within > 0, meanSquareUnits > 0 else { return nil }
    let ratio = meanSquareUnits / within
    let (d1, d2) = (n - 1, n * (k - 1))
    let low = ratio / fRatioQuantile(upperTail: tail, d1, d2)
    let high = ratio * fRatioQuantile(upperTail: tail, d2, d1)
    return (low - 1) / (low + k - 1)...(high - 1) / (high + k - 1)
  }

  /// Interval for ICC(2,k): the bounds of ``twoSingleInterval(confidence:)`` for the mean of k, k ρ / (1 + (k − 1) ρ)
  /// (Shrout and Fleiss 1979; Spearman and Brown 1910).
  ///
  /// - Returns: nil where nothing is left to vary, or a bound has no mean of k.
  /// - Throws: `outOfDomain` for a confidence that is not above 0 and below 1.
  public func twoMeanInterval(confidence: Double = 0.95) throws(AgreementError) -> ClosedRange<Double>? {
    guard let single = try twoSingleInterval(confidence: confidence) else { return nil }
    guard 1 + (k - 1) * single.lowerBound > 0 else { return nil }
    func ofMean(_ one: Double) -> Double { k * one / (1 + (k - 1) * one) }
    return ofMean(single.lowerBound)...ofMean(single.upperBound)
  }

  private func quotient(_ over: Double, _ under: Double) -> Double? { under > 0 ? over / under : nil }

  private func upperTail(_ confidence: Double) throws(AgreementError) -> Double {
    guard confidence > 0, confidence < 1 else { throw .outOfDomain(parameter: "confidence", value: confidence) }
    return (1 - confidence) / 2
  }
}
