/// A JSON value, with numbers kept as the text that a data field shows.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Parses JSON.
  ///
  /// - Throws: ``Malformed``.
  static func parse(_ bytes: some Collection<UInt8>) throws(Malformed) -> JSONValue {
    var reader = JSONReader(Array(bytes))
    return try reader.read()
  }

  /// Where a text is not JSON: the line and column, counted from 1, at which it stops being that.
  struct Malformed: Error {
    var line = 1
    var column = 1

    /// - Parameter before: what comes before that place.
    init(_ before: ArraySlice<UInt8>) {
      let lines = before.split(separator: 10, omittingEmptySubsequences: false)
      line = max(1, lines.count)
      column = String(decoding: lines.last ?? [], as: UTF8.self).count + 1
    }
  }

  /// An object's value; nil for anything else.
  subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  /// A text, or the texts of a list, trimmed and without blank ones: captions come as either.
  ///
  /// - Returns: nil where it is neither; empty for `null`.
  var texts: [String]? {
    switch self {
    case .null: return []
    case .text(let text): return trimmed(text).isEmpty ? [] : [trimmed(text)]
    case .list(let values):
      var texts: [String] = []
      for value in values {
        guard case .text(let text) = value else { return nil }
        if !trimmed(text).isEmpty { texts.append(trimmed(text)) }
      }
      return texts
    default: return nil
    }
  }

  /// What a data field shows; nil where the value has no one-line form.
  var field: String? {
    switch self {
    case .null, .object: nil
    case .bool(let flag): flag ? "true" : "false"
    case .number(let text), .text(let text): text
    case .list(let values):
      values.allSatisfy { $0.field != nil } ? values.compactMap(\.field).joined(separator: ", ") : nil
    }
  }
}

/// One line of a JSON Lines file.
struct JSONLine {
  var place: Place
  var object: [String: JSONValue]
}

/// Reads JSON Lines: an object a line, blank lines skipped. A line that is none is a complaint, and reading goes on.
func jsonLines(_ bytes: [UInt8], file: String, complaints: Complaints) -> [JSONLine] {
  var lines: [JSONLine] = []
  let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  for (index, raw) in body.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
    let line = raw.last == 13 ? raw.dropLast() : raw
    guard line.contains(where: { $0 != 32 && $0 != 9 }) else { continue }
    let place = Place(file: file, line: index + 1, column: 1)
    do {
      guard case .object(let object) = try JSONValue.parse(line) else {
        complaints.add(
          place, "this line is JSON, but not an object.", "The image it stands for could not be read.",
          "Write one {\"file_name\": …} a line.")
        continue
      }
      lines.append(JSONLine(place: place, object: object))
    } catch {
      complaints.add(
        place.advanced(by: error.column - 1), "this line is not JSON.", "The image it stands for could not be read.",
        "Mend the line: one whole JSON object on each.")
    }
  }
  return lines
}
