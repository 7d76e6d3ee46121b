public import Blinding
public import StudyModel

extension [Preference] {
  /// The judgements against the incumbent as cells of a table of ratings, so that the paired difference of two arms is the
  /// net preference.
  ///
  ///     challenger's cell  +1 preferred to the incumbent, −1 the incumbent preferred, 0 a tie or neither
  ///     incumbent's cell   0: the others are measured against it
  ///
  /// Judgements between two challengers make no cell.
  func cells(against incumbent: ArmCode, on criterion: String) -> [RatingCell] {
    var cells: [RatingCell] = []
    var bases: Set<PooledPrecision.Cell> = []
    for preference in sorted(by: Self.isBefore) {
      guard let challenger = preference.other(than: incumbent) else { continue }
      func cell(_ arm: ArmCode, _ value: Double) -> RatingCell {
        RatingCell(
          item: preference.item, category: preference.category, rater: preference.rater, arm: arm,
          criterion: criterion, value: value, isFailure: preference.isWithoutCaption(arm),
          showing: preference.showing(of: arm))
      }
      cells.append(cell(challenger, preference.value(of: challenger)))
      if bases.insert(PooledPrecision.Cell(item: preference.item, rater: preference.rater)).inserted {
        cells.append(cell(incumbent, 0))
      }
    }
    return cells
  }

  /// What was shown comes before what was not, and what was shown earlier before what was later: of several pairs of a rater's
  /// image the incumbent's cell is of the same one in whatever order they are given.
  private static func isBefore(_ one: Preference, _ other: Preference) -> Bool {
    let places = [one, other].map { ($0.showings.first?.order ?? .max, $0.basis == .judged ? 0 : 1) }
    return places[0] < places[1]
  }

  /// Names for arms that depend on what they got and not on their codes, which are random: what is drawn from a seed must
  /// not depend on their order. The incumbent is the first.
  func namesByContent(incumbent: ArmCode) -> [ArmCode: String] {
    let arms = Set(flatMap { [$0.first, $0.second] }).subtracting([incumbent])
    let got = Dictionary(
      uniqueKeysWithValues: arms.map { arm in
        (
          arm,
          filter { $0.other(than: arm) != nil }.map { "\($0.item) \($0.rater) \($0.value(of: arm))" }.sorted()
        )
      })
    let order = got.sorted { left, right in
      left.value == right.value ? left.key < right.key : left.value.lexicographicallyPrecedes(right.value)
    }
    var names = [incumbent: "arm-10000"]
    for (number, entry) in order.enumerated() { names[entry.key] = "arm-\(10_001 + number)" }
    return names
  }
}

extension RatingTable {
  /// A study of pairs.
  ///
  /// - Parameters:
  ///   - preferences: what became of every pair.
  ///   - traffic: category → weight, adding up to 1. Empty: every judgement counts the same.
  public init(preferences: [Preference], traffic: [String: Double], incumbent: ArmCode, claim: Claim) {
    self.init(
      cells: preferences.cells(against: incumbent, on: claim.criterion), traffic: traffic, incumbent: incumbent,
      claim: claim, ranges: [claim.criterion: -1...1])
    self.preferences = preferences
  }
}

extension Tabulation {
  /// The table that estimates are made from, whether captions were rated or compared.
  ///
  /// - Parameters:
  ///   - incumbent: the arm in production.
  ///   - claim: what is claimed.
  ///   - traffic: category → weight, adding up to 1. Empty: every rating counts the same.
  ///   - rubric: the questions.
  public func table(
    incumbent: ArmCode, claim: Claim, traffic: [String: Double], rubric: Rubric
  ) -> RatingTable {
    var table = RatingTable(
      cells: cells, traffic: traffic, incumbent: incumbent, claim: claim, ranges: Self.ranges(of: rubric))
    if rubric.mode == .pairwise {
      table.cells = preferences.cells(against: incumbent, on: claim.criterion)
      table.preferences = preferences
    }
    return table
  }
}
