/// Judgements of pairs, made by anyone with any tool: which of two captions of an image a rater found better.
public struct PairTable: Hashable, Sendable {
  /// What one judgement says.
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    /// The one shown first is better.
    case first
    /// The one shown second is better.
    case second
    /// No difference.
    case tie
    /// Neither is usable: no preference either, and counted apart.
    case neither

    /// In the order of the cases.
    public static func < (left: Outcome, right: Outcome) -> Bool { left.place < right.place }
    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// One judgement with names.
  public struct Judgement: Hashable, Sendable, Codable {
    /// The image.
    public var image: String
    /// The rater.
    public var rater: String
    /// The model shown first.
    public var first: String
    /// The model shown second.
    public var second: String
    /// What was judged.
    public var outcome: Outcome

    /// One judgement.
    public init(image: String, rater: String, first: String, second: String, outcome: Outcome) {
      self.image = image
      self.rater = rater
      self.first = first
      self.second = second
      self.outcome = outcome
    }
  }

  /// One judgement with places in the lists of names.
  public struct Row: Hashable, Sendable {
    /// In ``PairTable/images``.
    public var image: Int
    /// In ``PairTable/raters``.
    public var rater: Int
    /// In ``PairTable/models``.
    public var first: Int
    /// In ``PairTable/models``; another than ``first``.
    public var second: Int
    /// What was judged.
    public var outcome: Outcome
  }

  /// Sorted.
  public let images: [String]
  /// Sorted.
  public let raters: [String]
  /// Sorted.
  public let models: [String]
  /// By image, rater, models, outcome: the same judgements in another order make the same table.
  public let rows: [Row]

  /// Takes judgements in any order; none is a table too.
  ///
  /// - Throws: `sameModelTwice` for a model judged against itself.
  /// - Complexity: O(n log n).
  public init(_ judgements: [Judgement]) throws(PairTableError) {
    for judgement in judgements where judgement.first == judgement.second {
      throw .sameModelTwice(image: judgement.image, rater: judgement.rater, model: judgement.first)
    }
    func numbers(_ names: Set<String>) -> (sorted: [String], places: [String: Int]) {
      let sorted = names.sorted()
      return (sorted, Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices)))
    }
    let images = numbers(Set(judgements.map(\.image)))
    let raters = numbers(Set(judgements.map(\.rater)))
    let models = numbers(Set(judgements.map(\.first)).union(judgements.map(\.second)))
    self.images = images.sorted
    self.raters = raters.sorted
    self.models = models.sorted
    rows = judgements.map {
      Row(
        image: images.places[$0.image] ?? 0, rater: raters.places[$0.rater] ?? 0, first: models.places[$0.first] ?? 0,
        second: models.places[$0.second] ?? 0, outcome: $0.outcome)
    }
    .sorted {
      ($0.image, $0.rater, $0.first, $0.second, $0.outcome) < ($1.image, $1.rater, $1.first, $1.second, $1.outcome)
    }
  }
}

/// Why judgements of pairs cannot be analysed at all. What only lacks data is a reason in the place of a number.
public enum PairTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A model judged against itself.
  case sameModelTwice(image: String, rater: String, model: String)
  /// The incumbent is not among the models.
  case unknownIncumbent(name: String, known: [String])
  /// A confidence level that is not strictly between 0 and 1.
  case confidenceOutOfDomain(Double)
  /// No resampling round.
  case roundsOutOfDomain(Int)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .sameModelTwice(let image, let rater, let model):
      """
      image '\(image)', rater '\(rater)': model '\(model)' is judged against itself.
      That says nothing about any two models.
      Remove the judgement.
      """
    case .unknownIncumbent(let name, let known):
      """
      incumbent: no judgement names '\(name)'.
      Nothing was compared with it.
      Name one of: \(known.joined(separator: ", ")).
      """
    case .confidenceOutOfDomain(let confidence):
      """
      confidence: \(confidence).
      A confidence level lies strictly between 0 and 1.
      Write 0.95 for 95 %.
      """
    case .roundsOutOfDomain(let rounds):
      """
      rounds: \(rounds).
      Without a round there is nothing to read an interval from.
      Take 1000.
      """
    }
  }
}
