internal import CSV

/// Reads a log that comes in pieces, and adds its events to a table.
public struct EventReader: Sendable {
  /// What lines are.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    case csv
    case jsonl
  }

  /// As complaints name it.
  public let file: String
  /// Lines that were passed over.
  public private(set) var bad = BadLines()
  private let skipsBad: Bool
  private let latest: Day
  private var form: Form?
  private var buffer: RecordBuffer?
  /// Before it is known what lines are.
  private var beginning: [UInt8] = []
  /// By column; empty until the header was read.
  private var columns: [EventFields.Role] = []
  private var columnNames: [String] = []
  /// By the place of a key in the lines so far.
  private var keys: [(name: ArraySlice<UInt8>, role: EventFields.Role)] = []

  /// - Parameters:
  ///   - file: as complaints name it.
  ///   - form: nil: told by the first byte, `{` or another.
  ///   - latest: later days are a clock that is wrong.
  ///   - skipsBad: whether a line that is no event is counted and passed over.
  public init(file: String, form: Form?, latest: Day, skipsBad: Bool) {
    self.file = file
    self.form = form
    self.latest = latest
    self.skipsBad = skipsBad
    if let form { buffer = RecordBuffer(honoursQuotes: form == .csv) }
  }

  /// Whether a column of this name is part of an event, and so no outcome.
  public static func isReserved(_ name: String) -> Bool { EventFields.role(name) != nil }

  /// Adds the events that are whole with these bytes.
  ///
  /// - Throws: ``BadLine`` for the first line that is no event, unless such are skipped; for a header in any case.
  public mutating func take(_ bytes: [UInt8], into table: inout EventTable) throws(BadLine) {
    var bytes = bytes
    if buffer == nil {
      beginning += bytes
      let text = beginning.starts(with: [0xEF, 0xBB, 0xBF]) ? beginning.dropFirst(3) : beginning[...]
      guard let first = text.first(where: { ![9, 10, 13, 32].contains($0) }), beginning.count >= 3 else { return }
      guard first != UInt8(ascii: "[") else {
        throw BadLine(
          file: file, line: 1, column: 1, .notAnEvent,
          "this is one JSON list, not an object a line. `jq -c '.[]'` makes lines of it.", isFatal: true)
      }
      let found: Form = first == UInt8(ascii: "{") ? .jsonl : .csv
      (form, buffer) = (found, RecordBuffer(honoursQuotes: found == .csv))
      (bytes, beginning) = (beginning, [])
    }
    if let piece = buffer?.take(bytes) { try read(piece, into: &table) }
  }

  /// Adds the last event, where its line has no end.
  ///
  /// - Throws: ``BadLine`` as ``take(_:into:)``, and where a table has no header.
  public mutating func finish(into table: inout EventTable) throws(BadLine) {
    if let piece = buffer?.finish() { try read(piece, into: &table) }
    if form == .csv, columns.isEmpty {
      throw BadLine(file: file, line: 1, column: 1, .notAnEvent, "this table has no header.", isFatal: true)
    }
  }

  private mutating func read(_ piece: RecordBuffer.Piece, into table: inout EventTable) throws(BadLine) {
    guard !piece.isTooLong else {
      try refuse(
        BadLine(
          line: piece.line, column: 1, .tooLong,
          "the record that begins here does not end within \(RecordBuffer.mostBytes) bytes: a quote is not closed."))
      return
    }
    switch form {
    case .jsonl: try readObjects(piece, into: &table)
    default: try readCells(piece, into: &table)
    }
  }

  private mutating func refuse(_ line: BadLine) throws(BadLine) {
    var line = line
    line.file = file
    guard skipsBad, !line.isFatal else { throw line }
    _ = bad.add(line)
  }

  // MARK: CSV

  private mutating func readCells(_ piece: RecordBuffer.Piece, into table: inout EventTable) throws(BadLine) {
    var reader = CSVReader(piece.bytes, firstLine: piece.line)
    var fields = EventFields(latest: latest)
    while true {
      do throws(CSVReader.Fault) {
        guard try reader.next() else { return }
      } catch {
        try refuse(BadLine(line: error.line, column: error.column, .notAnEvent, error.fact))
        reader.skipLine()
        continue
      }
      if columns.isEmpty {
        try readHeader(reader, into: &table)
        continue
      }
      do throws(BadLine) {
        try add(reader, &fields, to: &table)
      } catch {
        try refuse(error)
      }
    }
  }

  private func add(_ reader: CSVReader, _ fields: inout EventFields, to table: inout EventTable) throws(BadLine) {
    guard reader.count == columns.count else {
      throw BadLine(
        line: reader.line, column: 1, .notAnEvent,
        "the line has \(reader.count) cells and the header \(columns.count).")
    }
    fields.clear()
    for (cell, role) in columns.enumerated() where role != .ignored { _ = fields.put(reader.content(cell), role) }
    try table.add(fields) { role in
      let cell = columns.firstIndex(of: role) ?? columns.firstIndex(of: .model) ?? 0
      let place = reader.place(of: cell)
      return BadLine(file: file, line: place.line, column: place.column, .notAnEvent, "")
    }
  }

  private mutating func readHeader(_ reader: CSVReader, into table: inout EventTable) throws(BadLine) {
    columnNames = reader.texts
    func refusal(_ fact: String) -> BadLine {
      BadLine(file: file, line: reader.line, column: 1, .notAnEvent, fact, isFatal: true)
    }
    if let twice = columnNames.first(where: { name in columnNames.count { $0 == name } > 1 }) {
      throw refusal("the header has '\(EventFields.shortened(Array(twice.utf8)[...]))' twice.")
    }
    columns = columnNames.map { name in
      EventFields.role(name) ?? table.outcome(name).map(EventFields.Role.outcome) ?? .ignored
    }
    for (role, name) in [(EventFields.Role.time, "time"), (.shown, "shown"), (.final, "final")]
    where !columns.contains(role) {
      throw refusal("the header has no column '\(name)'.")
    }
    for name in table.asked ?? [] where !columnNames.contains(name) {
      throw refusal("the header has no column '\(name)', which --outcome names.")
    }
  }

  // MARK: JSON Lines

  private mutating func readObjects(_ piece: RecordBuffer.Piece, into table: inout EventTable) throws(BadLine) {
    var scanner = JSONObjectScanner(piece.bytes)
    var fields = EventFields(latest: latest)
    var (start, line) = (0, piece.line)
    let bytes = piece.bytes
    if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      if bytes[start..<end].contains(where: { $0 > 32 }) {
        do throws(BadLine) {
          try add(&scanner, start..<end, line: line, &fields, to: &table)
        } catch {
          try refuse(error)
        }
      }
      (start, line) = (end + 1, line + 1)
    }
  }

  private mutating func add(
    _ scanner: inout JSONObjectScanner, _ range: Range<Int>, line: Int, _ fields: inout EventFields,
    to table: inout EventTable
  ) throws(BadLine) {
    fields.clear()
    var places: [(role: EventFields.Role, position: Int)] = []
    places.reserveCapacity(8)
    var twice: Int?
    var number = 0
    let bytes = scanner.bytes
    func at(_ position: Int) -> BadLine {
      let column = String(decoding: bytes[range.lowerBound..<position], as: UTF8.self).count + 1
      return BadLine(file: file, line: line, column: column, .notAnEvent, "")
    }
    do throws(JSONObjectScanner.Malformed) {
      try scanner.scan(range) { (key, value, position) throws(JSONObjectScanner.Malformed) in
        let role = self.role(of: key, at: number, &table)
        number += 1
        guard role != .ignored else { return }
        places.append((role, position))
        switch value {
        case .text(let content), .bare(let content):
          if fields.put(content, role) { twice = position }
        case .null: break
        case .nested:
          if case .outcome = role { break }
          throw JSONObjectScanner.Malformed(position: position)
        }
      }
    } catch {
      throw at(error.position).with(.notAnEvent, "the line is no JSON object with texts and numbers from here on.")
    }
    if let twice { throw at(twice).with(.notAnEvent, "the object has this key twice.") }
    try table.add(fields) { role in
      at(places.first { $0.role == role }?.position ?? range.lowerBound)
    }
  }

  /// Lines have their keys in one order mostly, so the key in the same place of the line before is tried first.
  private mutating func role(
    of key: ArraySlice<UInt8>, at number: Int, _ table: inout EventTable
  ) -> EventFields.Role {
    if number < keys.count, keys[number].name == key { return keys[number].role }
    let role: EventFields.Role
    if let known = keys.first(where: { $0.name == key }) {
      role = known.role
    } else {
      let name = String(decoding: key, as: UTF8.self)
      role = EventFields.role(name) ?? table.outcome(name).map(EventFields.Role.outcome) ?? .ignored
    }
    let entry = (name: Array(key)[...], role: role)
    if number < keys.count { keys[number] = entry } else if keys.count < 256 { keys.append(entry) }
    return role
  }
}
