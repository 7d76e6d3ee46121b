internal import Statistics
internal import Testing

@Suite("Repeats")
struct TestRetestTests {
  /// d = 1, 0, 1.
  @Test("repeats of three items, worked by hand")
  func repeats() throws {
    let found = try TestRetest([(1, 2), (3, 3), (5, 6)])
    #expect(abs(found.meanShift - 2.0 / 3) < 1e-15)
    #expect(abs((found.differenceDeviation ?? .nan) - (1.0 / 3).squareRoot()) < 1e-15)
    #expect(abs(found.withinDeviation - (1.0 / 3).squareRoot()) < 1e-15)
    #expect(abs(found.exactAgreement - 1.0 / 3) < 1e-15 && found.withinOne == 1)
    let limits = try found.limitsOfAgreement()
    #expect(abs(limits.upperBound - limits.lowerBound - 3.92 * (1.0 / 3).squareRoot()) < 1e-12)
  }

  @Test("repeats: no limits from one item or equal differences, no agreement from equal scores")
  func repeatRefusals() throws {
    #expect(throws: EstimationError.noObservations) { try TestRetest([]) }
    #expect(throws: EstimationError.tooFewImages(found: 1)) { try TestRetest([(1, 2)]).limitsOfAgreement() }
    #expect(throws: EstimationError.constantObservations(value: 1)) {
      try TestRetest([(1, 2), (3, 4)]).limitsOfAgreement()
    }
    #expect(throws: EstimationError.constantObservations(value: 3)) { try TestRetest([(3, 3), (3, 3)]).agreement() }
  }
}
