internal import Blinding
internal import Statistics
internal import StudyModel
internal import Testing

@testable internal import Analysis

/// Reference values: R 4.2.2 with sandwich 3.0-2 on the complete pairs of ``Sparse``, where image i has 8 + 7i mod 11 words
/// from the challenger and 10 + 5i mod 7 from the incumbent, and rater r judged it 1 + (7i + 11r) mod 30-th.
extension Sparse {
  static func shown() throws -> [RatingCell] {
    try cells().map { cell in
      var cell = cell
      let image = try #require(Int(cell.item.hex.suffix(2), radix: 16))
      let rater = try #require(cell.rater.last?.wholeNumberValue)
      cell.showing = Showing(
        position: cell.arm == AnalysisTests.challenger ? 1 : 2, order: 1 + (image * 7 + rater * 11) % 30,
        words: cell.arm == AnalysisTests.challenger ? 8 + image * 7 % 11 : 10 + image * 5 % 7)
      return cell
    }
  }
}

extension StudyRobustness {
  /// The challenger's.
  var comparison: ComparisonRobustness? { comparisons.first { $0.arm == challenger } }
}

private func near(_ got: Double?, _ wanted: Double, _ location: SourceLocation = #_sourceLocation) {
  #expect(abs((got ?? .infinity) - wanted) < 1e-9, "\(String(describing: got))", sourceLocation: location)
}

@Suite("The difference at equal lengths")
struct LengthControlTests {
  /// m <- lm(d ~ log2(words.x / words.y)); h <- ave(hatvalues(m), image, FUN = sum);
  /// u <- (model.matrix(m) * resid(m) / (1 - h)) %*% solve(crossprod(model.matrix(m))), less its mean; G/(G−1) times the
  /// squared sums of u by image, by rater and by cell, combined as max(image + rater − cell, image, rater). Minus the sum
  /// of u by image is coef(lm) without that image less coef(m), to 2e-16.
  @Test("agrees with R")
  func againstR() throws {
    let found = try #require(try table(Sparse.shown()).robustness(seed: 1).comparison?.lengthControl.value)
    #expect(found.pairs == 86 && !found.isExtrapolated)
    near(found.lengthRatio, 1.01080924694508)
    near(found.plain.value, 0.27906976744186)
    near(found.adjusted.value, 0.275297615390261)
    near(found.adjusted.theseRaters.estimate?.standardError, 0.14914783054988)
    near(found.adjusted.theseRaters.estimate?.value, 0.275297615390261)
    near(found.adjusted.variance?.rater, 0.0044859681037467)
    near(found.adjusted.variance?.cell, 0.0137886274402982)
    near(found.perDoubling.value, 0.24319570877001)
    near(found.perDoubling.ratersLikeThese.estimate?.standardError, 0.322445428206196)
    #expect(found.shareExplained.reason == "no difference is shown that could be explained")
  }

  /// lm(…, weights = traffic weight ÷ pairs of the category); scores centred within categories, as the survey package's
  /// svyglm does with strata.
  @Test("traffic weights weigh the line, and images vary within their category")
  func weighted() throws {
    let found = try #require(
      try table(Sparse.shown(), traffic: Sparse.traffic).robustness(seed: 1).comparison?.lengthControl.value)
    near(found.adjusted.value, 0.263439897368032)
    near(found.perDoubling.value, 0.252754984402908)
    near(found.plain.value, 0.266647878663661)
    near(found.adjusted.theseRaters.estimate?.standardError, 0.137150069522549)
  }

  /// Four images, one rater. Ratios 2, 2, 4, 4 (log₂ 1, 1, 2, 2), differences 1, 2, 2, 3: slope 1, mean 2 at 1.5, so ½ at
  /// equal lengths. Every caption is longer: the line is drawn past the data. Its share is 1 − ½ / 2.
  @Test("by hand: a line drawn back to equal lengths explains three quarters, and says that it left the data")
  func byHand() throws {
    func cell(_ image: Int, _ arm: ArmCode, _ value: Double, _ words: Int) throws -> RatingCell {
      RatingCell(
        item: try item(image), category: "photo", rater: "ana", arm: arm, criterion: "accuracy", value: value,
        showing: Showing(position: 1, order: 1, words: words))
    }
    let values: [(Double, Int)] = [(2, 10), (3, 10), (3, 20), (4, 20)]
    let cells = try values.enumerated().flatMap { image, new in
      [try cell(image, challenger, new.0, new.1), try cell(image, incumbent, 1, 5)]
    }
    var claimed = table(cells)
    claimed.claim.scope = .theseRaters
    let found = try #require(try claimed.robustness(seed: 1).comparison?.lengthControl.value)
    near(found.lengthRatio, 2 * 2.0.squareRoot())
    near(found.perDoubling.value, 1)
    near(found.adjusted.value, 0.5)
    near(found.shareExplained.value, 0.75)
    // Every image has the leverage ½ and lies ½ off: pulls of ¼ count double. 4/3 · 4 · (½)² = 4/3.
    near(found.perDoubling.variance?.image, 4.0 / 3)
    #expect(found.isExtrapolated)
  }

  @Test("without words, or with one factor everywhere, there is a reason and no number")
  func refused() throws {
    let bare = try table(Sparse.cells()).robustness(seed: 1).comparison?.lengthControl
    #expect(bare?.reason == "the captions’ lengths are not known")
    let same = try Sparse.cells().map { cell in
      var cell = cell
      cell.showing = Showing(position: 1, order: 1, words: cell.arm == challenger ? 20 : 10)
      return cell
    }
    #expect(
      try table(same).robustness(seed: 1).comparison?.lengthControl.reason
        == "the captions’ lengths differ by the same factor everywhere")
  }
}

