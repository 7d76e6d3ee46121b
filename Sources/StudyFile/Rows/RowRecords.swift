internal import CSV
internal import Roster

/// Turns a record of a table, or a line of standard input, into a row.
struct RowRecords {
  private let root: String
  private let realRoot: String
  /// The root as it was named, seen from the root of the disk.
  private let namedRoot: String
  private let nameColumns: [String]

  init(root: String, nameColumns: [String]) {
    self.root = root
    realRoot = Paths.resolved(root)
    namedRoot = Paths.absolute(root)
    self.nameColumns = nameColumns
  }

  /// A name seen from the root, where it is written from the root of the disk and leads into the folder; else as it is. Where
  /// links lead is looked at later.
  private func inside(_ name: String) -> String {
    guard name.hasPrefix("/") else { return name }
    let folder = [realRoot, namedRoot].first { name.hasPrefix($0 == "/" ? "/" : $0 + "/") }
    return folder.map { String(name.dropFirst($0 == "/" ? 1 : $0.count + 1)) } ?? name
  }

  /// A line of a JSON Lines file.
  func json(_ record: RecordSplitter.Record, number: Int) -> CaptionRow {
    func refused(_ fact: String) -> CaptionRow {
      CaptionRow(number: number, record: record.bytes, fault: "line \(record.line) \(fact)")
    }
    guard !record.isTooLong else { return refused("is longer than \(RecordSplitter.mostBytes) bytes") }
    do {
      guard case .object(let values) = try JSONValue.parse(record.bytes) else {
        return refused("is JSON, but not an object")
      }
      return row(values, record, number)
    } catch {
      return refused("is not JSON at column \(error.column)")
    }
  }

  /// The columns of a table; nil where they cannot be told apart.
  func header(_ record: RecordSplitter.Record) -> [String]? {
    guard !record.isTooLong, !record.isOpen, let cells = texts(record), cells.allSatisfy({ !trimmed($0).isEmpty })
    else { return nil }
    let columns = cells.map(trimmed)
    return Set(columns).count == columns.count ? columns : nil
  }

  /// A record of a table with these columns.
  func cells(_ record: RecordSplitter.Record, columns: [String], number: Int) -> CaptionRow {
    guard let cells = texts(record) else {
      return CaptionRow(
        number: number, record: record.bytes,
        fault: "line \(record.line) is not UTF-8 text, or has text after a closed quote")
    }
    guard cells.count == columns.count else {
      return CaptionRow(
        number: number, record: record.bytes,
        fault: "line \(record.line) has \(counted(cells.count, "cell")), the header \(columns.count)")
    }
    let values = zip(columns, cells).map { ($0, $1.isEmpty ? JSONValue.null : .text($1)) }
    return row(Dictionary(uniqueKeysWithValues: values), record, number)
  }

  private func texts(_ record: RecordSplitter.Record) -> [String]? {
    guard String(validating: record.bytes, as: UTF8.self) != nil else { return nil }
    var reader = CSVReader(record.bytes)
    guard (try? reader.next()) == true else { return nil }
    return reader.texts
  }

  /// A line that is a path or an address.
  func line(_ record: RecordSplitter.Record, number: Int) -> CaptionRow {
    guard !record.isTooLong, let text = String(validating: record.bytes, as: UTF8.self) else {
      return CaptionRow(
        number: number, record: record.bytes, fault: "line \(record.line) is not UTF-8 text, or is too long")
    }
    if text.contains("://") { return row(["url": .text(text)], record, number) }
    var name = inside(text)
    if name.hasPrefix("./") { name = String(name.dropFirst(2)) }
    return CaptionRow(number: number, name: name, written: text)
  }

  private func row(_ values: [String: JSONValue], _ record: RecordSplitter.Record, _ number: Int) -> CaptionRow {
    let complaints = Complaints()
    let set = DataSet(complaints: complaints, leftOut: LeftOutImages())
    var reader = RowReader(
      images: ImageFiles(root: root, realRoot: realRoot, of: set), nameColumns: nameColumns)
    let place = Place(file: "", line: record.line, column: 1)
    let column = nameColumns.first { values[$0] != nil && values[$0] != .null }
    if let column, case .text(let name) = values[column], reader.isHarmless(values["url"], place) {
      let category = values["category"]?.field.map(trimmed) ?? ""
      return CaptionRow(
        number: number, name: inside(name), written: name, category: category, fields: reader.fields(values, place))
    }
    if column == nil, case .text(let text) = values["url"], let address = try? ImageAddress(text) {
      let category = values["category"]?.field.map(trimmed) ?? ""
      return CaptionRow(
        number: number, name: text, category: category, fields: reader.fields(values, place),
        content: .address(address))
    }
    if complaints.isEmpty { reader.refuseWithoutName(values, place) }
    let fact = complaints.firstFact ?? "this line has no '\(nameColumns[0])'"
    return CaptionRow(
      number: number, record: record.bytes, name: values["url"]?.field, fault: "line \(record.line): \(fact)")
  }
}
