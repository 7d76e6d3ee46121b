/// A JSON text with its keys in the order in which they were put, so that the same values give the same bytes.
enum JSONValue: Hashable, Sendable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  /// Written rounded to six decimals: what two machines agree on.
  case number(Double)
  case bool(Bool)
  case null

  struct Member: Hashable, Sendable {
    var key: String
    var value: JSONValue
  }

  /// An object with its keys in that order.
  static func keyed(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  /// An object with its keys in alphabetical order.
  static func sorted(_ members: [String: JSONValue]) -> JSONValue {
    .object(members.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: $0.value) })
  }

  /// An object with one member more, where it has a value; what is no object stays as it is.
  func with(_ key: String, _ value: JSONValue?) -> JSONValue {
    guard let value, case .object(let members) = self else { return self }
    return .object(members + [Member(key: key, value: value)])
  }

  /// The text, or null: unknown is null, never an empty text.
  static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  /// The number, or null where it is unknown or not a number.
  static func real(_ number: Double?) -> JSONValue {
    guard let number, number.isFinite else { return .null }
    return .number(number)
  }

  /// The count, or null.
  static func whole(_ count: Int?) -> JSONValue { count.map(JSONValue.integer) ?? .null }

  /// The whole text, two spaces an indent, ending in a line break.
  var document: String { written(indent: "") + "\n" }

  private func written(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.map { "\(inner)\(JSONValue.quoted($0.key)): \($0.value.written(indent: inner))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    case .array(let values):
      guard !values.isEmpty else { return "[]" }
      return "[\n\(values.map { inner + $0.written(indent: inner) }.joined(separator: ",\n"))\n\(indent)]"
    case .string(let text): return JSONValue.quoted(text)
    case .integer(let count): return String(count)
    case .number(let number): return JSONValue.rounded(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .null: return "null"
    }
  }

  /// At most six decimals, no trailing zeros, no minus zero, no exponent.
  static func rounded(_ number: Double) -> String {
    let scaled = (abs(number) * 1e6).rounded()
    guard scaled.isFinite, scaled < 9e15 else { return "null" }
    let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: 1_000_000)
    var text = (number < 0 && scaled > 0 ? "-" : "") + String(whole)
    guard rest > 0 else { return text }
    // The leading 1 keeps the zeros after the point.
    var digits = Substring(String(1_000_000 + rest)).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    text += "."
    text += digits
    return text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // Line separators, and what reorders text where a file is looked at.
      case "\u{2028}", "\u{2029}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        result += escaped(scalar)
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
          result += escaped(scalar)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
