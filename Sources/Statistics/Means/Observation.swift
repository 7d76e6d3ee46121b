/// One number that one rater gave one image.
public struct Observation: Hashable, Sendable {
  /// Which image. Only equality counts.
  public var image: Int
  /// Which rater. Only equality counts.
  public var rater: Int
  /// In any unit; finite and below 1e100 in size.
  public var value: Double

  /// One number that one rater gave one image.
  public init(image: Int, rater: Int, value: Double) {
    self.image = image
    self.rater = rater
    self.value = value
  }
}

/// A part of the population whose share is known beforehand, with what was observed in it.
///
/// Strata share raters, never images: the same image number in two strata means two images.
public struct Stratum: Hashable, Sendable {
  /// For messages.
  public var name: String
  /// The share of the population, between 0 and 1. A stratum with weight 0 is left out.
  public var weight: Double
  /// Any number per image and rater, none included.
  public var observations: [Observation]

  /// A part of the population and what was observed in it.
  public init(name: String, weight: Double, observations: [Observation]) {
    self.name = name
    self.weight = weight
    self.observations = observations
  }
}
