internal import Statistics

/// Whether people could tell things apart at all: how many of their answers were right, against guessing.
public struct TellingApart: Hashable, Sendable, Codable {
  /// Right answers.
  public var right: Int
  /// Answers; "do not know" is not one.
  public var answers: Int
  /// The share of right answers that guessing gives.
  public var chance: Double?
  /// The share of right answers, between 0 and 1, with Wilson's interval.
  public var share: StatedNumber
  /// P(as many right answers or more by guessing), exact; nil without an answer, and where one person gave several: whoever
  /// takes one style for the incumbent's throughout is right nearly always or nearly never, by one guess.
  public var p: Double?
  /// The share of answers that must have been knowledge, the rest guessing, at least 0; nil without an answer.
  public var discriminators: Double?
  /// d′ of a choice between two, in standard deviations of the impression; the interval is that of ``share`` carried
  /// over.
  public var sensitivity: StatedNumber

  /// Counts right answers in a choice among equally many each time.
  ///
  /// - Parameters:
  ///   - right: from 0 to `answers`.
  ///   - answers: 0 or above; without one there are reasons in place of numbers.
  ///   - choices: how many stood side by side: two or more.
  ///   - confidence: above 0 and below 1.
  ///   - isIndependent: whether every answer is another person's; else there is neither interval nor test.
  public init(right: Int, of answers: Int, choices: Int, confidence: Double = 0.95, isIndependent: Bool = true) {
    self.right = right
    self.answers = answers
    let chance = 1 / Double(max(1, choices))
    self.chance = chance
    let found: Distinguishability
    do throws(EstimationError) {
      found = try Distinguishability(correct: right, of: answers, chance: chance, confidence: confidence)
    } catch {
      let reason = error == .noObservations ? "nobody ventured a guess" : error.description
      share = StatedNumber(reason: reason)
      sensitivity = StatedNumber(reason: reason)
      return
    }
    p = isIndependent ? found.pValue : nil
    discriminators = found.discriminators
    share =
      isIndependent
      ? StatedNumber(found.share, found.interval)
      : StatedNumber(found.share, reason: "one rater’s answers are not independent of each other")
    guard choices == 2 else {
      sensitivity = StatedNumber(reason: "d′ is given for a choice between two only")
      return
    }
    do throws(EstimationError) {
      let value = try found.pairSensitivity()
      let root = 2.0.squareRoot()
      let bounds = found.interval
      sensitivity =
        isIndependent
        ? StatedNumber(
          value,
          (root * (try Normal.quantile(bounds.lowerBound)))...(root * (try Normal.quantile(bounds.upperBound))))
        : StatedNumber(value, reason: "one rater’s answers are not independent of each other")
    } catch {
      sensitivity = StatedNumber(reason: "\(right == 0 ? "no" : "every") answer is right, so d′ has no limit")
    }
  }

  /// Answers whose chances of a right guess differ.
  init(right: Int, of answers: Int, withoutOneChance reason: String) {
    self.right = right
    self.answers = answers
    share =
      answers > 0
      ? StatedNumber(Double(right) / Double(answers), reason: reason) : StatedNumber(reason: "nobody ventured a guess")
    sensitivity = StatedNumber(reason: reason)
  }
}
