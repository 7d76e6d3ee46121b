/// Reads JSON (RFC 8259) into values, and remembers where the elements of its lists stand.
///
/// Foundation's decoder does not say where a text stops being JSON, takes some that is none, and needs eight times as long
/// for a data set's file. The text is UTF-8; a byte order mark at its start is skipped. Numbers stay as they are written. A
/// key that an object has twice is refused. Values may be nested 500 deep.
struct JSONReader {
  private let bytes: [UInt8]
  private(set) var position = 0
  private var depth = 0
  private var doubledKey: String?
  /// Where the elements of each list begin that the outermost object holds, in bytes.
  private(set) var elements: [String: [Int]] = [:]

  /// What was found at ``position`` cannot stand there.
  private struct Stop: Error {}

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole text as one value.
  ///
  /// - Throws: ``JSONValue/Malformed``.
  mutating func read() throws(JSONValue.Malformed) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    do throws(Stop) {
      let value = try self.value()
      skipSpace()
      if position < bytes.count { throw Stop() }
      return value
    } catch {
      throw JSONValue.Malformed(bytes[..<position], doubledKey: doubledKey)
    }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
  }

  /// Takes a character if it comes next, white space before it apart.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(named key: String? = nil) throws(Stop) -> JSONValue {
    skipSpace()
    depth += 1
    defer { depth -= 1 }
    guard depth < 500, let byte = next else { throw Stop() }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list(named: key)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws(Stop) -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw Stop() }
      let start = position
      let key = try text()
      guard members[key] == nil else {
        (position, doubledKey) = (start, key)
        throw Stop()
      }
      guard take(":") else { throw Stop() }
      members[key] = try value(named: depth == 1 ? key : nil)
    } while take(",")
    guard take("}") else { throw Stop() }
    return .object(members)
  }

  private mutating func list(named key: String?) throws(Stop) -> JSONValue {
    position += 1
    var (values, starts): ([JSONValue], [Int]) = ([], [])
    if !take("]") {
      repeat {
        skipSpace()
        if key != nil { starts.append(position) }
        values.append(try value())
      } while take(",")
      guard take("]") else { throw Stop() }
    }
    if let key { elements[key] = starts }
    return .list(values)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Stop) -> JSONValue {
    for byte in word.utf8 {
      guard next == byte else { throw Stop() }
      position += 1
    }
    return value
  }

  /// A number as it is written.
  private mutating func number() throws(Stop) -> JSONValue {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    if next == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if next == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(Stop) {
    guard let byte = next, (48...57).contains(byte) else { throw Stop() }
    while let byte = next, (48...57).contains(byte) { position += 1 }
  }

  private mutating func text() throws(Stop) -> String {
    position += 1
    let start = position
    while let byte = next, byte >= 32, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    var written = bytes[start..<position]
    while next == UInt8(ascii: "\\") {
      written += try escape().utf8
      let rest = position
      while let byte = next, byte >= 32, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
      written += bytes[rest..<position]
    }
    guard next == UInt8(ascii: "\"") else { throw Stop() }
    guard let text = String(validating: written, as: UTF8.self) else {
      position = start
      throw Stop()
    }
    position += 1
    return text
  }

  private mutating func escape() throws(Stop) -> String {
    position += 1
    guard let byte = next else { throw Stop() }
    let plain: [UInt8: String] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let character = plain[byte] {
      position += 1
      return character
    }
    guard byte == UInt8(ascii: "u") else { throw Stop() }
    var units = [try unit()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard next == UInt8(ascii: "\\") else { throw Stop() }
      position += 1
      units.append(try unit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw Stop() }
    return text
  }

  /// `u` and four hexadecimal digits.
  private mutating func unit() throws(Stop) -> UInt16 {
    guard next == UInt8(ascii: "u") else { throw Stop() }
    position += 1
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw Stop() }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
