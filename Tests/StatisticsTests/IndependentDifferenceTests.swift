internal import Statistics
internal import Testing

@Suite("The difference of two independent estimates")
struct IndependentDifferenceTests {
  private func estimate(_ value: Double, _ error: Double, _ df: Double) -> Estimate {
    Estimate(value: value, standardError: error, degreesOfFreedom: df, lower: 0, upper: 0, confidence: 0.95)
  }

  /// 9 + 16 = 25; df = 625 / (81/4 + 256/4) = 625 / 84.25.
  @Test("standard errors 3 and 4 make 5, worked by hand")
  func byHand() throws {
    let found = try estimate(3, 3, 4).minus(independent: estimate(1, 4, 4), confidence: 0.95)
    #expect(found.value == 2 && abs(found.standardError - 5) < 1e-12)
    #expect(abs(found.degreesOfFreedom - 625 / 84.25) < 1e-12)
  }

  /// R 4.2.2: t.test(c(4,5,3,4,4,5,2,4), c(3,4,4,5,2), conf.level = 0.95 and 0.9), and
  /// t.test(c(1,1,2), c(3,4,4,5,2,3,3,3,4,4,1,2,5)).
  @Test(
    "agrees with R's t.test for unequal variances",
    arguments: [
      [
        3.875, 0.350382444113368, 7, 3.6, 0.509901951359279, 4, 0.95, 7.68961278771886, -1.16177035979227,
        1.71177035979227,
      ],
      [
        3.875, 0.350382444113368, 7, 3.6, 0.509901951359279, 4, 0.9, 7.68961278771886, -0.881518745576491,
        1.43151874557649,
      ],
      [
        1.33333333333333, 0.333333333333333, 2, 3.30769230769231, 0.327864406475498, 12, 0.95, 6.69705562769989,
        -3.09016661759106, -0.85855133112689,
      ],
    ])
  func welch(_ row: [Double]) throws {
    let found = try estimate(row[0], row[1], row[2]).minus(
      independent: estimate(row[3], row[4], row[5]), confidence: row[6])
    #expect(abs(found.degreesOfFreedom - row[7]) < 1e-9)
    #expect(abs(found.lower - row[8]) < 1e-9 && abs(found.upper - row[9]) < 1e-9)
  }

  @Test("turned round it is the same with the other sign, and never narrower than either part alone")
  func turned() throws {
    let (one, other) = (estimate(4.1, 0.07, 11), estimate(3.9, 0.02, 300))
    let found = try one.minus(independent: other, confidence: 0.95)
    let turned = try other.minus(independent: one, confidence: 0.95)
    #expect(abs(found.lower + turned.upper) < 1e-12 && abs(found.value + turned.value) < 1e-12)
    #expect(found.standardError > 0.07 && found.degreesOfFreedom >= 11)
  }

  @Test("refuses an estimate without width")
  func refusals() {
    #expect(throws: EstimationError.outOfDomain(parameter: "standard error", value: 0)) {
      try estimate(4, 0, 11).minus(independent: estimate(4, 1, 11), confidence: 0.95)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "degrees of freedom", value: .infinity)) {
      try estimate(4, 1, 11).minus(independent: estimate(4, 1, .infinity), confidence: 0.95)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "confidence", value: 1)) {
      try estimate(4, 1, 11).minus(independent: estimate(4, 1, 11), confidence: 1)
    }
  }
}
