extension JSONValue {
  /// The value as JSON on one line, numbers as they were written, keys in order.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let written): written
    case .text(let text): Self.quoted(text)
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object(let members): "{" + Self.members(members).joined(separator: ", ") + "}"
    }
  }

  /// The members of an object, each as `"key": value`, in order of their keys.
  static func members(_ members: [String: JSONValue]) -> [String] {
    members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \($0.value.text)" }
  }

  private static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      case "\0"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
