internal import Glibc
internal import Statistics

/// The difference there would be if the candidate's captions were as long as the incumbent's, as far as a straight line
/// can tell.
public struct LengthControl: Hashable, Sendable, Codable {
  /// Pairs in which both captions have words.
  public var pairs: Int
  /// How many times as many words the candidate's captions have: the geometric mean, weighted as the difference is.
  public var lengthRatio: Double
  /// The difference in these pairs as it is, in rubric points.
  public var plain: TwoScopes
  /// The line's height where both captions have the same number of words, in rubric points.
  public var adjusted: TwoScopes
  /// Points gained for twice as many words as the incumbent's.
  public var perDoubling: TwoScopes
  /// What part of ``plain`` length accounts for: 1 − adjusted ÷ plain. Below 0 where length hides a larger difference,
  /// above 1 where it turns it around.
  public var shareExplained: Finding<Double>
  /// Whether no pair, or every pair, has the longer caption on the same side: then the line is drawn on past all data.
  public var isExtrapolated: Bool

  /// The difference at equal lengths.
  public init(
    pairs: Int, lengthRatio: Double, plain: TwoScopes, adjusted: TwoScopes, perDoubling: TwoScopes,
    shareExplained: Finding<Double>, isExtrapolated: Bool
  ) {
    self.pairs = pairs
    self.lengthRatio = lengthRatio
    self.plain = plain
    self.adjusted = adjusted
    self.perDoubling = perDoubling
    self.shareExplained = shareExplained
    self.isExtrapolated = isExtrapolated
  }
}

extension JudgedPairs {
  /// The difference controlled for length.
  ///
  ///     d = α + β · log₂(words ÷ the incumbent's words) + e      by least squares, weighted as the difference is
  ///
  /// α is the difference at equal lengths, β the points for a doubling. Intervals are cluster-robust as the plain one's
  /// are: over images, and over images and raters; each image pulls as it would at a line fitted without it, for it drags
  /// the line towards itself (Bell and McCaffrey 2002, "Bias reduction in standard errors for linear regression with
  /// multi-stage samples", Survey Methodology 28: the jackknife's). Length is not assigned at random: what α leaves out may be content
  /// that needs words. Source: the question and the reading at equal lengths are those of Dubois, Galambosi, Liang and
  /// Hashimoto (2024), "Length-Controlled AlpacaEval", arXiv:2404.04475, who fit a logistic line to judges' choices.
  func lengthControl() -> Finding<LengthControl> {
    let weights = weights()
    let kept = pairs.indices.filter { index in
      guard weights[index] > 0, let words = pairs[index].words else { return false }
      return words.own > 0 && words.base > 0
    }
    guard !kept.isEmpty else { return .unavailable(reason: "the captions’ lengths are not known") }
    var subset = self
    subset.pairs = kept.map { pairs[$0] }
    let counted = subset.weights()
    let places = subset.observations
    let points = subset.pairs.indices.map { index -> FittedLine.Point in
      let words = subset.pairs[index].words ?? (1, 1)
      return FittedLine.Point(
        x: log2(Double(words.own) / Double(words.base)), y: places[index].value, weight: counted[index])
    }
    let images = Set(places.map(\.image)).count
    guard images >= 3 else { return .unavailable(reason: "a line needs at least three images, found \(images)") }
    guard let line = FittedLine(points) else {
      return .unavailable(reason: "the captions’ lengths differ by the same factor everywhere")
    }
    var ofImage: [Int: Double] = [:]
    for (place, leverage) in zip(places, line.leverages) { ofImage[place.image, default: 0] += leverage }
    guard ofImage.values.allSatisfy({ $0 < 1 - 1e-9 }) else {
      return .unavailable(
        reason: "without one of the images the captions’ lengths differ by the same factor everywhere")
    }
    // A caption's length is the same for all raters, so all of an image's points move alike.
    func alone(_ pulls: [Double]) -> [Double] {
      zip(places, pulls).map { $1 / (1 - ofImage[$0.image, default: 0]) }
    }
    do {
      guard let plain = try estimator.overall(places, .difference),
        let adjusted = try estimator.linearized(
          line.height(at: 0), pulls: alone(line.heightPulls(at: 0)), places: places, weights: counted),
        let slope = try estimator.linearized(
          line.slope, pulls: alone(line.slopePulls), places: places, weights: counted)
      else { return .unavailable(reason: "no pair lies in a category with traffic") }
      return .stated(
        LengthControl(
          pairs: kept.count, lengthRatio: exp2(line.meanX), plain: plain, adjusted: adjusted, perDoubling: slope,
          shareExplained: shareExplained(plain, adjusted),
          isExtrapolated: points.allSatisfy { $0.x > 0 } || points.allSatisfy { $0.x < 0 }))
    } catch {
      return .unavailable(reason: error.description)
    }
  }

  /// A share of a difference that may be zero means nothing.
  private func shareExplained(_ plain: TwoScopes, _ adjusted: TwoScopes) -> Finding<Double> {
    guard let estimate = plain[scope].estimate else { return .unavailable(reason: "the difference has no interval") }
    guard estimate.lower > 0 || estimate.upper < 0 else {
      return .unavailable(reason: "no difference is shown that could be explained")
    }
    return .stated(1 - adjusted.value / plain.value)
  }
}
