internal import Analysis
internal import Statistics
internal import StudyModel

/// One object of a results file, read member by member; what is not as it should be is told with its place.
struct RecordReader {
  /// Of the file, for errors.
  let path: String
  /// Where in the file, for example `claim`; empty for the whole.
  let place: String
  let value: JSONValue

  /// Beyond any scale or rubric's total; a picture's axis needs an end.
  private static let mostPoints = 1e6

  private func malformed(_ key: String, _ wanted: String) -> CompareError {
    .malformed(path: path, member: place.isEmpty ? key : "\(place).\(key)", wanted: wanted)
  }

  private func inner(_ key: String, _ value: JSONValue) -> RecordReader {
    RecordReader(path: path, place: place.isEmpty ? key : "\(place).\(key)", value: value)
  }

  /// Nil where a member is missing or null: older reports have fewer.
  func optional(_ key: String) -> RecordReader? {
    guard let found = value[key], found != .null else { return nil }
    return inner(key, found)
  }

  func object(_ key: String) throws(CompareError) -> RecordReader {
    guard case .object? = value[key], let found = value[key] else { throw malformed(key, "an object") }
    return inner(key, found)
  }

  func list(_ key: String) throws(CompareError) -> [RecordReader] {
    guard case .array(let values)? = value[key] else { throw malformed(key, "a list") }
    return values.enumerated().map { inner("\(key)[\($0.offset)]", $0.element) }
  }

  func text(_ key: String) throws(CompareError) -> String {
    guard let text = try optionalText(key) else { throw malformed(key, "a text") }
    return text
  }

  func optionalText(_ key: String) throws(CompareError) -> String? {
    switch value[key] {
    case .string(let text)?: text
    case nil, .null?: nil
    default: throw malformed(key, "a text")
    }
  }

  func number(_ key: String) throws(CompareError) -> Double {
    guard let number = try optionalNumber(key) else { throw malformed(key, "a number") }
    return number
  }

  func optionalNumber(_ key: String) throws(CompareError) -> Double? {
    switch value[key] {
    case .number(let number)?: number
    case .integer(let count)?: Double(count)
    case nil, .null?: nil
    default: throw malformed(key, "a number")
    }
  }

  func count(_ key: String) throws(CompareError) -> Int {
    guard case .integer(let count)? = value[key], count >= 0 else { throw malformed(key, "a count") }
    return count
  }

  func flag(_ key: String) throws(CompareError) -> Bool {
    guard case .bool(let flag)? = value[key] else { throw malformed(key, "true or false") }
    return flag
  }

  func texts(_ key: String) throws(CompareError) -> [String] {
    guard case .array(let values)? = value[key] else { throw malformed(key, "a list of texts") }
    return try values.map { value throws(CompareError) in
      guard case .string(let text) = value else { throw malformed(key, "a list of texts") }
      return text
    }
  }

  /// An object of numbers by free keys.
  func numbers(_ key: String) throws(CompareError) -> [String: Double] {
    guard case .object(let members)? = value[key] else { throw malformed(key, "an object of numbers") }
    let inside = try object(key)
    var numbers: [String: Double] = [:]
    for member in members { numbers[member.key] = try inside.number(member.key) }
    return numbers
  }

  /// An object of counts by free keys.
  func counts(_ key: String) throws(CompareError) -> [String: Int] {
    guard case .object(let members)? = value[key] else { throw malformed(key, "an object of counts") }
    let inside = try object(key)
    var counts: [String: Int] = [:]
    for member in members { counts[member.key] = try inside.count(member.key) }
    return counts
  }

  /// A number with both of its intervals; nil where it is null or missing.
  func scopes(_ key: String) throws(CompareError) -> TwoScopes? {
    guard optional(key) != nil else { return nil }
    let estimate = try object(key)
    let value = try estimate.number("value")
    return TwoScopes(
      value: value, theseRaters: try estimate.interval("these_raters", of: value),
      ratersLikeThese: try estimate.interval("raters_like_these", of: value))
  }

  private func interval(_ key: String, of value: Double) throws(CompareError) -> IntervalOutcome {
    let interval = try object(key)
    if let reason = try interval.optionalText("unavailable") { return .unavailable(reason: reason) }
    let (lower, upper) = (try interval.number("lower"), try interval.number("upper"))
    guard lower <= upper, max(abs(lower), abs(upper), abs(value)) <= Self.mostPoints else {
      throw malformed(key, "an interval of rubric points: bounds in order, at most a million from zero")
    }
    return .stated(
      Estimate(
        value: value, standardError: try interval.number("standard_error"),
        // Null is more than a number can hold; no interval of a difference is made from it.
        degreesOfFreedom: try interval.optionalNumber("degrees_of_freedom") ?? .infinity,
        lower: lower, upper: upper,
        confidence: try interval.number("confidence")),
      caution: try interval.optionalText("caution"))
  }
}
