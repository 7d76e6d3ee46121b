/// A JSON value. Numbers are kept as written: a price of 19.90 is none of 19.9, and an id may have twenty digits.
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
    /// The key that an object has twice, where that is what is wrong.
    var doubledKey: String?

    /// - Parameter before: what comes before that place.
    init(_ before: ArraySlice<UInt8>, doubledKey: String? = nil) {
      self.doubledKey = doubledKey
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

  /// The kind of value, as messages say it.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }

  /// As ``field``, with one text for one number however it is written: 7, 7.0 and 7e0 are 7. Numbers of more digits than a
  /// `Double` tells apart stay as written, so that different ones stay different.
  var plainField: String? {
    guard case .number(let written) = self else { return field }
    if let whole = Int64(written) { return String(whole) }
    let digits = written.prefix { $0 != "e" && $0 != "E" }.filter { $0.isNumber }.drop { $0 == "0" }
    guard digits.count <= 15, let number = Double(written), number.isFinite else { return written }
    return plain(number)
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
  let body = withoutByteOrderMark(bytes)
  if body.first(where: { ![32, 9, 10, 13].contains($0) }) == UInt8(ascii: "["), case .list = try? JSONValue.parse(bytes)
  {
    complaints.add(
      Place(file: file, line: 1, column: 1), "this file is one JSON list, not a line for each object.",
      "Nothing of it was read.", "Write its objects on lines of their own, for example `jq -c '.[]' FILE > FILE.jsonl`."
    )
    return []
  }
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
      let place = place.advanced(by: error.column - 1)
      if let key = error.doubledKey {
        complaints.addDoubledKey(key, place)
        continue
      }
      complaints.add(
        place, "this line is not JSON.", "The image it stands for could not be read.",
        "Mend the line: one whole JSON object on each.")
    }
  }
  return lines
}

/// A file's bytes without the mark that some programs begin a text in UTF-8 with.
func withoutByteOrderMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
}

extension Complaints {
  /// Refuses an object that has a key twice: some readers take the first, others the last.
  func addDoubledKey(_ key: String, _ place: Place) {
    add(
      place, "the key \(shown(key)) is there twice in one object.",
      "Which of the two counts differs from reader to reader.",
      "Remove one of them.")
  }
}