@Suite("One rater left out, leniency taken out")
struct RaterRobustnessTests {
  /// Differences of raters 0, 1, 2: 0, 0, −2 on every image but for one point. Without rater 2 there is no loss.
  @Test("a rater who alone makes the verdict is named")
  func flipping() throws {
    let cells = try cells(incumbent, "445 445 445 344 444 455") + cells(challenger, "443 443 443 342 443 453")
    let found = try #require(try table(cells, margin: 0.5).robustness(seed: 1).comparison?.leftOutRaters.value)
    #expect(found.margin == .undecided)
    #expect(found.entries.map(\.rater) == ["r0", "r1", "r2"])
    near(found.entries[2].difference, 0)
    near(found.range?.lowerBound, -11.0 / 12)
    #expect(found.flipping.isEmpty && found.withoutInterval.map(\.rater) == ["r2"])
  }

  @Test("with one rater nobody can be left out")
  func alone() throws {
    let found = try table(cells(incumbent, "4 5 3") + cells(challenger, "3 5 2")).robustness(seed: 1).comparison
    #expect(found?.leftOutRaters.reason == "this rater only")
  }

  /// l <- lm(value ~ arm + factor(rater) + factor(image)); vcovCL as above.
  @Test("the difference without leniency agrees with R where ratings lack partners, and is not asked where none does")
  func leniency() throws {
    let found = try #require(try table(Sparse.cells()).robustness(seed: 1).comparison?.leniencyAdjusted.value)
    near(found.value, 0.282286782571129)
    near(found.variance?.image, 0.0186235852839566)
    near(found.variance?.rater, 0.00165855713386408)
    near(found.variance?.cell, 0.009527990002376)
    let full = try table(cells(incumbent, "23 42") + cells(challenger, "35 44")).robustness(seed: 1).comparison
    #expect(full?.leniencyAdjusted.reason == "every rating has its partner, so leniency cancels out")
  }
}

@Suite("Drift over the session")
struct SessionDriftTests {
  /// o <- lm(value ~ I(order / 10) + factor(rater) + caption); vcovCL(o, cluster = ~ rater, type = "HC0", cadjust = TRUE).
  /// Rater 1: lm(value − mean of the others ~ I(order / 10)), clustered by image.
  @Test("agrees with R, pooled and for one rater")
  func againstR() throws {
    let drift = try table(Sparse.shown()).robustness(seed: 1).drift
    near(drift.pooled.estimate?.value, -0.0646656017895346)
    near(drift.pooled.estimate?.standardError, 0.0811119963486278)
    #expect(drift.pooled.estimate?.degreesOfFreedom == 3)
    let one = try #require(drift.byRater.first { $0.rater == "r1" }?.slope.estimate)
    near(one.value, -0.203037039130175)
    near(one.standardError, 0.142042524769783)
    #expect(one.degreesOfFreedom == 29)
    #expect(drift.pace.reason == "no time was stored")
  }

  /// 40 images, 6 raters who see them in orders of their own; noise of a point, and so many points lost over 10 items.
  private func session(losing loss: Double, seed: UInt64) throws -> SessionDrift {
    var random = SeededGenerator(seed: seed)
    var cells: [RatingCell] = []
    for rater in 0..<6 {
      for (order, image) in (0..<40).shuffled(using: &random).enumerated() {
        for arm in [incumbent, challenger] {
          let noise = Double.random(in: -1...1, using: &random)
          cells.append(
            RatingCell(
              item: try item(image), category: "photo", rater: "r\(rater)", arm: arm, criterion: "accuracy",
              value: 3 + Double(image % 3) / 2 + noise - loss * Double(order) / 10,
              showing: Showing(position: 1, order: order + 1, seconds: 30 - Double(order) / 4, words: 9)))
        }
      }
    }
    return try table(cells, ranges: ["accuracy": -9...9]).robustness(seed: 1).drift
  }

