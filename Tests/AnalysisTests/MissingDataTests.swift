internal import Analysis
internal import Blinding
internal import StudyModel
internal import Testing

/// Where data are lacking there is a reason, and no verdict.
@Suite("What is missing is said")
struct MissingDataTests {
  @Test("pairs are the cells of the same image and rater in both arms; the rest is counted")
  func completePairs() throws {
    let comparison = try #require(
      try table(cells(incumbent, "3. 24 45") + cells(challenger, "45 .3 43")).estimates().comparison)
    // Image 0: rater 0. Image 1: rater 1. Image 2: both. Without a partner: one old (image 1), one new (image 0).
    #expect(comparison.pairs == 4)
    #expect(comparison.unpaired == 2)
    #expect(comparison.difference?.value == (1 - 1 + 0 - 2) / 4.0)
  }

  @Test("no verdict where no cell is shared")
  func nothingShared() throws {
    let comparison = try #require(
      try table(cells(incumbent, "3. 2. 4.") + cells(challenger, ".5 .3 .3")).estimates().comparison)
    #expect(comparison.difference == nil)
    #expect(comparison.pairs == 0 && comparison.unpaired == 6)
    #expect(comparison.verdicts.isEmpty)
    let reason = "no image was rated for both by the same rater"
    #expect(comparison.withoutVerdict == [.theseRaters: reason, .ratersLikeThese: reason])
  }

  @Test("an incumbent without ratings leaves every arm without a verdict")
  func incumbentMissing() throws {
    let estimates = try table(cells(challenger, "45 33")).estimates()
    #expect(estimates.estimate(of: incumbent) == nil)
    #expect(estimates.comparison?.verdicts == [:])
    #expect(estimates.comparison?.unpaired == 4)
  }

  @Test("no ratings, no estimates, no error")
  func empty() throws {
    let estimates = try table([]).estimates()
    #expect(estimates.arms.isEmpty && estimates.comparisons.isEmpty)
  }

  @Test("one rater: a verdict for this rater, a reason for others")
  func oneRater() throws {
    let comparison = try #require(
      try table(cells(incumbent, "3 2 4 3") + cells(challenger, "4 2 5 5")).estimates().comparison)
    #expect(comparison.verdicts[.theseRaters] != nil)
    #expect(comparison.verdicts[.ratersLikeThese] == nil)
    #expect(comparison.withoutVerdict == [.ratersLikeThese: "this rater only"])
  }

  @Test("two raters: an interval with a warning")
  func twoRaters() throws {
    let comparison = try #require(
      try table(cells(incumbent, "32 24 43 34") + cells(challenger, "45 23 53 55")).estimates().comparison)
    #expect(comparison.difference?.ratersLikeThese.caution == "two raters: very wide, low information")
    #expect(comparison.difference?.theseRaters.caution == nil)
    #expect(comparison.verdicts.count == 2)
  }

  @Test("one image: the number, and why there is no interval")
  func oneImage() throws {
    let comparison = try #require(try table(cells(incumbent, "34") + cells(challenger, "45")).estimates().comparison)
    #expect(comparison.difference?.value == 1)
    #expect(comparison.withoutVerdict[.theseRaters] == "needs at least two images, found 1")
    #expect(comparison.verdicts.isEmpty)
  }

  @Test("constant ratings and constant differences give no interval and no verdict")
  func constant() throws {
    let estimates = try table(cells(incumbent, "44 44 44") + cells(challenger, "44 44 44")).estimates()
    let mean = try #require(estimates.estimate(of: challenger)?.mean)
    #expect(mean.value == 4)
    #expect(mean.theseRaters.reason == "every rating is 4, so their spread is unknown")
    #expect(mean.ratersLikeThese.reason == mean.theseRaters.reason)
    let comparison = try #require(estimates.comparison)
    #expect(comparison.difference?.value == 0)
    #expect(comparison.verdicts.isEmpty)
    #expect(comparison.withoutVerdict[.ratersLikeThese] == "every difference is 0, so their spread is unknown")
  }

  @Test("a category with traffic and without ratings takes the interval and the verdict away")
  func categoryWithoutRatings() throws {
    let cells = try Sparse.cells().filter { $0.category != "meme" }
    let estimates = try table(cells, traffic: Sparse.traffic).estimates()
    let mean = try #require(estimates.estimate(of: challenger)?.mean)
    let reason = "category “meme” has traffic and no ratings; the number covers the other categories only"
    #expect(mean.theseRaters.reason == reason)
    let photo = try #require(estimates.estimate(of: challenger)?.byCategory["photo"]?.value)
    let chart = try #require(estimates.estimate(of: challenger)?.byCategory["chart"]?.value)
    #expect(abs(mean.value - (0.5 * photo + 0.3 * chart) / 0.8) < 1e-12)
    #expect(estimates.comparison?.withoutVerdict == [.theseRaters: reason, .ratersLikeThese: reason])
    #expect(estimates.comparison?.verdicts == [:])
  }

  @Test("a category with traffic and one image takes the interval away, and the reason says what would give it")
  func singleImageCategory() throws {
    let cells = try Sparse.cells().filter { try $0.category != "meme" || $0.item == item(24) }
    let estimates = try table(cells, traffic: Sparse.traffic).estimates()
    #expect(
      estimates.comparison?.withoutVerdict[.ratersLikeThese] == "category “meme” has one image only; judge a second one"
    )
    #expect(estimates.comparison?.difference != nil)
  }

  @Test("a category with weight 0 is left out of the weighted number and keeps its own")
  func zeroWeight() throws {
    let cells = try Sparse.cells()
    let some = try table(cells, traffic: ["photo": 0.625, "chart": 0.375, "meme": 0]).estimates()
    let without = try table(
      cells.filter { $0.category != "meme" }, traffic: ["photo": 0.625, "chart": 0.375]
    ).estimates()
    #expect(some.comparison?.difference == without.comparison?.difference)
    #expect(some.comparison?.byCategory["meme"] != nil)
  }

  @Test("nothing rated where there is traffic: no number")
  func nothingThatCounts() throws {
    let cells = try Sparse.cells().filter { $0.category == "meme" }
    let estimates = try table(cells, traffic: ["photo": 1, "meme": 0]).estimates()
    #expect(estimates.estimate(of: challenger)?.mean == nil)
    #expect(estimates.comparison?.difference == nil)
    #expect(estimates.comparison?.withoutVerdict[.theseRaters] == "no pair lies in a category with traffic")
  }

  @Test("warns where a category shows no spread, since the interval knows nothing of it")
  func flatCategory() throws {
    let cells = try cells(challenger, "44 44 44 35 24 15 43") { $0 < 3 ? "photo" : "chart" }
    let estimates = try table(cells, traffic: ["photo": 0.5, "chart": 0.5]).estimates()
    let caution = estimates.estimate(of: challenger)?.mean?.theseRaters.caution
    #expect(caution == "no spread between the images of category “photo”: too narrow by an unknown amount")
  }
}
