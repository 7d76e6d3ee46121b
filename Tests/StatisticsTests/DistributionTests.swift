internal import Testing

@testable import Statistics

@Suite("Distributions against R")
struct DistributionTests {
  private func expect(_ got: Double, _ wanted: Double, relative: Double = 1e-10, _ row: [Double]) {
    #expect(abs(got - wanted) <= relative * abs(wanted) + 1e-300, "\(row): \(got)")
  }

  @Test("normal quantiles and masses agree with R")
  func normal() throws {
    for row in DistributionValues.normalQuantiles { expect(try Normal.quantile(row[0]), row[1], relative: 1e-14, row) }
    for row in DistributionValues.normalMasses { expect(Normal.cumulative(row[0]), row[1], relative: 1e-13, row) }
  }

  @Test("Student t quantiles agree with R for whole, fractional, tiny and huge degrees of freedom")
  func studentQuantiles() throws {
    for row in DistributionValues.studentQuantiles {
      expect(try StudentT(degreesOfFreedom: row[0]).quantile(row[1]), row[2], row)
    }
  }

  @Test("Student t masses agree with R, far tails included")
  func studentMasses() throws {
    for row in DistributionValues.studentMasses {
      expect(try StudentT(degreesOfFreedom: row[0]).cumulative(row[1]), row[2], row)
    }
  }

  @Test("chi-square quantiles and masses agree with R")
  func chiSquare() throws {
    for row in DistributionValues.chiSquareQuantiles {
      expect(try ChiSquare(degreesOfFreedom: row[0]).quantile(row[1]), row[2], row)
    }
    for row in DistributionValues.chiSquareMasses {
      expect(try ChiSquare(degreesOfFreedom: row[0]).cumulative(row[1]), row[2], row)
    }
  }

  @Test("a quantile's mass is the probability it was asked for")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let p = Double.random(in: 1e-6..<1, using: &random)
      let df = Double.random(in: 0.3...400, using: &random)
      let t = try StudentT(degreesOfFreedom: df)
      #expect(abs(t.cumulative(try t.quantile(p)) - p) < 1e-12)
      let chi = try ChiSquare(degreesOfFreedom: df)
      #expect(abs(chi.cumulative(try chi.quantile(p)) - p) < 1e-12)
      #expect(abs(Normal.cumulative(try Normal.quantile(p)) - p) < 1e-14)
    }
  }

  @Test("t with one degree of freedom is Cauchy: the quartile is 1")
  func cauchy() throws {
    let t = try StudentT(degreesOfFreedom: 1)
    #expect(abs(t.cumulative(1) - 0.75) < 1e-15)
    #expect(abs(try t.quantile(0.75) - 1) < 1e-15)
  }

  @Test("masses at the ends of the line are 0 and 1")
  func ends() throws {
    let t = try StudentT(degreesOfFreedom: 3.5)
    #expect(t.cumulative(-.infinity) == 0)
    #expect(t.cumulative(.infinity) == 1)
    #expect(t.cumulative(0) == 0.5)
    #expect(try t.quantile(0.5) == 0)
    let chi = try ChiSquare(degreesOfFreedom: 3.5)
    #expect(chi.cumulative(-1) == 0)
    #expect(chi.cumulative(.infinity) == 1)
    #expect(Normal.cumulative(.infinity) == 1)
  }

  @Test("refuses probabilities that are not strictly between 0 and 1", arguments: [0, 1, -0.1, 1.1])
  func badProbability(p: Double) throws {
    let t = try StudentT(degreesOfFreedom: 5)
    let chi = try ChiSquare(degreesOfFreedom: 5)
    let refusal = EstimationError.outOfDomain(parameter: "probability", value: p)
    #expect(throws: refusal) { try Normal.quantile(p) }
    #expect(throws: refusal) { try t.quantile(p) }
    #expect(throws: refusal) { try chi.quantile(p) }
  }

  @Test("refuses degrees of freedom that are not finite and above 0", arguments: [0, -1, .infinity])
  func badDegreesOfFreedom(df: Double) {
    let refusal = EstimationError.outOfDomain(parameter: "degrees of freedom", value: df)
    #expect(throws: refusal) { try StudentT(degreesOfFreedom: df) }
    #expect(throws: refusal) { try ChiSquare(degreesOfFreedom: df) }
  }
}
