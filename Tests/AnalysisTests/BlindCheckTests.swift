internal import Analysis
internal import Blinding
internal import Statistics
internal import Testing

private let other = ArmCode(rawValue: "arm-other")

private func guesses(right: Int, wrong: Int, unknown: Int) -> [IncumbentGuess] {
  let answers: [ArmCode?] =
    Array(repeating: incumbent, count: right) + Array(repeating: challenger, count: wrong)
    + Array(repeating: nil, count: unknown)
  return answers.enumerated().map {
    IncumbentGuess(rater: "r\($0.offset)", shown: [challenger, incumbent], believed: $0.element)
  }
}

@Suite("Did the blind hold: guesses")
struct GuessCheckTests {
  /// (9 − 3) / 24, and SE² = (9/24 + 3/24 − (6/24)²) / 24 = 0.0182292; James (1 + 1/2 − 1/4) / 2 = 5/8.
  @Test("Bang and James by hand, with what each caption was taken for")
  func byHand() throws {
    let check = try GuessCheck(guesses(right: 9, wrong: 3, unknown: 12), incumbent: incumbent)
    #expect(check.bang.value == 0.25)
    let half = 1.959963984540054 * (7.0 / 384).squareRoot()
    #expect(abs(try #require(check.bang.upper) - 0.25 - half) < 1e-12)
    #expect(check.james.value == 0.625)
    #expect(check.taken.map(\.named) == [3, 9] && check.taken.map(\.isIncumbent) == [false, true])
    // R 4.2.2: binom.test(9, 12, alternative = "greater")$p.value
    #expect(abs(try #require(check.tellingApart.p) - 0.072998046875) < 1e-12)
    #expect(check.bang.caution == nil)
  }

  /// R 4.2.2: sqrt(2) * qnorm(9/12)
  @Test("d′ of a choice between two")
  func sensitivity() throws {
    let check = try GuessCheck(guesses(right: 9, wrong: 3, unknown: 0), incumbent: incumbent)
    #expect(abs(try #require(check.tellingApart.sensitivity.value) - 0.9538725524089398) < 1e-9)
    #expect(check.bang.caution == "12 answers: a large-sample interval, rough")
  }

  @Test("two side by side give the indices of the two-arm formulas")
  func sameAsTwoArms() throws {
    let check = try GuessCheck(guesses(right: 7, wrong: 2, unknown: 5), incumbent: incumbent)
    let arm = try BlindingGuesses(right: 7, wrong: 2, unknown: 5)
    #expect(abs(try #require(check.bang.value) - arm.bang.value) < 1e-12)
    #expect(abs(try #require(check.bang.lower) - (try #require(try arm.bang.interval()).lowerBound)) < 1e-12)
    #expect(abs(try #require(check.james.value) - (try jamesIndex(arm, arm).value)) < 1e-12)
  }

  /// Among three, a wrong answer counts −1/2: 1 right and 2 wrong is what guessing gives.
  @Test("among three captions, guessing gives 0")
  func threeChoices() throws {
    let list = [incumbent, challenger, other].enumerated().map {
      IncumbentGuess(rater: "r\($0.offset)", shown: [incumbent, challenger, other], believed: $0.element)
    }
    let check = try GuessCheck(list, incumbent: incumbent)
    #expect(abs(try #require(check.bang.value)) < 1e-12)
    #expect(check.tellingApart.chance == 1.0 / 3)
    #expect(check.tellingApart.sensitivity.reason == "d′ is given for a choice between two only")
  }

  @Test("several answers of one rater widen the interval or take it away")
  func clustered() throws {
    func list(_ answers: [[ArmCode?]]) -> [IncumbentGuess] {
      answers.enumerated().flatMap { rater, list in
        list.map { IncumbentGuess(rater: "r\(rater)", shown: [incumbent, challenger], believed: $0) }
      }
    }
    let knowing = Array(repeating: Optional(incumbent), count: 10)
    let misled = Array(repeating: Optional(challenger), count: 10)
    let check = try GuessCheck(list([knowing, knowing, misled, misled]), incumbent: incumbent)
    // Four raters, means 1, 1, −1, −1: SE² = 4/3 · 4 · (10/40)² = 1/3; t(3) = 3.182446. Cut at ±1.
    #expect(check.bang.value == 0 && check.bang.lower == -1 && check.bang.upper == 1)
    #expect(check.james.reason == "one rater's answers are not independent of each other")
    let alone = try GuessCheck(list([knowing + misled]), incumbent: incumbent)
    #expect(alone.bang.lower == nil && alone.bang.reason == "needs at least two raters")
  }

  @Test("no guess, no answer, all right: reasons in place of numbers, never an interval of no width")
  func degenerate() throws {
    let none = try GuessCheck([], incumbent: incumbent)
    #expect(none.bang.value == nil && none.bang.reason == "no guesses")
    #expect(none.tellingApart.share.value == nil)
    let unknowing = try GuessCheck(guesses(right: 0, wrong: 0, unknown: 5), incumbent: incumbent)
    #expect(unknowing.james.value == 1 && unknowing.james.lower == nil)
    #expect(unknowing.tellingApart.share.reason == "nobody ventured a guess")
    let all = try GuessCheck(guesses(right: 5, wrong: 0, unknown: 0), incumbent: incumbent)
    #expect(all.bang.value == 1 && all.bang.lower == nil)
    #expect(all.tellingApart.sensitivity.reason == "every answer is right, so d′ has no limit")
  }

