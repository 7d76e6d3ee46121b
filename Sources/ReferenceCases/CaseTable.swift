internal import FoundationEssentials

/// A CSV file with a header line, as text. No cell of a case holds a comma or a quote.
public struct CaseTable: Sendable {
  /// The file, for messages.
  public let path: String
  /// Column names in order.
  public let columns: [String]
  /// One list of cells a line.
  public let rows: [[String]]

  /// Reads a file.
  ///
  /// - Throws: ``CaseError`` with the line of the first row that does not fit the header.
  public init(path: String) throws {
    self.path = path
    guard let text = try? String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self) else {
      throw CaseError("\(path): cannot be read. Nothing was computed. Put the file beside case.json.")
    }
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
    func cells(_ line: String) -> [String] {
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines.first.map(cells) ?? []
    columns = header
    rows = try lines.dropFirst().enumerated().map { number, line in
      let row = cells(line)
      guard row.count == header.count else {
        throw CaseError(
          "\(path):\(number + 2): \(row.count) cells where the header has \(header.count). Nothing was computed.")
      }
      return row
    }
  }

  /// One column as text.
  public func texts(_ column: String) throws -> [String] {
    guard let place = columns.firstIndex(of: column) else {
      throw CaseError(
        "\(path):1: no column '\(column)'. Nothing was computed. It has: \(columns.joined(separator: ", ")).")
    }
    return rows.map { $0[place] }
  }

  /// One column as numbers; an empty cell or NA is nil.
  public func numbers(_ column: String) throws -> [Double?] {
    try texts(column).enumerated().map { number, cell in
      if cell.isEmpty || cell == "NA" { return nil }
      guard let value = Double(cell), value.isFinite else {
        throw CaseError("\(path):\(number + 2): '\(cell)' in column '\(column)' is not a number. Nothing was computed.")
      }
      return value
    }
  }
}
