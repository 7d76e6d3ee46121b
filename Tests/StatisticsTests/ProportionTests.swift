internal import Statistics
internal import Testing

@Suite("Proportions and families of p values")
struct ProportionTests {
  /// R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int
  @Test(
    "Wilson's interval agrees with R, and ends exactly at 0 and 1",
    arguments: [
      (0, 20, 0, 0.161125158052819), (20, 20, 0.838874841947181, 1), (7, 50, 0.0695083342701629, 0.261861937105855),
      (1, 3, 0.0614919447203963, 0.792340399197952), (81, 263, 0.255288519878274, 0.3662095769828),
    ])
  func wilson(successes: Int, trials: Int, lower: Double, upper: Double) throws {
    let interval = try wilsonInterval(successes: successes, of: trials)
    #expect(abs(interval.lowerBound - lower) <= (lower == 0 ? 0 : 1e-12))
    #expect(abs(interval.upperBound - upper) <= (upper == 1 ? 0 : 1e-12))
  }

  /// z = 2: (0 + 4/8 + 2 sqrt(4/64)) / (1 + 4/4) = 1/2.
  @Test("none of four, worked by hand")
  func byHand() throws {
    let confidence = 2 * Normal.cumulative(2) - 1
    #expect(abs(try wilsonInterval(successes: 0, of: 4, confidence: confidence).upperBound - 0.5) < 1e-12)
  }

  @Test("counting failures instead turns the interval around")
  func mirrored() throws {
    let plain = try wilsonInterval(successes: 7, of: 50)
    let turned = try wilsonInterval(successes: 43, of: 50)
    #expect(abs(plain.lowerBound + turned.upperBound - 1) < 1e-15)
  }

  @Test("refuses no trial, and counts outside the trials")
  func wilsonRefusals() {
    #expect(throws: EstimationError.noObservations) { try wilsonInterval(successes: 0, of: 0) }
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of successes", value: 5)) {
      try wilsonInterval(successes: 5, of: 4)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "the number of successes", value: -1)) {
      try wilsonInterval(successes: -1, of: 4)
    }
    #expect(throws: EstimationError.outOfDomain(parameter: "confidence", value: 1)) {
      try wilsonInterval(successes: 1, of: 4, confidence: 1)
    }
  }

  /// R 4.2.2: p.adjust(c(0.0004, 0.011, 0.011, 0.03, 0.2, 1), "holm")
  @Test("Holm's adjustment agrees with R: ties, no decrease, a cap at 1")
  func holm() throws {
    let adjusted = try holmAdjusted([0.0004, 0.011, 0.011, 0.03, 0.2, 1])
    for (got, wanted) in zip(adjusted, [0.0024, 0.055, 0.055, 0.09, 0.4, 1]) { #expect(abs(got - wanted) < 1e-15) }
  }

  @Test("Holm's adjustment keeps the order it was given, raises what falls below a smaller one, and takes none")
  func holmByHand() throws {
    let adjusted = try holmAdjusted([0.01, 0.04, 0.03])
    for (got, wanted) in zip(adjusted, [0.03, 0.06, 0.06]) { #expect(abs(got - wanted) < 1e-15) }
    #expect(try holmAdjusted([]) == [])
    #expect(try holmAdjusted([0.2]) == [0.2])
  }

  @Test("refuses p values that are no probabilities", arguments: [-0.1, 1.1, .infinity])
  func holmRefusals(value: Double) {
    #expect(throws: EstimationError.outOfDomain(parameter: "a p value", value: value)) {
      try holmAdjusted([0.5, value])
    }
  }
}
