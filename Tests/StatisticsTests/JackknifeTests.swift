import Statistics
import Testing

@Suite("Leaving out one group at a time")
struct JackknifeTests {
  /// 1, 2, 6: mean 3, s² = 7, SE² = 7/3; t(2) at 97.5 % is 4.302653 (R: qt(0.975, 2)).
  @Test("of a mean it gives the usual standard error and t interval")
  func mean() throws {
    let estimate = try jackknife(3, withoutEach: [4, 3.5, 1.5])
    #expect(abs(estimate.standardError * estimate.standardError - 7.0 / 3) < 1e-12)
    #expect(estimate.degreesOfFreedom == 2)
    #expect(abs(estimate.upper - (3 + 4.302653 * (7.0 / 3).squareRoot())) < 1e-5)
  }

  @Test("groups in another order and a shift of the scale change no width")
  func invariance() throws {
    let estimate = try jackknife(3, withoutEach: [4, 3.5, 1.5])
    let turned = try jackknife(13, withoutEach: [11.5, 14, 13.5])
    #expect(abs(estimate.halfWidth - turned.halfWidth) < 1e-12)
  }

  @Test("refuses one group, and groups that make no difference, rather than a zero width")
  func refusals() {
    #expect(throws: EstimationError.tooFewRaters(found: 1)) { try jackknife(3, withoutEach: [3]) }
    #expect(throws: EstimationError.constantObservations(value: 3)) { try jackknife(3, withoutEach: [3, 3, 3]) }
    #expect(throws: EstimationError.outOfDomain(parameter: "confidence", value: 1)) {
      try jackknife(3, withoutEach: [1, 2], confidence: 1)
    }
  }
}
