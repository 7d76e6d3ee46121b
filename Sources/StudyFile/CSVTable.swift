internal import CSV

/// A table read from comma-separated values as RFC 4180 has them: quoted cells may hold commas, line breaks and doubled
/// quotes; lines end in LF or CRLF; a byte order mark is skipped.
struct CSVTable {
  /// The first record.
  var columns: [String]
  var rows: [Row]

  struct Row {
    /// Where the record begins.
    var place: Place
    /// Column → cell, as written.
    var cells: [String: String]
  }

  /// - Returns: nil, after a complaint, where there is no header to go by. A record that does not fit the header is a
  ///   complaint, and reading goes on.
  init?(_ bytes: [UInt8], file: String, complaints: Complaints) {
    let start = Place(file: file, line: 1, column: 1)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      complaints.add(start, "this file is not UTF-8 text.", "Nothing of it was read.", "Save it as UTF-8.")
      return nil
    }
    var reader = CSVReader(bytes)
    var records: [(line: Int, cells: [String])] = []
    do {
      while try reader.next() { records.append((reader.line, reader.texts)) }
    } catch {
      complaints.add(
        Place(file: file, line: error.line, column: error.column), error.fact,
        "What follows could not be told apart.", "Close the quote, and double every quote inside a quoted cell.")
      return nil
    }
    guard let header = records.first else {
      complaints.add(
        start, "this file is empty.", "There is no image in it.", "Write a header such as `file_name,text,category`.")
      return nil
    }
    columns = header.cells.map(trimmed)
    let only = columns.count == 1 ? columns[0] : ""
    if let separator = [";", "\t", "|"].first(where: only.contains) {
      complaints.add(
        Place(file: file, line: header.line, column: 1),
        "the cells of the first line are separated by \(separator == "\t" ? "tabs" : "'\(separator)'"), not by commas.",
        "Its columns could not be told apart.", "Save it with commas between cells, and quote cells that hold one.")
      return nil
    }
    rows = []
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) || column.isEmpty {
      complaints.add(
        Place(file: file, line: header.line, column: 1),
        column.isEmpty ? "column \(index + 1) has no name." : "two columns are named '\(column)'.",
        "Its cells could not be told from the other's.", "Give every column a name of its own.")
      return nil
    }
    for record in records.dropFirst() {
      let place = Place(file: file, line: record.line, column: 1)
      guard record.cells.count == columns.count else {
        complaints.add(
          place, "this record has \(counted(record.cells.count, "cell")), the header \(columns.count).",
          "Which cell belongs to which column could only be guessed.",
          "Add the missing commas, or quote a cell that holds one.")
        continue
      }
      rows.append(Row(place: place, cells: Dictionary(uniqueKeysWithValues: zip(columns, record.cells))))
    }
  }
}
