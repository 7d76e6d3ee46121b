public import StudyModel

/// What was declared of a cache on trial before anyone rated.
public struct AuditTerms: Hashable, Sendable, Codable {
  /// The largest threshold on trial, in bits of 64.
  public var near: Int
  /// When a hit is wrong.
  public var wrong: Wrong
  /// The largest rate of wrong hits that would be put up with; nil: none was declared.
  public var limit: Double?
  /// How often hits are found where the images were drawn; nil: the set stands for production.
  public var population: Population?

  /// When a hit is wrong.
  public enum Wrong: Hashable, Sendable, Codable {
    /// Its score on a criterion is lower than the fresh caption's by so many points or more, in the mean over the raters who
    /// judged both.
    case below(points: Double, criterion: String)
    /// At least half of the raters who judged it gave one of these answers to a question.
    case answered(question: String, answers: Set<String>)
  }

  /// How often hits are found where the images were drawn.
  public struct Population: Hashable, Sendable, Codable {
    /// All images there.
    public var images: Int
    /// Bits → images whose nearest earlier picture is that far.
    public var hits: [Int: Int]

    /// How often hits are found.
    public init(images: Int, hits: [Int: Int]) {
      self.images = images
      self.hits = hits
    }

    /// The share of the images there that a cache of so many bits would find at most, between 0 and 1.
    public func share(within bits: Int) -> Double {
      let found = hits.filter { $0.key <= bits }.values.reduce(0, +)
      return Double(found) / Double(max(1, images))
    }
  }

  /// What was declared of a cache on trial.
  public init(near: Int, wrong: Wrong, limit: Double? = nil, population: Population? = nil) {
    self.near = near
    self.wrong = wrong
    self.limit = limit
    self.population = population
  }
}

/// An image for which a cache would have given another's caption.
public struct AuditHit: Hashable, Sendable, Codable {
  /// The image.
  public var item: ItemID
  /// The earlier image whose caption it is.
  public var donor: ItemID
  /// In how many of 64 bits the two pictures differ: the smallest threshold at which it is a hit.
  public var bits: Int
  /// Whether it was put before raters.
  public var isShown: Bool

  /// An image for which a cache would have given another's caption.
  public init(item: ItemID, donor: ItemID, bits: Int, isShown: Bool = true) {
    self.item = item
    self.donor = donor
    self.bits = bits
    self.isShown = isShown
  }
}