  @Test("refuses a guess that cannot be judged, and a confidence that cannot be")
  func refusals() {
    func judge(_ shown: [ArmCode], _ believed: ArmCode?) throws {
      _ = try GuessCheck(
        [IncumbentGuess(rater: "ana", shown: shown, believed: believed)], incumbent: incumbent)
    }
    #expect(throws: GuessError.nothingToChoose(rater: "ana")) { try judge([incumbent, incumbent], nil) }
    #expect(throws: GuessError.incumbentNotShown(rater: "ana")) { try judge([challenger, other], nil) }
    #expect(throws: GuessError.answerNotShown(rater: "ana", believed: other)) {
      try judge([challenger, incumbent], other)
    }
    #expect(throws: AnalysisError.confidenceOutOfDomain(1)) {
      _ = try GuessCheck([], incumbent: incumbent, confidence: 1)
    }
  }
}

@Suite("Did the blind hold: places on the screen")
struct PositionEffectTests {
  /// Raters × images, arms a, b, c dealt to three places; what a place adds, and noise by a seed.
  private func draw(_ adds: [Double], images: Int, seed: UInt64, noise: Double = 0.5) -> [PositionedValue] {
    var generator = SeededGenerator(seed: seed)
    let arms = ["a": 3.0, "b": 3.5, "c": 4.2]
    return (0..<images).flatMap { image in
      (0..<4).flatMap { rater in
        arms.keys.sorted().shuffled(using: &generator).enumerated().map { place, arm in
          PositionedValue(
            image: "i\(image)", rater: "r\(rater)", arm: arm, position: place + 1,
            value: (arms[arm] ?? 0) + adds[place] + Double(image % 3)
              + noise * Double.random(in: -1...1, using: &generator))
        }
      }
    }
  }

  @Test("finds what places add")
  func recovers() throws {
    let effect = PositionEffect(draw([0.3, 0, -0.3], images: 60, seed: 4), shuffles: 199, seed: 1)
    #expect(effect.places.map(\.position) == [1, 2, 3])
    for (place, truth) in zip(effect.places, [0.3, 0, -0.3]) {
      #expect(abs(place.effect.value - truth) < 0.06)
      #expect(place.effect.ratersLikeThese.estimate != nil)
    }
    #expect(try #require(effect.p) == 1.0 / 200)
    #expect(abs(try #require(effect.largestGap) - 0.6) < 0.1)
  }

  @Test("the interval for these raters holds what a place adds about 95 times of 100")
  func coverage() throws {
    var held = 0
    for seed in 0..<100 {
      let effect = PositionEffect(draw([0.3, 0, -0.3], images: 20, seed: UInt64(seed)), shuffles: 1, seed: 1)
      let interval = try #require(effect.places[0].effect.theseRaters.estimate)
      if interval.lower < 0.3 && 0.3 < interval.upper { held += 1 }
    }
    // At 95 % P(fewer than 88) is 0.0015; at 80 % P(88 or more) is 0.025.
    #expect(held >= 88)
  }

  @Test("without an effect, p is below 0.05 in about one table of twenty")
  func level() throws {
    var low = 0
    for seed in 0..<100 {
      let effect = PositionEffect(draw([0, 0, 0], images: 6, seed: UInt64(seed)), shuffles: 199, seed: 9)
      if try #require(effect.p) <= 0.05 { low += 1 }
    }
    // 100 tables at 5 %: P(more than 12) is 0.0015.
    #expect(low <= 12)
  }

  /// Arm b has 1 more, and stood first twice of three times: no place adds anything.
  @Test("arms that did not stand everywhere equally often are not taken for places")
  func unbalanced() throws {
    let rows: [(String, [String])] = [("i1", ["b", "a"]), ("i2", ["b", "a"]), ("i3", ["a", "b"])]
    let values = rows.flatMap { image, arms in
      arms.enumerated().map {
        PositionedValue(
          image: image, rater: "r", arm: $0.element, position: $0.offset + 1, value: $0.element == "b" ? 4 : 3)
      }
    }
    let effect = PositionEffect(values, seed: 1)
    #expect(effect.places.allSatisfy { abs($0.effect.value) < 1e-12 })
    #expect(effect.p == nil && effect.reason != nil)
  }

  @Test("the order of the values changes nothing")
  func order() {
    let values = draw([0.1, 0, 0], images: 8, seed: 3)
    #expect(
      PositionEffect(values, shuffles: 99, seed: 5) == PositionEffect(values.reversed(), shuffles: 99, seed: 5))
  }

  @Test("no values, one place, or a place that always showed one arm: a reason")
  func degenerate() {
    #expect(PositionEffect([], seed: 1).reason == "no rater saw captions of one image in two places")
    let bound = (0..<5).flatMap { image in
      ["a", "b"].enumerated().map {
        PositionedValue(
          image: "i\(image)", rater: "r", arm: $0.element, position: $0.offset + 1, value: Double(image + $0.offset))
      }
    }
    let effect = PositionEffect(bound, seed: 1)
    #expect(effect.places.isEmpty && effect.p == nil)
    #expect(effect.reason == "places and arms are not mixed well enough to tell their effects apart")
  }
}
