internal import Statistics
internal import Testing

@Suite("Proportions: exact intervals and differences")
struct ProportionDifferenceTests {
  /// The confidence at which z is 2.
  private let twoSigma = 2 * Normal.cumulative(2) - 1

  /// 1 − (α/2)^(1/n) for none of 2.
  @Test("Clopper and Pearson for none of two, worked by hand; ends are exactly 0 and 1; failures turn it around")
  func clopperPearson() throws {
    let none = try clopperPearsonInterval(successes: 0, of: 2)
    #expect(none.lowerBound == 0 && abs(none.upperBound - (1 - 0.025.squareRoot())) < 1e-14)
    #expect(try clopperPearsonInterval(successes: 2, of: 2).upperBound == 1)
    let few = try clopperPearsonInterval(successes: 7, of: 50)
    let many = try clopperPearsonInterval(successes: 43, of: 50)
    #expect(abs(few.lowerBound + many.upperBound - 1) < 1e-13)
  }

  @Test("Clopper and Pearson refuse no trial and counts outside the trials")
  func clopperPearsonRefusals() {
    #expect(throws: EstimationError.noObservations) { try clopperPearsonInterval(successes: 0, of: 0) }
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of successes", value: 3)) {
      try clopperPearsonInterval(successes: 3, of: 2)
    }
  }

  /// Wilson at z = 2: 1/1 has 0.2...1, 0/1 has 0...0.8; 1 − √(0.8² + 0.8²).
  @Test("Newcombe's independent difference, worked by hand, cut at 1, and turned by swapping the groups")
  func newcombe() throws {
    let found = try newcombeDifference((1, 1), minus: (0, 1), confidence: twoSigma)
    #expect(abs(found.lower - (1 - 1.28.squareRoot())) < 1e-12 && found.upper == 1)
    let plain = try newcombeDifference((9, 10), minus: (3, 10))
    let swapped = try newcombeDifference((3, 10), minus: (9, 10))
    #expect(abs(plain.lower + swapped.upper) < 1e-15)
    #expect(throws: EstimationError.noObservations) { try newcombeDifference((0, 0), minus: (1, 2)) }
  }

  /// With b = c = 0 Tango's bounds are ± z²/(n + z²) = ± 4/8.
  @Test("Tango without disagreement, worked by hand; a full difference ends at 1; swapping the models turns it")
  func tango() throws {
    let none = try PairedTable(both: 3, onlyFirst: 0, onlySecond: 0, neither: 1).tangoInterval(confidence: twoSigma)
    #expect(abs(none.lower + 0.5) < 1e-12 && abs(none.upper - 0.5) < 1e-12)
    #expect(try PairedTable(both: 0, onlyFirst: 7, onlySecond: 0, neither: 0).tangoInterval().upper == 1)
    let plain = try PairedTable(both: 36, onlyFirst: 12, onlySecond: 2, neither: 4).tangoInterval()
    let swapped = try PairedTable(both: 36, onlyFirst: 2, onlySecond: 12, neither: 4).tangoInterval()
    #expect(abs(plain.lower + swapped.upper) < 1e-12)
  }

  /// A margin of 0 has no correlation: then the paired interval is the independent one.
  @Test("Newcombe's paired interval without a correlation is the independent one")
  func pairedWithoutCorrelation() throws {
    let paired = try PairedTable(both: 4, onlyFirst: 6, onlySecond: 0, neither: 0).newcombeInterval()
    let independent = try newcombeDifference((10, 10), minus: (4, 10))
    #expect(paired == independent)
  }

  /// b = 4, c = 0: 2/16 exact, 1/16 mid-p. b = c = 1: the even split has ½, half of it counted: 1 − ¼.
  @Test("McNemar exact and mid-p, worked by hand; 1 where nothing differs")
  func mcNemar() throws {
    let uneven = try PairedTable(both: 9, onlyFirst: 4, onlySecond: 0, neither: 9)
    #expect(abs(uneven.exactP - 0.125) < 1e-14 && abs(uneven.midP - 0.0625) < 1e-14)
    let even = try PairedTable(both: 0, onlyFirst: 1, onlySecond: 1, neither: 0)
    #expect(even.exactP == 1 && abs(even.midP - 0.75) < 1e-14)
    let same = try PairedTable(both: 5, onlyFirst: 0, onlySecond: 0, neither: 2)
    #expect(same.exactP == 1 && same.midP == 1)
  }

  @Test("a paired table refuses negative counts and no image")
  func tableRefusals() {
    #expect(throws: EstimationError.noObservations) {
      try PairedTable(both: 0, onlyFirst: 0, onlySecond: 0, neither: 0)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "a count", value: -1)) {
      try PairedTable(both: 3, onlyFirst: -1, onlySecond: 0, neither: 0)
    }
  }

  /// 3 wins, 1 loss: 2 (1 + 4)/16.
  @Test("a sign test by hand: 1 where even, and the sides do not matter")
  func sign() {
    #expect(abs(signTest(wins: 3, losses: 1) - 0.625) < 1e-14)
    #expect(signTest(wins: 1, losses: 3) == signTest(wins: 3, losses: 1))
    #expect(signTest(wins: 2, losses: 2) == 1 && signTest(wins: 0, losses: 0) == 1)
  }

  /// Image rates 0.75 and 0: mean 0.375, SE 0.375.
  @Test("a win rate counts ties half and every image once")
  func winRate() throws {
    let found = try WinRate([(1, .win), (1, .tie), (2, .loss), (2, .loss)])
    #expect(found.wins == 1 && found.losses == 2 && found.ties == 1)
    #expect(found.rate.value == 0.375 && found.netWin == -0.25)
    #expect(abs(try found.rate.overNewImages().standardError - 0.375) < 1e-15)
    #expect(throws: EstimationError.noObservations) { try WinRate([]) }
  }
}
