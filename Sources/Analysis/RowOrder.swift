/// Rows in the order of their columns of text, the first column counting most; rows that agree in all of them stay in the
/// order they came in.
public struct RowOrder: Sendable {
  /// Places among the rows that came in.
  public let rows: [Int]

  /// Sorts, column by column.
  ///
  /// - Parameters:
  ///   - count: of rows.
  ///   - columns: the text of a row.
  /// - Complexity: O(rows × columns), and O(n log n) in the number of different texts of a column.
  public init(_ count: Int, by columns: [(Int) -> String]) {
    var rows = Array(0..<count)
    // The last column first: each pass keeps the order of the ones before.
    for column in columns.reversed() {
      let ranks = Self.ranks(count, column)
      var places = [Int](repeating: 0, count: (ranks.max() ?? 0) + 2)
      for rank in ranks { places[rank + 1] += 1 }
      for rank in places.indices.dropFirst() { places[rank] += places[rank - 1] }
      var sorted = rows
      for row in rows {
        sorted[places[ranks[row]]] = row
        places[ranks[row]] += 1
      }
      rows = sorted
    }
    self.rows = rows
  }

  /// By row: the place of its text among the different ones, ascending.
  private static func ranks(_ count: Int, _ column: (Int) -> String) -> [Int] {
    var numbers: [String: Int] = [:]
    var (last, number) = ("", -1)
    let byRow = (0..<count).map { row -> Int in
      let text = column(row)
      // Rows of one image or rater mostly stand together.
      if number >= 0, text == last { return number }
      last = text
      number = numbers[text] ?? numbers.count
      numbers[text] = number
      return number
    }
    var ranks = [Int](repeating: 0, count: numbers.count)
    for (rank, entry) in numbers.sorted(by: { $0.key < $1.key }).enumerated() { ranks[entry.value] = rank }
    return byRow.map { ranks[$0] }
  }
}
