internal import FoundationEssentials

/// A case's parameters, as JSON gives them.
public struct CaseParams: Hashable, Sendable {
  /// One JSON value.
  public indirect enum Value: Hashable, Sendable, Decodable {
    /// A number.
    case number(Double)
    /// A text.
    case text(String)
    /// True or false.
    case flag(Bool)
    /// A list.
    case list([Value])
    /// An object.
    case object([String: Value])
    /// Null.
    case null

    /// Reads any JSON value.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else {
        self = .object(try container.decode([String: Value].self))
      }
    }

    /// The number, if it is one.
    public var number: Double? { if case .number(let number) = self { number } else { nil } }
    /// The text, if it is one.
    public var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The truth value, if it is one.
    public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    /// The list, if it is one.
    public var list: [Value]? { if case .list(let list) = self { list } else { nil } }
    /// The object as parameters of its own, if it is one.
    public var object: CaseParams? { if case .object(let object) = self { CaseParams(values: object) } else { nil } }
  }

  /// By name.
  public var values: [String: Value]

  /// Parameters by name.
  public init(values: [String: Value]) { self.values = values }

  /// The value of that name, if there is one.
  public subscript(name: String) -> Value? { values[name] }

  /// A number that the method cannot do without.
  public func number(_ name: String) throws -> Double {
    guard let number = values[name]?.number else { throw CaseError("params: '\(name)' must be a number.") }
    return number
  }

  /// A text that the method cannot do without.
  public func text(_ name: String) throws -> String {
    guard let text = values[name]?.text else { throw CaseError("params: '\(name)' must be a text.") }
    return text
  }

  /// A list of objects; empty where there is none of that name.
  public func objects(_ name: String) -> [CaseParams] { values[name]?.list?.compactMap(\.object) ?? [] }
}
