internal import FoundationEssentials

/// What a method makes of a case, under the keys of the cases' `expected.json`.
public struct CaseAnswer: Sendable {
  /// One value.
  public enum Value: Hashable, Sendable {
    /// A number; never NaN.
    case number(Double)
    /// A state, for example `connected`.
    case text(String)
    /// Whether something holds.
    case flag(Bool)
    /// Names, for example of raters.
    case list([String])
    /// Reported as undefined; the reason stands in ``CaseAnswer/notes`` under the same key.
    case undefined
  }

  /// By key.
  public private(set) var values: [String: Value] = [:]
  /// Why a value is undefined, by key.
  public private(set) var notes: [String: String] = [:]

  /// Nothing yet.
  public init() {}

  /// States a number. One that is not finite is undefined, and says so.
  public mutating func set(_ key: String, _ number: Double) {
    if number.isFinite { values[key] = .number(number) } else { undefined(key, "not a finite number") }
  }

  /// States a text.
  public mutating func set(_ key: String, _ text: String) { values[key] = .text(text) }

  /// States whether something holds.
  public mutating func set(_ key: String, _ flag: Bool) { values[key] = .flag(flag) }

  /// States names.
  public mutating func set(_ key: String, _ list: [String]) { values[key] = .list(list) }

  /// States that there is no value, and why.
  public mutating func undefined(_ key: String, _ reason: String) {
    values[key] = .undefined
    notes[key] = reason
  }

  /// `{"notes": {…}, "values": {…}}` with sorted keys; numbers with all the digits they have.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Wire(values: values, notes: notes)), as: UTF8.self)
  }

  private struct Wire: Encodable {
    var values: [String: Value]
    var notes: [String: String]
  }
}

extension CaseAnswer.Value: Encodable {
  /// A JSON number, text, truth value, list of texts or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .flag(let flag): try container.encode(flag)
    case .list(let list): try container.encode(list)
    case .undefined: try container.encodeNil()
    }
  }
}
