internal import Statistics

/// How well raters agree with each other on one criterion, and how each uses the scale.
///
/// A unit is one caption: an image × an arm. Values that were set by rule, because there was no caption to judge, are left
/// out: nobody gave them. Every coefficient is a number with an interval over new captions judged by the same raters, or
/// has a reason (METHODS: Krippendorff's alpha first, the others beside it since readers ask for them).
public struct RaterReliability: Hashable, Sendable, Codable {
  /// What was judged.
  public var criterion: String
  /// Of every interval.
  public var confidence: Double
  /// Values that raters gave.
  public var ratings: Int
  /// Values set by rule and left out.
  public var failuresLeftOut: Int
  /// Captions with a rating.
  public var units: Int
  /// Captions with two ratings or more: what agreement is read from.
  public var pairableUnits: Int
  /// Krippendorff's alpha, distance (a − b)²: for points that mean equal steps. The one to quote.
  public var alphaInterval: Coefficient
  /// Krippendorff's alpha by rank: for points that are only ordered.
  public var alphaOrdinal: Coefficient
  /// Krippendorff's alpha, same or not: for names.
  public var alphaNominal: Coefficient
  /// Gwet's AC1: same or not, stays high where nearly all ratings are on one point.
  public var ac1: Coefficient
  /// Gwet's AC2 with quadratic weights.
  public var ac2: Coefficient
  /// Fleiss' kappa: same or not, every caption rated equally often.
  public var fleissKappa: Coefficient
  /// The mean of all pairs' kappas with quadratic weights.
  public var weightedKappa: Coefficient
  /// Pairs of raters behind ``weightedKappa``.
  public var raterPairs: Int
  /// Intraclass correlations, each under its own form.
  public var intraclass: IntraclassForms
  /// By rater, in the order of their names.
  public var raters: [RaterHabit]
  /// Why no rater has a leniency; nil where each has one.
  public var withoutLeniency: String?
  /// What a reader must know besides.
  public var notes: [String]

  /// - Parameters:
  ///   - columns: one criterion's ratings.
  ///   - confidence: above 0 and below 1.
  ///   - seed: of the resampling of captions.
  /// - Complexity: O(ratings) but for ``weightedKappa`` (raters × ratings, up to 100 raters), leniency (raters³, up to
  ///   1,000 raters) and a bounded number of bootstrap draws.
  public init(_ columns: RatingColumns, confidence: Double = 0.95, seed: UInt64) {
    let units = RatedUnits(columns)
    let agreement = AgreementEstimator(units, levels: RatedLevels(columns), confidence: confidence, seed: seed)
    criterion = columns.criterion
    self.confidence = confidence
    ratings = units.values.count
    failuresLeftOut = columns.count - units.values.count
    self.units = units.count
    pairableUnits = agreement.pairableUnits
    alphaInterval = agreement.alpha(.interval)
    alphaOrdinal = agreement.alpha(.ordinal)
    alphaNominal = agreement.alpha(.nominal)
    ac1 = agreement.gwet(.identity)
    ac2 = agreement.gwet(.quadratic)
    fleissKappa = agreement.fleiss(nominalAlpha: alphaNominal)
    let kappa = agreement.weightedKappa()
    weightedKappa = kappa.coefficient
    raterPairs = kappa.pairs
    intraclass = IntraclassForms(units, confidence: confidence)
    let habits = RaterHabit.all(columns)
    raters = habits.raters
    withoutLeniency = habits.withoutLeniency
    notes = agreement.notes + kappa.notes
    if failuresLeftOut > 0 {
      notes.append(
        "\(failuresLeftOut) \(failuresLeftOut == 1 ? "value that was" : "values that were") set by rule for a missing "
          + "caption \(failuresLeftOut == 1 ? "is" : "are") left out: no rater gave them")
    }
  }
}
