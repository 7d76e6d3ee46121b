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
    var reader = CSVReader(bytes: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
    var records: [CSVReader.Record] = []
    while let record = reader.next() {
      if let fault = record.fault {
        complaints.add(
          Place(file: file, line: fault.line, column: fault.column), fault.fact,
          "What follows could not be told apart.",
          "Close the quote, and double every quote inside a quoted cell.")
        return nil
      }
      if record.cells != [""] { records.append(record) }
    }
    guard let header = records.first else {
      complaints.add(
        start, "this file is empty.", "There is no image in it.", "Write a header such as `file_name,text,category`.")
      return nil
    }
    columns = header.cells.map(trimmed)
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

/// Splits bytes into records.
private struct CSVReader {
  struct Record {
    var line: Int
    var cells: [String] = []
    var fault: (line: Int, column: Int, fact: String)?
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var line = 1
  private var lineStart: Int

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
    lineStart = position
  }

  /// The next record; nil at the end of the file.
  mutating func next() -> Record? {
    guard position < bytes.endIndex else { return nil }
    var record = Record(line: line)
    while true {
      let isQuoted = position < bytes.endIndex && bytes[position] == UInt8(ascii: "\"")
      let place = (line: line, column: column)
      guard let cell = isQuoted ? quoted() : bare() else {
        record.fault = (place.line, place.column, "a quote that opens here is not closed.")
        return record
      }
      record.cells.append(String(decoding: cell, as: UTF8.self))
      guard position < bytes.endIndex else { return record }
      switch bytes[position] {
      case UInt8(ascii: ","): position += 1
      case 10, 13:
        endLine()
        return record
      default:
        record.fault = (line, column, "text stands after a closed quote.")
        return record
      }
    }
  }

  /// Counted in characters, from 1.
  private var column: Int { String(decoding: bytes[lineStart..<position], as: UTF8.self).count + 1 }

  private mutating func bare() -> [UInt8]? {
    let start = position
    while position < bytes.endIndex, ![10, 13, UInt8(ascii: ",")].contains(bytes[position]) { position += 1 }
    return Array(bytes[start..<position])
  }

  private mutating func quoted() -> [UInt8]? {
    var cell: [UInt8] = []
    position += 1
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.endIndex, bytes[position] == byte else { return cell }
        position += 1
      } else if byte == 10 {
        line += 1
        lineStart = position
      }
      cell.append(byte)
    }
    return nil
  }

  private mutating func endLine() {
    if bytes[position] == 13 { position += 1 }
    if position < bytes.endIndex, bytes[position] == 10 { position += 1 }
    line += 1
    lineStart = position
  }
}
