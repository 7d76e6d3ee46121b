/// When a router's rule applies: a statement about facts of an image, true or false for each.
///
///     is_screenshot or is_chart
///     category == "product" and object_count > 3
///     exists(object_count) and object_count <= 1
///     not (has_exif and aspect_ratio >= 1.5)
///
/// `not` binds tighter than `and`, `and` tighter than `or`. Parts are looked at from left to right, and no further than
/// needed. A fact that an image lacks is never taken for false: it is a ``FactFault``, and `exists(name)` asks for it.
///
/// It is coded as its text: what is committed for a router is what its file says.
public struct Condition: Hashable, Sendable, CustomStringConvertible {
  /// As it was written.
  public var text: String
  /// What was understood.
  public var clause: Clause

  /// Reads a condition.
  ///
  /// - Throws: ``ConditionFault`` at the first place that cannot be read.
  public init(_ text: String) throws(ConditionFault) {
    self.text = text
    clause = try ConditionParser.parse(text)
  }

  /// As it was written.
  public var description: String { text }

  /// Whether it holds for an image.
  ///
  /// - Throws: ``FactFault`` where a fact that is needed is missing or is not of the kind that is asked for.
  public func holds(for facts: ItemFacts) throws(FactFault) -> Bool { try clause.holds(for: facts) }
}

extension Condition: Codable {
  /// Reads the text anew.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do throws(ConditionFault) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.fact))
    }
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A part of a condition.
public indirect enum Clause: Hashable, Sendable {
  /// The fact is a truth value, and true.
  case isTrue(FactName)
  /// The image has the fact.
  case exists(FactName)
  /// The fact compared with what is written beside it.
  case compares(FactName, Comparator, FactValue)
  /// The other way round.
  case not(Clause)
  /// Both hold.
  case and(Clause, Clause)
  /// At least one holds.
  case or(Clause, Clause)

  /// How two values are compared. Only numbers have an order.
  public enum Comparator: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="

    /// Whether it asks for an order, which only numbers have.
    var needsOrder: Bool { self != .equal && self != .unequal }
  }

  /// Every fact it names, from left to right.
  public var names: [FactName] {
    switch self {
    case .isTrue(let name), .exists(let name), .compares(let name, _, _): [name]
    case .not(let clause): clause.names
    case .and(let first, let second), .or(let first, let second): first.names + second.names
    }
  }

  func holds(for facts: ItemFacts) throws(FactFault) -> Bool {
    switch self {
    case .isTrue(let name): return try facts.flag(name)
    case .exists(let name): return facts[name.name] != nil
    case .not(let clause): return try !clause.holds(for: facts)
    case .and(let first, let second):
      guard try first.holds(for: facts) else { return false }
      return try second.holds(for: facts)
    case .or(let first, let second):
      if try first.holds(for: facts) { return true }
      return try second.holds(for: facts)
    case .compares(let name, let comparator, let value):
      switch value {
      case .flag(let flag): return (try facts.flag(name) == flag) == (comparator == .equal)
      case .text(let text): return (try facts.text(name) == text) == (comparator == .equal)
      case .number(let number):
        let fact = try facts.number(name)
        return switch comparator {
        case .equal: fact == number
        case .unequal: fact != number
        case .less: fact < number
        case .atMost: fact <= number
        case .more: fact > number
        case .atLeast: fact >= number
        }
      }
    }
  }
}

/// A fact as a condition names it.
public struct FactName: Hashable, Sendable {
  /// For example `object_count`.
  public var name: String
  /// Characters before it in the condition: for messages.
  public var offset: Int

  /// A fact as a condition names it.
  public init(_ name: String, offset: Int) {
    self.name = name
    self.offset = offset
  }
}
