internal import Blinding
internal import StudyModel

extension RatingColumns {
  /// One criterion of a study's table. Images go by their hash, arms by their code: no other name enters.
  ///
  /// - Parameters:
  ///   - table: every cell of a study.
  ///   - criterion: the question id, or `score`. One without a cell gives no row.
  /// - Throws: `repeatedCell`, `itemInTwoCategories`, `valueOutOfRange`.
  public init(_ table: RatingTable, criterion: String) throws(AnalysisError) {
    // Its own checks are the rules of a table.
    _ = try NumberedTable(table)
    var images = NameList()
    var raters = NameList()
    var arms = NameList()
    var names = RatingNames()
    var rows: [(image: Int32, rater: Int32, arm: Int32)] = []
    let cells = table.cells.filter { $0.criterion == criterion }
    for cell in cells {
      let image = images.number(of: cell.item.hex)
      if Int(image) == names.categories.count { names.categories.append(cell.category) }
      rows.append((image, raters.number(of: cell.rater), arms.number(of: cell.arm.rawValue)))
    }
    names.images = images.names
    names.raters = raters.names
    names.arms = arms.names
    do {
      try self.init(
        criterion: criterion, names: names, image: rows.map(\.image), rater: rows.map(\.rater), arm: rows.map(\.arm),
        value: cells.map(\.value), isFailure: cells.map(\.isFailure), range: table.ranges[criterion])
    } catch {
      let cell = cells[error.second]
      throw .repeatedCell(item: cell.item, rater: cell.rater, arm: cell.arm, criterion: criterion)
    }
  }
}

/// Numbers names from 0 in the order of their first appearance.
private struct NameList {
  private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  mutating func number(of name: String) -> Int32 {
    if let known = numbers[name] { return known }
    let next = Int32(names.count)
    numbers[name] = next
    names.append(name)
    return next
  }
}
