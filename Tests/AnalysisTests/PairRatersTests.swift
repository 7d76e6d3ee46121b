import Blinding
import Statistics
import StudyModel
import Testing

@testable import Analysis

@Suite("raters of pairs")
struct PairRatersTests {
  private let old = PairStand.old
  private let new = PairStand.new

  /// Of 8 images by 3 raters, one sign for each; outcomes are names.
  ///
  /// α: python krippendorff 0.8 with level_of_measurement='nominal', and by hand 1 − Do/De with Do = 34/2 of coincidences;
  /// AC1: Gwet (2008), four categories, pa = 7/24 and pe from the mean shares. Both again by a script of its own.
  @Test("agreement is of outcomes as names, against the incumbent only")
  func agreement() throws {
    let table = try PairStand.grid("++- +=+ --= 0+- +++ =-+ +-- ++=").table()
    let found = try table.robustness(try table.estimates(), seed: 1).reliability
    #expect(found.units == 8 && found.pairableUnits == 8 && found.ratings == 24)
    #expect(abs((found.alphaNominal.value ?? 9) + 0.005464480874316946) < 1e-12)
    #expect(abs((found.ac1.value ?? 9) - 0.15418502202643175) < 1e-12)
    #expect(found.alphaInterval.value == nil && found.alphaInterval.reason == "preferences are names without an order")
    #expect(found.raters.isEmpty)
  }

  @Test("of a pair shown twice the first showing counts, and the second, turned, is compared with it")
  func repeats() throws {
    let stand = try PairStand([
      "ana": [
        .init(0, old, new, "A"), .init(1, old, new, "B"), .init(2, new, old, "tie"), .init(3, new, old, "A"),
        // The same caption again; the other one, on the same side; a tie that stays; a preference that goes.
        .init(0, new, old, "B", repeats: 0), .init(1, new, old, "B", repeats: 1), .init(2, old, new, "tie", repeats: 2),
        .init(3, old, new, "both_bad", repeats: 3),
      ]
    ])
    let tabulation = stand.tabulation
    #expect(tabulation.preferences.count == 4)
    let found = PairRepeats(tabulation.hidden.repeatedPreferences, confidence: 0.95)
    #expect([found.repeats, found.same, found.reversed, found.changed, found.sameSide] == [4, 2, 1, 1, 1])
    #expect(found.agreement?.value == 0.5)
    #expect(found.raters == [.init(rater: "ana", repeats: 4, same: 2)])
    #expect(PairRepeats([], confidence: 0.95).agreement == nil)
  }

  @Test("reasons are counted by who was preferred")
  func reasons() throws {
    let stand = try PairStand([
      "ana": [
        .init(0, old, new, "B", tags: ["accurate", "shorter"]), .init(1, new, old, "A", tags: ["accurate"]),
        .init(2, old, new, "A", tags: ["shorter"]), .init(3, old, new, "tie", tags: ["accurate"]),
        .init(4, old, new, nil, tags: ["accurate"]),
      ]
    ])
    let found = try #require(
      try stand.table().preferenceResults(rubric: PairStand.rubric, repeats: nil, seed: 1)?.reasons.first)
    #expect(found.arm == new && found.wins == 2 && found.losses == 1 && found.undecided == 1)
    #expect(
      found.counts == [
        .init(question: "why", answer: "accurate", won: 2, lost: 0, undecided: 1),
        .init(question: "why", answer: "shorter", won: 1, lost: 1, undecided: 0),
      ])
    let answers = GivenAnswers(
      plan: stand.plan, ratings: stand.ratings, categories: stand.categories, rubric: PairStand.rubric)
    #expect(answers.answers.count == 5 && answers.answers.allSatisfy { $0.arms == [new, old] })
    #expect(answers.judged == [old: 4, new: 4])
  }

  /// Every rater judges every image once; which of two challengers, changes.
  private func progress(_ exchange: [ArmCode: ArmCode] = [:], flip: Bool = false) throws -> StudyProgress {
    let third = PairStand.third
    var shown: [String: [PairStand.Shown]] = [:]
    for rater in 0..<4 {
      for image in 0..<8 {
        let challenger = (image + rater).isMultiple(of: 2) ? new : third
        let arm = exchange[challenger] ?? challenger
        let wins = [3, 5, 6].contains((image * 3 + rater) % 7)
        let isLeft = image.isMultiple(of: 2)
        let answer = (image + rater) % 5 == 0 ? "tie" : (wins != flip) == isLeft ? "A" : "B"
        shown["r\(rater)", default: []].append(
          .init(image, isLeft ? arm : old, isLeft ? old : arm, rater == 3 && image > 4 ? nil : answer))
      }
    }
    let stand = try PairStand(shown)
    return try StudyProgress(
      plan: stand.plan, ratings: stand.ratings, outputs: stand.outputs, categories: stand.categories,
      rubric: PairStand.rubric,
      claim: Claim(criterion: "preference", scope: .ratersLikeThese, margin: 0.2, because: "test"), traffic: [:],
      guests: [], secondsPerItem: 30, incumbent: old)
  }

  @Test("how a study of pairs gets on is the same whichever challenger was preferred")
  func blind() throws {
    let plain = try progress()
    #expect(plain == (try progress([new: PairStand.third, PairStand.third: new])))
    #expect(plain.areCompared && plain.precision.pairs == 2)
    let now = try #require(plain.precision.now)
    #expect(now > 0 && now < 2)
    // 29 of 32 judgements are in, so little is still to come.
    let then = try #require(plain.precision.atCompletion)
    #expect(abs(then - now) < 0.2 * now)
    // Nor does it tell who wins: a half-width has no sign.
    let turned = try #require(try progress(flip: true).precision.now)
    #expect(abs(turned - now) < 1e-12)
    // 16 images × challengers with two raters each, of which three lack one judgement.
    #expect(plain.alpha != nil && plain.captionsRatedTwice == 13)
  }

  /// The integral of the documentation by a script of its own (20,000 steps of the trapezoidal rule):
  /// typical .3691060404, .0606157596, .4467613170; noisy .3579768066, .1472645134, .4414314671.
  @Test("a preset in net preference is what raters of that preset would prefer", arguments: [true, false])
  func presets(isTypical: Bool) throws {
    let found = try RatingComponents(preferences: isTypical ? .typical : .noisy)
    let expected =
      isTypical ? [0.3691060404, 0.0606157596, 0.4467613170] : [0.3579768066, 0.1472645134, 0.4414314671]
    for (part, value) in zip([RatingComponents.Part.imageModel, .raterModel, .residual], expected) {
      #expect(abs(found[part] - value) < 1e-8)
    }
    #expect(found[.image] == 0 && found[.rater] == 0 && found.mean == 0 && found.scale == nil)
  }
}
