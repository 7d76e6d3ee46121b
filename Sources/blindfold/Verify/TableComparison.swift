internal import CSV
internal import Reports

/// Two CSV files, row by row and column by column. Rows are told by what they are about, columns by their names.
struct TableComparison {
  private(set) var differences: [DocumentDifference] = []
  /// Columns that only one of the files has.
  let notCompared: [String]

  /// Columns that say what a row is about, where a file has them.
  private static let naming = ["image_id", "rater_id", "candidate", "criterion", "model_a", "model_b", "question"]

  private struct Table {
    struct Row {
      let line: Int
      let cells: [String]
    }
    var columns: [String: Int] = [:]
    var header: [String] = []
    var rows: [Row] = []

    init(_ text: String) throws(CSVReader.Fault) {
      var reader = CSVReader(Array(text.utf8))
      guard try reader.next() else { return }
      header = reader.texts
      columns = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      while try reader.next() { rows.append(Row(line: reader.line, cells: reader.texts)) }
    }

    func cell(_ row: Row, _ column: String) -> String? {
      columns[column].flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil }
    }
  }

  /// Compares two files.
  ///
  /// - Parameters:
  ///   - there: the document.
  ///   - expected: what it should be.
  ///   - isSameVersion: whether both must have the same columns.
  /// - Throws: where records cannot be told apart.
  init(_ there: String, _ expected: String, isSameVersion: Bool) throws(CSVReader.Fault) {
    let (one, other) = (try Table(there), try Table(expected))
    let shared = other.header.filter { one.columns[$0] != nil }
    let unshared = Set(one.header).symmetricDifference(other.header).sorted()
    notCompared = isSameVersion ? [] : unshared
    if isSameVersion, one.header != other.header {
      differences.append(
        DocumentDifference(
          place: "line 1", texts: one.header.joined(separator: ","), other.header.joined(separator: ",")))
    }
    let keys = Self.naming.filter(shared.contains)
    func grouped(_ table: Table) -> [[String]: [Table.Row]] {
      Dictionary(grouping: table.rows) { row in keys.map { table.cell(row, $0) ?? "" } }
    }
    let (left, right) = (grouped(one), grouped(other))
    for (key, rows) in right.sorted(by: { $0.value[0].line < $1.value[0].line }) {
      let found = left[key] ?? []
      for (index, row) in rows.enumerated() {
        guard index < found.count else {
          differences.append(
            DocumentDifference(
              place: "row (\(Self.name(key)))", there: nil, expected: row.cells.joined(separator: ",")))
          continue
        }
        compare(found[index], one, row, other, shared, Self.name(key))
      }
    }
    for (key, rows) in left.sorted(by: { $0.value[0].line < $1.value[0].line }) {
      for row in rows.dropFirst(right[key]?.count ?? 0) {
        differences.append(
          DocumentDifference(
            place: "line \(row.line) (\(Self.name(key)))", there: row.cells.joined(separator: ","), expected: nil))
      }
    }
  }

  private mutating func compare(
    _ row: Table.Row, _ table: Table, _ expected: Table.Row, _ other: Table, _ columns: [String], _ name: String
  ) {
    for column in columns {
      let (there, should) = (table.cell(row, column) ?? "", other.cell(expected, column) ?? "")
      guard there != should else { continue }
      differences.append(
        DocumentDifference(place: "line \(row.line), \(column) (\(name))", texts: there, should))
    }
    if row.cells.count != table.header.count {
      differences.append(
        DocumentDifference(
          place: "line \(row.line) (\(name))", there: counted(row.cells.count, "cell"),
          expected: counted(table.header.count, "cell")))
    }
  }

  /// Names in a row's key, an image's hash shortened.
  private static func name(_ key: [String]) -> String {
    key.filter { !$0.isEmpty }.map { $0.count == 64 ? $0.prefix(12) + "…" : $0 }.joined(separator: ", ")
  }
}
