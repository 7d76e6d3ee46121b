internal import Statistics

/// One value with the place on the screen at which its caption was shown.
public struct PositionedValue: Hashable, Sendable, Codable {
  /// Which image. Only equality counts.
  public var image: String
  /// Which rater.
  public var rater: String
  /// Which arm, under cover.
  public var arm: String
  /// The place on the screen, from 1.
  public var position: Int
  /// Rubric points.
  public var value: Double

  /// One value with its place.
  public init(image: String, rater: String, arm: String, position: Int, value: Double) {
    self.image = image
    self.rater = rater
    self.arm = arm
    self.position = position
    self.value = value
  }
}

/// Whether captions score higher for where they stood on the screen.
///
///     value = image × rater + arm + position, by least squares; position effects add up to 0
///
/// Images × raters with one value only say nothing about places and are left out. The test shuffles, within each image ×
/// rater, what is left once image × rater and arm are taken out: P(a spread between places at least as large), for these
/// raters and images. Source: Freedman and Lane (1983), "A nonstochastic interpretation of reported significance levels",
/// Journal of Business and Economic Statistics 1; Phipson and Smyth (2010) for the p of sampled shuffles.
public struct PositionEffect: Hashable, Sendable, Codable {
  /// One place on the screen.
  public struct Place: Hashable, Sendable, Codable {
    /// From 1.
    public var position: Int
    /// Values seen there.
    public var values: Int
    /// Points above the average place, with both intervals.
    public var effect: TwoScopes
  }

  /// By position; empty with a ``reason``.
  public var places: [Place]
  /// The largest effect less the smallest, in rubric points.
  public var largestGap: Double?
  /// P(a spread between places at least as large by chance).
  public var p: Double?
  /// Shuffles drawn for ``p``.
  public var shuffles: Int
  /// Why there is no effect or no test.
  public var reason: String?

  /// Where captions are compared, ``PositionBias`` says what the place did.
  static var ofPairs: PositionEffect {
    var effect = PositionEffect([], shuffles: 0, seed: 0)
    effect.reason = "captions were compared: the share of judgements for the one shown first says what the side did"
    return effect
  }

  /// Estimates the effect of every place.
  ///
  /// - Parameters:
  ///   - values: in any order; all finite.
  ///   - confidence: above 0 and below 1.
  ///   - shuffles: above 0.
  ///   - seed: repeats the shuffles.
  /// - Complexity: O(n · shuffles + arms³).
  public init(_ values: [PositionedValue], confidence: Double = 0.95, shuffles: Int = 1999, seed: UInt64) {
    self.shuffles = shuffles
    places = []
    let cells = Self.cells(values)
    let kept = cells.flatMap(\.self)
    guard Set(kept.map(\.position)).count >= 2 else {
      reason = "no rater saw captions of one image in two places"
      return
    }
    let arms = Self.numbers(kept.map(\.arm))
    let scores = cells.enumerated().flatMap { cell, members in
      members.map { ExplainedScore(model: $0.position, rater: arms[$0.arm] ?? 0, image: cell, value: $0.value) }
    }
    let effects: AdditiveEffects
    do throws(EstimationError) { effects = try AdditiveEffects(scores) } catch {
      reason =
        error == .inseparable
        ? "places and arms are not mixed well enough to tell their effects apart" : error.description
      return
    }
    let positions = effects.modelMeans.keys.sorted()
    let average = positions.reduce(0) { $0 + (effects.modelMeans[$1] ?? 0) } / Double(positions.count)
    // What is this small beside the values is rounding, and rounding has no spread.
    let rounding = 1e-9 * kept.reduce(0) { max($0, abs($1.value)) }
    func exact(_ number: Double) -> Double { abs(number) > rounding ? number : 0 }
    func effect(_ position: Int) -> Double { exact((effects.modelMeans[position] ?? 0) - average) }

    // What is left of a value once its image × rater and its arm are taken out, and its place as well.
    var left: [[Double]] = []
    var unexplained: [[Double]] = []
    for members in cells {
      let withoutArm = members.map { $0.value - (effects.leniency[arms[$0.arm] ?? 0] ?? 0) }
      left.append(Self.centred(withoutArm))
      unexplained.append(Self.centred(zip(withoutArm, members).map { $0 - effect($1.position) }).map(exact))
    }
    let images = Self.numbers(kept.map(\.image))
    let raters = Self.numbers(kept.map(\.rater))
    let estimator = ScopeEstimator(confidence: confidence)
    for position in positions {
      var observations: [Observation] = []
      for (members, rest) in zip(cells, unexplained) {
        for (member, rest) in zip(members, rest) where member.position == position {
          observations.append(
            Observation(
              image: images[member.image] ?? 0, rater: raters[member.rater] ?? 0, value: effect(position) + rest))
        }
      }
      guard let scopes = try? estimator.overall(observations, .effect) else { continue }
      places.append(Place(position: position, values: observations.count, effect: scopes))
    }
    let sizes = positions.map(effect)
    largestGap = (sizes.max() ?? 0) - (sizes.min() ?? 0)
    guard left.joined().contains(where: { abs($0) > rounding }) else {
      reason = "within each image and rater every value is as its arm has it, so there is nothing to shuffle"
      return
    }
    p = Self.shuffled(
      left, positions: cells.map { $0.map(\.position) }, shuffles: shuffles, seed: seed)
  }
}
