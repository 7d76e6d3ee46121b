public import Blinding

/// One answer to "which of these captions is the one in production?".
public struct IncumbentGuess: Hashable, Sendable, Codable {
  /// The rater's pseudonym.
  public var rater: String
  /// The arms whose captions stood side by side: two or more, the incumbent's among them.
  public var shown: [ArmCode]
  /// The one that was taken for the incumbent's; nil for "do not know".
  public var believed: ArmCode?

  /// One answer.
  public init(rater: String, shown: [ArmCode], believed: ArmCode?) {
    self.rater = rater
    self.shown = shown
    self.believed = believed
  }
}

/// A guess that cannot be judged right or wrong.
public enum GuessError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Fewer than two different captions to choose from.
  case nothingToChoose(rater: String)
  /// The incumbent's caption was not among them.
  case incumbentNotShown(rater: String)
  /// The answer names a caption that was not shown.
  case answerNotShown(rater: String, believed: ArmCode)

  /// Place, fact, consequence, next step.
  public var description: String {
    switch self {
    case .nothingToChoose(let rater):
      """
      guess of rater \(rater): fewer than two arms were shown.
      There was nothing to tell apart.
      Ask where the incumbent's caption stands beside another's.
      """
    case .incumbentNotShown(let rater):
      """
      guess of rater \(rater): the incumbent's caption was not among those shown.
      No answer could have been right.
      Ask where the incumbent's caption stands beside another's.
      """
    case .answerNotShown(let rater, let believed):
      """
      guess of rater \(rater): \(believed) was not among the arms shown.
      It cannot be judged.
      Check the packet it came from.
      """
    }
  }
}
