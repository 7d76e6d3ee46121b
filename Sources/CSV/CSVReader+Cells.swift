extension CSVReader {
  /// Whether a cell holds nothing.
  public func isEmpty(_ cell: Int) -> Bool { cells[cell].start == cells[cell].end }

  /// A cell's text; bytes that are no UTF-8 become replacement characters.
  public func text(_ cell: Int) -> String { String(decoding: content(cell), as: UTF8.self) }

  /// Every cell's text.
  public var texts: [String] { cells.indices.map(text) }

  /// A cell's number, written in decimals: `4`, `-0.5`, `1e3`. Nil for anything else; never infinite.
  ///
  /// - Complexity: O(digits); up to 15 digits without an exponent take no detour through text.
  public func number(_ cell: Int) -> Double? {
    var position = cells[cell].start
    let end = cells[cell].end
    var isNegative = false
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      isNegative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    var (whole, digits, decimals, isPastPoint) = (0, 0, 0, false)
    while position < end {
      let byte = bytes[position]
      if byte >= 48, byte <= 57 {
        if digits == 15 { return slowNumber(cell) }
        whole = whole * 10 + Int(byte - 48)
        digits += 1
        if isPastPoint { decimals += 1 }
      } else if byte == UInt8(ascii: "."), !isPastPoint {
        isPastPoint = true
      } else {
        return slowNumber(cell)
      }
      position += 1
    }
    guard digits > 0 else { return nil }
    // Both are exact, so one division rounds once, as reading the text would.
    let size = Double(whole) / powersOfTen[decimals]
    return isNegative ? -size : size
  }

  private func slowNumber(_ cell: Int) -> Double? {
    let text = text(cell)
    let isDecimal = text.utf8.allSatisfy { byte in
      byte >= 48 && byte <= 57 || [".", "-", "+", "e", "E"].contains(UnicodeScalar(byte))
    }
    guard isDecimal, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// A cell's bytes without doubled quotes.
  public func content(_ cell: Int) -> ArraySlice<UInt8> {
    let slice = bytes[cells[cell].start..<cells[cell].end]
    guard cells[cell].isEscaped else { return slice }
    var content: [UInt8] = []
    var isFirstOfTwo = false
    for byte in slice {
      isFirstOfTwo = byte == UInt8(ascii: "\"") && !isFirstOfTwo
      // Of each two quotes the first.
      if byte != UInt8(ascii: "\"") || isFirstOfTwo { content.append(byte) }
    }
    return content[...]
  }
}

private let powersOfTen: [Double] = (0...15).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }
