public import Statistics

/// Whether the models can be put on one scale at all: looked at before any number.
public struct PairConnection: Hashable, Sendable, Codable {
  /// `connected`, `separated` or `disconnected`; nil without a judgement.
  public var status: ComparisonGraph.Status?
  /// Groups of models that were compared with each other, directly or over others; two or more groups share no scale.
  public var groups: [[String]]
  /// Groups from the one that never lost to the rest down to the one that never won, where no distance has a limit.
  public var ladder: [[String]]
  /// Models that never won a judgement.
  public var neverWon: [String]
  /// Models that never lost a judgement.
  public var neverLost: [String]
}

/// Which model of worths the numbers come from.
public enum WorthMethod: String, Hashable, Sendable, Codable {
  /// With ties.
  case davidson = "Davidson"
  /// Without.
  case bradleyTerry = "Bradley–Terry"
  /// Finite where a model won or lost everything; a tie counts half.
  case firth = "Firth"
}

/// One model's place among the others.
public struct ModelWorth: Hashable, Sendable, Codable {
  /// Its name.
  public var model: String
  /// Log-odds against the incumbent, or against the average model where none is named. Nil with a ``reason``.
  public var logOdds: TwoScopes?
  /// Standard error of the same by the bootstrap that ``rankRange`` comes from.
  public var bootstrapError: Double?
  /// Rao and Kupper's estimate of the same; nil where it has none.
  public var raoKupper: Double?
  /// From 1, the best; equal worths share the better rank.
  public var rank: Int?
  /// Where the rank lies in the middle `confidence` of the bootstrap's rounds.
  public var rankRange: ClosedRange<Int>?
}

/// One pair of models, or one model against all others.
public struct PairScore: Hashable, Sendable, Codable {
  /// The model whose wins are counted.
  public var model: String
  /// The other; nil for all others together.
  public var other: String?
  /// Judgements of the two.
  public var judgements: Int
  /// For ``model``.
  public var wins: Int
  /// For the other.
  public var losses: Int
  /// No difference.
  public var ties: Int
  /// Neither usable.
  public var neither: Int
  /// Between 0 and 1; ties and neither count half, every judgement the same.
  public var winRate: TwoScopes?
  /// Share of wins less share of losses, from −1 to 1.
  public var netWin: TwoScopes?
  /// Share of ties.
  public var tieRate: TwoScopes?
  /// Share of judgements that found neither usable.
  public var neitherRate: TwoScopes?
  /// Wins against losses, as if judgements were independent: too small where images are shared.
  public var signTest: Double?
  /// Images with more wins than losses against images with fewer: each image counts once.
  public var signTestByImage: Double?
  /// Images with more wins than losses.
  public var imagesWon: Int
  /// Images with more losses than wins.
  public var imagesLost: Int
}

/// Whether being shown first helps.
public struct PositionBias: Hashable, Sendable, Codable {
  /// Decided judgements for the model shown first.
  public var firstWins: Int
  /// Decided judgements.
  public var decided: Int
  /// Judgements without a preference: left out.
  public var leftOut: Int
  /// `firstWins` of `decided`, with the exact interval of Clopper and Pearson.
  public var share: StatedNumber
  /// The same with intervals that allow for shared images and raters.
  public var clustered: TwoScopes?
  /// Exact two-sided test against one half; nil without a decided judgement.
  public var p: Double?
  /// The advantage of being shown first in log-odds, models held equal; nil with an ``orderReason``.
  public var orderEffect: TwoScopes?
  /// Why there is no ``orderEffect``.
  public var orderReason: String?
  /// Pairs of models that were shown in one order only.
  public var oneOrderOnly: Int
  /// Pairs of models that were shown.
  public var pairs: Int
}

/// One rater beside the others.
public struct RaterAgreement: Hashable, Sendable, Codable {
  /// The rater.
  public var rater: String
  /// Judgements made.
  public var judgements: Int
  /// Images × pairs on which the other raters have one most frequent outcome.
  public var compared: Int
  /// Of those, the share on which this rater's outcome is the same, with its interval over images.
  public var withMajority: StatedNumber
  /// Decided judgements.
  public var decided: Int
  /// Of those, the share for the model shown first, with the exact interval.
  public var firstShare: StatedNumber
}
