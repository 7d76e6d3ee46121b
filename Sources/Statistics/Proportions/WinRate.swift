/// How often the first of two models wins, a tie counting half, every image counting the same.
///
/// The interval rests on the images' own rates: judgements of one image are not independent. Source: Liang and Zeger
/// (1986); the sign test of Arbuthnot (1710) beside it counts judgements as independent and leaves ties out.
///
/// By hand: image 1 win and tie, image 2 two losses: rates 0.75 and 0, win rate 0.375, net win −0.25.
public struct WinRate: Hashable, Sendable {
  /// What one judgement says of the first model.
  public enum Outcome: Double, Hashable, Sendable {
    /// It is better.
    case win = 1
    /// Neither is.
    case tie = 0.5
    /// It is worse.
    case loss = 0
  }

  /// Judgements for the first.
  public let wins: Int
  /// Judgements for the second.
  public let losses: Int
  /// Judgements for neither.
  public let ties: Int
  /// The images' rates: ``CrossedMean/value`` is the win rate, ``CrossedMean/overNewImages(confidence:)`` its interval.
  public let rate: CrossedMean

  /// - Parameter judgements: any number for an image.
  /// - Throws: `noObservations`.
  public init(_ judgements: [(image: Int, outcome: Outcome)]) throws(EstimationError) {
    rate = try CrossedMean(
      imageMeans(judgements.map { Observation(image: $0.image, rater: 0, value: $0.outcome.rawValue) }))
    wins = judgements.count { $0.outcome == .win }
    losses = judgements.count { $0.outcome == .loss }
    ties = judgements.count { $0.outcome == .tie }
  }

  /// Win rate less loss rate, from −1 to 1.
  public var netWin: Double { 2 * rate.value - 1 }
  /// Wins against losses by ``signTest(wins:losses:)``.
  public var signTestP: Double { signTest(wins: wins, losses: losses) }
}
