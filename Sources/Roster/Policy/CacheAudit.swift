/// A near-duplicate cache on trial: image by image, the caption that a cache of so many bits would give instead of asking.
///
/// It asks nobody. Where an earlier image of the study's set is near enough, its caption is that image's stored one; for any
/// other image it is the candidate's own, so that raters read something more only where a cache would have answered.
public struct CacheAudit: Hashable, Sendable, Codable {
  /// The label of the study's candidate whose captions the cache would hold.
  public var of: String
  /// Most bits of 64 by which the perceptual hashes of two pictures may differ for one's caption to be given for the other:
  /// the largest threshold that is on trial. All smaller ones are with it.
  public var near: Int
  /// What counts as a wrong hit.
  public var wrong: WrongHit
  /// The largest rate of wrong hits that would be put up with, above 0 and below 1; nil: none is declared, and no threshold
  /// is chosen.
  public var limit: Double?
  /// How often hits are found where the set was drawn from; nil: the set itself, weighted to traffic, stands for production.
  public var population: HitPopulation?

  /// A cache on trial.
  public init(
    of: String, near: Int, wrong: WrongHit = WrongHit(), limit: Double? = nil, population: HitPopulation? = nil
  ) {
    self.of = of
    self.near = near
    self.wrong = wrong
    self.limit = limit
    self.population = population
  }
}

/// When a caption that a cache would give counts as wrong, on one image.
public enum WrongHit: Hashable, Sendable, Codable {
  /// Its score is lower than the fresh caption's by so many points or more, in the mean over the raters who judged both.
  ///
  /// `criterion`: nil is the claimed one.
  case below(points: Double, criterion: String?)
  /// At least half of the raters who answered this question about it gave one of these answers.
  case answered(question: String, answers: [String])

  /// A point or more below, on the claimed criterion.
  public init() { self = .below(points: 1, criterion: nil) }
}

/// How often a cache would find something where a study's images were drawn from.
public struct HitPopulation: Hashable, Sendable, Codable {
  /// All images there, duplicates among them.
  public var images: Int
  /// Bits → images whose nearest earlier picture of other bytes is that far; only those without an earlier image of the
  /// same bytes. What lacks has none.
  public var hits: [Int: Int]

  /// How often a cache would find something.
  public init(images: Int, hits: [Int: Int]) {
    self.images = images
    self.hits = hits
  }
}
