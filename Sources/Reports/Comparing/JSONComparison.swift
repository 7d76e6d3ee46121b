/// Two JSON texts, member by member.
public struct JSONComparison: Sendable {
  /// What has to agree.
  public enum Rule: Hashable, Sendable {
    /// Everything.
    case everything
    /// Everything, numbers to within so much, of large ones in proportion: what was worked out from numbers that a file rounded.
    case rounded(tolerance: Double)
    /// What both texts have, numbers to within as much, and no prose: what a program of another version says too.
    case shared(tolerance: Double)
  }

  /// In the order of the members' names.
  public private(set) var differences: [DocumentDifference] = []
  /// Key paths that only one of the texts has; empty where everything has to agree.
  public private(set) var notCompared: Set<String> = []
  /// Those of them that the document lacks.
  public private(set) var lacking: Set<String> = []

  private let rule: Rule
  private let passedOver: Set<String>

  /// Members that hold sentences, which another version may put in other words. Numbers under the same name are compared.
  private static let prose: Set<String> = [
    "sentence", "caution", "unavailable", "reason", "what", "interval", "without_region", "without_router", "note",
    "notes", "format",
  ]

  /// Compares two texts.
  ///
  /// - Parameters:
  ///   - there: the document's.
  ///   - expected: what it should be.
  ///   - rule: what has to agree.
  ///   - passedOver: members of the outermost object that are not looked at.
  /// - Throws: ``ReportError/notJSON(reason:)``.
  public init(
    _ there: String, _ expected: String, _ rule: Rule = .everything, passingOver passedOver: Set<String> = []
  ) throws(ReportError) {
    self.rule = rule
    self.passedOver = passedOver
    compare(try JSONValue(json: there.utf8), try JSONValue(json: expected.utf8), at: "")
  }

  private var isShared: Bool { if case .shared = rule { true } else { false } }

  private mutating func compare(_ there: JSONValue, _ expected: JSONValue, at path: String) {
    switch (there, expected) {
    case (.object(let left), .object(let right)): compare(left, right, at: path)
    case (.array(let left), .array(let right)): compare(left, right, at: path)
    default:
      guard !areSame(there, expected) else { return }
      if case .string(let left) = there, case .string(let right) = expected {
        differences.append(DocumentDifference(place: path, texts: left, right))
      } else {
        differences.append(DocumentDifference(place: path, there: short(there), expected: short(expected)))
      }
    }
  }

  private mutating func compare(_ left: [JSONValue.Member], _ right: [JSONValue.Member], at path: String) {
    let (left, right) = (Self.named(left), Self.named(right))
    for key in Set(left.keys).union(right.keys).sorted() {
      let inner = path.isEmpty ? key : "\(path).\(key)"
      if path.isEmpty && passedOver.contains(key) { continue }
      if isShared, Self.prose.contains(key), [left[key], right[key]].allSatisfy({ $0?.isProse ?? true }) { continue }
      differ(left[key], right[key], at: inner)
    }
  }

  private mutating func compare(_ left: [JSONValue], _ right: [JSONValue], at path: String) {
    // By what an entry is about, where that tells them apart: another version may order them otherwise.
    if let one = Self.byName(left), let other = Self.byName(right) {
      for name in Set(one.keys).union(other.keys).sorted() { differ(one[name], other[name], at: "\(path)[\(name)]") }
      let (before, after) = (left.compactMap(Self.name), right.compactMap(Self.name))
      if !isShared, before != after, Set(before) == Set(after) {
        differences.append(
          DocumentDifference(
            place: path, texts: before.joined(separator: ", "), after.joined(separator: ", ")))
      }
      return
    }
    for index in 0..<max(left.count, right.count) {
      differ(
        index < left.count ? left[index] : nil, index < right.count ? right[index] : nil, at: "\(path)[\(index)]")
    }
  }

  private mutating func differ(_ there: JSONValue?, _ expected: JSONValue?, at path: String) {
    switch (there, expected) {
    case (let there?, let expected?): compare(there, expected, at: path)
    case _ where isShared:
      notCompared.insert(path)
      if there == nil { lacking.insert(path) }
    default:
      differences.append(
        DocumentDifference(place: path, there: there.map(short), expected: expected.map(short)))
    }
  }

  private func areSame(_ there: JSONValue, _ expected: JSONValue) -> Bool {
    guard let one = there.asNumber, let other = expected.asNumber else { return there == expected }
    switch rule {
    case .everything: return one == other
    case .rounded(let tolerance), .shared(let tolerance):
      return abs(one - other) <= tolerance * max(1, abs(one), abs(other))
    }
  }

  private func short(_ value: JSONValue) -> String {
    let text = value.onOneLine
    return text.count > 60 ? text.prefix(59) + "…" : text
  }

  private static func named(_ members: [JSONValue.Member]) -> [String: JSONValue] {
    Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What an entry of an array is about: names of candidates, raters and so on; nil where it does not say.
  private static func name(_ entry: JSONValue) -> String? {
    guard case .object(let members) = entry else { return nil }
    let naming = [
      "label", "candidate", "first", "second", "pseudonym", "rater", "packet", "criterion", "question", "category",
      "kind", "position",
    ]
    let values = named(members)
    let parts = naming.compactMap { key -> String? in
      switch values[key] {
      case .string(let text)?: text
      case .integer(let number)?: "\(key) \(number)"
      default: nil
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private static func byName(_ entries: [JSONValue]) -> [String: JSONValue]? {
    let names = entries.compactMap(name)
    guard names.count == entries.count, Set(names).count == names.count else { return nil }
    return Dictionary(uniqueKeysWithValues: zip(names, entries))
  }
}

extension JSONValue {
  fileprivate var asNumber: Double? {
    switch self {
    case .integer(let count): Double(count)
    case .number(let number): number
    default: nil
    }
  }

  /// Whether it is words and nothing else.
  fileprivate var isProse: Bool {
    switch self {
    case .null, .string: true
    case .array(let entries): entries.allSatisfy(\.isProse)
    default: false
    }
  }

  /// For a message.
  fileprivate var onOneLine: String {
    document.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
  }
}
