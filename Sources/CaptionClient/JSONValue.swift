internal import FoundationEssentials

/// JSON as services really send it, without a schema: a string where a number is due, a list where a text is due and
/// numbers out of range in fields that nobody reads must not lose a caption that was paid for.
enum JSONValue: Equatable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
  /// Something that JSON allows and Swift cannot hold, such as 1e400.
  case unreadable

  init(from decoder: any Decoder) throws {
    // The likeliest first: the decoder makes an error for every guess that is wrong.
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let text = try? single.decode(String.self) {
      self = .string(text)
    } else if let number = try? single.decode(Double.self) {
      self = .number(number)
    } else if let keyed = try? decoder.container(keyedBy: AnyKey.self) {
      self = .object(
        try Dictionary(keyed.allKeys.map { ($0.stringValue, try keyed.decode(JSONValue.self, forKey: $0)) }) { $1 })
    } else if var list = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !list.isAtEnd { values.append(try list.decode(JSONValue.self)) }
      self = .array(values)
    } else if let flag = try? single.decode(Bool.self) {
      self = .bool(flag)
    } else {
      self = .unreadable
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  // MARK: Reading

  /// A member of an object; nil where this is none, or the member is missing or null.
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
    return value
  }

  /// An element of a list; nil beyond its end.
  subscript(_ index: Int) -> JSONValue? {
    guard case .array(let values) = self, values.indices.contains(index) else { return nil }
    return values[index]
  }

  /// The text of a string.
  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The text of a string, or a number written out: codes come as either.
  var label: String? {
    switch self {
    case .string(let text): text
    case .number: count.map(String.init)
    default: nil
    }
  }

  /// A whole number of things, not negative: 812, 812.0 or "812".
  var count: Int? {
    switch self {
    case .number(let number): Int(exactly: number).flatMap { $0 >= 0 ? $0 : nil }
    case .string(let text): Double(text).flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil }
    default: nil
    }
  }

  /// A number, or a text that is one: prices come as either.
  var amount: Double? {
    switch self {
    case .number(let number): number
    case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// A truth value.
  var flag: Bool? {
    guard case .bool(let flag) = self else { return nil }
    return flag
  }

  /// The elements of a list.
  var elements: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  var isObject: Bool {
    guard case .object = self else { return false }
    return true
  }
}

/// A body read as JSON.
struct JSONBody: Equatable {
  var value: JSONValue
  /// Whether bytes or escapes that are not Unicode were replaced by U+FFFD.
  var repaired: Bool

  /// A part of a body that was read.
  init(value: JSONValue, repaired: Bool) {
    self.value = value
    self.repaired = repaired
  }

  /// - Returns: nil where the bytes are not one JSON value. Never a crash: the decoder limits depth to 512.
  init?(_ bytes: some Collection<UInt8>) {
    var text = Array(bytes)
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    let valid = String(validating: text, as: UTF8.self) != nil
    if !valid { text = Array(String(decoding: text, as: UTF8.self).utf8) }
    let mended = JSONBody.replacingLoneSurrogates(text)
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(mended.bytes)) else { return nil }
    self.value = value
    repaired = !valid || mended.changed
  }

  /// Writes `\uFFFD` for every escape of half a surrogate pair, over which decoders give up on the whole body.
  private static func replacingLoneSurrogates(_ bytes: [UInt8]) -> (bytes: [UInt8], changed: Bool) {
    var result = bytes
    var changed = false
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      guard let unit = unit(at: index, in: bytes) else {
        index += 2
        continue
      }
      if (0xD800...0xDBFF).contains(unit), let next = self.unit(at: index + 6, in: bytes),
        (0xDC00...0xDFFF).contains(next)
      {
        index += 12
        continue
      }
      if (0xD800...0xDFFF).contains(unit) {
        result.replaceSubrange(index..<index + 6, with: Array("\\uFFFD".utf8))
        changed = true
      }
      index += 6
    }
    return (result, changed)
  }

  /// The UTF-16 unit of the escape `\uXXXX` that begins at an index.
  private static func unit(at index: Int, in bytes: [UInt8]) -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt16(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}

/// Text as a JSON string with its quotation marks, in UTF-8.
func jsonString(_ text: String) -> [UInt8] {
  var bytes = [UInt8(ascii: "\"")]
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0x0A: bytes += Array("\\n".utf8)
    case 0x0D: bytes += Array("\\r".utf8)
    case 0x09: bytes += Array("\\t".utf8)
    case 0x00...0x1F:
      let hex = String(byte, radix: 16)
      bytes += Array(("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
    default: bytes.append(byte)
    }
  }
  bytes.append(UInt8(ascii: "\""))
  return bytes
}
