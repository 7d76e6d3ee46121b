internal import Statistics
internal import Testing

@Suite("Resampled worths")
struct BradleyTerryBootstrapTests {
  private func draw(_ images: Int, judgements: Int) -> [ClusteredComparison] {
    var generator = SeededGenerator(seed: 3)
    return (0..<images * judgements).map { number in
      let first = Int.random(in: 0..<3, using: &generator)
      let second = (first + Int.random(in: 1..<3, using: &generator)) % 3
      // The higher number wins two times of three.
      let higherWins = Int.random(in: 0..<3, using: &generator) > 0
      let (high, low) = (max(first, second), min(first, second))
      return ClusteredComparison(
        winner: higherWins ? high : low, loser: higherWins ? low : high, image: number / judgements, rater: 0)
    }
  }

  @Test("with one judgement an image, the spread is that of independent judgements")
  func independent() throws {
    let comparisons = draw(600, judgements: 1)
    let bootstrap = try bootstrapBradleyTerry(comparisons, models: 3, rounds: 800, seed: 1)
    let fit = try clusteredBradleyTerry(comparisons, models: 3).independent.difference(of: 2, from: 0)
    let (standardError, interval) = try bootstrap.difference(of: 2, from: 0)
    #expect(abs(standardError / fit.standardError - 1) < 0.15)
    #expect(interval.contains(fit.value))
    #expect(bootstrap.undefinedRounds == 0)
  }

  @Test("every judgement doubled inside its image leaves the spread as it was")
  func doubled() throws {
    let once = draw(40, judgements: 5)
    let twice = once.flatMap { [$0, $0] }
    let first = try bootstrapBradleyTerry(once, models: 3, rounds: 200, seed: 9)
    let second = try bootstrapBradleyTerry(twice, models: 3, rounds: 200, seed: 9)
    let (a, b) = (try first.difference(of: 1, from: 0), try second.difference(of: 1, from: 0))
    #expect(abs(a.standardError - b.standardError) < 1e-9)
  }

  /// Of the images (0 wins) and (1 wins), half of all draws hold only one of the two.
  @Test("draws without finite worths are counted, not used; one image is refused")
  func undefined() throws {
    let rows = [(0, 1, 0), (1, 0, 1)].map { ClusteredComparison(winner: $0.0, loser: $0.1, image: $0.2, rater: 0) }
    let bootstrap = try bootstrapBradleyTerry(rows, models: 2, rounds: 400, seed: 2)
    #expect((140...260).contains(bootstrap.undefinedRounds))
    #expect(bootstrap.logWorths.count + bootstrap.undefinedRounds == 400)
    #expect(throws: PairwiseError.tooFewClusters(found: 1)) {
      try bootstrapBradleyTerry(
        rows.map { ClusteredComparison(winner: $0.winner, loser: $0.loser, image: 0, rater: 0) }, models: 2, rounds: 9,
        seed: 2)
    }
  }
}
