/// Reads a rubric's `score:`: numbers, question ids, `+ - * /` and parentheses.
///
///     sum     = product (("+" | "-") product)*
///     product = factor (("*" | "/") factor)*
///     factor  = ("+" | "-") factor | number | id | "(" sum ")"
///
/// The result must be linear: a constant plus a weight for each question. Whatever multiplies or divides by an answer
/// is refused, because a difference of such totals has no fixed meaning in points.
struct ScoreFormula {
  /// A constant and a weight for each question.
  struct Linear: Equatable {
    var constant = 0.0
    var weights: [String: Double] = [:]

    var isConstant: Bool { weights.isEmpty }

    func scaled(by factor: Double) -> Linear {
      Linear(constant: constant * factor, weights: weights.mapValues { $0 * factor })
    }

    static func + (left: Linear, right: Linear) -> Linear {
      Linear(
        constant: left.constant + right.constant, weights: left.weights.merging(right.weights) { $0 + $1 })
    }
  }

  /// What an id in a formula stands for.
  enum Meaning {
    case numeric(isOptional: Bool)
    case notNumeric
    case unknown(suggestion: String?)
  }

  struct Failure: Error {
    /// Characters before the place that is wrong.
    var offset: Int
    var fact: String
    var consequence: String
    var next: String
  }

  private let characters: [Character]
  private let meaning: (String) -> Meaning
  private var position = 0
  private var depth = 0

  /// - Throws: ``Failure`` where the formula is malformed, not linear, or names a question that has no numbers.
  static func parse(_ formula: String, meaning: @escaping (String) -> Meaning) throws(Failure) -> Linear {
    var parser = ScoreFormula(characters: Array(formula), meaning: meaning)
    var total = try parser.sum()
    if let rest = parser.peek() { throw parser.malformed("'\(rest)' stands where the formula should end") }
    total.weights = total.weights.filter { $0.value != 0 }
    if total.isConstant {
      throw Failure(
        offset: 0, fact: "the score \(shown(formula)) does not depend on any question.",
        consequence: "Every caption would get the same total.", next: "Name at least one question in it.")
    }
    guard total.constant.isFinite, total.weights.values.allSatisfy(\.isFinite) else {
      throw parser.malformed("a number in it is out of range")
    }
    return total
  }

  private init(characters: [Character], meaning: @escaping (String) -> Meaning) {
    self.characters = characters
    self.meaning = meaning
  }

  private mutating func sum() throws(Failure) -> Linear {
    var total = try product()
    while let sign = peek(), sign == "+" || sign == "-" {
      position += 1
      total = total + (try product()).scaled(by: sign == "+" ? 1 : -1)
    }
    return total
  }

  private mutating func product() throws(Failure) -> Linear {
    var total = try factor()
    while let sign = peek(), sign == "*" || sign == "/" {
      let place = position
      position += 1
      let other = try factor()
      switch (sign, total.isConstant, other.isConstant) {
      case ("*", _, true): total = total.scaled(by: other.constant)
      case ("*", true, _): total = other.scaled(by: total.constant)
      case ("/", _, true):
        guard other.constant != 0 else { throw malformed("it divides by 0", at: place) }
        total = total.scaled(by: 1 / other.constant)
      default:
        throw Failure(
          offset: place, fact: "the score \(sign == "*" ? "multiplies two answers" : "divides by an answer").",
          consequence: "A difference of such totals has no fixed meaning in points, so no margin could be set.",
          next: "Use sums of questions with fixed weights.")
      }
    }
    return total
  }

  private mutating func factor() throws(Failure) -> Linear {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw malformed("it is nested too deeply") }
    guard let next = peek() else { throw malformed("it ends where a number or a question is expected") }
    switch next {
    case "+", "-":
      position += 1
      return try factor().scaled(by: next == "+" ? 1 : -1)
    case "(":
      position += 1
      let inside = try sum()
      guard peek() == ")" else { throw malformed("a ')' is missing") }
      position += 1
      return inside
    default:
      let start = position
      while position < characters.count, isWordPart(characters[position]) { position += 1 }
      let word = String(characters[start..<position])
      guard let first = word.first else { throw malformed("'\(next)' cannot stand there") }
      if first.isLetter || first == "_" { return try question(word, at: start) }
      guard let number = Double(word) else { throw malformed("'\(word)' is no number", at: start) }
      return Linear(constant: number)
    }
  }

  private func question(_ id: String, at start: Int) throws(Failure) -> Linear {
    switch meaning(id) {
    case .numeric(isOptional: false): return Linear(weights: [id: 1])
    case .numeric(isOptional: true):
      throw Failure(
        offset: start, fact: "the score names '\(id)', which is optional.",
        consequence: "A caption without an answer to it would have no total and drop out.",
        next: "Remove `optional: true` there, or leave it out of the score.")
    case .notNumeric:
      throw Failure(
        offset: start, fact: "the score names '\(id)', whose answers are no numbers.",
        consequence: "The total could not be computed.", next: "Name scales and deductions only.")
    case .unknown(let suggestion):
      throw Failure(
        offset: start, fact: "the score names '\(id)', and there is no such question.",
        consequence: "The total could not be computed.",
        next: suggestion.map { "Did you mean '\($0)'?" } ?? "Name questions by their ids.")
    }
  }

  private func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  /// The next character that is not a space.
  private mutating func peek() -> Character? {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    return position < characters.count ? characters[position] : nil
  }

  private func malformed(_ fact: String, at offset: Int? = nil) -> Failure {
    Failure(
      offset: offset ?? position, fact: "the score cannot be read: \(fact).",
      consequence: "The total could not be computed.",
      next: "Use numbers, question ids, + - * / and parentheses, as in `(precision + recall) / 2`.")
  }
}
