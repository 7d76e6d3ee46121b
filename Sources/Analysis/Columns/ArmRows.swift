internal import Statistics

/// The rows of each arm, in the order of image and rater.
struct ArmRows {
  let columns: RatingColumns
  private let rows: [[Int32]]

  /// - Complexity: O(rows).
  init(_ columns: RatingColumns) {
    self.columns = columns
    var rows = [[Int32]](repeating: [], count: columns.arms.count)
    for row in columns.arm.indices { rows[Int(columns.arm[row])].append(Int32(row)) }
    self.rows = rows
  }

  /// How many rows an arm has.
  func count(_ arm: Int) -> Int { rows[arm].count }

  /// An arm's values; with `judged` those only that a rater gave.
  func observations(_ arm: Int, judged: Bool = false) -> [Observation] {
    var list: [Observation] = []
    list.reserveCapacity(rows[arm].count)
    for row in rows[arm] where !judged || !isFailure(row) { list.append(observation(row, columns.value[Int(row)])) }
    return list
  }

  /// Arm minus base in the cells that both have, by image and rater. A difference of size below 1e-12 of its terms is
  /// rounding and becomes 0, as in `PairedDifferences`.
  ///
  /// - Parameters:
  ///   - judged: leaves out cells where either had no caption to judge.
  ///   - counted: what is subtracted, from a rating.
  /// - Complexity: O(rows of both).
  func pairs(
    _ arm: Int, minus base: Int, judged: Bool = false, counted: (Double) -> Double = { $0 }
  ) -> [Observation] {
    var pairs: [Observation] = []
    merge(arm, base) { row, other in
      if judged, isFailure(row) || isFailure(other) { return }
      let (value, less) = (counted(columns.value[Int(row)]), counted(columns.value[Int(other)]))
      let difference = value - less
      let isRounding = abs(difference) <= 1e-12 * max(abs(value), abs(less))
      pairs.append(observation(row, isRounding ? 0 : difference))
    }
    return pairs
  }

  /// In how many cells both pass, only the first, only the second, neither.
  func table(_ arm: Int, _ base: Int, passes: (Double) -> Bool) throws(EstimationError) -> PairedTable {
    var (both, onlyFirst, onlySecond, neither) = (0, 0, 0, 0)
    merge(arm, base) { row, other in
      switch (passes(columns.value[Int(row)]), passes(columns.value[Int(other)])) {
      case (true, true): both += 1
      case (true, false): onlyFirst += 1
      case (false, true): onlySecond += 1
      case (false, false): neither += 1
      }
    }
    return try PairedTable(both: both, onlyFirst: onlyFirst, onlySecond: onlySecond, neither: neither)
  }

  private func merge(_ arm: Int, _ base: Int, _ pair: (Int32, Int32) -> Void) {
    let (left, right) = (rows[arm], rows[base])
    var (a, b) = (0, 0)
    while a < left.count, b < right.count {
      let (row, other) = (Int(left[a]), Int(right[b]))
      let first = (columns.image[row], columns.rater[row])
      let second = (columns.image[other], columns.rater[other])
      if first == second {
        pair(left[a], right[b])
        a += 1
        b += 1
      } else if first < second {
        a += 1
      } else {
        b += 1
      }
    }
  }

  private func isFailure(_ row: Int32) -> Bool { columns.isFailure.isEmpty ? false : columns.isFailure[Int(row)] }

  private func observation(_ row: Int32, _ value: Double) -> Observation {
    Observation(image: Int(columns.image[Int(row)]), rater: Int(columns.rater[Int(row)]), value: value)
  }
}
