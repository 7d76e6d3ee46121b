internal import Testing

@testable internal import Statistics

@Suite("Confidence sequences and prediction-powered means")
struct SequenceTests {
  /// Hoeffding: λ = 1 and the margin log 40 + 1/8 covers everything; the others bet at most half.
  @Test("one observation excludes nothing", arguments: ConfidenceSequence.allCases)
  func oneObservation(method: ConfidenceSequence) throws {
    #expect(try method.interval(after: [0.5]) == 0...1)
  }

  @Test("turning every observation around turns the interval around", arguments: ConfidenceSequence.allCases)
  func mirrored(method: ConfidenceSequence) throws {
    var generator = SeededGenerator(seed: 5)
    let observations = (0..<150).map { _ in Double.random(in: 0.3...1, using: &generator) }
    let plain = try method.interval(after: observations)
    let turned = try method.interval(after: observations.map { 1 - $0 })
    #expect(abs(plain.lowerBound + turned.upperBound - 1) < 1e-9)
    #expect(abs(plain.upperBound + turned.lowerBound - 1) < 1e-9)
    #expect(plain.upperBound - plain.lowerBound < 0.5)
    #expect(plain.contains(0.65))
  }

  @Test("refuses observations outside 0...1 and none at all", arguments: ConfidenceSequence.allCases)
  func refusals(method: ConfidenceSequence) {
    #expect(throws: EstimationError.outOfDomain(parameter: "an observation", value: 1.5)) {
      try method.interval(after: [0.5, 1.5])
    }
    #expect(throws: EstimationError.noObservations) { try method.interval(after: []) }
  }

  /// 3 + mean(0, 0) = 3; SE² = 1 · var(2, 4)/2 = 1/2 + 0.
  @Test("a judge who is always right, by hand")
  func judgeByHand() throws {
    let mean = try predictionPoweredMean(human: [1, 3], judge: [1, 3], unlabelled: [2, 4], weight: .full)
    #expect(mean.value == 3)
    #expect(abs(mean.standardError * mean.standardError - 0.5) < 1e-12)
  }

  @Test("a judge's constant error cancels, and a judge who always says the same does not count")
  func judgeRules() throws {
    let human = [1.0, 3, 4, 2, 5]
    let judge = [2.0, 3, 5, 2, 4]
    let others = [1.0, 2, 3, 4, 5, 5, 2]
    for weight in [JudgeWeight.full, .tuned] {
      let plain = try predictionPoweredMean(human: human, judge: judge, unlabelled: others, weight: weight)
      let kind = try predictionPoweredMean(
        human: human, judge: judge.map { $0 + 7 }, unlabelled: others.map { $0 + 7 }, weight: weight)
      #expect(abs(plain.value - kind.value) < 1e-10)
      #expect(abs(plain.standardError - kind.standardError) < 1e-10)
    }
    let useless = try predictionPoweredMean(human: human, judge: [3, 3, 3, 3, 3], unlabelled: [3, 3, 3])
    #expect(useless.weight == 0)
    #expect(useless.value == 3)
    #expect(throws: EstimationError.tooFewImages(found: 1)) {
      try predictionPoweredMean(human: [1], judge: [1], unlabelled: others)
    }
    #expect(throws: EstimationError.constantObservations(value: 3)) {
      try predictionPoweredMean(human: [3, 3], judge: [3, 3], unlabelled: [3, 3])
    }
  }
}

