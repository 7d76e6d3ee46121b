internal import FoundationEssentials

/// The parts of a `results.json` that two identical runs share, for comparing one with the other.
///
/// Every member named in ``Dossier/volatileKeys`` is left out wherever it stands; the rest is written with its keys in
/// alphabetical order.
///
/// - Throws: ``ReportError/notJSON(reason:)``.
public func comparableResults(_ json: String) throws(ReportError) -> String {
  do {
    return try JSONDecoder().decode(LooseJSON.self, from: Data(json.utf8)).value.document
  } catch {
    throw .notJSON(reason: "\(error)")
  }
}

/// Any JSON, read back without what is volatile.
private struct LooseJSON: Decodable {
  var value: JSONValue

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      var members: [String: JSONValue] = [:]
      for key in object.allKeys where !Dossier.volatileKeys.contains(key.stringValue) {
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
