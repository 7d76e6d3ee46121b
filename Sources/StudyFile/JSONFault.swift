/// Finds places in JSON: where a text stops being JSON, and where a list's elements stand. Foundation's parser tells
/// neither; this one keeps nothing but its position.
struct JSONFault {
  /// The byte at which no JSON could go on; the end of the text where something lacks.
  static func offset(in bytes: [UInt8]) -> Int {
    var scanner = JSONFault(bytes: bytes)
    if scanner.value() { scanner.skipSpace() }
    return scanner.position
  }

  /// Where the elements of a list stand that the outermost object has under a key.
  ///
  /// - Parameter most: no more than so many are looked for; the rest of the text is then not looked at.
  /// - Returns: offsets in bytes; none where there is no such list.
  static func elements(of key: String, in bytes: [UInt8], atMost most: Int = .max) -> [Range<Int>] {
    var scanner = JSONFault(bytes: bytes)
    var found: [Range<Int>] = []
    guard scanner.take("{") else { return [] }
    repeat {
      scanner.skipSpace()
      let start = scanner.position
      guard scanner.string() else { return [] }
      let isWanted = bytes[start..<scanner.position].elementsEqual("\"\(key)\"".utf8)
      guard scanner.take(":") else { return [] }
      scanner.skipSpace()
      guard isWanted, scanner.next == UInt8(ascii: "[") else {
        guard scanner.value() else { return [] }
        continue
      }
      found = []
      let isWhole = scanner.members(closing: "]") { scanner in
        scanner.skipSpace()
        let start = scanner.position
        guard found.count < most, scanner.value() else { return false }
        found.append(start..<scanner.position)
        return true
      }
      guard isWhole else { return found.count == most ? found : [] }
    } while scanner.take(",")
    return found
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, [9, 10, 13, 32].contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard next == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func value() -> Bool {
    skipSpace()
    depth += 1
    defer { depth -= 1 }
    guard depth < 500 else { return false }
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "{": return members(closing: "}") { $0.string() && $0.take(":") && $0.value() }
    case "[": return members(closing: "]") { $0.value() }
    case "\"": return string()
    case "t": return word("true")
    case "f": return word("false")
    case "n": return word("null")
    case .some(let character) where character == "-" || character.isNumber: return number()
    default: return false
    }
  }

  private mutating func members(closing: Character, _ member: (inout JSONFault) -> Bool) -> Bool {
    position += 1
    if take(closing) { return true }
    repeat {
      guard member(&self) else { return false }
    } while take(",")
    return take(closing)
  }

  private mutating func string() -> Bool {
    guard take("\"") else { return false }
    while let byte = next, byte >= 32 {
      position += byte == UInt8(ascii: "\\") && position + 1 < bytes.count ? 2 : 1
      if byte == UInt8(ascii: "\"") { return true }
    }
    return false
  }

  private mutating func word(_ word: String) -> Bool {
    for byte in word.utf8 {
      guard next == byte else { return false }
      position += 1
    }
    return true
  }

  private mutating func number() -> Bool {
    while let byte = next, (48...57).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
    return true
  }
}
