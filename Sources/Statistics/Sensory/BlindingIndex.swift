/// What raters guessed about the arm they saw, when asked after the session.
public struct BlindingGuesses: Hashable, Sendable {
  /// Guessed the arm it was.
  public var right: Int
  /// Guessed the other arm.
  public var wrong: Int
  /// Did not know.
  public var unknown: Int

  /// Counts of one arm.
  ///
  /// - Throws: `noObservations` where there is none, `outOfDomain` for a count below 0.
  public init(right: Int, wrong: Int, unknown: Int) throws(EstimationError) {
    for count in [right, wrong, unknown] where count < 0 {
      throw .outOfDomain(parameter: "a count", value: Double(count))
    }
    guard right + wrong + unknown > 0 else { throw .noObservations }
    self.right = right
    self.wrong = wrong
    self.unknown = unknown
  }

  var total: Double { Double(right + wrong + unknown) }

  /// Bang's index of this arm: share right − share wrong. 0: blind; 1: all saw through it; −1: all misled.
  ///
  ///     SE² = (p right (1 − p right) + p wrong (1 − p wrong) + 2 p right p wrong) / n
  ///
  /// Source: Bang, Ni and Davis (2004), "Assessment of blinding in clinical trials", Controlled Clinical Trials 25.
  /// By hand, 3 right, 1 wrong, 4 unknown: 1/4, and SE² = (15/64 + 7/64 + 6/64) / 8 = 7/128.
  public var bang: BlindingIndex {
    let (p, q) = (Double(right) / total, Double(wrong) / total)
    return BlindingIndex(value: p - q, variance: (p * (1 - p) + q * (1 - q) + 2 * p * q) / total)
  }
}

/// An index of blinding with its standard error.
public struct BlindingIndex: Hashable, Sendable {
  /// Bang: −1 to 1, blind at 0. James: 0 to 1, blind at 1.
  public let value: Double
  /// Of a large sample; nil where every guess is of one kind, so that their spread is unknown.
  public let standardError: Double?

  init(value: Double, variance: Double) {
    self.value = value
    standardError = variance > 1e-15 ? variance.squareRoot() : nil
  }

  /// value ± normal quantile × standard error; nil without one.
  ///
  /// - Throws: `outOfDomain` for a confidence that is not above 0 and below 1.
  public func interval(confidence: Double = 0.95) throws(EstimationError) -> ClosedRange<Double>? {
    try requireConfidence(confidence)
    guard let standardError else { return nil }
    let half = (try Normal.quantile(0.5 + confidence / 2)) * standardError
    return value - half...value + half
  }
}

/// James' index of two arms together: 1 if nobody knew, 0.5 for guesses as by chance, 0 if all saw through it.
///
///     (1 + pu + (1 − pu) K) / 2,   K = (po − pe) / pe
///
/// with pu the share that did not know, po the share of wrong guesses among those who guessed, halved, and pe the same
/// as by chance. The standard error is that of a smooth function of multinomial shares (delta method). Source: James et
/// al. (1996), "An index for assessing blindness in a multi-centre clinical trial", Statistics in Medicine 15.
///
/// By hand, both arms 1 right, 1 wrong, 2 unknown: po = pe, K = 0, index 3/4.
///
/// - Returns: 1 without a standard error where nobody guessed.
/// - Throws: `constantObservations` where all who guessed had one arm and named one arm, so
///   that chance has no say.
public func jamesIndex(_ first: BlindingGuesses, _ second: BlindingGuesses) throws(EstimationError) -> BlindingIndex {
  let n = first.total + second.total
  let unknown = Double(first.unknown + second.unknown) / n
  guard unknown < 1 else { return BlindingIndex(value: 1, variance: 0) }
  // Shares of those who guessed: a and d right, b and c wrong.
  let (a, b) = (Double(first.right) / n, Double(first.wrong) / n)
  let (c, d) = (Double(second.wrong) / n, Double(second.right) / n)
  let guessed = a + b + c + d
  // Twice the chance disagreement, times guessed²: guesses of one arm × people in the other.
  let chance = (a + c) * (c + d) + (b + d) * (a + b)
  guard chance > 0 else { throw .constantObservations(value: 0) }
  // po / pe = (b + c) guessed / chance, and the index is (1 + u + g (po/pe − 1)) / 2 = (1 + u − g + g² (b + c)/chance) / 2.
  let wrong = b + c
  let ratio = guessed * guessed * wrong / chance
  let value = (1 + unknown - guessed + ratio) / 2
  func slope(wrongGuess: Double, chanceSlope: Double) -> Double {
    (-1 + 2 * guessed * wrong / chance + guessed * guessed * wrongGuess / chance - ratio * chanceSlope / chance) / 2
  }
  let parts: [(share: Double, slope: Double)] = [
    (a, slope(wrongGuess: 0, chanceSlope: (c + d) + (b + d))),
    (b, slope(wrongGuess: 1, chanceSlope: (a + b) + (b + d))),
    (c, slope(wrongGuess: 1, chanceSlope: (c + d) + (a + c))),
    (d, slope(wrongGuess: 0, chanceSlope: (a + c) + (a + b))),
    (unknown, 0.5),
  ]
  let mean = parts.reduce(0) { $0 + $1.share * $1.slope }
  let square = parts.reduce(0) { $0 + $1.share * ($1.slope - mean) * ($1.slope - mean) }
  return BlindingIndex(value: value, variance: square / n)
}
