public import Analysis
internal import Blinding
internal import FoundationEssentials
internal import StudyModel

/// What `results.json` says of scores and comparisons, held against `ratings.csv`: all that can be worked out again where
/// the databases are not at hand.
public struct RecountedResults: Sendable {
  /// What does not follow from the ratings.
  public let differences: [DocumentDifference]
  /// Means, differences, intervals and verdicts that were worked out again.
  public let numbers: Int

  /// The ratings that count, arms under their candidates' labels, and what was estimated from them.
  let table: RatingTable
  let estimates: StudyEstimates
  /// Raters whom a rule fixed in advance left out.
  let leftOut: [String]
  /// Every row of scores, those of raters left out among them; empty for pairs.
  let cells: [RatingCell]

  /// Rows of `ratings.csv`, whose arms are candidates' labels.
  public enum Rows: Sendable {
    /// Scores.
    case ratings([RatingCell])
    /// Judgements of pairs.
    case pairs([Preference])
  }

  /// The terms on which a study's numbers are computed, as `results.json` states them.
  private struct Terms: Decodable {
    struct Stated: Decodable {
      let criterion: String
      let scope: Scope
      let margin: Double
      let because: String
      let confidence: Double
      /// Nil of a total, whose range is that of a sum and whose values the file rounds.
      let question: String?
      /// The first reports did not say.
      let lowest: Double?
      let highest: Double?

      var range: ClosedRange<Double>? {
        guard question != nil, let lowest, let highest, lowest < highest else { return nil }
        return lowest...highest
      }
    }
    struct Images: Decodable { let traffic: [String: Double] }
    struct Criterion: Decodable {
      struct Number: Decodable {}
      let criterion: String
      let publishable: Number?
    }
    struct Trust: Decodable {
      struct Declared: Decodable {
        struct Rule: Decodable { let exclude: Bool }
        let screening: Rule?
      }
      struct Screening: Decodable { let screened: [String] }
      let declared: Declared
      let screening: Screening?

      /// Whom the claim leaves out.
      var leftOut: [String] { declared.screening?.exclude == true ? screening?.screened ?? [] : [] }
    }
    let claim: Stated
    let incumbent: String
    let images: Images
    let criteria: [Criterion]
    let trust: Trust
  }

  /// Computes again and compares.
  ///
  /// - Parameters:
  ///   - results: the whole of `results.json`.
  ///   - rows: the whole of `ratings.csv`.
  /// - Throws: ``ReportError/notJSON(reason:)``, `AnalysisError`.
  public init(_ results: String, _ rows: Rows) throws {
    let terms: Terms
    do {
      terms = try JSONDecoder().decode(Terms.self, from: Data(results.utf8))
    } catch {
      throw ReportError.notJSON(reason: "\(error)")
    }
    table = try Self.table(terms, rows)
    estimates = try table.estimates()
    leftOut = terms.trust.leftOut
    if case .ratings(let all) = rows { cells = all } else { cells = [] }
    let recounted = JSONValue.keyed([
      "comparisons": .array(
        estimates.comparisons.map { .comparison($0, candidate: $0.arm.rawValue, terms.claim.scope) }),
      "criteria": .array(
        estimates.arms.map {
          .criterion($0, candidate: $0.arm.rawValue, isClaimed: $0.criterion == terms.claim.criterion)
        }),
    ])
    // A score that is a formula stands in the file with six decimals; degrees of freedom feel that most.
    let comparison = try JSONComparison(results, recounted.document, .shared(tolerance: 1e-5))
    let known = ["comparisons", "criteria"]
    // The first version had all of it but the numbers of images by category.
    let lacking = comparison.lacking.filter { !$0.hasSuffix(".images_by_category") }
    let unrated = comparison.notCompared.subtracting(lacking).filter { path in
      // A candidate or criterion that has ratings and no entry, or an entry and no ratings.
      known.contains { path.hasPrefix("\($0)[") } && path.hasSuffix("]")
    }
    differences =
      comparison.differences
      + lacking.sorted().map { DocumentDifference(place: $0, there: nil, expected: "it, which ratings.csv gives") }
      + unrated.sorted().map { DocumentDifference(place: $0, there: nil, expected: "an entry, and ratings for it") }
    numbers = estimates.comparisons.count + estimates.arms.count
  }

  private static func table(_ terms: Terms, _ rows: Rows) throws -> RatingTable {
    let claim = Claim(
      criterion: terms.claim.criterion, scope: terms.claim.scope, margin: terms.claim.margin,
      because: terms.claim.because, confidence: terms.claim.confidence)
    let incumbent = ArmCode(rawValue: terms.incumbent)
    let leftOut = Set(terms.trust.leftOut)
    switch rows {
    case .pairs(let preferences):
      return RatingTable(
        preferences: preferences.filter { !leftOut.contains($0.rater) }, traffic: terms.images.traffic,
        incumbent: incumbent, claim: claim)
    case .ratings(let cells):
      // Only of a scale from 1 to 5 is the share of 4 or better given.
      let fivePoint = terms.criteria.filter { $0.publishable != nil }.map { ($0.criterion, 1.0...5.0) }
      let claimed = terms.claim.range.map { [(claim.criterion, $0)] } ?? []
      return RatingTable(
        cells: cells.filter { !leftOut.contains($0.rater) }, traffic: terms.images.traffic, incumbent: incumbent,
        claim: claim, ranges: Dictionary(claimed + fivePoint, uniquingKeysWith: { first, _ in first }))
    }
  }
}
