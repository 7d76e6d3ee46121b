internal import Analysis
internal import Blinding
internal import Statistics
internal import Testing

@Suite("Did the blind hold: telling apart")
struct TellingApartTests {
  @Test("as many right answers by guessing, and d′ of a choice between two")
  func byReference() throws {
    let found = TellingApart(right: 9, of: 12, choices: 2)
    // R 4.2.2: binom.test(9, 12, alternative = "greater")$p.value; sqrt(2) * qnorm(9/12)
    #expect(abs(try #require(found.p) - 0.072998046875) < 1e-12)
    #expect(abs(try #require(found.sensitivity.value) - 0.9538725524089398) < 1e-9)
    #expect(found.share.value == 0.75 && found.share.lower != nil)
  }

  /// Three raters who each take one arm's style for the incumbent's are all right with chance 1/8, not 2⁻³⁰.
  @Test("several answers of one person are no test: they may all be one guess")
  func dependent() {
    let found = TellingApart(right: 30, of: 30, choices: 2, isIndependent: false)
    #expect(found.p == nil && found.share.value == 1)
    #expect(found.share.reason == "one rater’s answers are not independent of each other")
  }

  @Test("no answer, one person's answers, all right: reasons in place of numbers, never an interval of no width")
  func degenerate() {
    #expect(TellingApart(right: 0, of: 0, choices: 3).share.reason == "nobody ventured a guess")
    #expect(TellingApart(right: 2, of: 4, choices: 3, isIndependent: false).share.lower == nil)
    #expect(TellingApart(right: 5, of: 5, choices: 2).sensitivity.reason == "every answer is right, so d′ has no limit")
    #expect(
      TellingApart(right: 1, of: 3, choices: 3).sensitivity.reason == "d′ is given for a choice between two only")
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
