/// Why a condition cannot be read.
public struct ConditionFault: Error, Hashable, Sendable {
  /// Characters before the place that is wrong.
  public var offset: Int
  /// The fact, a sentence.
  public var fact: String
  /// What to write instead, a sentence.
  public var next: String
}

/// Reads a router's condition: a recursive descent of our own, so that nothing is ever evaluated that is not listed here.
///
///     either   = both ("or" both)*
///     both     = one ("and" one)*
///     one      = "not" one | "(" either ")" | "exists" "(" name ")" | name [comparator literal]
///     literal  = number | text in quotes | "true" | "false"
///     name     = a letter or "_", then letters, digits, "_", "-" and "."
struct ConditionParser {
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  /// Words that cannot name a fact.
  private static let reserved: Set<String> = ["and", "or", "not", "exists", "true", "false"]
  private static let example = "Write, for example, `is_screenshot or object_count > 3`."

  static func parse(_ text: String) throws(ConditionFault) -> Clause {
    var parser = ConditionParser(characters: Array(text))
    let clause = try parser.either()
    if let rest = parser.peek() { throw parser.leftOver(rest) }
    return clause
  }

  private init(characters: [Character]) { self.characters = characters }

  private mutating func either() throws(ConditionFault) -> Clause {
    var clause = try both()
    while takeWord("or") { clause = .or(clause, try both()) }
    return clause
  }

  private mutating func both() throws(ConditionFault) -> Clause {
    var clause = try one()
    while takeWord("and") { clause = .and(clause, try one()) }
    return clause
  }

  private mutating func one() throws(ConditionFault) -> Clause {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw fault("it is nested too deeply", "Use fewer parentheses.") }
    if takeWord("not") { return .not(try one()) }
    if takeWord("exists") {
      try expect("(", "after 'exists'")
      let name = try name()
      try expect(")", "after '\(name.name)'")
      return .exists(name)
    }
    if peek() == "(" {
      position += 1
      let inside = try either()
      try expect(")", "to close a '('")
      return inside
    }
    let name = try name()
    guard let comparator = try comparator() else { return .isTrue(name) }
    _ = peek()
    let place = position
    let value = try literal(after: comparator)
    if comparator.needsOrder, !value.isNumber {
      throw fault(
        "'\(comparator.rawValue)' needs a number",
        "Only numbers have an order: compare texts and true or false with == or !=.",
        at: place)
    }
    if let next = peek(), "=!<>".contains(next) {
      throw fault("comparisons cannot be chained", "Write `\(name.name) > 1 and \(name.name) < 3`.")
    }
    return .compares(name, comparator, value)
  }

  private mutating func name() throws(ConditionFault) -> FactName {
    guard let next = peek() else { throw fault("it ends where a fact is expected", Self.example) }
    let start = position
    let word = word()
    guard let first = word.first else {
      position = start
      if next == "!" { throw fault("'!' is no word here", "Write `not`.") }
      if next == "\"" || next == "'" {
        throw fault("a text stands where a fact is expected", "Write the fact first: `category == \"product\"`.")
      }
      throw fault("'\(next)' cannot stand there", Self.example)
    }
    if first.isNumber || first == "-" || first == "." {
      position = start
      throw fault("the number '\(word)' stands where a fact is expected", "Write the fact first: `object_count > 3`.")
    }
    if word == "true" || word == "false" {
      position = start
      throw fault("'\(word)' alone says nothing of an image", "Leave `when` out for a rule that always applies.")
    }
    if Self.reserved.contains(word) {
      position = start
      throw fault("'\(word)' stands where a fact is expected", Self.example)
    }
    return FactName(word, offset: start)
  }

  private mutating func comparator() throws(ConditionFault) -> Clause.Comparator? {
    guard let next = peek(), "=!<>".contains(next) else { return nil }
    let start = position
    var sign = ""
    while position < characters.count, "=!<>".contains(characters[position]) {
      sign.append(characters[position])
      position += 1
    }
    guard let comparator = Clause.Comparator(rawValue: sign) else {
      throw fault(
        "'\(sign)' is no comparison", sign == "=" ? "Write `==`." : "Write one of == != < <= > >=.", at: start)
    }
    return comparator
  }

  private mutating func literal(after comparator: Clause.Comparator) throws(ConditionFault) -> FactValue {
    guard let next = peek() else {
      throw fault(
        "it ends where '\(comparator.rawValue)' needs a value", "Write a number, a text in quotes, true or false.")
    }
    let start = position
    if next == "\"" || next == "'" { return .text(try quoted(next)) }
    let word = word()
    switch word {
    case "true": return .flag(true)
    case "false": return .flag(false)
    default:
      if let number = Double(word), number.isFinite,
        word.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) })
      {
        return .number(number)
      }
    }
    position = start
    throw word.isEmpty
      ? fault("'\(next)' cannot stand there", "Write a number, a text in quotes, true or false.")
      : fault(
        "'\(word)' is neither a number nor in quotes",
        "A fact is compared with a value: put a text in quotes, `\"\(word)\"`.")
  }

  private mutating func quoted(_ quote: Character) throws(ConditionFault) -> String {
    let start = position
    position += 1
    var text = ""
    while position < characters.count, characters[position] != quote {
      text.append(characters[position])
      position += 1
    }
    guard position < characters.count else {
      throw fault(
        "the text that begins here has no closing \(quote)",
        "Close it. There are no escapes: a text with a ' goes into \"…\".", at: start)
    }
    position += 1
    return text
  }

  private mutating func expect(_ character: Character, _ place: String) throws(ConditionFault) {
    guard peek() == character else { throw fault("a '\(character)' is missing \(place)", Self.example) }
    position += 1
  }

  /// Takes a word of the grammar, where it stands whole.
  private mutating func takeWord(_ wanted: String) -> Bool {
    _ = peek()
    let start = position
    if word() == wanted { return true }
    position = start
    return false
  }

  /// Letters, digits, `_`, `-` and `.` from here on; empty where there are none.
  private mutating func word() -> String {
    var word = ""
    while position < characters.count {
      let next = characters[position]
      guard next.isLetter || next.isNumber || "_-.".contains(next) else { break }
      word.append(next)
      position += 1
    }
    return word
  }

  /// The next character that is not a space.
  private mutating func peek() -> Character? {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    return position < characters.count ? characters[position] : nil
  }

  private mutating func leftOver(_ rest: Character) -> ConditionFault {
    let start = position
    let word = word()
    position = start
    return switch (rest, word) {
    case ("&", _): fault("'&' is no word here", "Write `and`.")
    case ("|", _): fault("'|' is no word here", "Write `or`.")
    case (")", _): fault("a ')' closes nothing", "Remove it, or add the '(' it belongs to.")
    case (_, "in"): fault("'in' is no word here", "Write `category == \"a\" or category == \"b\"`.")
    default:
      fault(
        "'\(word.isEmpty ? String(rest) : word)' stands where the condition should end",
        "Join conditions with `and` or `or`.")
    }
  }

  private func fault(_ fact: String, _ next: String, at offset: Int? = nil) -> ConditionFault {
    ConditionFault(offset: offset ?? position, fact: "the condition cannot be read: \(fact).", next: next)
  }
}

extension FactValue {
  fileprivate var isNumber: Bool { if case .number = self { true } else { false } }
}
