/// Rows of cells under each other, columns two spaces apart.
struct TextGrid {
  private var rows: [[String]]
  private let left: Set<Int>

  /// - Parameters:
  ///   - header: one a column.
  ///   - left: columns whose cells stand on the left; the others stand on the right.
  init(_ header: [String], left: Set<Int>, hasHeader: Bool = true) {
    rows = hasHeader ? [header] : []
    self.left = left
  }

  /// - Parameters:
  ///   - rows: all of them, the header among them.
  ///   - left: columns whose cells stand on the left; the others stand on the right.
  init(rows: [[String]], left: Set<Int>) {
    self.rows = rows
    self.left = left
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += (column > 0 ? "  " : "") + (left.contains(column) ? cell + space : space + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
