internal import Statistics
internal import Testing

@Suite("False discoveries and Bonferroni")
struct FalseDiscoveryTests {
  /// m = 3: 0.04 · 3/3, 0.03 · 3/2 lowered to 0.04, 0.01 · 3; under any dependence times 1 + 1/2 + 1/3.
  @Test("worked by hand, in the order given, capped at 1")
  func byHand() throws {
    for (got, wanted) in zip(try falseDiscoveryAdjusted([0.01, 0.04, 0.03]), [0.03, 0.04, 0.04]) {
      #expect(abs(got - wanted) < 1e-15)
    }
    for (got, wanted) in zip(try falseDiscoveryAdjusted([0.01, 0.04, 0.03], under: .any), [0.055, 0.22 / 3, 0.22 / 3]) {
      #expect(abs(got - wanted) < 1e-15)
    }
    #expect(try falseDiscoveryAdjusted([1, 0.9], under: .any) == [1, 1])
    #expect(try bonferroniAdjusted([0.25, 0.6]) == [0.5, 1])
    #expect(try falseDiscoveryAdjusted([]) == [] && bonferroniAdjusted([]) == [])
  }

  @Test("never above Holm, which is never above Bonferroni")
  func order() throws {
    let family = [0.0004, 0.011, 0.011, 0.03, 0.2, 1]
    let holm = try holmAdjusted(family)
    #expect(zip(try falseDiscoveryAdjusted(family), holm).allSatisfy { $0 <= $1 + 1e-15 })
    #expect(zip(holm, try bonferroniAdjusted(family)).allSatisfy { $0 <= $1 + 1e-15 })
  }

  @Test("refuses what is no probability", arguments: [-0.1, 1.5, Double.nan])
  func refusals(p: Double) {
    #expect(throws: EstimationError.self) { try falseDiscoveryAdjusted([0.5, p]) }
    #expect(throws: EstimationError.self) { try bonferroniAdjusted([0.5, p]) }
  }
}
