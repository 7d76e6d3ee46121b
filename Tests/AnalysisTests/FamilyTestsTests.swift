internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@Suite("Tests over a family of comparisons")
struct FamilyTestsTests {
  private let third = ArmCode(rawValue: "arm-third")

  private func near(
    _ got: Double?, _ wanted: Double, within: Double = 1e-9, _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(abs((got ?? .infinity) - wanted) < within, "\(String(describing: got))", sourceLocation: location)
  }

  private func tests(_ table: RatingTable) throws -> FamilyTests {
    try FamilyTests(table, estimates: table.estimates(), seed: 1)
  }

  /// A third arm: the challenger's grid, its first nine images moved to the end.
  private func threeArms() throws -> [RatingCell] {
    let words = Sparse.challenger.split(whereSeparator: \.isWhitespace)
    return try Sparse.cells()
      + cells(third, (words.dropFirst(9) + words.prefix(9)).joined(separator: " "), category: Sparse.category)
  }

  /// Python, scipy 1.x: 2 * t.sf(|d| / se, df) and t.sf((d + 0.3) / se, df) with the two-way clustered standard error and
  /// guarded degrees of freedom worked out by numpy; statsmodels multipletests(…, method='holm');
  /// d ± t.ppf(1 − 0.05/4, df) se.
  @Test("p values, Holm and the simultaneous interval of two arms agree with Python")
  func againstPython() throws {
    let found = try tests(table(threeArms()))
    #expect(found.size == 2 && found.scope == .ratersLikeThese)
    let first = try #require(found.claimed.first { $0.arm == challenger })
    let second = try #require(found.claimed.first { $0.arm == third })
    near(first.p, 0.06109617713137794)
    near(second.p, 0.06537297880195045)
    near(first.holmP, 2 * 0.06109617713137794)
    near(second.holmP, 2 * 0.06109617713137794)
    near(first.nonInferiorityP, 0.00036416660453067283)
    near(second.nonInferiorityP, 0.001624070045541885)
    near(first.nonInferiorityHolmP, 2 * 0.00036416660453067283)
    near(second.nonInferiorityHolmP, 0.001624070045541885)
    near(first.simultaneous?.lower, -0.06372212533440907)
    near(first.simultaneous?.upper, 0.6218616602181299)
    #expect(first.simultaneousVerdict == Verdict(margin: .notWorse, direction: .noDifferenceShown))
  }

  @Test("p is below 1 − confidence exactly where the interval leaves zero out, and so for the margin")
  func consistent() throws {
    for confidence in [0.5, 0.9, 0.938, 0.94, 0.95, 0.9992, 0.9993, 0.9999] {
      let table = try table(Sparse.cells(), confidence: confidence)
      let estimate = try #require(try table.estimates().comparison?.difference?.ratersLikeThese.estimate)
      let found = try #require(try tests(table).claimed.first)
      #expect(((found.p ?? 1) < 1 - confidence) == (estimate.lower > 0), "\(confidence)")
      #expect(((found.nonInferiorityP ?? 1) < (1 - confidence) / 2) == (estimate.lower > -0.3), "\(confidence)")
      // One arm: a family of one is no adjustment.
      #expect(found.holmP == found.p)
      near(found.simultaneous?.lower, estimate.lower)
    }
  }

  /// Python: all 2¹⁴ sign patterns of the images' sums; all 2¹⁰ of scipy.stats.rankdata of the nonzero image means.
  @Test("up to 16 images every sign pattern is looked at; Wilcoxon is on the images' means")
  func exact() throws {
    let late = try Set((16...29).map(item))
    let found = try #require(try tests(table(Sparse.cells().filter { late.contains($0.item) })).claimed.first)
    #expect(found.permutationIsExact == true)
    near(found.permutationP, 0.130859375)
    near(found.wilcoxonP, 0.0625)
  }

