internal import Foundation

/// JSON that is put together by hand, so that what is undefined is written as null and not left out.
enum JSONTree: Encodable {
  case object([String: JSONTree])
  case array([JSONTree])
  case text(String)
  case number(Double)
  case whole(Int)
  case flag(Bool)
  case null

  /// A number; null for none.
  static func real(_ number: Double?) -> JSONTree {
    guard let number, number.isFinite else { return .null }
    return .number(number)
  }

  /// A text; null for none.
  static func string(_ text: String?) -> JSONTree { text.map(JSONTree.text) ?? .null }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .object(let members): try container.encode(members)
    case .array(let values): try container.encode(values)
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .whole(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .null: try container.encodeNil()
    }
  }

  /// With sorted keys, two spaces an indent; numbers with all the digits they have.
  func document() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// An object whose nulls have reasons, under the same keys in its `notes`.
struct NotedObject {
  private var members: [String: JSONTree] = [:]
  private var notes: [String: String] = [:]

  subscript(key: String) -> JSONTree {
    get { members[key] ?? .null }
    set { members[key] = newValue }
  }

  /// A number, or null and why.
  mutating func set(_ key: String, _ number: Double?, reason: String?) {
    members[key] = .real(number)
    if number == nil, let reason { notes[key] = reason }
  }

  /// What a reader must know of a key.
  mutating func note(_ key: String, _ reason: String?) { notes[key] = reason }

  var tree: JSONTree { .object(members.merging(["notes": .object(notes.mapValues(JSONTree.text))]) { $1 }) }
}
