internal import Statistics

/// Who wins head to head: worths, win rates, and what may have biased them.
///
/// Whether the models can be put on one scale is looked at first; what the data cannot carry is left out with its reason.
/// "Neither usable" is no preference: worths and win rates count it as they count a tie.
public struct PairAnalysis: Hashable, Sendable, Codable {
  /// All judgements.
  public var judgements: Int
  /// With a preference.
  public var decided: Int
  /// No difference.
  public var ties: Int
  /// Neither usable.
  public var neither: Int
  /// Images with a judgement.
  public var images: Int
  /// Raters with a judgement.
  public var raters: Int
  /// Judgements beyond the first of one image, rater and pair.
  public var repeats: Int
  /// The model that the others are measured against; nil: the average model.
  public var incumbent: String?
  /// For example 0.95.
  public var confidence: Double
  /// Of the bootstrap.
  public var seed: UInt64
  /// Bootstrap rounds.
  public var rounds: Int
  /// What the data connect.
  public var connection: PairConnection
  /// Where the worths come from; nil with a ``worthReason``.
  public var method: WorthMethod?
  /// Why there are no worths, or why they come without intervals.
  public var worthReason: String?
  /// Davidson's ν: between equal models the chance of a tie is ν / (2 + ν).
  public var tieParameter: Double?
  /// Rounds whose draw had no finite worths.
  public var undefinedRounds: Int
  /// Whether the bootstrap drew raters as well as images.
  public var drawsRaters: Bool
  /// Best first; in the order of names where there are no worths.
  public var worths: [ModelWorth]
  /// Every pair that was judged, by names.
  public var pairs: [PairScore]
  /// Every model against all others, in the order of ``worths``.
  public var standings: [PairScore]
  /// Share of ties among all judgements.
  public var tieRate: TwoScopes?
  /// Share of judgements that found neither usable.
  public var neitherRate: TwoScopes?
  /// Whether being shown first helps.
  public var position: PositionBias
  /// By name.
  public var raterAgreement: [RaterAgreement]
  /// Krippendorff's α over images × pairs, outcomes as names without an order.
  public var alpha: StatedNumber
  /// What a reader must know of the numbers.
  public var cautions: [String]

  /// Analyses a table.
  ///
  /// - Parameters:
  ///   - table: judgements; none leaves reasons in place of numbers.
  ///   - judged: those that raters made, where some of the table's are outcomes by a rule: what is said of places and of
  ///     raters rests on these.
  ///   - incumbent: a model's name, or nil.
  ///   - confidence: above 0 and below 1.
  ///   - seed: repeats the bootstrap.
  ///   - rounds: above 0.
  /// - Throws: ``PairTableError``.
  /// - Complexity: O(n · (log n + rounds) + rounds · models³).
  public init(
    _ table: PairTable, judged: PairTable? = nil, incumbent: String? = nil, confidence: Double = 0.95,
    seed: UInt64 = 1, rounds: Int = 1000
  ) throws(PairTableError) {
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfDomain(confidence) }
    guard rounds > 0 else { throw .roundsOutOfDomain(rounds) }
    var reference: Int?
    if let incumbent {
      reference = table.models.firstIndex(of: incumbent)
      if reference == nil { throw .unknownIncumbent(name: incumbent, known: table.models) }
    }
    self.incumbent = incumbent
    self.confidence = confidence
    self.seed = seed
    self.rounds = rounds
    judgements = table.rows.count
    ties = table.rows.count { $0.outcome == .tie }
    neither = table.rows.count { $0.outcome == .neither }
    decided = judgements - ties - neither
    images = table.images.count
    raters = table.raters.count
    repeats = table.rows.count - Set(table.rows.map(PairCell.init)).count

    let estimator = ScopeEstimator(confidence: confidence)
    let placing = WorthPlacing(table, reference: reference, confidence: confidence, seed: seed, rounds: rounds)
    connection = placing.connection
    method = placing.method
    worthReason = placing.reason
    tieParameter = placing.tieParameter
    undefinedRounds = placing.undefinedRounds
    drawsRaters = placing.drawsRaters
    worths = placing.worths
    pairs = table.pairScores(estimator)
    let standings = table.standings(estimator)
    self.standings = placing.worths.compactMap { worth in standings.first { $0.model == worth.model } }
    tieRate = table.rate(estimator) { $0 == .tie }
    neitherRate = table.rate(estimator) { $0 == .neither }
    let judged = judged ?? table
    position = judged.positionBias(estimator)
    raterAgreement = judged.raterAgreement(confidence: confidence)
    alpha = judged.alpha(confidence: confidence, seed: seed)

    var cautions = placing.cautions
    if position.oneOrderOnly > 0 {
      cautions.append(
        "shown in one order only: \(position.oneOrderOnly) of \(position.pairs) pairs; "
          + "there a liking for the place and one for the model look the same")
    }
    if repeats > 0 {
      cautions.append("\(repeats) judgements repeat an image, rater and pair; each of them counts")
    }
    self.cautions = cautions
  }
}

/// One image × rater × pair of models, in whichever order they were shown.
struct PairCell: Hashable {
  let image: Int
  let rater: Int
  let lower: Int
  let higher: Int

  init(_ row: PairTable.Row) {
    image = row.image
    rater = row.rater
    lower = min(row.first, row.second)
    higher = max(row.first, row.second)
  }
}
