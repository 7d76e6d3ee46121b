/// Splits bytes into records of comma-separated values as RFC 4180 has them, one record at a time and without a copy of
/// any cell: quoted cells may hold commas, line breaks and doubled quotes; lines end in LF, CRLF or CR; a byte order mark
/// and blank lines are passed over.
///
/// Cells stay bytes until they are asked for: a million records take a fraction of a second.
public struct CSVReader: Sendable {
  /// Where records cannot be told apart any more.
  public struct Fault: Error, Hashable, Sendable {
    /// From 1.
    public let line: Int
    /// In characters, from 1.
    public let column: Int
    /// In a sentence.
    public let fact: String

    /// Where records cannot be told apart any more.
    public init(line: Int, column: Int, fact: String) {
      self.line = line
      self.column = column
      self.fact = fact
    }
  }

  /// A cell's bytes.
  struct Cell {
    var start: Int
    var end: Int
    /// Quotes in it are doubled.
    var isEscaped = false
  }

  let bytes: [UInt8]
  private let trimsSpaces: Bool
  private var position = 0
  private var nextLine = 1
  private(set) var cells: [Cell] = []
  private var start = 0

  /// The line on which the record begins, from 1.
  public private(set) var line = 0
  /// How many cells the record has.
  public var count: Int { cells.count }

  /// - Parameters:
  ///   - bytes: a whole file, or whole records of one.
  ///   - trimsSpaces: whether spaces and tabs around a cell without quotes are left off.
  ///   - firstLine: the number of the first line.
  public init(_ bytes: [UInt8], trimsSpaces: Bool = false, firstLine: Int = 1) {
    self.bytes = bytes
    self.trimsSpaces = trimsSpaces
    nextLine = firstLine
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Goes on to the next record.
  ///
  /// - Returns: whether there is one.
  /// - Throws: ``Fault`` for a quote that is not closed, and for text after a closed one.
  public mutating func next() throws(Fault) -> Bool {
    // Lines without anything on them.
    while position < bytes.count, bytes[position] == newline || bytes[position] == carriageReturn { endLine() }
    guard position < bytes.count else { return false }
    cells.removeAll(keepingCapacity: true)
    line = nextLine
    start = position
    while true {
      if position < bytes.count, bytes[position] == quote {
        try readQuoted()
      } else {
        readBare()
      }
      guard position < bytes.count else { return true }
      if bytes[position] != comma {
        endLine()
        return true
      }
      position += 1
    }
  }

  /// Leaves what is left of a record that could not be told apart, up to the end of its line.
  public mutating func skipLine() {
    while position < bytes.count, bytes[position] != newline, bytes[position] != carriageReturn { position += 1 }
    if position < bytes.count { endLine() }
  }

  private mutating func readBare() {
    var begin = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == comma || byte == newline || byte == carriageReturn { break }
      position += 1
    }
    var end = position
    if trimsSpaces {
      while begin < end, bytes[begin] == 32 || bytes[begin] == 9 { begin += 1 }
      while end > begin, bytes[end - 1] == 32 || bytes[end - 1] == 9 { end -= 1 }
    }
    cells.append(Cell(start: begin, end: end))
  }

  private mutating func readQuoted() throws(Fault) {
    let opening = position
    var cell = Cell(start: position + 1, end: position + 1)
    position += 1
    while true {
      guard position < bytes.count else {
        let place = place(opening)
        throw Fault(line: place.line, column: place.column, fact: "a quote that opens here is not closed.")
      }
      let byte = bytes[position]
      if byte == quote {
        guard position + 1 < bytes.count, bytes[position + 1] == quote else { break }
        cell.isEscaped = true
        position += 1
      } else if byte == newline {
        nextLine += 1
      }
      position += 1
    }
    cell.end = position
    position += 1
    if position < bytes.count, ![comma, newline, carriageReturn].contains(bytes[position]) {
      let place = place(position)
      throw Fault(line: place.line, column: place.column, fact: "text stands after a closed quote.")
    }
    cells.append(cell)
  }

  private mutating func endLine() {
    if bytes[position] == carriageReturn { position += 1 }
    if position < bytes.count, bytes[position] == newline { position += 1 }
    nextLine += 1
  }

  /// Where a cell of the record begins: line and column, from 1, the column in characters.
  public func place(of cell: Int) -> (line: Int, column: Int) {
    let first = cells[cell].start
    return place(first > 0 && bytes[first - 1] == quote ? first - 1 : first)
  }

  private func place(_ index: Int) -> (line: Int, column: Int) {
    let before = bytes[start..<index]
    let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? start
    return (
      line + before.count { $0 == newline }, String(decoding: bytes[lineStart..<index], as: UTF8.self).count + 1
    )
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let newline: UInt8 = 10
private let carriageReturn: UInt8 = 13