  @Test("the same cells in another order, and the two sides exchanged, give the same two-sided p")
  func symmetric() throws {
    let cells = try Sparse.cells()
    let found = try tests(table(cells))
    #expect(try tests(table(cells.reversed())) == found)
    let exchanged = cells.map { cell in
      var cell = cell
      cell.arm = cell.arm == incumbent ? challenger : incumbent
      return cell
    }
    let other = try #require(try tests(table(exchanged)).claimed.first)
    near(other.p, try #require(found.claimed[0].p))
    near(other.permutationP, try #require(found.claimed[0].permutationP))
    near(other.wilcoxonP, try #require(found.claimed[0].wilcoxonP))
  }

  /// Rater 1 alone, 4 or better: both 3, only the challenger 6, only the incumbent 3, neither 11. Python: statsmodels
  /// mcnemar([[0, 6], [3, 0]], exact=True).pvalue − binom.pmf(3, 9, 0.5).
  @Test("with one rater shares are compared by McNemar and Tango; with several they are clustered")
  func shares() throws {
    let alone = try #require(try tests(table(Sparse.cells().filter { $0.rater == "r1" })).claimed.first)
    #expect(alone.share?.passing == "4 or better")
    near(alone.share?.mcNemarMidP, 0.34374999999999994)
    let tango = try PairedTable(both: 3, onlyFirst: 6, onlySecond: 3, neither: 11).tangoInterval()
    #expect(alone.share?.tango?.lower == tango.lower && alone.share?.tango?.upper == tango.upper)
    near(alone.share?.difference.value, 3.0 / 23)
    #expect(alone.p == nil && alone.reasons["p"] == "this rater only")
    let several = try #require(try tests(table(Sparse.cells())).claimed.first)
    #expect(several.share != nil && several.share?.tango == nil && several.share?.mcNemarMidP == nil)
  }

  @Test("on another scale there is no share, and on yes-or-no ratings it is of ones")
  func scales() throws {
    let wide = try tests(table(Sparse.cells(), ranges: ["accuracy": 1...7])).claimed.first
    #expect(wide?.share == nil && wide?.reasons["share"]?.hasPrefix("shares are counted") == true)
    let yesNo = try cells(incumbent, "10 01 11 10") + cells(challenger, "11 01 10 11")
    let found = try tests(table(yesNo, ranges: ["accuracy": 0...1])).claimed.first
    #expect(found?.share?.passing == "1")
    #expect(found?.share?.difference.value == 0.125)
  }

  /// Two exploratory p values: Benjamini and Hochberg leave the larger as it is and no q below its p.
  @Test("other criteria are explored with a q over all of them, arms without a pair left out of the family")
  func exploratory() throws {
    let cells =
      try Sparse.cells()
      + AnalysisTests.cells(incumbent, Sparse.incumbent, criterion: "tone", category: Sparse.category)
      + AnalysisTests.cells(challenger, Sparse.challenger, criterion: "tone", category: Sparse.category)
      + AnalysisTests.cells(incumbent, "22 33", criterion: "wit", category: Sparse.category)
      + AnalysisTests.cells(challenger, "33 44", criterion: "wit", category: Sparse.category)
    let found = try tests(table(cells))
    #expect(found.exploratory.map(\.criterion) == ["tone", "wit"])
    near(found.exploratory[0].p, 0.06109617713137794)
    near(found.exploratory[0].q, 0.06109617713137794)
    #expect(found.exploratory[1].p == nil && found.exploratory[1].q == nil)
    #expect(found.exploratory[1].reason == "every difference is 1, so their spread is unknown")
  }

  @Test("an arm without an interval stays in the family, with its reason")
  func withoutInterval() throws {
    let lone = try cells(third, "5", category: { _ in "photo" })
    let found = try tests(table(Sparse.cells() + lone))
    #expect(found.size == 2)
    let without = try #require(found.claimed.first { $0.arm == third })
    #expect(without.p == nil && without.holmP == nil && without.simultaneous == nil)
    #expect(without.reasons["p"] != nil && without.reasons["non_inferiority_p"] != nil)
    let with = try #require(found.claimed.first { $0.arm == challenger })
    near(with.holmP, 2 * 0.06109617713137794)
  }

  @Test("with traffic, signs are turned of what an image adds to the weighted difference")
  func weighted() throws {
    // Photos differ by 1, charts by −1, of equal traffic: the weighted difference is 0 whichever way the counts lie.
    let category: (Int) -> String = { $0 < 4 ? "photo" : "chart" }
    let cells =
      try AnalysisTests.cells(incumbent, "3 3 3 3 3 3", category: category)
      + AnalysisTests.cells(challenger, "4 4 4 4 2 2", category: category)
    let even = try tests(table(cells, traffic: ["photo": 0.5, "chart": 0.5])).claimed.first
    #expect(even?.permutationP == 1)
    let plain = try tests(table(cells)).claimed.first
    // A sum of 2 or more in size: 64 patterns less the 20 that add up to 0.
    #expect(plain?.permutationP == 44.0 / 64)
  }
}
