import Statistics
import Testing

@Suite("Resampled images and raters")
struct PigeonholeBootstrapTests {
  /// The input of reference case 05.
  static let reference = Grid("322 332 323 123 433 113 222 545 121 231 333 333")

  @Test("the spread is the analytic one, and that of R's 200,000 rmultinom resamples in reference case 05")
  func reference() throws {
    let bootstrap = try pigeonholeBootstrap([Self.reference.observations], rounds: 20_000, seed: 5)
    let spread = try bootstrap.mean(of: 0)
    let analytic = try pigeonholeVariance(CrossedTable(Self.reference.observations))
    // The variance of 20,000 rounds scatters by √(2/20,000) = 1 %.
    #expect(abs(spread.standardError * spread.standardError / analytic - 1) < 0.04)
    #expect(abs(spread.standardError * spread.standardError / 0.0694015775034309 - 1) < 0.04)
    #expect(spread.interval.contains(2.5555555555555554))
    #expect(bootstrap.undefinedRounds == 0)
  }

  /// Images (1, 1) and (3, 3): the mean is 1, 2 or 3 as image 2 was drawn 0, 1 or 2 times: ¼, ½, ¼. Variance ½.
  @Test("two images that raters agree on, worked by hand")
  func byHand() throws {
    let bootstrap = try pigeonholeBootstrap([Grid("11 33").observations], rounds: 8000, seed: 1)
    #expect(Set(bootstrap.means[0]) == [1, 2, 3])
    let halves = bootstrap.means[0].count { $0 == 2 }
    #expect((3800...4200).contains(halves))
    let spread = try bootstrap.mean(of: 0)
    #expect(abs(spread.standardError * spread.standardError - 0.5) < 0.03)
    #expect(spread.interval == 1...3)
  }

  @Test("lists are paired: their difference spreads as the list of differences does")
  func paired() throws {
    let (first, second) = (Grid.completeAlpha.observations, Grid.completeIncumbent.observations)
    let differences = try PairedDifferences(of: first, minus: second).observations
    let bootstrap = try pigeonholeBootstrap([first, second], rounds: 500, seed: 7)
    let alone = try pigeonholeBootstrap([differences], rounds: 500, seed: 7)
    let (a, b) = (try bootstrap.difference(of: 0, from: 1), try alone.mean(of: 0))
    #expect(abs(a.standardError - b.standardError) < 1e-12)
    #expect(abs(a.interval.lowerBound - b.interval.lowerBound) < 1e-12)
  }

  @Test("missing cells count neither above nor below; a complete table gives the same through either way")
  func missing() throws {
    // A list with one cell less leaves the other list's means as they were.
    let whole = Grid.completeAlpha.observations
    let alone = try pigeonholeBootstrap([whole], rounds: 300, seed: 3)
    let holed = Array(Grid.completeBeta.observations.dropLast())
    let beside = try pigeonholeBootstrap([whole, holed], rounds: 300, seed: 3)
    for (a, b) in zip(alone.means[0], beside.means[0]) { #expect(abs(a - b) < 1e-12) }
    let sparse = try pigeonholeBootstrap([Grid.sparseAlpha.observations], rounds: 4000, seed: 3)
    let mean = try CrossedMean(Grid.sparseAlpha.observations).value
    #expect(try sparse.mean(of: 0).interval.contains(mean))
  }

  @Test("a round that draws nothing of a list is counted, not used")
  func undefined() throws {
    // Only the cells (0, 0) and (1, 1): drawing one image twice and the other's rater twice leaves nothing; ⅛ of rounds.
    let observations = Grid("1. .2").observations
    let bootstrap = try pigeonholeBootstrap([observations], rounds: 4000, seed: 4)
    #expect((420...580).contains(bootstrap.undefinedRounds))
    #expect(bootstrap.means[0].count + bootstrap.undefinedRounds == 4000)
  }

  @Test("equal seeds give equal rounds; the order of observations does not matter beyond the numbering of labels")
  func seeded() throws {
    let observations = Grid.completeBeta.observations
    #expect(
      try pigeonholeBootstrap([observations], rounds: 50, seed: 9)
        == pigeonholeBootstrap([observations], rounds: 50, seed: 9))
    #expect(
      try pigeonholeBootstrap([observations], rounds: 50, seed: 9)
        != pigeonholeBootstrap([observations], rounds: 50, seed: 10))
    let shifted = observations.map { Observation(image: $0.image + 40, rater: $0.rater + 9, value: $0.value) }
    #expect(
      try pigeonholeBootstrap([shifted], rounds: 50, seed: 9)
        == pigeonholeBootstrap([observations], rounds: 50, seed: 9))
  }

  @Test("what cannot be resampled is refused with the reason")
  func refused() throws {
    let fine = Grid("13 26").observations
    func refusal(_ lists: [[Observation]], rounds: Int = 10) -> EstimationError? {
      do {
        _ = try pigeonholeBootstrap(lists, rounds: rounds, seed: 1)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal([]) == .noObservations)
    #expect(refusal([fine, []]) == .noObservations)
    #expect(refusal([Grid("13").observations]) == .tooFewImages(found: 1))
    #expect(refusal([Grid("1 3").observations]) == .tooFewRaters(found: 1))
    #expect(refusal([fine, Grid("44 44").observations]) == .constantObservations(value: 4))
    #expect(refusal([fine + [fine[0]]]) == .repeatedCell(image: 0, rater: 0))
    #expect(refusal([fine], rounds: 1) == .outOfDomain(parameter: "the number of rounds", value: 1))
    #expect(
      refusal([fine + [Observation(image: 9, rater: 0, value: .infinity)]])
        == .outOfDomain(parameter: "an observation", value: .infinity))
    // Two equal lists differ nowhere: no interval of zero width.
    let equal = try pigeonholeBootstrap([fine, fine], rounds: 10, seed: 1)
    #expect(throws: EstimationError.constantObservations(value: 0)) { try equal.difference(of: 0, from: 1) }
    #expect(throws: EstimationError.outOfDomain(parameter: "confidence", value: 1)) {
      try equal.mean(of: 0, confidence: 1)
    }
  }
}