  @Test("a planted drift is found, with its size, and none where there is none")
  func planted() throws {
    let planted = try session(losing: 0.25, seed: 4)
    let found = try #require(planted.pooled.estimate)
    #expect(found.lower < -0.25 && found.upper > -0.25 && found.upper < 0)
    let none = try #require(try session(losing: 0, seed: 4).pooled.estimate)
    #expect(none.lower < 0 && none.upper > 0)
  }

  /// Orders 1…13 have a median of 7: 30 − 6/4 = 28.5 s. Orders 28…40: 34, 30 − 33/4 = 21.75 s.
  @Test("the pace of the first third is compared with that of the last")
  func pace() throws {
    let pace = try #require(try session(losing: 0, seed: 4).pace.value)
    near(pace.first, 28.5)
    near(pace.last, 21.75)
    #expect(pace.raters == 6)
    // Every rater is faster by the same time: that has no spread.
    #expect(pace.change.reason == "every value is −6.75, so their spread is unknown")
  }

  @Test("without places in the session there is a reason and no slope")
  func refused() throws {
    #expect(try table(Sparse.cells()).robustness(seed: 1).drift.pooled.reason == "no ratings")
    let alone = try Sparse.shown().filter { $0.rater == "r0" }
    #expect(
      try table(alone).robustness(seed: 1).drift.pooled.reason
        == "no caption was judged by two raters at different places in their work")
  }
}

@Suite("A study's scrutiny")
struct StudyRobustnessTests {
  @Test("nothing hangs on the arms' random codes, nor on the order of the cells")
  func renamed() throws {
    let cells = try Sparse.shown()
    let other = cells.reversed().map { cell in
      var cell = cell
      cell.arm = ArmCode(rawValue: cell.arm == incumbent ? "arm-a" : "arm-z")
      return cell
    }
    var renamed = table(other)
    renamed.incumbent = ArmCode(rawValue: "arm-a")
    let (first, second) = (try table(cells).robustness(seed: 7), try renamed.robustness(seed: 7))
    #expect(first.reliability == second.reliability)
    // Sums run in the order of arms, so the last digits may differ.
    near(first.drift.pooled.estimate?.upper, try #require(second.drift.pooled.estimate?.upper))
    #expect(first.comparisons[0].fragility == second.comparisons[0].fragility)
    #expect(first.comparisons[0].lengthControl == second.comparisons[0].lengthControl)
    #expect(first.tests.claimed[0].permutationP == second.tests.claimed[0].permutationP)
  }

  /// Whatever stands first gets a point more, in every one of 30 × 4 presentations.
  @Test("a planted effect of the place is found from how captions were shown")
  func place() throws {
    var random = SeededGenerator(seed: 2)
    var cells: [RatingCell] = []
    for image in 0..<30 {
      for rater in 0..<4 {
        let first = Bool.random(using: &random)
        for (arm, isFirst) in [(incumbent, first), (challenger, !first)] {
          cells.append(
            RatingCell(
              item: try item(image), category: "photo", rater: "r\(rater)", arm: arm, criterion: "accuracy",
              value: Double(Int.random(in: 2...3, using: &random) + (isFirst ? 1 : 0)),
              showing: Showing(position: isFirst ? 1 : 2, order: image + 1, words: 9)))
        }
      }
    }
    let position = try table(cells).robustness(seed: 7).position
    #expect(try #require(position.p) < 0.01)
    #expect(abs(try #require(position.largestGap) - 1) < 0.25)
  }
}

@Suite("A caption that several arms gave")
struct SharedCaptionTests {
  /// Incumbent and challenger gave the same caption, shown first; the third arm's stood second. Three raters.
  @Test("counts once for agreement and for places, whichever arm has which code")
  func once() throws {
    func cell(_ image: Int, _ rater: Int, _ arm: ArmCode, _ position: Int) throws -> RatingCell {
      RatingCell(
        item: try item(image), category: "photo", rater: "r\(rater)", arm: arm, criterion: "accuracy",
        value: Double(1 + (image * 3 + rater * position * 2) % 5),
        showing: Showing(position: position, order: image + 1, words: 9))
    }
    let third = ArmCode(rawValue: "arm-third")
    let places = (0..<6).flatMap { image in (0..<3).map { (image, $0) } }
    let both = try places.flatMap { image, rater in
      [
        try cell(image, rater, incumbent, 1), try cell(image, rater, challenger, 1), try cell(image, rater, third, 2),
      ]
    }
    let found = try table(both).robustness(seed: 3)
    #expect(found.reliability.units == 12 && found.reliability.ratings == 36)
    #expect(found.position == (try table(both.filter { $0.arm != challenger }).robustness(seed: 3).position))
  }
}
