/// One answer to "which of these is the one?", asked of things that stood side by side.
public struct ChoiceGuess: Hashable, Sendable, Codable {
  /// What was answered.
  public enum Answer: String, Hashable, Sendable, Codable {
    /// The one it was.
    case right
    /// Another of them.
    case wrong
    /// Did not know.
    case unknown
  }

  /// Who answered. Only equality counts.
  public var rater: Int
  /// How many stood side by side: two or more.
  public var choices: Int
  /// What was answered.
  public var answer: Answer

  /// One answer.
  ///
  /// - Throws: `outOfDomain` for fewer than two choices.
  public init(rater: Int, choices: Int, answer: Answer) throws(EstimationError) {
    guard choices >= 2 else { throw .outOfDomain(parameter: "the number of choices", value: Double(choices)) }
    self.rater = rater
    self.choices = choices
    self.answer = answer
  }

  /// 1 for right, −1/(choices − 1) for wrong, 0 for not knowing: 0 on average for whoever guesses blindly.
  var score: Double {
    switch answer {
    case .right: 1
    case .wrong: -1 / Double(choices - 1)
    case .unknown: 0
    }
  }
}

/// Bang's and James' indices of guesses which of several things is the one asked for.
///
///     Bang = mean score          James = (1 + share unknown − Bang) / 2
///
/// with the score 1 for right, −1/(k − 1) for wrong among k, 0 for not knowing. With two side by side these are the
/// indices of ``BlindingGuesses/bang`` and ``jamesIndex(_:_:)``, in which chance agreement is 1/2 by design; with more,
/// a wrong answer tells less and counts less. Source: Bang, Ni and Davis (2004), Controlled Clinical Trials 25; James et
/// al. (1996), Statistics in Medicine 15.
///
/// By hand, of pairs, 3 right, 1 wrong, 4 unknown: Bang 1/4, James (1 + 1/2 − 1/4) / 2 = 5/8.
public struct ChoiceBlinding: Hashable, Sendable {
  /// 1: all saw through it; 0: blind; −1/(k − 1): all misled.
  public let bang: BlindingIndex
  /// 1: nobody knew; 0.5: guesses as by chance; 0: all saw through it.
  public let james: BlindingIndex
  /// Bang's index over raters, whose answers are not independent of each other; nil where every rater answered once, so
  /// that ``bang`` says it all.
  public let bangByRater: CrossedMean?

  /// - Throws: `noObservations`.
  public init(_ guesses: [ChoiceGuess]) throws(EstimationError) {
    guard !guesses.isEmpty else { throw .noObservations }
    bang = Self.index(guesses.map(\.score))
    james = Self.index(guesses.map { (1 + ($0.answer == .unknown ? 1 : 0) - $0.score) / 2 })
    let raters = Set(guesses.map(\.rater)).count
    bangByRater =
      raters == guesses.count
      ? nil : try CrossedMean(guesses.map { Observation(image: $0.rater, rater: 0, value: $0.score) })
  }

  /// A mean of independent answers, with the variance of a share: divided by their number, not by one less.
  private static func index(_ values: [Double]) -> BlindingIndex {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return BlindingIndex(value: mean, variance: square / (n * n))
  }
}
