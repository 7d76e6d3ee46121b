internal import Analysis
internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@Suite("Estimates of a table")
struct EstimatesTests {
  private func near(_ got: Double?, _ wanted: Double, _ location: SourceLocation = #_sourceLocation) {
    #expect(abs((got ?? .infinity) - wanted) < 1e-9, "\(String(describing: got))", sourceLocation: location)
  }

  /// New: images (3, 5) and (4, 4), mean 4. Old: (2, 3) and (4, 2), mean 2.75. Differences (1, 2) and (0, 2), mean
  /// 1.25; image means 1.5 and 1, standard error over images 0.25; rater means 0.5 and 2, standard error 0.75.
  @Test("two images and two raters, worked by hand")
  func byHand() throws {
    let estimates = try table(cells(incumbent, "23 42") + cells(challenger, "35 44")).estimates()
    #expect(estimates.estimate(of: challenger)?.mean?.value == 4)
    #expect(estimates.estimate(of: incumbent)?.mean?.value == 2.75)
    #expect(estimates.estimate(of: challenger)?.publishable?.value == 0.75)
    let comparison = try #require(estimates.comparison)
    let difference = try #require(comparison.difference)
    #expect(difference.value == 1.25)
    near(difference.theseRaters.estimate?.standardError, 0.25)
    near(difference.theseRaters.estimate?.halfWidth, 0.25 * 12.706204736174698)
    near(difference.ratersLikeThese.estimate?.standardError, 0.75)
    #expect(difference.theseRaters.caution == "two images: very wide, low information")
    #expect(
      difference.ratersLikeThese.caution
        == "two images: very wide, low information; two raters: very wide, low information")
    #expect(comparison.verdicts[.theseRaters] == Verdict(margin: .undecided, direction: .noDifferenceShown))
    #expect(comparison.pairs == 4 && comparison.unpaired == 0 && comparison.items == 2 && comparison.raters == 2)
  }

  /// R 4.2.2, sandwich 3.0-2: vcovCL(lm(x ~ 1), cluster = ~ image + rater, type = "HC0", cadjust = TRUE,
  /// multi0 = FALSE) on the complete pairs; qt with the guarded degrees of freedom.
  @Test("without traffic weights, a comparison agrees with R")
  func againstR() throws {
    let comparison = try #require(try table(Sparse.cells()).estimates().comparison)
    #expect(comparison.pairs == 86)
    #expect(comparison.items == 30 && comparison.raters == 4)
    let difference = try #require(comparison.difference)
    near(difference.value, 0.27906976744186)
    near(difference.ratersLikeThese.estimate?.lower, -0.0146558141804355)
    near(difference.ratersLikeThese.estimate?.upper, 0.572795349064156)
    near(difference.theseRaters.estimate?.degreesOfFreedom, 29)
    near(difference.variance?.rater, 0.00327366231611609)
    #expect(comparison.verdicts[.theseRaters]?.phrase(margin: 0.3) == "not worse within 0.30; no difference shown")
  }

  /// R 4.2.2, base, from the stratified formulas of ``Statistics/CrossedMean``.
  @Test("traffic weights weigh the mean and the comparison")
  func weighted() throws {
    let estimates = try table(Sparse.cells(), traffic: Sparse.traffic).estimates()
    let mean = try #require(estimates.estimate(of: incumbent)?.mean)
    near(mean.value, 2.88101872327879)
    near(mean.ratersLikeThese.estimate?.lower, 2.20524684546067)
    near(mean.ratersLikeThese.estimate?.upper, 3.5567906010969)
    let difference = try #require(estimates.comparison?.difference)
    near(difference.value, 0.266647878663661)
    near(difference.theseRaters.estimate?.lower, 0.00157345446763751)
    near(difference.ratersLikeThese.estimate?.lower, -0.00801961545709112)
    let verdicts = try #require(estimates.comparison?.verdicts)
    #expect(verdicts[.theseRaters] == Verdict(margin: .notWorse, direction: .measurablyHigher))
    #expect(verdicts[.ratersLikeThese] == Verdict(margin: .notWorse, direction: .noDifferenceShown))
  }

  @Test("a category's own number is not weighted")
  func byCategory() throws {
    let weighted = try table(Sparse.cells(), traffic: Sparse.traffic).estimates()
    let plain = try table(Sparse.cells()).estimates()
    #expect(weighted.estimate(of: challenger)?.byCategory == plain.estimate(of: challenger)?.byCategory)
    #expect(weighted.comparison?.byCategory == plain.comparison?.byCategory)
    let alone = try table(Sparse.cells().filter { $0.category == "chart" }).estimates()
    #expect(weighted.comparison?.byCategory["chart"] == alone.comparison?.difference)
    #expect(weighted.comparison?.byCategory.keys.sorted() == ["chart", "meme", "photo"])
  }

  @Test("the order of the cells does not change a digit")
  func order() throws {
    var random = SeededGenerator(seed: 5)
    let cells = try Sparse.cells()
    let plain = try table(cells, traffic: Sparse.traffic).estimates()
    for _ in 0..<5 {
      #expect(try table(cells.shuffled(using: &random), traffic: Sparse.traffic).estimates() == plain)
    }
  }

  @Test("the claimed criterion comes first, then the others by name; only the claimed one is compared")
  func criteria() throws {
    let cells =
      try Sparse.cells() + cells(challenger, "34 45", criterion: "wording")
      + cells(challenger, "43 21", criterion: "ability") + cells(incumbent, "34 55", criterion: "wording")
    let estimates = try table(cells).estimates()
    #expect(
      estimates.arms.map { "\($0.criterion) \($0.arm)" } == [
        "accuracy arm-new", "accuracy arm-old", "ability arm-new", "wording arm-new", "wording arm-old",
      ])
    #expect(estimates.comparisons.map(\.arm) == [challenger])
    #expect(estimates.comparison?.pairs == 86)
  }

  @Test("the confidence is the claim's")
  func confidence() throws {
    let narrow = try table(Sparse.cells(), confidence: 0.9).estimates().comparison?.difference?.ratersLikeThese
    let wide = try table(Sparse.cells()).estimates().comparison?.difference?.ratersLikeThese
    #expect(narrow?.estimate?.confidence == 0.9)
    #expect((narrow?.estimate?.halfWidth ?? 9) < (wide?.estimate?.halfWidth ?? 0))
  }

  @Test("the share of 4 and 5 is there for a scale from 1 to 5 only, its bounds cut at 0 and 1")
  func publishable() throws {
    let cells = try cells(challenger, "55 44 45 54 13 44")
    let share = try #require(try table(cells).estimates().estimate(of: challenger)?.publishable)
    near(share.value, 10.0 / 12)
    #expect(share.theseRaters.estimate?.upper == 1)
    #expect(share.theseRaters.caution == "upper bound cut at 1")
    let estimates = try table(cells, ranges: ["accuracy": 0...5]).estimates()
    #expect(estimates.estimate(of: challenger)?.publishable == nil)
    #expect(try table(cells, ranges: [:]).estimates().estimate(of: challenger)?.publishable == nil)
  }

  @Test("a share of all or none has a value and, instead of an interval, a reason")
  func constantShare() throws {
    let all = try #require(try table(cells(challenger, "55 44 45")).estimates().estimate(of: challenger)?.publishable)
    #expect(all.value == 1)
    #expect(all.theseRaters.reason == "every rating is 4 or better, so their spread is unknown")
    let none = try #require(try table(cells(challenger, "12 33 23")).estimates().estimate(of: challenger)?.publishable)
    #expect(none.value == 0)
    #expect(none.ratersLikeThese.reason == "no rating is 4 or better, so their spread is unknown")
  }

  /// New: 4 4 | failed, twice | 5 3: mean (8 + 2 + 8) / 6 = 3; judged only (8 + 8) / 4 = 4.
  @Test("failures count at the lowest point, and are shown left out beside it")
  func failures() throws {
    let estimates = try table(cells(incumbent, "33 34 42") + cells(challenger, "44 xx 53")).estimates()
    let arm = try #require(estimates.estimate(of: challenger))
    #expect(arm.ratings == 4 && arm.failures == 2 && arm.items == 3 && arm.raters == 2)
    #expect(arm.mean?.value == 3)
    #expect(arm.meanWithoutFailures?.value == 4)
    #expect(arm.publishable?.value == 0.5)
    #expect(estimates.estimate(of: incumbent)?.meanWithoutFailures == nil)
    // Differences (1, 1), (-2, -3), (1, 1).
    let comparison = try #require(estimates.comparison)
    near(comparison.difference?.value, -1.0 / 6)
    #expect(comparison.pairs == 6)
    #expect(comparison.differenceWithoutFailures?.value == 1)
    #expect(
      comparison.differenceWithoutFailures?.theseRaters.reason
        == "every difference is 1, so their spread is unknown")
  }

  @Test("an arm that failed throughout is estimated, and nothing is left without the failures")
  func onlyFailures() throws {
    let estimates = try table(cells(incumbent, "33 34 42") + cells(challenger, "xx xx xx")).estimates()
    let arm = try #require(estimates.estimate(of: challenger))
    #expect(arm.mean?.value == 1)
    #expect(arm.ratings == 0 && arm.failures == 6)
    #expect(arm.meanWithoutFailures == nil)
    #expect(estimates.comparison?.differenceWithoutFailures == nil)
    #expect(estimates.comparison?.difference?.theseRaters.estimate != nil)
  }
}
