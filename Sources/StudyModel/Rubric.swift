/// What raters are asked, word for word.
///
/// The loader refuses a rubric that would make raters guess (a scale point without an anchor text, a gap in a scale),
/// at the line and column where it stands; whoever holds a rubric need not check it again.
public struct Rubric: Hashable, Sendable, Codable {
  /// How captions are put before a rater.
  public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
    /// Each caption gets scores of its own.
    case absolute
    /// Two captions are compared.
    case pairwise
  }

  /// A short name, for example `alt-text`.
  public var name: String
  /// The rubric's own version; a changed wording is a new version.
  public var version: Int
  /// Rating or comparing.
  public var mode: Mode
  /// Where the wording comes from.
  public var sources: [String]
  /// What a reader of results should know of this rubric, if anything.
  public var note: String?
  /// The questions in the order they are asked.
  public var questions: [Question]
  /// A total computed from several questions, if the rubric declares one.
  public var composite: Composite?

  /// The question that the study's claim is about unless the study file says otherwise.
  public var primary: Question? { questions.first { $0.isPrimary } }

  /// A rubric as read and checked by the loader.
  public init(
    name: String, version: Int, mode: Mode, sources: [String], note: String? = nil, questions: [Question],
    composite: Composite? = nil
  ) {
    self.name = name
    self.version = version
    self.mode = mode
    self.sources = sources
    self.note = note
    self.questions = questions
    self.composite = composite
  }

  /// The question which of two captions is preferred: exactly one in a rubric that compares, none in another.
  public var preference: Question? {
    questions.first { if case .preference = $0.kind { true } else { false } }
  }

  /// The question of that id.
  public func question(_ id: String) -> Question? { questions.first { $0.id == id } }
}

/// One question of a rubric.
public struct Question: Hashable, Sendable, Codable {
  /// A name unique in the rubric, for example `accuracy`.
  public var id: String
  /// The question as the rater reads it.
  public var ask: String
  /// What may be answered.
  public var kind: Kind
  /// Whether this is the question that claims are made about.
  public var isPrimary: Bool
  /// Whether a caption counts as rated without an answer to it. Tags and texts always are.
  public var isOptional: Bool

  /// A question; ``StudyModel/Rubric`` holds the rules across questions.
  public init(id: String, ask: String, kind: Kind, isPrimary: Bool = false, isOptional: Bool = false) {
    self.id = id
    self.ask = ask
    self.kind = kind
    self.isPrimary = isPrimary
    self.isOptional = isOptional
  }

  /// What may be answered.
  public enum Kind: Hashable, Sendable, Codable {
    /// Whole-number points, each with its anchor text, ascending and without gaps.
    case scale([ScalePoint])
    /// One of several named options.
    case choice([AnswerOption])
    /// Any number of tags.
    case tags([String])
    /// One of several named deductions in points, zero or negative.
    case deduction([Deduction])
    /// Free text.
    case text
    /// The caption as the rater would have it; the caption itself where it needs no edit.
    case edit
    /// First, second, tie, or neither usable; pairwise mode only.
    case preference([AnswerOption])
  }

  /// Whether a caption is complete only once this is answered.
  public var isRequired: Bool {
    switch kind {
    case .tags, .text: false
    case .scale, .choice, .deduction, .preference, .edit: !isOptional
    }
  }

  /// The lowest and highest number an answer can be, in rubric points; nil where answers are not numbers.
  ///
  /// A preference counts +1 for the one who was preferred, −1 for the other, and 0 for a tie or for neither.
  public var range: ClosedRange<Double>? {
    switch kind {
    case .scale(let points):
      guard let low = points.first, let high = points.last else { return nil }
      return Double(low.value)...Double(high.value)
    case .deduction(let steps):
      let values = steps.map(\.points)
      guard let low = values.min(), let high = values.max() else { return nil }
      return low...high
    case .preference: return -1...1
    case .choice, .tags, .text, .edit: return nil
    }
  }
}

/// One point of a scale and what it means.
public struct ScalePoint: Hashable, Sendable, Codable {
  /// The number the rater presses.
  public var value: Int
  /// What that number means.
  public var anchor: String

  /// A point and its anchor text.
  public init(value: Int, anchor: String) {
    self.value = value
    self.anchor = anchor
  }
}

/// One named option of a choice.
public struct AnswerOption: Hashable, Sendable, Codable {
  /// The name that is stored, for example `partial`.
  public var id: String
  /// What the rater reads.
  public var label: String

  /// An option and its label.
  public init(id: String, label: String) {
    self.id = id
    self.label = label
  }
}

/// One named deduction.
public struct Deduction: Hashable, Sendable, Codable {
  /// Rubric points, zero or negative.
  public var points: Double
  /// What the rater reads.
  public var label: String

  /// A deduction in rubric points and its label.
  public init(points: Double, label: String) {
    self.points = points
    self.label = label
  }
}

/// A total computed from several questions: a constant and a weight for each.
public struct Composite: Hashable, Sendable, Codable {
  /// Rubric points added whatever is answered.
  public var constant: Double
  /// Question id → weight.
  public var weights: [String: Double]
  /// The formula as the rubric's author wrote it.
  public var formula: String

  /// A linear total, with the formula it was read from.
  public init(constant: Double, weights: [String: Double], formula: String) {
    self.constant = constant
    self.weights = weights
    self.formula = formula
  }

  /// The total of one caption's answers, or nil where one that counts is missing.
  ///
  /// A whole number of millionths of a point, as documents write it: weights such as 0.1 or a third have no exact binary
  /// form, and three fours must make a four, neither less nor another number in `ratings.csv`.
  public func total(of answers: [String: Double]) -> Double? {
    var sum = constant
    for (question, weight) in weights.sorted(by: { $0.key < $1.key }) {
      guard let answer = answers[question] else { return nil }
      sum += weight * answer
    }
    return Self.inMillionths(sum)
  }

  /// Its lowest and highest value, where questions have these. One without a range adds nothing.
  public func range(over ranges: [String: ClosedRange<Double>]) -> ClosedRange<Double> {
    var (low, high) = (constant, constant)
    for (question, weight) in weights.sorted(by: { $0.key < $1.key }) {
      guard let range = ranges[question] else { continue }
      low += min(weight * range.lowerBound, weight * range.upperBound)
      high += max(weight * range.lowerBound, weight * range.upperBound)
    }
    return Self.inMillionths(low)...Self.inMillionths(high)
  }

  private static func inMillionths(_ points: Double) -> Double { (points * 1e6).rounded() / 1e6 }
}
