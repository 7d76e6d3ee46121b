/// Words laid out for a terminal.
enum Columns {
  /// Rows as aligned lines with two spaces between columns; the last column of a row has no padding after it.
  ///
  /// - Parameters:
  ///   - rows: each as long as the first.
  ///   - right: columns whose cells stand on the right.
  ///   - column: gives way, down to eight characters, where the whole would be wider than `width`.
  ///   - width: of a line.
  static func aligned(_ rows: [[String]], right: Set<Int>, shrinking column: Int = 0, width: Int = 100) -> [String] {
    // Before widths are taken: some marks change how many characters there are.
    let clean = rows.map { $0.map(Escaping.line) }
    guard let first = clean.first else { return [] }
    var widths = first.indices.map { column in clean.map { $0[column].count }.max() ?? 0 }
    let excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
    if excess > 0 { widths[column] = max(min(8, widths[column]), widths[column] - excess) }
    let rows = clean.map { row in
      row.enumerated().map { $0 == column ? Escaping.shortened($1, to: widths[column]) : $1 }
    }
    return rows.map { row in
      var line = row.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        return right.contains(column) ? pad + cell : cell + pad
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// A sentence on as many lines as it needs, the lines after the first indented.
  static func wrapped(_ text: String, width: Int = 100, hanging: String = "  ") -> [String] {
    var lines: [String] = []
    var line = ""
    for word in Escaping.line(text).split(separator: " ") {
      let word = Escaping.shortened(String(word), to: width - hanging.count)
      if line.isEmpty {
        line = (lines.isEmpty ? "" : hanging) + word
      } else if line.count + 1 + word.count > width {
        lines.append(line)
        line = hanging + word
      } else {
        line += " " + word
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