@Suite("Guesses, sides, and telling apart")
struct GuessTests {
  /// (1 + 1) / 16 and 1/16; 3 of 4: 5/16.
  @Test("exact binomial p values by hand; turning sides around changes nothing")
  func binomial() throws {
    #expect(abs(try binomialTest(successes: 4, of: 4) - 0.125) < 1e-14)
    #expect(abs(try binomialTest(successes: 3, of: 4, alternative: .greater) - 5.0 / 16) < 1e-14)
    #expect(try binomialTest(successes: 5, of: 10) == 1)
    #expect(
      abs(try binomialTest(successes: 31, of: 50, chance: 0.4) - binomialTest(successes: 19, of: 50, chance: 0.6))
        < 1e-12)
  }

  /// R 4.2.2: binom.test(x, n, p)$p.value; here by summing every count that is no more likely.
  @Test("two-sided p values are sums over counts no more likely", arguments: [0.1, 0.33, 0.5, 0.8])
  func binomialSums(chance: Double) throws {
    let trials = 12
    func choose(_ k: Int) -> Double { (0..<k).reduce(1.0) { $0 * Double(trials - $1) / Double($1 + 1) } }
    let chances = (0...trials).map { k in
      (0..<trials).reduce(choose(k)) { $0 * ($1 < k ? chance : 1 - chance) }
    }
    for count in 0...trials {
      let sum = chances.filter { $0 <= chances[count] * (1 + 1e-7) }.reduce(0, +)
      #expect(abs(try binomialTest(successes: count, of: trials, chance: chance) - sum) < 1e-12)
    }
  }

  @Test("refuses no trial, counts outside the trials, and a certain chance")
  func binomialRefusals() {
    #expect(throws: EstimationError.noObservations) { try binomialTest(successes: 0, of: 0) }
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of successes", value: 5)) {
      try binomialTest(successes: 5, of: 4)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "chance", value: 1)) {
      try binomialTest(successes: 1, of: 4, chance: 1)
    }
  }

  /// 3/8 − 1/8, and (15/64 + 7/64 + 6/64) / 8.
  @Test("Bang's index by hand; turned guesses turn its sign")
  func bang() throws {
    let index = try BlindingGuesses(right: 3, wrong: 1, unknown: 4).bang
    #expect(index.value == 0.25)
    let error = try #require(index.standardError)
    #expect(abs(error * error - 7.0 / 128) < 1e-14)
    #expect(try BlindingGuesses(right: 1, wrong: 3, unknown: 4).bang.value == -0.25)
    #expect(try BlindingGuesses(right: 9, wrong: 0, unknown: 0).bang.standardError == nil)
    #expect(throws: EstimationError.noObservations) { try BlindingGuesses(right: 0, wrong: 0, unknown: 0) }
  }

  /// As by chance: (1 + u) / 2. All right: u = 0, po = 0, K = −1: 0. Nobody knows: 1.
  @Test("James' index by hand")
  func james() throws {
    let even = try BlindingGuesses(right: 1, wrong: 1, unknown: 2)
    #expect(abs(try jamesIndex(even, even).value - 0.75) < 1e-12)
    let seen = try BlindingGuesses(right: 5, wrong: 0, unknown: 0)
    #expect(abs(try jamesIndex(seen, seen).value) < 1e-12)
    let nobody = try BlindingGuesses(right: 0, wrong: 0, unknown: 5)
    #expect(try jamesIndex(nobody, nobody).value == 1)
    #expect(try jamesIndex(nobody, nobody).standardError == nil)
    #expect(throws: EstimationError.self) { try jamesIndex(seen, nobody) }
  }

  /// 3 of 4: discriminators (3/4 − 1/2) / (1/2) = 1/2. Φ(√(1/2)) right answers: d′ = 1.
  @Test("telling apart, by hand; no more than chance is no discriminator; all right has no d′")
  func distinguish() throws {
    let test = try Distinguishability(correct: 3, of: 4, chance: 0.5)
    #expect(test.discriminators == 0.5)
    #expect(abs(test.pValue - 5.0 / 16) < 1e-14)
    #expect(try Distinguishability(correct: 1, of: 4, chance: 0.5).discriminators == 0)
    #expect(abs(try Distinguishability(correct: 2, of: 4, chance: 0.5).pairSensitivity()) < 1e-14)
    let all = try Distinguishability(correct: 4, of: 4, chance: 0.5)
    #expect(throws: EstimationError.outOfDomain(parameter: "the share of right answers", value: 1)) {
      try all.pairSensitivity()
    }
  }
}
