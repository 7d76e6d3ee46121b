internal import FoundationEssentials

/// Any JSON, read back.
extension JSONValue {
  /// Reads a JSON text. Keys of an object come in alphabetical order.
  ///
  /// - Parameter leftOut: members of these names are passed over, wherever they stand.
  /// - Throws: ``ReportError/notJSON(reason:)``.
  init(json: some Sequence<UInt8>, leavingOut leftOut: Set<String> = []) throws(ReportError) {
    do {
      let decoder = JSONDecoder()
      if let key = LooseJSON.leftOut { decoder.userInfo[key] = leftOut }
      self = try decoder.decode(LooseJSON.self, from: Data(json)).value
    } catch {
      throw .notJSON(reason: "\(error)")
    }
  }

  /// A member of an object; nil where there is none.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

/// Reads whatever stands there.
private struct LooseJSON: Decodable {
  var value: JSONValue

  static let leftOut = CodingUserInfoKey(rawValue: "members left out")

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      let leftOut = Self.leftOut.flatMap { decoder.userInfo[$0] as? Set<String> } ?? []
      var members: [String: JSONValue] = [:]
      for key in object.allKeys where !leftOut.contains(key.stringValue) {
        members[key.stringValue] = try object.decode(LooseJSON.self, forKey: key).value
      }
      value = .sorted(members)
    } else if var array = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !array.isAtEnd { values.append(try array.decode(LooseJSON.self).value) }
      value = .array(values)
    } else {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = .null
      } else if let flag = try? single.decode(Bool.self) {
        value = .bool(flag)
      } else if let count = try? single.decode(Int.self) {
        value = .integer(count)
      } else if let number = try? single.decode(Double.self) {
        value = .number(number)
      } else {
        value = .string(try single.decode(String.self))
      }
    }
  }
}
