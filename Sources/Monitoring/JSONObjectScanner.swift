/// Walks through one JSON object at a time without making values of it: keys and texts stay bytes where no escape stands
/// in them.
struct JSONObjectScanner {
  /// A member's value.
  enum Value {
    case text(ArraySlice<UInt8>)
    /// A number, `true` or `false`, as it was written.
    case bare(ArraySlice<UInt8>)
    case null
    /// An object or a list.
    case nested
  }

  /// Where a line stops being an object.
  struct Malformed: Error {
    var position: Int
  }

  let bytes: [UInt8]
  private(set) var position = 0
  private var end = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Walks through the object that a stretch of the bytes is.
  ///
  /// - Parameter member: gets each key and value, and where the value begins.
  mutating func scan(
    _ line: Range<Int>, _ member: (ArraySlice<UInt8>, Value, Int) throws(Malformed) -> Void
  ) throws(Malformed) {
    (position, end) = (line.lowerBound, line.upperBound)
    try expect(UInt8(ascii: "{"))
    skipSpace()
    if position < end, bytes[position] == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        skipSpace()
        let key = try text()
        try expect(UInt8(ascii: ":"))
        skipSpace()
        let start = position
        try member(key, try value(), start)
        skipSpace()
        guard position < end else { throw Malformed(position: position) }
        if bytes[position] == UInt8(ascii: "}") {
          position += 1
          break
        }
        try expect(UInt8(ascii: ","))
      }
    }
    skipSpace()
    guard position == end else { throw Malformed(position: position) }
  }

  private mutating func skipSpace() {
    while position < end, [32, 9, 13].contains(bytes[position]) { position += 1 }
  }

  private mutating func expect(_ byte: UInt8) throws(Malformed) {
    skipSpace()
    guard position < end, bytes[position] == byte else { throw Malformed(position: position) }
    position += 1
  }

  private mutating func value() throws(Malformed) -> Value {
    guard position < end else { throw Malformed(position: position) }
    switch bytes[position] {
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skipNested()
      return .nested
    default:
      let start = position
      while position < end, !Self.endsBare(bytes[position]) { position += 1 }
      let word = bytes[start..<position]
      if word.elementsEqual("null".utf8) { return .null }
      guard word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) || Self.isNumber(word) else {
        throw Malformed(position: start)
      }
      return .bare(word)
    }
  }

  private static func endsBare(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 32
  }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, first == UInt8(ascii: "-") || (48...57).contains(first) else { return false }
    return Double(String(decoding: word, as: UTF8.self)) != nil
  }

  /// Lists and objects are passed over; brackets in texts do not count.
  private mutating func skipNested() throws(Malformed) {
    var depth = 0
    repeat {
      guard position < end else { throw Malformed(position: position) }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        _ = try text()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
    } while depth > 0
  }

  private mutating func text() throws(Malformed) -> ArraySlice<UInt8> {
    guard position < end, bytes[position] == UInt8(ascii: "\"") else { throw Malformed(position: position) }
    position += 1
    let start = position
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return bytes[start..<position]
      }
      if byte == UInt8(ascii: "\\") { return try escapedText(from: start) }
      guard byte >= 32 else { break }
      position += 1
    }
    throw Malformed(position: position)
  }

  /// The rest of a text in which an escape was found.
  private mutating func escapedText(from start: Int) throws(Malformed) -> ArraySlice<UInt8> {
    var content = Array(bytes[start..<position])
    while position < end {
      let byte = bytes[position]
      guard byte >= 32 else { break }
      position += 1
      if byte == UInt8(ascii: "\"") { return content[...] }
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      guard position < end else { break }
      let escape = bytes[position]
      position += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
      case UInt8(ascii: "b"): content.append(8)
      case UInt8(ascii: "f"): content.append(12)
      case UInt8(ascii: "n"): content.append(10)
      case UInt8(ascii: "r"): content.append(13)
      case UInt8(ascii: "t"): content.append(9)
      case UInt8(ascii: "u"): content += try scalar()
      default: throw Malformed(position: position - 1)
      }
    }
    throw Malformed(position: position)
  }

  /// The UTF-8 of what follows `\u`; a lone half of a surrogate pair is U+FFFD.
  private mutating func scalar() throws(Malformed) -> [UInt8] {
    let first = try unit()
    var code = UInt32(first)
    if (0xD800..<0xDC00).contains(code), position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let back = position
      position += 2
      let second = UInt32(try unit())
      if (0xDC00..<0xE000).contains(second) {
        code = 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00)
      } else {
        position = back
      }
    }
    return Array(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
  }

  private mutating func unit() throws(Malformed) -> UInt16 {
    guard position + 4 <= end,
      let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw Malformed(position: position) }
    position += 4
    return unit
  }
}
