internal import Blinding
internal import Statistics
internal import StudyModel

/// The cells of a checked table in a fixed order, with numbers for images and raters, so that the same ratings give the
/// same digits in whatever order they were collected.
struct NumberedTable {
  /// One cell as an estimator sees it, and what the estimator must not see.
  struct Cell {
    let arm: ArmCode
    let criterion: String
    let isFailure: Bool
    let showing: Showing?
    let observation: Observation
  }

  /// By item, rater, arm, criterion.
  let cells: [Cell]
  /// Category by image number.
  let categories: [String]
  /// Pseudonym by rater number.
  let raters: [String]

  /// - Throws: `repeatedCell`, `itemInTwoCategories`, `valueOutOfRange`.
  /// - Complexity: O(n log n).
  init(_ table: RatingTable) throws(AnalysisError) {
    let given = table.cells
    let order = RowOrder(
      given.count,
      by: [{ given[$0].item.hex }, { given[$0].rater }, { given[$0].arm.rawValue }, { given[$0].criterion }])
    var raters: [String: Int] = [:]
    var categories: [String] = []
    var cells: [Cell] = []
    cells.reserveCapacity(given.count)
    var last: RatingCell?
    for row in order.rows {
      let cell = given[row]
      try Self.check(cell, range: table.ranges[cell.criterion])
      if let last, last.item == cell.item {
        guard last.category == cell.category else {
          throw .itemInTwoCategories(item: cell.item, first: last.category, second: cell.category)
        }
        if last.rater == cell.rater, last.arm == cell.arm, last.criterion == cell.criterion {
          throw .repeatedCell(item: cell.item, rater: cell.rater, arm: cell.arm, criterion: cell.criterion)
        }
      } else {
        categories.append(cell.category)
      }
      last = cell
      let rater = raters[cell.rater] ?? raters.count
      raters[cell.rater] = rater
      cells.append(
        Cell(
          arm: cell.arm, criterion: cell.criterion, isFailure: cell.isFailure, showing: cell.showing,
          observation: Observation(image: categories.count - 1, rater: rater, value: cell.value)))
    }
    self.cells = cells
    self.categories = categories
    self.raters = raters.sorted { $0.value < $1.value }.map(\.key)
  }

  /// A computed total may miss its range by rounding; nothing else may.
  private static func check(_ cell: RatingCell, range: ClosedRange<Double>?) throws(AnalysisError) {
    let slack = 1e-9
    let low = range?.lowerBound ?? -1e12
    let high = range?.upperBound ?? 1e12
    guard cell.value >= low - slack, cell.value <= high + slack else {
      throw .valueOutOfRange(
        item: cell.item, rater: cell.rater, arm: cell.arm, criterion: cell.criterion, value: cell.value)
    }
  }
}
