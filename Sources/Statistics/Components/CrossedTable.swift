/// A complete table of images × raters: one value in every cell.
public struct CrossedTable: Hashable, Sendable {
  /// One row an image, in it one value a rater; both in the order of their first appearance.
  public let rows: [[Double]]

  /// Rows.
  public var images: Int { rows.count }
  /// Columns.
  public var raters: Int { rows.first?.count ?? 0 }

  /// - Parameter observations: one for every image × rater cell, in any order.
  /// - Throws: `noObservations`; `repeatedCell`; `incompleteTable` for cells without a value; `outOfDomain` for one that
  ///   is not finite.
  /// - Complexity: O(n).
  public init(_ observations: [Observation]) throws(EstimationError) {
    guard !observations.isEmpty else { throw .noObservations }
    var imageIndex = DenseIndex<Int>()
    var raterIndex = DenseIndex<Int>()
    var cells: [[Int: Double]] = []
    var raters = 0
    for observation in observations {
      guard abs(observation.value) < 1e100 else {
        throw .outOfDomain(parameter: "an observation", value: observation.value)
      }
      let image = imageIndex.number(of: observation.image)
      let rater = raterIndex.number(of: observation.rater)
      raters = max(raters, rater + 1)
      if image == cells.count { cells.append([:]) }
      guard cells[image].updateValue(observation.value, forKey: rater) == nil else {
        throw .repeatedCell(image: observation.image, rater: observation.rater)
      }
    }
    let missing = cells.count * raters - observations.count
    guard missing == 0 else { throw .incompleteTable(missing: missing) }
    rows = cells.map { row in (0..<raters).compactMap { row[$0] } }
  }

  /// The mean of all cells.
  public var mean: Double { rows.reduce(0) { $0 + $1.reduce(0, +) } / Double(images * raters) }

  /// Each image's mean less the mean.
  var imageEffects: [Double] {
    let mean = mean
    return rows.map { row in row.reduce(0) { $0 + ($1 - mean) } / Double(raters) }
  }

  /// Each rater's mean less the mean.
  var raterEffects: [Double] {
    let mean = mean
    return (0..<raters).map { rater in rows.reduce(0) { $0 + ($1[rater] - mean) } / Double(images) }
  }

  /// The value of all cells, where all are equal up to rounding.
  var constant: Double? {
    let all = rows.joined()
    guard let low = all.min(), let high = all.max() else { return nil }
    return high - low <= roundingShare * max(abs(low), abs(high)) ? low : nil
  }
}
