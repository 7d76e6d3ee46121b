internal import FoundationEssentials

extension JSONValue {
  /// Reads a JSON text. Keys of an object come in alphabetical order.
  ///
  /// - Throws: ``ReportError/notJSON(reason:)``.
  init(json: some Sequence<UInt8>) throws(ReportError) {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: Data(json))
    } catch {
      throw .notJSON(reason: "\(error)")
    }
  }

  /// A member of an object; nil where there is none.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The same without members of these names, wherever they stand.
  func leavingOut(_ names: Set<String>) -> JSONValue {
    switch self {
    case .object(let members):
      .object(
        members.filter { !names.contains($0.key) }.map { Member(key: $0.key, value: $0.value.leavingOut(names)) })
    case .array(let values): .array(values.map { $0.leavingOut(names) })
    default: self
    }
  }
}

/// Any JSON, read back.
extension JSONValue: Decodable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads whatever stands there.
  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      var members: [String: JSONValue] = [:]
      for key in object.allKeys { members[key.stringValue] = try object.decode(JSONValue.self, forKey: key) }
      self = .sorted(members)
    } else if var array = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !array.isAtEnd { values.append(try array.decode(JSONValue.self)) }
      self = .array(values)
    } else {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        self = .null
      } else if let flag = try? single.decode(Bool.self) {
        self = .bool(flag)
      } else if let count = try? single.decode(Int.self) {
        self = .integer(count)
      } else if let number = try? single.decode(Double.self) {
        self = .number(number)
      } else {
        self = .string(try single.decode(String.self))
      }
    }
  }
}
