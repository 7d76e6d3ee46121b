/// What a terminal shows of the bytes written to it, and which of them were commands.
///
/// It knows the commands that the rater's program is meant to write, and no other: whatever else could act is kept in
/// ``strange``, so that a caption that speaks to the terminal is caught.
package struct TerminalScreen: Sendable {
  package private(set) var columns: Int
  package private(set) var rows: Int
  /// Whether the second screen is shown, the one that leaves no traces.
  package private(set) var isAlternate = false
  /// Frames shown in full: ends of synchronized updates.
  package private(set) var frames = 0
  /// Whether a frame has begun and not ended: what is on the screen is half of one and half of the other.
  package private(set) var isUpdating = false
  /// Commands and control bytes that the rater's program has no business to write.
  package private(set) var strange: [String] = []
  /// Whether a command has begun whose end has not come: it would swallow what follows.
  package var isInCommand: Bool { !rest.isEmpty }
  private var cells: [[String]]
  private var cursor = (column: 0, row: 0)
  private var rest: [UInt8] = []

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Self.blank(columns, rows)
  }

  private static func blank(_ columns: Int, _ rows: Int) -> [[String]] {
    Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The window's new size; what was on it is cut or blank.
  package mutating func resize(columns: Int, rows: Int) {
    var more = Self.blank(columns, rows)
    for row in 0..<min(rows, self.rows) {
      for column in 0..<min(columns, self.columns) { more[row][column] = cells[row][column] }
    }
    (self.columns, self.rows, cells) = (columns, rows, more)
    cursor = (min(cursor.column, columns - 1), min(cursor.row, rows - 1))
  }

  /// A line of the screen without the blanks at its end.
  package func line(_ row: Int) -> String {
    let text = cells[row].joined()
    return String(text[..<(text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex)])
  }

  /// All lines.
  package var text: String { (0..<rows).map(line).joined(separator: "\n") }

  /// Whether a text stands on one line.
  package func contains(_ text: String) -> Bool { (0..<rows).contains { line($0).contains(text) } }

  /// Takes bytes as they come; a command that is cut in two waits for its end.
  package mutating func feed(_ bytes: some Sequence<UInt8>) {
    rest += bytes
    var place = 0
    while place < rest.count, let length = step(rest[place...]) { place += length }
    rest.removeFirst(place)
  }

  /// Does one command or shows one scalar.
  ///
  /// - Returns: the bytes it took; nil where its end has not come yet.
  private mutating func step(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 0x1B: return command(bytes)
    case 0x0D: cursor.column = 0
    case 0x0A: if cursor.row + 1 < rows { cursor.row += 1 } else { scroll() }
    case 0..<0x20, 0x7F: strange.append("byte \(first)")
    case 0x20..<0x7F: show(Unicode.Scalar(first))
    default: return scalar(bytes)
    }
    return 1
  }

  private mutating func scalar(_ bytes: ArraySlice<UInt8>) -> Int? {
    let first = bytes[bytes.startIndex]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    guard bytes.count >= length else { return nil }
    let scalars = String(decoding: bytes.prefix(length), as: UTF8.self).unicodeScalars
    guard length > 1, scalars.count == 1, let scalar = scalars.first, scalar != "\u{FFFD}" || first == 0xEF else {
      strange.append("byte \(first), which is no UTF-8")
      return 1
    }
    if (0x80..<0xA0).contains(scalar.value) {
      strange.append("C1 \(scalar.value)")
    } else {
      show(scalar)
    }
    return length
  }

  private mutating func command(_ bytes: ArraySlice<UInt8>) -> Int? {
    let body = Array(bytes)
    guard body.count > 1 else { return nil }
    switch body[1] {
    case UInt8(ascii: "["):
      guard let end = body.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
      control(String(decoding: body[2..<end], as: UTF8.self), Character(Unicode.Scalar(body[end])))
      return end + 1
    case UInt8(ascii: "_"), UInt8(ascii: "P"), UInt8(ascii: "]"):
      guard
        let end = body.indices.dropFirst(2).first(where: {
          body[$0] == 0x07 || (body[$0] == 0x5C && body[$0 - 1] == 0x1B)
        })
      else { return nil }
      let text = String(decoding: body[1...end], as: UTF8.self)
      // A picture by Kitty's protocol, and the question after 24-bit colours.
      if !text.hasPrefix("_G") && text != "P$qm\u{1B}\\" { strange.append("ESC " + text) }
      return end + 1
    default:
      strange.append("ESC \(body[1])")
      return 2
    }
  }

  private mutating func control(_ parameters: String, _ final: Character) {
    switch (parameters, final) {
    case (_, "H"):
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      guard numbers.count == 2 else { return strange.append("CSI \(parameters)H") }
      cursor = (min(max(numbers[1], 1), columns) - 1, min(max(numbers[0], 1), rows) - 1)
    case (_, "m") where parameters.allSatisfy { $0.isNumber || $0 == ";" }: break
    case ("2", "J"): cells = Self.blank(columns, rows)
    case ("?1049", "h"), ("?1049", "l"):
      isAlternate = final == "h"
      cells = Self.blank(columns, rows)
      cursor = (0, 0)
    case ("?2026", "l"):
      frames += 1
      isUpdating = false
    case ("?2026", "h"): isUpdating = true
    case ("?2004", _), ("?25", _), ("?7", _): break
    // Questions after the terminal's name, its cells and its kind.
    case (">0", "q"), ("16", "t"), ("", "c"): break
    default: strange.append("CSI \(parameters)\(final)")
    }
  }

  private mutating func scroll() {
    cells.removeFirst()
    cells.append(Array(repeating: " ", count: columns))
  }

  private mutating func show(_ scalar: Unicode.Scalar) {
    let isMark = [.nonspacingMark, .enclosingMark, .format].contains(scalar.properties.generalCategory)
    if isMark {
      let column = max(0, cursor.column - 1)
      cells[cursor.row][column].unicodeScalars.append(scalar)
      return
    }
    guard cursor.column < columns else { return }
    cells[cursor.row][cursor.column] = String(scalar)
    cursor.column += 1
  }
}
